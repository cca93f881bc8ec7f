"""A private PostgreSQL server below a data directory, reachable only through a socket of its own user.

Two advisory locks beside the data directory say who is there; the operating system drops them when a process
dies, however it dies:

- ``postgres.server.lock`` is inherited by every server process. Whoever gets it exclusively knows that
  nothing of the server is alive, and may start one.
- ``postgres.users.lock`` is shared by every program that uses the server. The last one to leave stops it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

import psycopg

from enishi.machine.binaries import Binaries, ServerAccount

SUPERUSER = "postgres"
PORT = 5432
LONGEST_SOCKET_PATH = 106
START_SECONDS = 90
STOP_SECONDS = 60

ALWAYS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "logging_collector": "off",
    # Messages of failed statements repeat what was typed, so that a name would end up in the log. The
    # application gets every error anyway; "log" keeps starts, stops and crashes, and drops failed statements.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
# Statistics of tables whose rows are all being rolled back would lead the planner astray: no sweeper comes by itself.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class ServerFailed(RuntimeError):
    """PostgreSQL could not be started, reached or stopped; the message says why in words."""


class Cluster:
    """One server for one data directory.

    ``directory`` is PostgreSQL's data directory, created when missing. ``durable=False`` is for tests only:
    it gives up safety against power loss for speed.
    """

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        self.account = ServerAccount.find()
        self.directory = self.account.data_directory(Path(directory).absolute())
        self.durable = durable
        self.log = self.directory.with_name(self.directory.name + ".log")
        self._process: subprocess.Popen[bytes] | None = None
        self._use: int | None = None

    @property
    def socket_directory(self) -> Path:
        """Where the socket lies: what the running server says, else where the next start will put it."""
        lines = self._postmaster_lines()
        if len(lines) > 4 and lines[4]:
            return Path(lines[4])
        keyed = hashlib.sha256(str(self.directory).encode()).hexdigest()[:12]
        runtime = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
        for parent in (runtime, "/tmp"):  # noqa: S108 - owner and mode are checked before use
            candidate = Path(parent) / f"enishi-{os.geteuid()}-{keyed}"
            if len(f"{candidate}/.s.PGSQL.{PORT}.lock".encode()) <= LONGEST_SOCKET_PATH:
                return candidate
        raise ServerFailed("no folder with a path short enough for a socket")

    def parameters(self, user: str = SUPERUSER, dbname: str = "postgres") -> dict[str, Any]:
        """Connection parameters for psycopg. The socket folder is the lock on the door: no password."""
        return {"host": str(self.socket_directory), "port": PORT, "user": user, "dbname": dbname}

    def start(self) -> None:
        """Start the server and keep it as a child. Raises `ServerFailed` when one already runs."""
        self._enter()
        lock = self._server_lock()
        if lock is None:
            self._leave()
            raise ServerFailed(f"a server for {self.directory} is already running")
        self._launch(lock)

    def attach_or_start(self) -> bool:
        """Use the server that runs, or start it. Returns whether this call started it."""
        self._enter()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if (lock := self._server_lock()) is not None:
                self._launch(lock)
                return True
            if self.answers():
                return False
            time.sleep(0.05)
        self._leave()
        raise ServerFailed(f"a server for {self.directory} is running but does not answer; see {self.log}")

    def answers(self) -> bool:
        """Whether the server takes connections now."""
        try:
            psycopg.connect(**self.parameters(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def ended(self) -> bool:
        """Whether nothing of the server is alive any more. Also buries it when it was a child."""
        if self._process is not None and self._process.poll() is not None:
            self._process = None
        lock = self._server_lock()
        if lock is None:
            return False
        os.close(lock)
        if self._process is not None:  # a dying process gives its locks back a moment before it can be buried
            self._process.wait()
            self._process = None
        return True

    def stop(self) -> bool:
        """Stop using the server, and stop it when nobody else uses it. Returns whether it is down."""
        if self._use is None:
            return False
        try:
            fcntl.flock(self._use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._leave()
            return False
        sockets = self.socket_directory
        try:
            for ask, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10)):
                if self._ask_to_end(ask, seconds):
                    with contextlib.suppress(OSError):
                        sockets.rmdir()
                    return True
        finally:
            self._leave()
        raise ServerFailed(f"the server for {self.directory} does not stop; see {self.log}")

    def __enter__(self) -> Self:
        self.attach_or_start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _ask_to_end(self, ask: signal.Signals, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        asked = False
        while not self.ended():
            if not asked and (number := self.postmaster()):
                os.kill(number, ask)
                asked = True
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def postmaster(self) -> int | None:
        """Process number of the running server, or None."""
        if self._process is not None:
            return self._process.pid
        lines = self._postmaster_lines()
        if not lines or (lock := self._server_lock()) is not None:
            if lines and lock is not None:
                os.close(lock)
            return None
        return int(lines[0])

    def _postmaster_lines(self) -> list[str]:
        try:
            return (self.directory / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _enter(self) -> None:
        if self._use is None:
            self.directory.parent.mkdir(parents=True, exist_ok=True)
            self._use = self._lock_file("users", fcntl.LOCK_SH)

    def _leave(self) -> None:
        if self._use is not None:
            os.close(self._use)
            self._use = None

    def _server_lock(self) -> int | None:
        try:
            return self._lock_file("server", fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None

    def _lock_file(self, what: str, kind: int) -> int:
        path = self.directory.with_name(f"{self.directory.name}.{what}.lock")
        number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(number, kind)
        except BaseException:
            os.close(number)
            raise
        return number

    def _launch(self, lock: int) -> None:
        try:
            binaries = Binaries.find(self.account, self.directory)
            if not (self.directory / "PG_VERSION").exists():
                binaries.create_cluster(
                    self.account, self.directory, superuser=SUPERUSER, durable=self.durable
                )
            sockets = self._make_socket_directory()
            if self._process is not None:
                self._process.wait()
            # The lock proves that no server process is left, so leftover files name a dead, unburied or
            # foreign process; PostgreSQL itself would refuse to start because of them.
            (self.directory / "postmaster.pid").unlink(missing_ok=True)
            (sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
            settings = ALWAYS | {"unix_socket_directories": str(sockets)}
            if not self.durable:
                settings |= FORGETFUL
            with self._open_log() as log:
                self._process = process = self.account.spawn(
                    [str(binaries.program("postgres")), "-D", str(self.directory)]
                    + [word for name, value in settings.items() for word in ("-c", f"{name}={value}")],
                    log=log,
                    keep=lock,
                )
        except BaseException:
            self._leave()
            raise
        finally:
            os.close(lock)
        self._wait_until_ready(process)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                self._leave()
                tail = self.log.read_text(errors="replace")[-2000:]
                raise ServerFailed(f"PostgreSQL did not start. Its log {self.log} ends with:\n{tail}")
            time.sleep(0.02)

    def _open_log(self) -> Any:
        large = self.log.exists() and self.log.stat().st_size > 5_000_000
        if large:
            self.log.replace(self.log.with_suffix(".log.1"))
        return open(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")

    def _make_socket_directory(self) -> Path:
        directory = self.socket_directory
        owner = self.account.owner
        if not directory.exists():
            directory.mkdir(mode=0o700)
            os.chown(directory, owner, -1)
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
            raise ServerFailed(f"{directory} belongs to somebody else; remove it or set XDG_RUNTIME_DIR")
        directory.chmod(0o700)
        return directory

"""The folder ``.venv``: built once for a lock file, rebuilt when the lock, the Python or the place changes.

Runs on any Python 3.11 before anything is installed, so it uses the standard library only.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LOCK, DEVELOPMENT_LOCK = "requirements.lock", "requirements-dev.lock"


class InstallationFailed(RuntimeError):
    """pip or venv failed; what it said went to the terminal."""


def python() -> Path:
    """The interpreter of the installation."""
    return PROJECT / ".venv" / "bin" / "python"


def ensure(*, development: bool = False) -> None:
    """Make ``.venv`` hold what the lock says; with ``development`` also the tools of the tests.

    A marker is written last, so that whatever was interrupted is built again. Raises `InstallationFailed`.
    """
    wanted = [LOCK, DEVELOPMENT_LOCK] if development else [LOCK]
    if all(_is_installed(lock) for lock in wanted):
        return
    with open(PROJECT / ".venv.lock", "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not _is_installed(LOCK):
            _build()
        if not all(_is_installed(lock) for lock in wanted):
            _install("--require-hashes", "-r", DEVELOPMENT_LOCK)
            _mark(DEVELOPMENT_LOCK)


def _build() -> None:
    print(
        "初回の準備をしています（数分かかります） / installing, some minutes …", file=sys.stderr, flush=True
    )
    shutil.rmtree(PROJECT / ".venv", ignore_errors=True)
    _call([sys.executable, "-m", "venv", str(PROJECT / ".venv")])
    _install("--require-hashes", "-r", LOCK)
    _install("--no-deps", "--no-index", "--no-build-isolation", "--editable", ".")
    _mark(LOCK)


def _install(*what: str) -> None:
    quiet = ["-qq", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    _call([str(python()), "-m", "pip", "install", *quiet, *what])


def _call(command: list[str]) -> None:
    try:
        subprocess.run(command, cwd=PROJECT, check=True, stdin=subprocess.DEVNULL, env=_quiet_environment())
    except subprocess.CalledProcessError as failed:
        raise InstallationFailed(f"installing failed (exit {failed.returncode}); see above") from None


def _quiet_environment() -> dict[str, str]:
    unwanted = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_REQUIRE_VIRTUALENV"}
    return {name: value for name, value in os.environ.items() if name not in unwanted}


def _fingerprint(lock: str) -> str:
    seen = hashlib.sha256()
    for part in (lock, LOCK, "pyproject.toml"):
        seen.update((PROJECT / part).read_bytes())
    seen.update(f"{PROJECT} {sys.version_info[:2]}".encode())
    return seen.hexdigest()


def _marker(lock: str) -> Path:
    return PROJECT / ".venv" / f"installed-{lock}"


def _is_installed(lock: str) -> bool:
    try:
        return _marker(lock).read_text() == _fingerprint(lock) and os.access(python(), os.X_OK)
    except OSError:
        return False


def _mark(lock: str) -> None:
    aside = _marker(lock).with_suffix(".new")
    aside.write_text(_fingerprint(lock))
    aside.replace(_marker(lock))


if __name__ == "__main__":
    try:
        ensure(development="--dev" in sys.argv[1:])
    except InstallationFailed as failed:
        sys.exit(f"./test: {failed}")

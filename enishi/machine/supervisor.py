"""Keeps a few child processes alive, stops them in order, and clears away what a killed predecessor left."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

TOKEN = "ENISHI_RUN"  # noqa: S105 - name of a variable that marks our children, not a password
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PROCESSES = Path("/proc")
FIRST_PAUSE, LONGEST_PAUSE, STABLE_AFTER = 0.2, 10.0, 30.0


@dataclass
class Child:
    """A program to keep running. ``patience``: seconds it may take to stop before it is killed."""

    name: str
    command: list[str]
    environment: dict[str, str]
    patience: float = 15
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    pause: float = FIRST_PAUSE
    due_at: float = 0

    def start(self) -> None:
        """Start in a session of its own, so that Ctrl-C reaches only the supervisor, which stops in order."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def stop(self) -> None:
        """Ask to stop, wait, and kill what is left of the whole session."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(self.patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


@dataclass
class Supervisor:
    """Runs ``children`` until SIGTERM, SIGINT or SIGHUP, then stops them in the given order.

    Each is a command of Python, and carries the random token of this run in its environment and as an option.
    ``ledger`` is the file that names this run, for `clear_orphans` of the next one. ``each_round`` is called
    after every wake-up (at least once a second); it looks after the database server.
    """

    children: list[Child]
    ledger: Path
    each_round: Callable[[], None] = lambda: None
    say: Callable[[str], None] = lambda sentence: print(sentence, file=sys.stderr, flush=True)
    _stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        """Start everything, stay until asked to stop, stop everything."""
        token = secrets.token_hex(16)
        self.ledger.write_text(json.dumps({"token": token}))
        with self._woken_by_signals() as wake:
            try:
                for child in self.children:
                    child.environment = {**child.environment, TOKEN: token}
                    child.command = [child.command[0], "-X", f"{TOKEN}={token}", *child.command[1:]]
                    child.start()
                while not self._stopping:
                    select.select([wake], [], [], self._seconds_to_sleep())
                    with contextlib.suppress(BlockingIOError):
                        wake.recv(4096)
                    if not self._stopping:
                        self._look_after_children()
                        self.each_round()
            finally:
                for child in self.children:
                    child.stop()
        self.ledger.unlink(missing_ok=True)

    def _look_after_children(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and (code := child.process.poll()) is not None:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.process.pid, signal.SIGTERM)
                if now - child.started_at > STABLE_AFTER:
                    child.pause = FIRST_PAUSE
                self.say(f"{child.name} ended (exit {code}); starting it again in {child.pause:.1f} s")
                child.process, child.due_at = None, now + child.pause
                child.pause = min(child.pause * 2, LONGEST_PAUSE)
            if child.process is None and now >= child.due_at:
                child.start()

    def _seconds_to_sleep(self) -> float:
        waiting = [child.due_at - time.monotonic() for child in self.children if child.process is None]
        return max(0.0, min([1.0, *waiting]))

    def _ask_to_stop(self, *_: object) -> None:
        self._stopping = True

    @contextlib.contextmanager
    def _woken_by_signals(self) -> Iterator[socket.socket]:
        receiver, sender = socket.socketpair()
        receiver.setblocking(False)
        sender.setblocking(False)
        before = {number: signal.signal(number, self._ask_to_stop) for number in ENDING}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        old = signal.set_wakeup_fd(sender.fileno(), warn_on_full_buffer=False)
        try:
            yield receiver
        finally:
            signal.set_wakeup_fd(old)
            for number, handler in before.items():
                signal.signal(number, handler)
            receiver.close()
            sender.close()


def clear_orphans(ledger: Path, *, patience: float = 10) -> list[int]:
    """Stop what the run named in ``ledger`` left behind after a kill -9; returns the process numbers.

    A process is recognised by the random token of that run, never by its number, which may belong to somebody
    else by now. Call only while holding the lock of the data directory.
    """
    try:
        token = str(json.loads(ledger.read_text())["token"])
    except (OSError, ValueError, KeyError):
        return []
    found = _processes_with(token)
    for ask, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
        deadline = time.monotonic() + seconds
        left = _processes_with(token)
        for number in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(number, ask)
        while left and time.monotonic() < deadline:
            time.sleep(0.05)
            left = _processes_with(token)
    ledger.unlink(missing_ok=True)
    return found


def _processes_with(token: str) -> list[int]:
    mark = f"{TOKEN}={token}".encode()
    if not PROCESSES.is_dir():
        return _processes_by_option(mark)
    found = []
    for entry in PROCESSES.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


def _processes_by_option(mark: bytes) -> list[int]:
    """Where there is no /proc (macOS): what ``ps`` shows of the command lines."""
    said = subprocess.run(["ps", "-A", "-ww", "-o", "pid=", "-o", "args="], check=False, capture_output=True)
    lines = [line.split() for line in said.stdout.splitlines()]
    return [int(number) for number, *words in lines if mark in words]

import contextlib
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from gunicorn.http.errors import LimitRequestLine  # type: ignore[import-untyped]

from enishi.machine.start import edge_command, web_command
from enishi.machine.tests.test_run import free_port, wait_for
from enishi.machine.web_worker import WebWorker, WholeWorker

SECRET = "told-once-" + "a" * 33
FAILS = """
def application(environ, start):
    raise ValueError(environ["PATH_INFO"])
"""


def test_an_address_that_is_too_long_is_refused_in_japanese() -> None:
    ours, theirs = socket.socketpair()
    worker = WebWorker.__new__(WebWorker)
    worker.log = Silent()
    with ours, theirs:
        worker.handle_error(None, ours, ("127.0.0.1", 1), LimitRequestLine(9000, 8190))
        ours.close()
        answer = b"".join(iter(lambda: theirs.recv(4096), b"")).decode()
    assert answer.startswith("HTTP/1.1 414 ")
    assert "短くしてから、もう一度探してください" in answer
    assert "Request Line" not in answer


class Silent:
    def warning(self, *_: object) -> None:
        """Nothing."""


def test_the_web_server_runs_with_it() -> None:
    assert "enishi.machine.web_worker.WebWorker" in web_command("127.0.0.1", 8000)
    assert issubclass(WebWorker, WholeWorker), "as the edge, where it is proved: what broke off does nothing"


@pytest.mark.parametrize("command", [web_command, edge_command])
def test_nothing_of_what_was_sent_is_logged_or_shown(tmp_path: Path, command: Callable[[str, int], list[str]]) -> None:
    """Neither of what is no request (with whatever a terminal would take for an order) nor of what a program failed at."""
    (tmp_path / "fails.py").write_text(FAILS)
    port = free_port()
    words = ["fails:application" if one.endswith("wsgi:application") else one for one in command("127.0.0.1", port)]
    said = []
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(words, cwd=tmp_path, stderr=log) as server:
        try:
            wait_for(lambda: answered(port, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"))
            for line in ("GET /c/{}/\x1b[2J HTTP/1.1", "GET /c/{}/ HTTP/9.9", "\x1b[31m{} / HTTP/1.1", "GET /c/{}/ HTTP/1.1"):
                for header in ("Host: x", "{}\x1b[2J : x", "X: \x00{}", " {}"):
                    said.append(answered(port, f"{line}\r\n{header}\r\nConnection: close\r\n\r\n".replace("{}", SECRET).encode()))
        finally:
            server.terminate()
    logged = (tmp_path / "log").read_bytes()
    assert len(said) == 16
    assert logged.count(b"refused before it was a request: Invalid") > 10
    assert b"ValueError" in logged
    for one in (logged, *said):
        assert SECRET.encode() not in one
        assert b"\x1b" not in one
    assert all(one.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 500 ")) for one in said)


def answered(port: int, sent: bytes) -> bytes:
    """What was answered; nothing while nobody is there."""
    with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=20) as sender:
        sender.sendall(sent)
        return b"".join(iter(lambda: sender.recv(4096), b""))
    return b""

"""Whoever sends slowly, or never hangs up, delays nobody: the worker as it is started, with a small program behind it."""

import contextlib
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.servers import free_port
from enishi.edge.worker import MOST_OF_ONE
from enishi.machine.arrivals import WAITED_FOR, missing
from enishi.machine.start import edge_command

TINY = """
from enishi.machine import arrivals

arrivals.ARRIVES = 3.0

def application(environ, start):
    said = environ["wsgi.input"].read() or b"read"
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
    return [said]
"""
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
SLOW = {
    "sends nothing": b"",
    "sends a head and no end of it": GET[:20],
    "sends the beginning of a form": POST % 5000 + b"text=",
    "announces a file": POST % 60_000_000 + b"x",
    "does not say how much": b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
    "asks for more before it is there": GET + GET[:20],
    "never hangs up": GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    place: Path = tmp_path_factory.mktemp("edge")
    (place / "tiny.py").write_text(TINY)
    number = free_port()
    command = edge_command("127.0.0.1", number)
    command[command.index("enishi.edge.wsgi:application")] = "tiny:application"
    with subprocess.Popen(command, cwd=place) as server:
        try:
            for _ in range(100):
                with contextlib.suppress(OSError):
                    asked(number)
                    break
                time.sleep(0.1)
            yield number
        finally:
            server.terminate()


def asked(port: int) -> float:
    """How long an honest question takes."""
    began = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        assert answer.read() == b"read"
    return time.monotonic() - began


@contextlib.contextmanager
def many(port: int, sent: bytes, *, times: int = 12) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10)) for _ in range(times)]
        for one in found:
            one.sendall(sent)
        time.sleep(0.3)
        yield found


@pytest.mark.parametrize("sent", SLOW.values(), ids=SLOW)
def test_who_is_slow_delays_nobody(port: int, sent: bytes) -> None:
    """Three for each thread; before there was one way to a thread, four were enough for all."""
    with many(port, sent):
        assert max(asked(port) for _ in range(5)) < 1.5


def test_what_does_not_arrive_in_time_is_not_waited_for(port: int) -> None:
    with many(port, GET[:20], times=1) as (one,):
        for letter in b"xxxxxx":
            with contextlib.suppress(OSError):
                one.sendall(bytes([letter]))
            time.sleep(0.7)
        with contextlib.suppress(ConnectionResetError):
            assert one.recv(10) == b""


def test_what_comes_in_pieces_is_taken_whole(port: int) -> None:
    with many(port, (POST % 6)[:30], times=1) as (one,):
        for piece in ((POST % 6)[30:], b"tex", b"t=x", GET[:10], GET[10:]):
            one.sendall(piece)
            time.sleep(0.2)
        said = b""
        while said.count(b"HTTP/1.1 200") < 2 or not said.endswith(b"read"):
            said += one.recv(1000)
    assert b"\r\n\r\ntext=xHTTP/1.1 200" in said, "and the next question after it on the same connection"


def test_nobody_takes_all_places(port: int) -> None:
    with many(port, b"", times=MOST_OF_ONE + 6) as waiting:
        time.sleep(0.5)
        gone = 0
        for one in waiting:
            one.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                gone += one.recv(1) == b""
    assert gone == 6


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        (b"", 1),
        (GET[:-1], 1),
        (GET, 0),
        (POST % 5 + b"ab", 3),
        (POST % 5 + b"abcde" + GET, 0),
        ((POST % 5).replace(b"Content-Length: ", b"CONTENT-length:\t") + b"ab", 3),
        (POST % (WAITED_FOR + 1), None),
        (b"x" * WAITED_FOR, None),
        (GET.replace(b"Host", b"Expect: 100-continue\r\nHost"), None),
        (b"POST / HTTP/1.1\r\ntransfer-encoding : chunked\r\n\r\n", 0),
    ],
)
def test_what_is_missing(sent: bytes, left: int | None) -> None:
    """A name with a space before its colon is no header: gunicorn refuses it."""
    assert missing(sent) == left

"""A worker that has answered its number of requests is replaced (against slow leaks), and nobody's request is lost by that."""

import contextlib
import http.client
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from enishi.machine.start import web_command
from enishi.machine.tests.test_run import free_port, wait_for

TINY = """
import os, time

def application(environ, start):
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    time.sleep(1.5 if environ["PATH_INFO"] == "/slow" else 0.002)
    said = str(os.getpid()).encode()
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
    return [said]
"""
PEOPLE, EACH = 6, 120
MOST = 40
"""requests of a worker before it is replaced"""


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The web server as it is started in a city, with a small program behind it and workers that are replaced soon."""
    (tmp_path / "tiny.py").write_text(TINY)
    number = free_port()
    command = web_command("127.0.0.1", number)
    command[command.index("enishi.wsgi:application")] = "tiny:application"
    command[command.index("--max-requests") + 1] = str(MOST)
    command[command.index("--max-requests-jitter") + 1] = "5"
    with subprocess.Popen(command, cwd=tmp_path) as server:
        try:
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", number)) as first:
                wait_for(lambda: said(first) is not None)
            yield number
        finally:
            server.terminate()


def said(connection: http.client.HTTPConnection, path: str = "/") -> bytes | None:
    """Which worker has answered; None when nobody did."""
    try:
        connection.request("POST", path, b"text=" + b"x" * 2000)
        return connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return None


def test_no_request_is_lost_when_workers_are_replaced(port: int) -> None:
    answers: list[bytes | None] = []

    def work(number: int) -> None:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            for turn in range(EACH):
                answers.append(said(connection, "/slow" if (number, turn) == (0, 10) else "/"))
                time.sleep(0.001 * (1 + (7 * turn + number) % 20))

    people = [threading.Thread(target=work, args=(number,)) for number in range(PEOPLE)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert len(answers) == PEOPLE * EACH
    assert answers.count(None) == 0
    assert len(set(answers)) > 2 * 2, "workers were replaced"

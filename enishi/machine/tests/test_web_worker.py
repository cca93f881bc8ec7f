import socket

from gunicorn.http.errors import LimitRequestLine  # type: ignore[import-untyped]

from enishi.machine.start import web_command
from enishi.machine.web_worker import WebWorker, WholeWorker


def test_an_address_that_is_too_long_is_refused_in_japanese() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        WebWorker.handle_error(WebWorker.__new__(WebWorker), None, ours, ("127.0.0.1", 1), LimitRequestLine(9000, 8190))
        ours.close()
        answer = b"".join(iter(lambda: theirs.recv(4096), b"")).decode()
    assert answer.startswith("HTTP/1.1 414 ")
    assert "短くしてから、もう一度探してください" in answer
    assert "Request Line" not in answer


def test_the_web_server_runs_with_it() -> None:
    assert "enishi.machine.web_worker.WebWorker" in web_command("127.0.0.1", 8000)
    assert issubclass(WebWorker, WholeWorker), "as the edge, where it is proved: what broke off does nothing"

"""The workers of the web server and of the edge: a form that broke off on its way does nothing, and who sends slowly delays nobody.

What must be refused before there is a request is refused by its kind: nothing of what was sent is shown or logged.
"""

import contextlib
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]
from gunicorn.http.body import LengthReader  # type: ignore[import-untyped]
from gunicorn.http.errors import (  # type: ignore[import-untyped]
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.util import write_nonblock  # type: ignore[import-untyped]

from enishi.machine.arrivals import PatientWorker
from enishi.machine.log_lines import WithoutPersons

TOO_LONG = """<!doctype html><html lang="ja"><meta charset="utf-8"><title>アドレスが長すぎます</title>
<h1>アドレスが長すぎます</h1><p>探すことばが長すぎて、受け取れませんでした。前の画面に戻り、短くしてから、もう一度探してください。</p>
<p><a href="/">今日の画面へ</a></p></html>
"""


class QuietLog(Logger):  # type: ignore[misc]
    """Of gunicorn's own errors, too, the kind and the place, and not what was sent."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(WithoutPersons(self.error_fmt, self.datefmt))


class _WholeReader(LengthReader):  # type: ignore[misc]
    def read(self, size: int) -> bytes:
        """:raises ConnectionAbortedError: the sender is gone before the announced end; gunicorn says nothing of that"""
        wanted = min(size, self.length)
        found: bytes = super().read(size)
        if len(found) < wanted:
            raise ConnectionAbortedError
        return found


class WholeWorker(PatientWorker):
    def handle_request(self, req: Any, conn: Any) -> bool:
        """A half of what somebody wrote would be kept as the whole, and the same form sent again be told that it was taken."""
        if isinstance(req.body.reader, LengthReader):
            req.body.reader = _WholeReader(req.body.reader.unreader, req.body.reader.length)
        return bool(super().handle_request(req, conn))

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """An address may hold the secret of a link or what people search for."""
        if isinstance(exc, ParseException) and not isinstance(exc, InvalidResponseHeader | InvalidResponseHeaderName):
            self.log.warning("refused before it was a request: %s", type(exc).__qualname__)
            answer = self.refusal(exc)
        else:
            self.log.error("a request failed", exc_info=exc)
            answer = refused("500 Internal Server Error")
        with contextlib.suppress(OSError):
            write_nonblock(client, answer)

    def refusal(self, exc: ParseException) -> bytes:
        return refused("400 Bad Request")


class WebWorker(WholeWorker):
    def refusal(self, exc: ParseException) -> bytes:
        if isinstance(exc, LimitRequestLine | LimitRequestHeaders):
            return refused("414 URI Too Long", TOO_LONG)
        return super().refusal(exc)


def refused(status: str, text: str = "") -> bytes:
    """An answer without a word of what was sent."""
    page = text.encode()
    head = (
        f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
        f"Content-Security-Policy: default-src 'none'\r\nContent-Length: {len(page)}\r\n\r\n"
    )
    return head.encode("ascii") + page

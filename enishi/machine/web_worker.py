"""The workers of the web server and of the edge: a form that broke off on its way does nothing.

What the web server must refuse before there is a request is said in Japanese.
"""

import contextlib
from typing import Any

from gunicorn.http.body import LengthReader  # type: ignore[import-untyped]
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine  # type: ignore[import-untyped]
from gunicorn.util import write_nonblock  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

TOO_LONG = """<!doctype html><html lang="ja"><meta charset="utf-8"><title>アドレスが長すぎます</title>
<h1>アドレスが長すぎます</h1><p>探すことばが長すぎて、受け取れませんでした。前の画面に戻り、短くしてから、もう一度探してください。</p>
<p><a href="/">今日の画面へ</a></p></html>
"""


class _WholeReader(LengthReader):  # type: ignore[misc]
    def read(self, size: int) -> bytes:
        """:raises ConnectionAbortedError: the sender is gone before the announced end; gunicorn says nothing of that"""
        wanted = min(size, self.length)
        found: bytes = super().read(size)
        if len(found) < wanted:
            raise ConnectionAbortedError
        return found


class WholeWorker(ThreadWorker):  # type: ignore[misc]
    def handle_request(self, req: Any, conn: Any) -> bool:
        """A half of what somebody wrote would be kept as the whole, and the same form sent again be told that it was taken."""
        if isinstance(req.body.reader, LengthReader):
            req.body.reader = _WholeReader(req.body.reader.unreader, req.body.reader.length)
        return bool(super().handle_request(req, conn))


class WebWorker(WholeWorker):
    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Nothing of what was sent is shown or logged: an address holds what people search for."""
        if not isinstance(exc, LimitRequestLine | LimitRequestHeaders):
            super().handle_error(req, client, addr, exc)
            return
        with contextlib.suppress(OSError):
            write_nonblock(client, too_long())


def too_long() -> bytes:
    page = TOO_LONG.encode()
    head = (
        "HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
        f"Content-Security-Policy: default-src 'none'\r\nContent-Length: {len(page)}\r\n\r\n"
    )
    return head.encode("ascii") + page

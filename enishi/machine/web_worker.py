"""The worker of the web server: what it must refuse before there is a request is said in Japanese."""

import contextlib
from typing import Any

from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine  # type: ignore[import-untyped]
from gunicorn.util import write_nonblock  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

TOO_LONG = """<!doctype html><html lang="ja"><meta charset="utf-8"><title>アドレスが長すぎます</title>
<h1>アドレスが長すぎます</h1><p>探すことばが長すぎて、受け取れませんでした。前の画面に戻り、短くしてから、もう一度探してください。</p>
<p><a href="/">今日の画面へ</a></p></html>
"""


class WebWorker(ThreadWorker):  # type: ignore[misc]
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

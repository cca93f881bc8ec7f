"""A thread is given a request that has arrived whole. What is on its way waits in the loop of the worker, and holds nobody up.

gunicorn gives each connection a thread, which waits for what is sent as long as it takes, and its loop waits for those who do not
hang up: as many slow senders as there are threads, and nobody else was answered.
"""

import contextlib
import re
import socket
import struct
import time
from collections import deque
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.http.unreader import SocketUnreader  # type: ignore[import-untyped]
from gunicorn.util import close  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n")
UNTOLD = re.compile(rb"\r\n(transfer-encoding|expect):")
WAITED_FOR = 72 * 1024
"""bytes of one request that the loop gathers: a long form, and no file"""
ARRIVES, STALLS, IS_READ, LEAVES = 20.0, 10.0, 120.0, 2.0
"""seconds: until it is there, until more of it comes to a thread, until that has it all, until who was answered hangs up"""
IN_THE_KERNEL = 256 * 1024
"""bytes of an answer that wait for a slow reader outside the thread"""


def missing(data: bytes) -> int | None:
    """How many bytes of a request are still to come, as far as it says: one, while it says nothing yet; None, when that cannot be
    waited for: too many, or it is not told."""
    end = data.find(END)
    if end < 0:
        return 1 if len(data) < WAITED_FOR else None
    head = data[: end + 2].lower()
    told = LENGTH.search(head)
    length = int(told[1]) if told else 0
    return None if length > WAITED_FOR or UNTOLD.search(head) else max(0, end + len(END) + length - len(data))


class Arriving(SocketUnreader):  # type: ignore[misc]
    """What is sent on one connection: gathered by the loop, and read on by a thread, but not for ever."""

    def __init__(self, sender: socket.socket) -> None:
        super().__init__(sender)
        self.is_awaited, self.until = False, 0.0

    def gathered(self) -> int | None:
        """Take what is there, without waiting; what is :func:`missing`. Who hung up sends no more."""
        if not self.is_awaited:
            self.is_awaited, self.until = True, time.monotonic() + ARRIVES
        self.sock.setblocking(False)
        data, more = self.take_buffered(), b" "
        try:
            while more and len(data) < WAITED_FOR:
                more = self.sock.recv(WAITED_FOR)
                data += more
        except BlockingIOError:
            more = b" "
        except OSError:
            more = b""
        self.unread(data)
        left = missing(data) if more else 0
        if not left:
            self.is_awaited, self.until = False, time.monotonic() + IS_READ
        return left

    def chunk(self, size_hint: int | None = None) -> bytes:
        """:raises TimeoutError: it takes too long; the rest of it is not waited for"""
        before = self.sock.gettimeout()
        left = self.until - time.monotonic()
        self.sock.settimeout(max(0.001, min(left, STALLS, before or STALLS)))
        try:
            found: bytes = super().chunk(size_hint)
        finally:
            self.sock.settimeout(before)
        return found


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.leaving: deque[tuple[float, Any]] = deque()

    def enqueue_req(self, conn: Any) -> None:
        """The one way to a thread: of what was accepted, kept alive or waited for."""
        if not conn.initialized:
            self._welcome(conn)
        arriving: Arriving = conn.parser.unreader
        left = arriving.gathered()
        if left is None:
            self.take_long(conn)
        elif not left:
            self._to_thread(conn)
        else:
            conn.timeout = arriving.until
            self.pending_conns.append(conn)
            self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def take_long(self, conn: Any) -> None:
        """What is too long to be gathered here, a file: a thread reads it on, but not for ever."""
        self._to_thread(conn)

    def _to_thread(self, conn: Any) -> None:
        conn.data_ready = True
        super().enqueue_req(conn)

    def _welcome(self, conn: Any) -> None:
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, IN_THE_KERNEL)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", int(STALLS), 0))
        conn.init()
        conn.parser.unreader = Arriving(conn.sock)
        conn.close = partial(self._part, conn)

    def _part(self, conn: Any, graceful: bool = False) -> None:
        """gunicorn waits two seconds in its loop for each who was answered and does not hang up; here they wait beside it."""
        with contextlib.suppress(OSError):
            if graceful:
                conn.sock.shutdown(socket.SHUT_WR)
                conn.sock.setblocking(False)
                self.poller.register(conn.sock, EVENT_READ, partial(self._hear_out, conn))
                self.nr_conns += 1
                self.leaving.append((time.monotonic() + LEAVES, conn))
                return
        close(conn.sock)

    def _hear_out(self, conn: Any, sender: socket.socket) -> None:
        """What still comes is thrown away, so that the answer is not lost with it."""
        try:
            if sender.recv(WAITED_FOR):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self.leaving = deque(one for one in self.leaving if one[1] is not conn)
        self._leave(conn)

    def _leave(self, conn: Any) -> None:
        self.nr_conns -= 1
        self.poller.unregister(conn.sock)
        close(conn.sock)

    def murder_pending(self) -> None:
        self.pending_conns: deque[Any] = deque(sorted(self.pending_conns, key=lambda one: one.timeout))
        super().murder_pending()
        now = time.monotonic()
        while self.leaving and self.leaving[0][0] < now:
            self._leave(self.leaving.popleft()[1])

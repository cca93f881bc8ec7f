"""The worker at the outer edge: no file comes here, and nobody takes all places."""

import contextlib
from ipaddress import ip_network
from typing import Any

from gunicorn.util import close, write_nonblock  # type: ignore[import-untyped]

from enishi import environment
from enishi.edge.senders import is_trusted, sender_of
from enishi.machine.web_worker import WholeWorker, refused

MOST_OF_ONE = 64
"""connections of one sender that wait at a time; a browser opens six"""


class EdgeWorker(WholeWorker):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.trusted = [ip_network(one) for one in environment.words("ENISHI_TRUSTED_PROXIES")]

    def enqueue_req(self, conn: Any) -> None:
        if not conn.initialized and self._waiting_for(conn) >= MOST_OF_ONE:
            self.nr_conns -= 1
            close(conn.sock)
            return
        super().enqueue_req(conn)

    def take_long(self, conn: Any) -> None:
        with contextlib.suppress(OSError):
            write_nonblock(conn.sock, refused("413 Content Too Large"))
        self.nr_conns -= 1
        conn.close(graceful=True)

    def _waiting_for(self, conn: Any) -> int:
        """How many connections of the same sender wait already; those of a proxy that is trusted are not counted."""
        sender = _sender(conn)
        if not sender or is_trusted(sender, self.trusted):
            return 0
        return sum(_sender(one) == sender for one in (*self.pending_conns, *(one for _, one in self.leaving)))


def _sender(conn: Any) -> str:
    """The address of the peer; "" at a socket of the machine, behind which there is a proxy."""
    return sender_of(conn.client[0], "", ()) if conn.client else ""

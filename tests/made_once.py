"""What every test would make anew, and what is the same each time: made once for each process of the suite."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.template import Context, Template
from django.test.signals import template_rendered
from django.urls import base as addresses
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import trans_real
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from whitenoise.middleware import WhiteNoiseMiddleware

from enishi.machine.binaries import Binaries, ServerAccount


@contextmanager
def static_files_are_listed_once() -> Iterator[None]:
    """A Django client begins with a chain of middleware of its own, and WhiteNoise with a list of all static files."""
    listed: dict[str, object] = {}
    lists = WhiteNoiseMiddleware.add_files_from_finders

    def once(self: WhiteNoiseMiddleware) -> None:
        if not listed:
            before = set(self.files)
            lists(self)
            listed.update({url: file for url, file in self.files.items() if url not in before})
        self.files.update(listed)

    with patch.object(WhiteNoiseMiddleware, "add_files_from_finders", once):
        yield


@contextmanager
def only_whole_pages_are_watched() -> Iterator[None]:
    """Django's test environment copies the context of every template, for ``response.context``; that of the page is enough,
    without those of its dozens of components.
    """
    drawing = threading.local()

    def rendered(self: Template, context: Context) -> SafeString:
        if getattr(drawing, "page", False):
            return self.nodelist.render(context)
        drawing.page = True
        try:
            template_rendered.send(sender=self, template=self, context=context)
            return self.nodelist.render(context)
        finally:
            drawing.page = False

    with patch.object(Template, "_render", rendered):
        yield


@contextmanager
def empty_clusters_are_made_once(place: Path) -> Iterator[None]:
    """Making the files of an empty database server takes half a second, copying them a twentieth.

    :param place: an empty folder
    """
    makes = Binaries.create_cluster

    def once(self: Binaries, account: ServerAccount, directory: Path, *, superuser: str, **more: Any) -> None:
        kept = place / superuser
        if kept.exists():
            subprocess.run(["cp", "-a", str(kept), str(directory)], check=True)
            return
        makes(self, account, directory, superuser=superuser, **more)
        subprocess.run(["cp", "-a", str(directory), str(kept)], check=True)

    with patch.object(Binaries, "create_cluster", once):
        yield


OF_EACH_TASK = ((trans_real, "_active"), (timezone, "_active"), (addresses, "_urlconfs"), (addresses, "_prefixes"))


@contextmanager
def nothing_waits_for_tasks() -> Iterator[None]:
    """Django asks which task of an event loop is running, some hundred times for a page: for its connection, language, time zone
    and addresses. Here, as in the web server, threads are all that there is, and Python itself knows which of them is running.
    """
    opened = threading.local()
    for one in connections.all(initialized_only=True):
        setattr(opened, one.alias, one)
    with ExitStack() as stack:
        stack.enter_context(patch.object(connections, "_connections", opened))
        for module, name in OF_EACH_TASK:
            kept = threading.local()
            if hasattr(getattr(module, name), "value"):
                kept.value = getattr(module, name).value
            stack.enter_context(patch.object(module, name, kept))
        yield


SAVEPOINTS = {"_savepoint": "SAVEPOINT", "_savepoint_commit": "RELEASE SAVEPOINT", "_savepoint_rollback": "ROLLBACK TO SAVEPOINT"}
BEGUN = {TransactionStatus.INTRANS, TransactionStatus.INERROR}


@contextmanager
def savepoints_take_the_short_way() -> Iterator[None]:
    """In a city a request is a transaction; here it stands in that of the test and needs half a dozen statements about savepoints.
    They go to the server as they are: Django and the driver took ten times as long to put each of them together.
    """
    with ExitStack() as stack:
        for name, words in SAVEPOINTS.items():
            long_way = getattr(BaseDatabaseWrapper, name)
            stack.enter_context(patch.object(BaseDatabaseWrapper, name, _shortly(words, long_way)))
        yield


def _shortly(words: str, long_way: Callable[[Any, str], None]) -> Callable[[Any, str], None]:
    def run(self: Any, sid: str) -> None:
        there = self.connection is not None and self.connection.pgconn.transaction_status in BEGUN
        if not there or self.queries_logged or self.execute_wrappers:
            return long_way(self, sid)
        with self.wrap_database_errors:
            done = self.connection.pgconn.exec_(f'{words} "{sid}"'.encode())
            if done.status != ExecStatus.COMMAND_OK:
                raise error_from_result(done)
        return None

    return run

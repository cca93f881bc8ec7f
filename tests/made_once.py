"""What every test would make anew, and what is the same each time: made once for each process of the suite."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from django.db import connections
from django.template import Context, Template
from django.test.signals import template_rendered
from django.urls import base as addresses
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import trans_real
from whitenoise.middleware import WhiteNoiseMiddleware


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

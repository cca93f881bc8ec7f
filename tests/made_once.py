"""What every test would make anew, and what is the same each time: made once for each process of the suite."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.template import Context, Template
from django.test.signals import template_rendered
from django.utils.safestring import SafeString
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

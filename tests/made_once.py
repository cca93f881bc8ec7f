"""What every test would make anew, and what is the same each time: made once for each process of the suite."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.template import Context, Template
from django.utils.safestring import SafeString
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
def templates_are_rendered_as_in_a_city() -> Iterator[None]:
    """Django's test environment copies the context of every template of a page, for ``response.context``; nobody asks for it."""

    def rendered(self: Template, context: Context) -> SafeString:
        return self.nodelist.render(context)

    with patch.object(Template, "_render", rendered):
        yield

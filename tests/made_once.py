"""What every test would make anew, and what is the same each time: made once for each process of the suite."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

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

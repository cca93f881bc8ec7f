"""The stamp of what a process may remember: code lists and city settings.

A trigger renews it with every change of either, by anybody and from anywhere. What is remembered hangs on it, so a change, a
rollback and another process's change are all seen at the next question. A request is told the stamp with its first statement
(``website.access``) and asks no more for it; elsewhere it costs one small statement.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection

_told: ContextVar[UUID | None] = ContextVar("stamp_of_what_is_remembered", default=None)


def current() -> UUID:
    """The stamp as the request was told it, else as it stands now."""
    told = _told.get()
    if told is not None:
        return told
    with connection.cursor() as cursor:
        cursor.execute("SELECT stamp FROM office_vocabularystamp")
        found: UUID = cursor.fetchone()[0]
        return found


@contextmanager
def remembering() -> Iterator[None]:
    """For one request: what :func:`told` says holds to its end."""
    token = _told.set(None)
    try:
        yield
    finally:
        _told.reset(token)


def told(stamp: UUID) -> None:
    _told.set(stamp)


def changed() -> None:
    """Call after a change of a code list or a setting: what follows in the same request asks anew."""
    _told.set(None)

"""Statements that are asked all day: bound by the server and kept prepared there, so that it plans them once.

Only for statements whose text is one of a few. PostgreSQL plans again by itself when a table, its statistics or a policy
changes; a rollback throws the plans of its connection away.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection


class _Kept(psycopg.Cursor[Any]):
    """A cursor that prepares what it is given the first time."""

    def execute(self, query: Any, params: Any = None, **_: Any) -> Any:
        return super().execute(query, params, prepare=True)


def rows(sql: str, values: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
    """Run one reading statement, and give what it found. It is counted and timed like any other of Django's connection."""
    with statements(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@contextmanager
def statements(kind: type[psycopg.Cursor[Any]] = _Kept) -> Iterator[None]:
    """What Django's models ask inside is prepared as well. Not for lists of ids: each length would be a statement of its own."""
    connection.ensure_connection()
    asked = connection.connection
    asked.prepare_threshold = 5  # Django forbids it by None; what it writes itself is bound by the client and never prepared
    usual, asked.cursor_factory = asked.cursor_factory, kind
    try:
        yield
    finally:
        asked.cursor_factory = usual


def often() -> AbstractContextManager[None]:
    """For statements of many texts, of which some come often: those are prepared that a connection has run five times."""
    return statements(psycopg.Cursor)


def array(ids: Iterable[UUID]) -> str:
    """Ids as one value for ``%s::uuid[]``: a list is dumped one by one, and that took longer than the answer."""
    return "{" + ",".join([one.hex for one in ids]) + "}"

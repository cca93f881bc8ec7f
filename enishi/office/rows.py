"""Writing new rows whose every value is known: the statement of a table is put together once, not at every save."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, JSONField, Model

from enishi.office import prepared

Row = tuple[str, list[Any]]
"""The marks of one row (``(%s, NULL, %s)``), and the values for its ``%s``."""

_waiting: ContextVar[dict[str, list[Row]] | None] = ContextVar("rows waiting to be written", default=None)

AS_IT_IS = frozenset({UUID, str, int, bool, date, datetime, type(None)})


def put(rows: Iterable[Model]) -> None:
    """Insert rows of one model, all of them in one statement. Keys are made in Python; nothing is read back."""
    new = list(rows)
    if not new:
        return
    begin, fields = _insert(type(new[0]))
    add(begin, [_marked([_value(field, row) for field in fields]) for row in new])
    for row in new:
        row._state.adding = False


def add(begin: str, rows: list[Row]) -> None:
    """Insert rows of one table.

    :param begin: ``INSERT INTO … VALUES``; like the marks one of a few texts, and made of names in the code only
    """
    waiting = _waiting.get()
    if waiting is None:
        _write({begin: rows})
    else:
        waiting.setdefault(begin, []).extend(rows)


@contextmanager
def together() -> Iterator[None]:
    """What is put inside is written at the end, all tables in one statement: one way to the server instead of many.

    Until then it cannot be read, and a guard that looks for a row of another table would not find it. An error writes nothing.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: dict[str, list[Row]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    if waiting:
        _write(waiting)


def _write(inserts: dict[str, list[Row]]) -> None:
    parts = [begin + ", ".join([marks for marks, _ in rows]) for begin, rows in inserts.items()]
    values = [value for rows in inserts.values() for _, row in rows for value in row]
    named = ", ".join([f"part{place} AS ({part})" for place, part in enumerate(parts[:-1])])
    with prepared.often(), connection.cursor() as cursor:
        cursor.execute(f"WITH {named} {parts[-1]}" if named else parts[-1], values)


def _marked(values: list[Any]) -> Row:
    """Nothing is written as NULL: psycopg reads a statement of more than fifty values anew each time."""
    marks = ", ".join(["NULL" if value is None else "%s" for value in values])
    return f"({marks})", [value for value in values if value is not None]


def _value(field: "Field[Any, Any]", row: Model) -> Any:
    value = getattr(row, str(field.attname))
    if type(value) in AS_IT_IS and not isinstance(field, JSONField):
        return value
    return value.value if isinstance(value, Enum) else field.get_db_prep_save(value, connection)


@cache
def _insert(model: type[Model]) -> tuple[str, Sequence["Field[Any, Any]"]]:
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    begin = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608  (names of the model)
    return begin, fields

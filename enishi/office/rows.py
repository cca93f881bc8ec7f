"""Writing new rows whose every value is known: the statement of a table is put together once, not at every save."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, JSONField, Model

AS_IT_IS = frozenset({UUID, str, int, bool, date, datetime, type(None)})
ONCE = frozenset({UUID, date, datetime, int, bool})
"""Sent once for a statement, however often they stand in it: who, of what, when. A text's type is that of its first column."""


@dataclass(frozen=True)
class Table:
    """How rows of one table are begun; made of names in the code only."""

    begin: str
    casts: tuple[str, ...]
    """behind the value of each column"""
    rest: str = ""
    """what every row has behind its values"""


Rows = list[list[Any]]
_waiting: ContextVar[dict[Table, Rows] | None] = ContextVar("rows waiting to be written", default=None)


def put(rows: Iterable[Model]) -> None:
    """Insert rows of one model, all of them in one statement. Keys are made in Python; nothing is read back."""
    new = list(rows)
    if not new:
        return
    table, fields = _table(type(new[0]))
    add(table, [[_value(field, row) for field in fields] for row in new])
    for row in new:
        row._state.adding = False


def add(table: Table, rows: Rows) -> None:
    """Insert rows of one table."""
    waiting = _waiting.get()
    if waiting is None:
        _write({table: rows})
    else:
        waiting.setdefault(table, []).extend(rows)


@contextmanager
def together() -> Iterator[None]:
    """What is put inside is written at the end, all tables in one statement: one way to the server instead of many.

    Until then it cannot be read, and a guard that looks for a row of another table would not find it. An error writes nothing.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: dict[Table, Rows] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    if waiting:
        _write(waiting)


def _write(inserts: dict[Table, Rows]) -> None:
    sent = _Sent()
    parts = [
        table.begin + ", ".join([f"({sent.marks(row, table.casts)}{table.rest})" for row in rows])
        for table, rows in inserts.items()
    ]
    named = ", ".join([f"part{place} AS ({part})" for place, part in enumerate(parts[:-1])])
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {named} {parts[-1]}" if named else parts[-1], sent.values)


class _Sent:
    """The values of a statement by name. Fewer than fifty, as a rule: with more psycopg reads the statement anew each time."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.names: dict[tuple[type, Any], str] = {}

    def marks(self, row: list[Any], casts: tuple[str, ...]) -> str:
        return ", ".join([f"{self._mark(value)}{cast}" for value, cast in zip(row, casts, strict=True)])

    def _mark(self, value: Any) -> str:
        if value is None or value == "":
            return "NULL" if value is None else "''"
        key = (type(value), value) if type(value) in ONCE else None
        name = self.names.get(key) if key else None
        if name is None:
            name = f"v{len(self.values)}"
            self.values[name] = value
            if key:
                self.names[key] = name
        return f"%({name})s"


def _value(field: "Field[Any, Any]", row: Model) -> Any:
    value = getattr(row, str(field.attname))
    if type(value) in AS_IT_IS and not isinstance(field, JSONField):
        return value
    return value.value if isinstance(value, Enum) else field.get_db_prep_save(value, connection)


@cache
def _table(model: type[Model]) -> tuple[Table, Sequence["Field[Any, Any]"]]:
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    begin = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608  (names of the model)
    return Table(begin, ("",) * len(fields)), fields

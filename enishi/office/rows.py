"""Writing new rows whose every value is known: the statement of a table is put together once, not at every save."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Field, JSONField, Model

from enishi.office import prepared
from enishi.office.ids import in_order

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
Beside = list[tuple[str, Mapping[str, Any]]]
"""Statements with their values by name."""


@dataclass
class _Waiting:
    """What is written together: what is done first, by whom, and then the rows."""

    first: dict[Callable[[list[Any]], None], list[Any]] = field(default_factory=dict)
    rows: dict[Table, Rows] = field(default_factory=dict)


_waiting: ContextVar[_Waiting | None] = ContextVar("rows waiting to be written", default=None)
_beside: ContextVar[Beside | None] = ContextVar("statements to be sent beside rows", default=None)


def put(rows: Iterable[Model]) -> None:
    """Insert rows of one model, all of them in one statement. Keys are made in Python; nothing is read back."""
    new = list(rows)
    if not new:
        return
    table, fields = _table(type(new[0]))
    add(table, [[_value(field, row) for field in fields] for row in new])
    for row in new:
        row._state.adding = False


def new(model: type[Model], *told: Mapping[str, Any]) -> None:
    """Insert rows of which nothing is needed afterwards, in one statement: each told by the names of its columns (``…_id`` of
    what it points to); what is not told has its default.

    :raises TypeError: a name that the model does not have
    """
    if not told:
        return
    table, _ = _table(model)
    columns = _columns(model)
    for one in told:
        if not one.keys() <= columns.keys():
            raise TypeError(f"{model.__name__} has no {', '.join(one.keys() - columns.keys())}")
    add(
        table,
        [[_plain(field, one[name] if name in one else _untold(field)) for name, field in columns.items()] for one in told],
    )


def add(table: Table, rows: Rows) -> None:
    """Insert rows of one table."""
    waiting = _waiting.get()
    if waiting is None:
        _write({table: rows})
    else:
        waiting.rows.setdefault(table, []).extend(rows)


def first(do: Callable[[list[Any]], None], what: Any) -> None:
    """Have ``do`` called with ``[what]``; inside :func:`together` once, before the rows are written, with all that it was
    asked for there in its order."""
    waiting = _waiting.get()
    if waiting is None:
        do([what])
    else:
        waiting.first.setdefault(do, []).append(what)


def do_first() -> None:
    """Do now what waits to be done before the rows are written, for what depends on it."""
    waiting = _waiting.get()
    if waiting is not None:
        asked, waiting.first = waiting.first, {}
        for do, what in asked.items():
            do(what)


def beside(sql: str, values: Mapping[str, Any]) -> None:
    """Change rows that nothing else in the transaction asks for (INSERT, UPDATE, DELETE): within :func:`taking_along` it
    is sent with the rows that are written next."""
    waiting = _beside.get()
    if waiting is not None:
        waiting.append((sql, values))
        return
    prepared.run(sql, values)


@contextmanager
def taking_along() -> Iterator[None]:
    """What is told :func:`beside` inside goes with the next rows, or at the end by itself. An error sends nothing."""
    waiting: Beside = []
    token = _beside.set(waiting)
    try:
        yield
    finally:
        _beside.reset(token)
    for sql, values in waiting:
        beside(sql, values)


@contextmanager
def together() -> Iterator[None]:
    """What is put inside is written at the end, all tables in one statement: one way to the server instead of many.

    Until then it cannot be read, and a guard that looks for a row of another table would not find it. An error writes nothing.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting = _Waiting()
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for do, what in waiting.first.items():
        do(what)
    if waiting.rows:
        _write(waiting.rows)


def _write(inserts: dict[Table, Rows]) -> None:
    sent = _Sent()
    parts = [
        table.begin + ", ".join([f"({sent.marks(row, table.casts)}{table.rest})" for row in rows])
        for table, rows in inserts.items()
    ]
    for sql, values in _taken_along():
        sent.values |= values
        parts.insert(0, sql)
    named = ", ".join([f"part{place} AS ({part})" for place, part in enumerate(parts[:-1])])
    prepared.run(f"WITH {named} {parts[-1]}" if named else parts[-1], sent.values)


def _taken_along() -> Beside:
    waiting = _beside.get() or []
    taken = waiting[:]
    waiting.clear()
    return taken


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


def _untold(field: "Field[Any, Any]") -> Any:
    return in_order() if field.primary_key and field.default is uuid4 else field.get_default()


def _value(field: "Field[Any, Any]", row: Model) -> Any:
    return _plain(field, getattr(row, str(field.attname)))


def _plain(field: "Field[Any, Any]", value: Any) -> Any:
    if type(value) in AS_IT_IS and not isinstance(field, JSONField):
        return value
    return value.value if isinstance(value, Enum) else field.get_db_prep_save(value, connection)


@cache
def _columns(model: type[Model]) -> dict[str, "Field[Any, Any]"]:
    return {str(one.attname): one for one in _written(model)}


def _written(model: type[Model]) -> "Sequence[Field[Any, Any]]":
    """Without what the server makes of the others."""
    return [one for one in model._meta.concrete_fields if not one.generated]


@cache
def _table(model: type[Model]) -> tuple[Table, Sequence["Field[Any, Any]"]]:
    fields = _written(model)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    begin = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608  (names of the model)
    return Table(begin, ("",) * len(fields)), fields

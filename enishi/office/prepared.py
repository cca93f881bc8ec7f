"""Statements that are asked all day, with as little between them and the server as may be.

The connection keeps the plan of what is read here, and of whatever else it runs for the fifth time
(``machine.database.PLANS_ARE_KEPT``): PostgreSQL plans again by itself when a table, its statistics or a policy changes, and a
rollback throws the plans of its connection away. What is written out is run by the driver alone: Django's layers around it take
longer than the server takes to answer.

A plan is kept only if it promises to cost no more than one made for the values at hand; else PostgreSQL plans each time anew,
and with the walls that takes longer than the answer (three quarters of what the journal of a case cost). What would let it
guess better for some values than for others stands in a question of its own, ``= (SELECT %s::uuid)``; numbers of a page are
written in; and what narrows a list is written in only where it is wanted. ``pg_prepared_statements`` tells which were kept.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from enishi.office import driver

Row = TypeVar("Row", bound=Model)
PLACE = re.compile(r"%(?:%|\((?P<name>\w+)\)s|s)")


def rows(sql: str, values: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
    """Run one reading statement, and give what it found. It is counted and timed like any other, where somebody does so."""
    return _asked(sql, values, at_once=True)[0]


def models(model: type[Row], where: str, values: Mapping[str, Any] | Sequence[Any]) -> list[Row]:
    """Rows of one table as models, where the ORM would take longer to put the question together than PostgreSQL to answer.

    :param where: what stands behind WHERE, in the names of the columns, with the order behind it
    :raises TypeError: for a model of which a column must be read by the ORM (JSON)
    """
    begin = f'SELECT {", ".join(columns(model, "one"))} FROM "{model._meta.db_table}" one WHERE '  # noqa: S608
    return [as_model(model, row) for row in rows(f"{begin}{where}", values)]


@cache
def columns(model: type[Model], table: str) -> tuple[str, ...]:
    """What a statement that is written out selects so that :func:`as_model` can make of it a row of ``model``.

    :param table: what the statement calls the table
    :raises TypeError: for a model of which a column must be read by the ORM (JSON)
    """
    fields = model._meta.concrete_fields
    if any(hasattr(one, "from_db_value") for one in fields):
        raise TypeError(f"{model.__name__} is read by the ORM")
    return tuple(f'{table}."{one.column}"' for one in fields)


def as_model(model: type[Row], values: Sequence[Any]) -> Row:
    """The values of all its columns, in the order of :func:`columns`."""
    return model.from_db(DEFAULT_DB_ALIAS, _names(model), values)


@cache
def _names(model: type[Model]) -> list[str]:
    return [str(one.attname) for one in model._meta.concrete_fields]


def read_json(value: Any) -> Any:
    """A value of type jsonb: the connection gives it as it came, and Django reads it field by field."""
    return json.loads(value) if isinstance(value, str) else value


@lru_cache(16_384)
def kept_id(text: str) -> UUID:
    """An id out of a value of type jsonb: the same few hundred come with every page, and Python takes long to read one."""
    return UUID(text)


def run(sql: str, values: Mapping[str, Any] | Sequence[Any]) -> int:
    """Run one statement of which nothing is read, and give how many rows it wrote."""
    return _asked(sql, values)[1]


def _asked(sql: str, values: Mapping[str, Any] | Sequence[Any], *, at_once: bool = False) -> driver.Answer:
    """:param at_once: it is prepared when it is first asked; else for the fifth time, as what is written has many forms"""
    database = connections[DEFAULT_DB_ALIAS]
    if database.connection is None or _is_watched(database):
        cursor: Any = database.cursor()
        cursor.execute(sql, values)
        return (cursor.fetchall() if cursor.description else []), int(cursor.rowcount)
    written, places = numbered(sql, isinstance(values, Mapping))
    given = [values[one] for one in places]  # type: ignore[index,call-overload]
    with database.wrap_database_errors:
        return driver.ask(database.connection, written, given, prepare=at_once or None)


@lru_cache(256)
def numbered(sql: str, by_name: bool) -> tuple[bytes, Sequence[str | int]]:
    """A statement as PostgreSQL reads it, and which value stands in each place: the driver reads a long one anew each time.

    :param by_name: its values have names (``%(one)s``), not places (``%s``)
    """
    places: dict[str | int, int] = {}

    def number(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        return f"${places.setdefault(found['name'] if by_name else len(places), len(places) + 1)}"

    return PLACE.sub(number, sql).encode(), list(places)


def _is_watched(database: BaseDatabaseWrapper) -> bool:
    """Whether somebody counts or times statements, or only a rollback is left to do: that is Django's."""
    return database.queries_logged or bool(database.execute_wrappers) or database.needs_rollback


def array(ids: Iterable[UUID]) -> str:
    """Ids as one value: a list is dumped one by one, and that took longer than the answer.

    ``= ANY ((SELECT %s::uuid[])::uuid[])``: PostgreSQL thinks a list long, and would plan anew for each shorter one.
    """
    return "{" + ",".join([one.hex for one in ids]) + "}"

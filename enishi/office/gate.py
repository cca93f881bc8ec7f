"""The gate: a database connection of its own, as the role ``enishi_gate``, that only ever appends.

Looks, refusals and sign-ins are committed through it at once, before and apart from whatever the request does
on the application's connection. It reads nothing of the application's data.
"""

import threading
from collections.abc import Sequence
from typing import Any

import psycopg
from django.conf import settings

from enishi.machine import database
from enishi.office import driver
from enishi.office.prepared import numbered

_own = threading.local()


def _connection() -> psycopg.Connection[Any]:
    connection = getattr(_own, "connection", None)
    if connection is None or connection.closed:
        parameters = database.parameters("gate") | getattr(settings, "GATE", {})
        connection = _own.connection = psycopg.connect(**parameters, autocommit=True)
    return connection


def append(sql: str, values: Sequence[Any]) -> Any:
    """Run one statement and commit it; return the first column of the first row, if any.

    A connection that died since the last call is replaced once; the statement is then known not to have run.
    """
    try:
        return _run(_connection(), sql, values)
    except psycopg.OperationalError:
        if not getattr(_own, "connection", None) or not _own.connection.closed:
            raise
        close()
        return _run(_connection(), sql, values)


def _run(connection: psycopg.Connection[Any], sql: str, values: Sequence[Any]) -> Any:
    written, _ = numbered(sql, by_name=False)
    found, _ = driver.ask(connection, written, values, prepare=True)
    return found[0][0] if found else None


def close() -> None:
    """Give the connection of this thread back (tests, forked workers)."""
    connection = getattr(_own, "connection", None)
    if connection is not None:
        connection.close()
        _own.connection = None

"""The short way to the server, for a statement that the connection has prepared already.

The driver puts each question together anew: a cursor, the statement read, the ways of waiting. That took longer than the server
took to answer. What it keeps is used as it keeps it: where it would prepare, throw away or wait, it is asked itself.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import psycopg
from psycopg import RawCursor
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus

IDLE, FINE = TransactionStatus.IDLE, frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK})
Answer = tuple[list[tuple[Any, ...]], int]
"""What was found, and how many rows were found or written."""


def ask(connection: "psycopg.Connection[Any]", sql: bytes, values: Sequence[Any], *, prepare: bool | None = None) -> Answer:
    """Run one statement as PostgreSQL reads it (``$1``), whose values stand in their order.

    :param prepare: true: when it is first asked; None: when it was asked a few times (``prepare_threshold``)
    """
    adapting = _adapting(connection)
    given = adapting.dump_sequence(values, _automatic(len(values)))
    name = _name_of(connection, (sql, tuple(adapting.types or ())))
    if name is None:
        cursor: Any = RawCursor(connection).execute(sql, values, prepare=prepare)
        return (cursor.fetchall() if cursor.description else [], int(cursor.rowcount))
    _begin(connection)
    answer = _checked(connection, connection.pgconn.exec_prepared(name, given, adapting.formats))  # type: ignore[arg-type]
    if answer.status != ExecStatus.TUPLES_OK:
        return [], answer.command_tuples or 0
    adapting.set_pgresult(answer, set_loaders=True, format=Format.TEXT)
    return adapting.load_rows(0, answer.ntuples, tuple), answer.ntuples


def _adapting(connection: "psycopg.Connection[Any]") -> Any:
    """What turns values into text and back: the connection keeps one, which knows its types after they were met once."""
    own = vars(connection)
    kept = own.get("_adapting")
    if kept is None or kept.adapters is not connection.adapters:
        kept = own["_adapting"] = Transformer(connection)
    return kept


@cache
def _automatic(how_many: int) -> list[PyFormat]:
    return [PyFormat.AUTO] * how_many


def _name_of(connection: "psycopg.Connection[Any]", key: tuple[bytes, tuple[int, ...]]) -> bytes | None:
    kept = connection._prepared
    if kept._to_flush or connection._pipeline is not None:
        return None
    name = kept._names.get(key)
    if name is not None:
        kept._names.move_to_end(key)
    return name


def _begin(connection: "psycopg.Connection[Any]") -> None:
    if not connection.autocommit and connection.pgconn.transaction_status == IDLE:
        _checked(connection, connection.pgconn.exec_(connection._get_tx_start_command()))


def _checked(connection: "psycopg.Connection[Any]", answer: Any) -> Any:
    if answer.status in FINE:
        return answer
    if connection.pgconn.status != ConnStatus.OK:
        raise psycopg.OperationalError(connection.pgconn.get_error_message())
    raise error_from_result(answer)

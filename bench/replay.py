"""The floor below every framework: the statements of one request, as the server logged them, sent again by psycopg alone."""

import contextlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from bench.client import Answer
from bench.measuring import Contender
from enishi.machine.postgres import Cluster

PREFIX = "<%u|%p> "
ENTRY = re.compile(r"^<(?P<role>\w*)\|(?P<process>\d+)> (?P<level>\w+):  (?P<text>.*)$")
STATEMENT = re.compile(r"^(?:duration: \S+ ms  )?(?:statement|execute [^:]*): (?P<sql>.*)$", re.DOTALL)
ROLES = ("enishi_app", "enishi_gate")
CHECKING = re.compile(r"(SET|SELECT 1$|SELECT set_config\('TimeZone')")
REQUEST = re.compile(r"set_config\('enishi\.request', '([0-9a-f-]{36})'")
PARAMETER = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")


@dataclass
class Logged:
    role: str
    sql: str


LOUD = {"log_statement": "all", "log_error_verbosity": "default", "log_parameter_max_length": "-1"}


@contextlib.contextmanager
def logging(cluster: Cluster, dbname: str) -> Iterator[list[Logged]]:
    """While the block runs the server logs every statement; at its end the list holds those of the web server's roles.

    An installation's server is told on its command line to log no statement; only a setting of the database goes before that,
    and only for connections made afterwards.
    """
    found: list[Logged] = []
    with psycopg.connect(**cluster.parameters(), autocommit=True) as server:
        server.execute(f"ALTER SYSTEM SET log_line_prefix = '{PREFIX}'".encode())
        for name, value in LOUD.items():
            server.execute(f"ALTER DATABASE \"{dbname}\" SET {name} = '{value}'".encode())
        _reconnect(server, dbname)
        start = cluster.log.stat().st_size
        try:
            yield found
        finally:
            server.execute("ALTER SYSTEM RESET log_line_prefix")
            for name in LOUD:
                server.execute(f'ALTER DATABASE "{dbname}" RESET {name}'.encode())
            _reconnect(server, dbname)
    found += [one for one in _read(cluster.log, start) if not CHECKING.match(one.sql)]


def _reconnect(server: psycopg.Connection[Any], dbname: str) -> None:
    server.execute("SELECT pg_reload_conf()")
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = ANY (%s)",
        [dbname, list(ROLES)],
    )
    time.sleep(0.3)


def _read(log: Path, start: int) -> Iterator[Logged]:
    with log.open("rb") as file:
        file.seek(start)
        lines = file.read().decode(errors="replace").split("\n")
    entries: list[list[str]] = []
    for line in lines:
        if match := ENTRY.match(line):
            entries.append([match["role"], match["level"], match["text"]])
        elif entries:
            entries[-1][2] += "\n" + line.removeprefix("\t")
    pending: Logged | None = None
    entries = [one for one in entries if one[0] in ROLES]
    for role, level, text in entries:
        if level == "DETAIL" and pending and pending.role == role:
            pending.sql = _with_values(pending.sql, text)
        elif level == "LOG" and (match := STATEMENT.match(text)):
            if pending:
                yield pending
            pending = Logged(role, match["sql"].rstrip())
    if pending:
        yield pending


def _with_values(statement: str, detail: str) -> str:
    values = dict(PARAMETER.findall(detail))
    return re.sub(r"\$(\d+)", lambda match: values.get(match[1], match[0]), statement)


def by_psycopg(cluster: Cluster, dbname: str, statements: list[Logged]) -> Contender:
    """A contender that runs the statements in their order on two connections, as the web server did."""
    connections: dict[str, psycopg.Connection[Any]] = {
        role: psycopg.connect(**cluster.parameters(role, dbname), autocommit=True) for role in ROLES
    }
    told = REQUEST.search("\n".join(one.sql for one in statements))

    def once(_: int) -> Answer:
        fresh = str(uuid4())  # looks of one request add up, so each turn is a request of its own
        ready = [
            (connections[one.role], one.sql.replace(told[1], fresh) if told else one.sql)
            for one in statements
        ]
        began = time.perf_counter()
        for connection, statement in ready:
            cursor = connection.execute(statement.encode())
            if cursor.description:
                cursor.fetchall()
        return Answer(200, b"", time.perf_counter() - began)

    return Contender("psycopg", once, None)

"""CPU, memory and SQL of a server, read from outside: /proc and pg_stat_statements."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
NOT_COUNTED = re.compile(
    r"^\s*((BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|DEALLOCATE|SHOW)\b"
    r"|SELECT 1 FROM ONLY .* FOR KEY SHARE OF x$)",  # PostgreSQL's own look at a foreign key
    re.IGNORECASE | re.DOTALL,
)


def descendants(pid: int) -> list[int]:
    """The process and everything below it that lives now, whichever of its threads began it."""
    found = [pid]
    for one in found:
        try:
            children = [line for task in Path(f"/proc/{one}/task").iterdir() for line in (task / "children").read_text().split()]
        except OSError:
            continue
        found += [int(child) for child in children]
    return found


def cpu_seconds(pids: Sequence[int]) -> float:
    """Seconds on a processor so far, to the nanosecond for what lives, with the ended children of the first one."""
    total = 0.0
    for place, pid in enumerate(pids):
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                total += int((task / "schedstat").read_text().split()[0]) / 1e9
            if place == 0:
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                total += (int(fields[13]) + int(fields[14])) / TICK
        except OSError:
            continue
    return total


def resident_mebibytes(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 2**20


def machine_busy_seconds() -> float:
    """Seconds that all processors of the machine have worked so far."""
    fields = [int(one) for one in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    return (sum(fields[:3]) + sum(fields[5:8])) / TICK


@dataclass
class Statements:
    """What one request ran: how many statements, and the most often repeated one."""

    count: int
    most: int
    text: str


class SqlCounter:
    """Counts statements of one database between two moments, transaction words and SET apart."""

    def __init__(self, superuser: dict[str, Any], dbname: str) -> None:
        self.connection = psycopg.connect(**superuser | {"dbname": dbname}, autocommit=True)
        self.connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")

    def reset(self) -> None:
        self.connection.execute("SELECT pg_stat_statements_reset()")

    def read(self) -> Statements:
        rows = self.connection.execute(
            "SELECT query, sum(calls)::int FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid"
            " WHERE d.datname = current_database() AND toplevel AND query NOT LIKE '%pg_stat_statements%' GROUP BY query"
        ).fetchall()
        counted = [(calls, query) for query, calls in rows if not NOT_COUNTED.match(query)]
        if not counted:
            return Statements(0, 0, "")
        most, text = max(counted)
        return Statements(sum(calls for calls, _ in counted), most, " ".join(text.split()))

    def wal_position(self) -> int:
        """Bytes of write-ahead log so far."""
        row = self.connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn").fetchone()
        return int(row[0]) if row else 0

"""CPU, memory and SQL of a server, read from outside: /proc and pg_stat_statements."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
NOT_COUNTED = re.compile(r"^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|DEALLOCATE|SHOW)\b", re.IGNORECASE)


def descendants(pid: int) -> list[int]:
    """The process and everything below it that lives now."""
    found = [pid]
    for one in found:
        try:
            children = Path(f"/proc/{one}/task/{one}/children").read_text().split()
        except OSError:
            continue
        found += [int(child) for child in children]
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system seconds that these processes have used so far."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICK


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

    def texts(self) -> list[str]:
        rows = self.connection.execute("SELECT query FROM pg_stat_statements WHERE toplevel").fetchall()
        return [query for (query,) in rows]

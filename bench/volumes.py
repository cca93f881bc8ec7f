"""A fictional city of a given size in a migrated database: the same rows for the same scale, kernel columns in step."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench.people import Person, people

STATEMENTS = Path(__file__).with_name("city.sql")
LARGE = (
    "sharing_binder",
    "sharing_ground",
    "sharing_grant",
    "residents_personname",
    "residents_particulars",
    "residents_searchkey",
    "intake_statement",
    "intake_concern",
    "cases_journalentry",
    "cases_journalwords",
    "office_trailentry",
)
SCRATCH = (
    *("bench_size", "bench_person", "bench_staff", "bench_consultation", "bench_referral", "bench_case", "bench_place"),
    *("bench_promoter", "bench_request", "bench_archive", "bench_archived", "bench_text", "bench_grant"),
    *("bench_office", "bench_team", "bench_member"),
)
"""Tables of ``city.sql`` that hold what its statements ask more than once."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class Volumes:
    """How much of everything; ``of(1)`` is a city of 420,000 (research/performance.md, section 3)."""

    residents: int
    cases: int
    consultations: int
    trail: int
    staff: int
    agencies: int
    notes: int = 0
    """Entries in the journals of cases that have ended, beside what the open ones hold."""
    longest: int = 1000
    """Entries in the one long journal of each desk."""
    places: int = 300
    members: int = 60

    @classmethod
    def of(cls, scale: float, notes: int = 0) -> "Volumes":
        """Staff and agencies grow with the city, so that one worker's desk stays as full as it was;
        whoever looks for a place looks through at least 5,000 in a city of any size.
        """
        return cls(
            residents=round(420_000 * scale),
            cases=round(8_000 * scale),
            consultations=round(60_000 * scale),
            trail=round(1_000_000 * scale),
            staff=max(24, round(300 * scale)),
            agencies=max(8, round(40 * scale)),
            notes=notes,
            places=max(5_000, round(5_000 * scale)),
            members=max(60, round(300 * scale)),
        )

    @property
    def desks(self) -> int:
        """Agencies that see persons; the last agency audits and administers."""
        return self.agencies - 1


@dataclass(frozen=True)
class Credentials:
    """What everybody signs in with: the hash of one password, and the row that an authenticator app leaves."""

    password: str
    totp: dict[str, Any]


def fill(
    connection: psycopg.Connection[Any],
    volumes: Volumes,
    credentials: Credentials,
    *,
    at: datetime,
    say: Say = lambda _: None,
    drop_indexes: bool = True,
) -> None:
    """Write the city. ``connection`` is a superuser's; it is left with triggers awake again. Commits nothing itself.

    :param drop_indexes: make secondary indexes of the large tables at the end (quicker above some thousand rows)
    """
    connection.execute("SET session_replication_role = replica")
    indexes = _dropped_indexes(connection) if drop_indexes else []
    _sizes(connection, volumes, credentials, at)
    with _told("persons and their search keys", say):
        _write_people(connection, volumes, at)
    for title, statements in _sections():
        with _told(title, say):
            connection.execute(statements)  # type: ignore[call-overload]
    with _told("indexes and statistics", say):
        for statement in indexes:
            connection.execute(statement)  # type: ignore[call-overload]
        _leave_as_found(connection)


def _leave_as_found(connection: psycopg.Connection[Any]) -> None:
    """Without what was only needed for writing, triggers awake, statistics of what is there now."""
    for table in SCRATCH:
        connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(table)))
    connection.execute("SET session_replication_role = DEFAULT")
    connection.execute("ANALYZE")


def _sizes(
    connection: psycopg.Connection[Any], volumes: Volumes, credentials: Credentials, at: datetime
) -> None:
    names = [field.name for field in fields(Volumes)]
    columns = ", ".join(f"{name} int" for name in names)
    connection.execute(
        f"CREATE TEMP TABLE bench_size ({columns}, desks int, now timestamptz, today date, password text, totp jsonb)".encode()
    )
    values = [*(getattr(volumes, name) for name in names), volumes.desks, at, at.date(), credentials.password]
    marks = ", ".join(["%s"] * (len(values) + 1))
    connection.execute(
        f"INSERT INTO bench_size VALUES ({marks})".encode(), [*values, json.dumps(credentials.totp)]
    )
    connection.execute(
        "CREATE TEMP TABLE bench_person (n int, id uuid, name text, kana text, birth_text text, born date, sex text, phone text,"
        " desk int)"
    )


def _write_people(connection: psycopg.Connection[Any], volumes: Volumes, at: datetime) -> None:
    everybody = people(volumes.residents, cases=volumes.cases, desks=volumes.desks, today=at.date())
    for part in _batches(everybody, 20_000):
        with connection.cursor().copy("COPY bench_person FROM STDIN") as rows:
            for one in part:
                born = one.birth.earliest
                rows.write_row(
                    (
                        one.number,
                        one.id,
                        one.name,
                        one.kana,
                        one.birth.text,
                        born,
                        one.sex,
                        one.phone,
                        one.desk,
                    )
                )
        with connection.cursor().copy(
            "COPY residents_searchkey (resident_id, kind, key, information_class) FROM STDIN"
        ) as rows:
            for one in part:
                for kind, key in sorted(one.keys()):
                    rows.write_row((one.id, kind, key, 1))
    connection.execute("ANALYZE bench_person")


def _batches(everybody: Iterator[Person], size: int) -> Iterator[list[Person]]:
    part: list[Person] = []
    for one in everybody:
        part.append(one)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def _sections() -> Iterator[tuple[str, bytes]]:
    for part in STATEMENTS.read_text().split("\n\n-- ")[1:]:
        title, _, statements = part.partition("\n")
        yield title, statements.encode()


def _dropped_indexes(connection: psycopg.Connection[Any]) -> list[bytes]:
    """Drop the secondary indexes of the large tables and return what makes them again."""
    found = connection.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisunique",
        [list(LARGE)],
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}".encode())
    return [definition.encode() for _, definition in found]


class _told:
    """Says how long a part took."""

    def __init__(self, title: str, say: Say) -> None:
        self.title, self.say = title, say

    def __enter__(self) -> None:
        self.began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.say(f"  {self.title}: {time.perf_counter() - self.began:.1f} s")

"""Sealing the trail: a job beside chains what is decided, so that no request waits for it.

Everything of transactions below the xmin horizon is decided (committed or never to be seen), so ordered by transaction and
id nothing can come in between later. An advisory lock keeps two sealers apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from enishi.machine import database
from enishi.office import anchor
from enishi.office.anchor import AnchorBroken, Line
from enishi.office.chain import BEGINNING, columns, link

LOCK = 0x656E7365616C
AT_ONCE = 20_000
Opened = psycopg.Connection[Any]


@dataclass(frozen=True)
class Sealed:
    """What a run did: how many entries, and the place of the last one."""

    entries: int
    last_position: int


def connect() -> Opened:
    """A connection as ``enishi_clerk``, whatever role the process has otherwise."""
    return psycopg.connect(**database.parameters("clerk"), autocommit=True)


def seal(opened: Opened, paths: Iterable[Path], *, new_anchor: bool = False) -> Sealed:
    """Chain everything that is decided and write the anchor. One sealer at a time; a second one waits.

    :param new_anchor: begin the anchor anew where it is missing (the operator says so)
    :raises AnchorBroken: the anchor is missing or ends with something that the chain does not hold; nothing is sealed
    """
    opened.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        known = {path: _checked(opened, path, new_anchor) for path in paths}
        done, batch = 0, AT_ONCE
        while batch == AT_ONCE:
            batch = _seal_batch(opened)
            done += batch
        for path, last in known.items():
            if missing := _runs(opened, after=last):
                anchor.append(path, missing)
        row = opened.execute("SELECT coalesce(max(last_position), 0) FROM office_sealing").fetchone()
        return Sealed(done, row[0] if row else 0)
    finally:
        opened.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _checked(opened: Opened, path: Path, new_anchor: bool) -> int:
    """The position that an anchor already holds.

    One run may be missing at its end: the process was killed between the commit and the file.
    """
    last = anchor.last(path)
    if last is None:
        if len(opened.execute("SELECT 1 FROM office_sealing LIMIT 2").fetchall()) > 1 and not new_anchor:
            raise AnchorBroken(f"{path}: 錨がありません。置きなおすには seal_trail --new-anchor / missing")
        return 0
    if _runs(opened, after=last.position - 1)[:1] != [last]:
        raise AnchorBroken(f"{path}: 錨の最後の行がデータベースと合いません / does not match the database")
    return last.position


def _runs(opened: Opened, *, after: int = 0) -> list[Line]:
    rows = opened.execute(
        "SELECT last_position, digest, horizon, cluster, sealed_at FROM office_sealing WHERE last_position > %s"
        " ORDER BY last_position",
        [after],
    )
    return [run_line(*row) for row in rows]


def run_line(position: int, digest: bytes, horizon: int, cluster: str, sealed_at: datetime) -> Line:
    """A row of ``office_sealing`` as the anchor writes it."""
    at = sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
    return Line(position, bytes(digest).hex(), horizon, cluster, at)


def _seal_batch(opened: Opened) -> int:
    """Chain up to ``AT_ONCE`` entries in one transaction; returns how many."""
    with opened.transaction():
        last = opened.execute(
            "SELECT last_position, digest, horizon, cluster FROM office_sealing ORDER BY last_position DESC LIMIT 1"
        ).fetchone()
        position, digest, horizon, cluster = last or (0, BEGINNING, 0, "")
        here, low, high = _one(
            opened,
            "SELECT system_identifier::text, pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
            " pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM pg_control_system()",
        )
        entries = _undecided_apart(opened, here == cluster, horizon, low, high)
        if not entries:
            return 0
        rows = []
        for entry in entries:
            position, digest = position + 1, link(digest, position + 1, entry)
            rows.append((position, entry[0], digest))
        opened.execute(  # no COPY: PostgreSQL refuses it on a table with row-level security
            "INSERT INTO office_trailseal (position, entry_id, digest)"
            " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[])",
            [list(column) for column in zip(*rows, strict=True)],
        )
        reached = entries[-1][-1] if here == cluster and len(entries) == AT_ONCE else low
        opened.execute(
            "INSERT INTO office_sealing (last_position, digest, horizon, cluster, sealed_at)"
            " VALUES (%s, %s, %s, %s, clock_timestamp())",
            [position, digest, reached, here],
        )
        return len(rows)


def _undecided_apart(opened: Opened, same_cluster: bool, horizon: int, low: int, high: int) -> list[tuple[Any, ...]]:
    """Entries that are decided and not sealed, in the order in which they will stay.

    After a restore into another server numbers of transactions begin anew: then everything that is there and not sealed, and
    was not written by a transaction still running here, is taken once.
    """
    decided = "e.transaction < %(low)s AND e.transaction >= %(horizon)s"
    if not same_cluster:
        decided = "(e.transaction < %(low)s OR e.transaction >= %(high)s)"
    return opened.execute(
        f"SELECT {columns('e')} FROM office_trailentry e WHERE {decided}"  # noqa: S608  (fixed text)
        " AND NOT EXISTS (SELECT 1 FROM office_trailseal s WHERE s.entry_id = e.id)"
        " ORDER BY e.transaction, e.id LIMIT %(most)s",
        {"low": low, "high": high, "horizon": horizon, "most": AT_ONCE if same_cluster else None},
    ).fetchall()


def _one(opened: Opened, sql: str) -> tuple[Any, ...]:
    row = opened.execute(sql).fetchone()
    if row is None:
        raise LookupError(sql)
    return row

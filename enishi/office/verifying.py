"""Checking the sealed trail against itself and against its anchor: counts, and the first bad entry by its number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from enishi.office import anchor
from enishi.office.anchor import AnchorBroken, Line
from enishi.office.chain import BEGINNING, columns, link
from enishi.office.sealing import Opened, run_line

SEALED = (  # fixed text
    f"SELECT s.position, s.entry_id, s.digest, {columns('e')} FROM office_trailseal s"  # noqa: S608
    " LEFT JOIN office_trailentry e ON e.id = s.entry_id ORDER BY s.position"
)
UNSEALED = (
    "SELECT e.id, e.transaction, e.at, (SELECT count(*) FROM office_trailentry o JOIN office_trailseal s ON s.entry_id = o.id"
    " WHERE (o.transaction, o.id) < (e.transaction, e.id)) FROM office_trailentry e"
    " WHERE NOT EXISTS (SELECT 1 FROM office_trailseal s WHERE s.entry_id = e.id) AND e.transaction < %s ORDER BY 2, 1"
)
WAITING = (
    "SELECT count(*), min(e.at) FROM office_trailentry e"
    " WHERE NOT EXISTS (SELECT 1 FROM office_trailseal s WHERE s.entry_id = e.id)"
)
SAME_SERVER = "SELECT 1 FROM pg_control_system() WHERE system_identifier::text = %s"
AT_ONCE = 2_000


@dataclass(frozen=True)
class Fault:
    """What is wrong at a place of the chain. ``last_position``: the fault lies between the two."""

    position: int
    entry_id: int | None
    what: str
    last_position: int = 0


@dataclass
class Verdict:
    """What was checked and what was found, in the order of the chain."""

    sealed: int = 0
    waiting: int = 0
    waiting_since: datetime | None = None
    runs: int = 0
    anchored: int = 0
    moved: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def first(self) -> Fault | None:
        """The first fault; one that names an entry before one that only names the run in which it lies."""
        exact = min((one for one in self.faults if not one.last_position), key=_place, default=None)
        vague = min((one for one in self.faults if one.last_position), key=_place, default=None)
        if exact is None or vague is None:
            return exact or vague
        return exact if exact.position <= vague.last_position else vague


def _place(fault: Fault) -> int:
    return fault.position


def verify(opened: Opened, paths: Iterable[Path]) -> Verdict:
    """Recompute everything, in one snapshot."""
    found = Verdict()
    with opened.transaction():
        opened.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return verify_here(opened, paths, found)


def verify_here(opened: Opened, paths: Iterable[Path], found: Verdict | None = None) -> Verdict:
    """The same inside the caller's transaction."""
    found = found or Verdict()
    found.faults += _chain_faults(opened, found)
    runs = [
        run_line(*row)
        for row in opened.execute(
            "SELECT last_position, digest, horizon, cluster, sealed_at FROM office_sealing ORDER BY last_position"
        )
    ]
    found.runs, found.moved = len(runs), len({run.cluster for run in runs[:-1]} - {run.cluster for run in runs[-1:]})
    for path in paths:
        found.faults += _anchor_faults(opened, path, runs, found)
    found.faults += _run_faults(opened, runs, found.sealed)
    if runs and opened.execute(SAME_SERVER, [runs[-1].cluster]).fetchone():
        found.faults += [
            Fault(before + 1, entry, "封じたあとで差し込まれています / inserted after the sealing")
            for entry, _, _, before in opened.execute(UNSEALED, [runs[-1].horizon])
        ]
    waiting = opened.execute(WAITING).fetchone() or (0, None)
    found.waiting, found.waiting_since = waiting
    return found


def _rows(opened: Opened) -> Iterator[tuple[Any, ...]]:
    with opened.cursor(name="sealed") as cursor:
        cursor.itersize = AT_ONCE
        yield from cursor.execute(SEALED)


def _chain_faults(opened: Opened, found: Verdict) -> list[Fault]:
    faults, before, expected, doubtful = [], BEGINNING, 1, None
    for position, entry_id, digest, *entry in _rows(opened):
        found.sealed += 1
        if position != expected:
            faults.append(Fault(min(position, expected), None, "封の番号が飛んでいます / links are missing", position))
        computed = link(before, position, entry)
        if doubtful is not None:
            faults.append(_what_changed(doubtful, link(doubtful[2], position, entry) == bytes(digest)))
            doubtful = None
        if entry[0] is None:
            faults.append(Fault(position, entry_id, "記録が消されています / entry deleted"))
        elif computed != bytes(digest):
            doubtful = (position, entry_id, computed)
        before, expected = bytes(digest), position + 1
    if doubtful is not None:
        faults.append(_what_changed(doubtful, False))
    return faults


def _what_changed(doubtful: tuple[int, int, bytes], the_next_one_fits: bool) -> Fault:
    """When the entry after fits to what the entry should have had, the entry is as it was and its seal is not."""
    if the_next_one_fits:
        return Fault(doubtful[0], doubtful[1], "封が書き換えられています / seal changed")
    return Fault(doubtful[0], doubtful[1], "記録か封が書き換えられています / entry or seal changed")


def _anchor_faults(opened: Opened, path: Path, runs: list[Line], found: Verdict) -> list[Fault]:
    try:
        lines = anchor.read(path)
    except AnchorBroken as broken:
        return [Fault(0, None, str(broken))]
    if not lines:
        return [Fault(0, None, f"{path}: 錨がありません / anchor missing")] if runs else []
    found.anchored = max(found.anchored, lines[-1].position)
    faults, before = [], 0
    digests = _digests_at(opened, [line.position for line in lines])
    known = {run.position: run for run in runs}
    for line in lines:
        if line.position not in digests and line.position > found.sealed:
            first = max(before, found.sealed) + 1
            faults.append(
                Fault(first, None, "末尾が切り取られているか、古い控えに戻されています / the end is cut off", line.position)
            )
        elif digests.get(line.position) != line.digest:
            faults.append(
                Fault(before + 1, _entry_at(opened, before + 1), "錨と違います / differs from the anchor", line.position)
            )
        elif known.get(line.position) != line:
            faults.append(
                Fault(before + 1, None, "封じた回の記録が錨と違います / the run differs from the anchor", line.position)
            )
        before = line.position
    return faults


def _run_faults(opened: Opened, runs: list[Line], sealed: int) -> list[Fault]:
    """Every run ends with the digest that its last link has, and the last run is the end of the chain."""
    digests, before, faults = _digests_at(opened, [run.position for run in runs]), 0, []
    for run in runs:
        if digests.get(run.position) != run.digest:
            faults.append(Fault(before + 1, None, "封じた回の記録が違います / the run differs", run.position))
        before = run.position
    if sealed != before:
        what = "封の数が合いません / links do not match the runs"
        faults.append(Fault(min(sealed, before) + 1, None, what, max(sealed, before)))
    return faults


def _digests_at(opened: Opened, positions: list[int]) -> dict[int, str]:
    rows = opened.execute("SELECT position, digest FROM office_trailseal WHERE position = ANY (%s)", [positions])
    return {position: bytes(digest).hex() for position, digest in rows}


def _entry_at(opened: Opened, position: int) -> int | None:
    row = opened.execute("SELECT entry_id FROM office_trailseal WHERE position = %s", [position]).fetchone()
    return row[0] if row else None

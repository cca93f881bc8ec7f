"""Lists of what the kernel tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from enishi.sharing.terms import EmergencyReason

COLUMNS = (
    "e.ground, e.at, e.category, e.reason, e.staff, coalesce(s.name, ''), coalesce(a.name, ''), e.due_on, e.reviewed_at,"
    " e.justified, e.remark"
)
FOUND = """
  FROM sharing_emergencies() e LEFT JOIN agencies_staff s ON s.id = e.staff LEFT JOIN agencies_agency a ON a.id = e.agency
 WHERE (%(ground)s::uuid IS NULL OR e.ground = %(ground)s)
   AND (%(state)s = 'all' OR (e.reviewed_at IS NOT NULL) = (%(state)s = 'reviewed'))
   AND (%(besides)s::uuid IS NULL OR e.ground <> %(besides)s)
   AND (%(not_by)s::uuid IS NULL OR e.staff <> %(not_by)s)
   AND (%(by)s::uuid IS NULL OR e.staff = %(by)s AND (e.at AT TIME ZONE 'Asia/Tokyo')::date = %(day)s)
   AND %(category)s IN ('', e.category)
   AND (%(text)s = '' OR position(%(text)s IN s.name) > 0 OR position(%(text)s IN a.name) > 0
        OR position(%(text)s IN e.reason) > 0 OR position(%(text)s IN upper(left(e.ground::text, 8))) > 0)
"""
SORTS = {"at": ("e.at",), "due": ("e.due_on", "e.at"), "staff": ('s.name COLLATE "C"', "e.at")}


@dataclass(frozen=True)
class Emergency:
    """One emergency look as its reviewer sees it: who, when and why; not whom."""

    ground: UUID
    at: datetime
    category: str
    reason: str
    staff_id: UUID
    staff: str
    agency: str
    due_on: date
    reviewed_at: datetime | None
    justified: bool | None
    remark: str

    @property
    def reference(self) -> str:
        return self.ground.hex[:8].upper()


@dataclass(frozen=True)
class Emergencies:
    """The emergency looks that are asked for, for a paginator: only a page of them is read; none by a hat that does not review.

    :param state: "waiting" for a review, "reviewed" or "all"
    :param besides: one that is left out
    :param not_by: whose looks are left out: nobody reviews their own
    :param by: whose looks of one day are asked for, ``day``
    """

    state: str = "all"
    category: str = ""
    text: str = ""
    sort: str = "due"
    ground: UUID | None = None
    besides: UUID | None = None
    not_by: UUID | None = None
    by: UUID | None = None
    day: date | None = None

    def __len__(self) -> int:
        (many,) = self._rows("SELECT count(*)", "")[0]
        return int(many)

    def __getitem__(self, part: slice) -> Sequence[Emergency]:
        order = SORTS.get(self.sort.removeprefix("-"), SORTS["due"])
        backwards = " DESC" if self.sort.startswith("-") else ""
        listed = ", ".join(f"{one}{backwards}" for one in (*order, "e.ground"))
        first = part.start or 0
        most = None if part.stop is None else part.stop - first
        rows = self._rows(f"SELECT {COLUMNS}", f" ORDER BY {listed} LIMIT %(most)s OFFSET %(first)s", most=most, first=first)
        labels = {str(code): str(label) for code, label in EmergencyReason.choices}
        return [Emergency(ground, at, labels.get(category, category), *row) for ground, at, category, *row in rows]

    def _rows(self, what: str, order: str, **more: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(what + FOUND + order, vars(self) | more)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows


def emergency(ground: UUID) -> Emergency | None:
    """One emergency look. One query."""
    return next(iter(Emergencies(ground=ground)[:1]), None)


def emergencies_to_review(*, on: date) -> tuple[int, int]:
    """How many wait for a review, and how many of them have waited too long. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE due_on < %s) FROM sharing_emergencies() WHERE reviewed_at IS NULL", [on]
        )
        waiting, late = cursor.fetchone()
        return int(waiting), int(late)

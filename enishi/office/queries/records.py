"""The trail for those who audit. The database answers only a hat that may; others get nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from enishi.office.city import setting
from enishi.office.rules.unusual import Figures, Hint, hints, score
from enishi.office.terms import TrailKind
from enishi.office.words import LABELS, label

MOST_ENTRIES = 1_000
"""of whom and of what whoever looks through the trail; what lies behind them is another look"""
MOST_OF_A_BINDER = 100_000


@dataclass(frozen=True)
class Search:
    """What is looked for; None and "" stand for everything."""

    begins_at: datetime
    ends_at: datetime
    binders: Sequence[UUID] | None = None
    staff_id: UUID | None = None
    kind: str = ""
    text: str = ""
    before: int | None = None
    """only what lies behind this entry (``Found.rest``)"""


@dataclass(frozen=True)
class Record:
    """One line as people read it: repeated looks of one person at one binder for one purpose on one day are one."""

    day: date
    kind: str
    words: list[str]
    staff_id: UUID | None
    membership_id: UUID | None
    agency_id: UUID | None
    purpose: str
    binder: UUID | None
    times: int
    first_at: datetime
    last_at: datetime
    deliberate: bool
    classes: int

    @property
    def kind_label(self) -> str:
        return TrailKind(self.kind).label if self.kind in TrailKind.values else self.kind

    @property
    def word_labels(self) -> list[str]:
        return [label(word) for word in self.words]


@dataclass(frozen=True)
class Unusual:
    """A day of one member of staff with its hints."""

    day: date
    staff_id: UUID
    agency_id: UUID | None
    hints: list[Hint]
    score: int


@dataclass(frozen=True)
class Found:
    """Lines of the trail: those of a page, how many there are, and the last entry that was read when more lie behind it."""

    records: list[Record]
    lines: int = 0
    rest: int | None = None


def records(search: Search, *, entries: int = MOST_ENTRIES, sort: str = "", first: int = 0, most: int = 100) -> Found:
    """A page of lines, the latest first, made of the latest ``entries`` entries, fewer when each is about many binders; of
    those about the binders looked for many more.

    :param sort: by ``at``, ``kind``, ``staff``, ``reference`` or ``times``, with a ``-`` backwards
    :param first: how many lines stand before the page; the last page when there are not so many
    """
    words = words_with(search.text) if search.text else None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM office_records(%s, %s, %s, %s::uuid[], %s, %s, %s::text[], %s, %s, %s, %s)",
            [
                *(search.begins_at, search.ends_at, search.before),
                *(None if search.binders is None else list(search.binders), search.staff_id, search.kind, words),
                *(entries if search.binders is None else MOST_OF_A_BINDER, sort, first, most),
            ],
        )
        rows = cursor.fetchall()
    lines, rest = rows[0][-2:] if rows else (0, None)
    return Found([Record(*row[:-2]) for row in rows], lines, rest)


def words_with(text: str) -> list[str]:
    """Words of the trail whose Japanese, or which themselves, hold a text."""
    return [word for word, japanese in LABELS.items() if text in japanese or text.lower() in word]


def unusual(begins_at: datetime, ends_at: datetime, *, on: date) -> list[Unusual]:
    """Days worth a question, the weightiest first."""
    night, morning = setting("office.night_begins_hour", on=on), setting("office.night_ends_hour", on=on)
    many = setting("office.many_persons", on=on)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM office_unusual(%s, %s, %s, %s)", [begins_at, ends_at, night, morning])
        rows = cursor.fetchall()
    found = []
    for day, staff, agency, *figures in rows:
        reasons = hints(Figures(*figures), many_persons=many)
        if reasons:
            found.append(Unusual(day, staff, agency, reasons, score(reasons)))
    return sorted(found, key=lambda one: (-one.score, -one.day.toordinal(), str(one.staff_id)))

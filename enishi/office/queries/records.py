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

MOST_LINES = 5_000


@dataclass(frozen=True)
class Search:
    """What is looked for; None and "" stand for everything."""

    begins_at: datetime
    ends_at: datetime
    binders: Sequence[UUID] | None = None
    staff_id: UUID | None = None
    kind: str = ""
    text: str = ""


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
    request_id: UUID | None

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


def records(search: Search, *, most: int = MOST_LINES) -> list[Record]:
    """Lines of the trail, the latest first; at most ``most``, and from at most the latest 100,000 entries.

    Without a binder and a member of staff only the latest ``most`` entries are folded.
    """
    words = words_with(search.text) if search.text else None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM office_records(%s, %s, %s::uuid[], %s, %s, %s::text[], %s)",
            [
                *(search.begins_at, search.ends_at, None if search.binders is None else list(search.binders)),
                *(search.staff_id, search.kind, words, most),
            ],
        )
        return [Record(*row) for row in cursor.fetchall()]


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

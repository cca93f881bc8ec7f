"""Searching the journal by words (経過のことばで探す), within what the hat may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.terms import EntryKind
from enishi.intake.queries.listing import long_time
from enishi.intake.terms import SourceKind
from enishi.office import prepared
from enishi.office.text import Piece, pieces_around, search_words
from enishi.residents.queries import Called, called
from enishi.sharing.access import open_binders, record_search
from enishi.sharing.terms import InformationClass, Purpose

PAGE_SIZE = 25
MOST_WORDS = 5
EVER, NEVER = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
LAST = UUID(int=2**128 - 1)
FIND = """
SELECT f.entry, f.case_id, f.binder, f.information_class, c.reference, coalesce(m.resident_id, c.resident_id)
  FROM cases_find_entries(%s, %s, %s, %s, %s, %s, %s) f
  JOIN cases_case c ON c.id = f.case_id LEFT JOIN cases_casemember m ON m.id = f.binder
 ORDER BY f.happened_at DESC, f.entry DESC
"""
READ = """
SELECT e.id, e.case_id, a.name, st.name, e.kind, e.happened_at, e.source, e.text, e.next_step
  FROM cases_journalentry e LEFT JOIN agencies_agency a ON a.id = e.origin_id
  LEFT JOIN agencies_membership m ON m.id = e.author_id LEFT JOIN agencies_staff st ON st.id = m.staff_id
 WHERE e.id = ANY (%s::uuid[]) ORDER BY e.happened_at DESC, e.id DESC
"""


@dataclass(frozen=True)
class Sought:
    """What is looked for: words that all stand in an entry, from which day to which, and from where on."""

    text: str
    since: date | None = None
    until: date | None = None
    own: bool = False
    before: tuple[datetime, UUID] | None = None


@dataclass(frozen=True)
class Hit:
    """An entry as it is listed: every string is ready; ``pieces`` is the text around the first word."""

    url: str
    reference: str
    name: str
    kana: str
    when: str
    who: str
    kind: str
    source: str
    source_code: str
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Hits:
    lines: Sequence[Hit] = ()
    older: str = ""
    """where the next page begins, for `place_of`; empty at the end"""
    problem: str = ""


def find_entries(hat: Hat, sought: Sought) -> Hits:
    """Entries with these words, newest first, 25 at a time. Records the search, and the look at those that are shown.

    Finds only what the hat may read: also the number of hits tells nothing of the rest. Six statements.
    """
    words = search_words(sought.text)
    if not words:
        return Hits(problem="探すことばを入れてください。")
    if len(words) > MOST_WORDS:
        return Hits(problem=f"ことばは{MOST_WORDS}つまでにしてください。")
    record_search(hat, to=Purpose.SUPPORT, word="journal.search")
    found = _found(hat, sought)
    shown = found[:PAGE_SIZE]
    classes = InformationClass.BASIC.value
    for one in shown:
        classes |= one[3]
    looked_at = [part for _, case, file, _, _, resident in shown for part in (case, file, resident)]
    opened = open_binders(
        hat, looked_at, to=Purpose.SUPPORT, word="journal.search", classes=classes, deliberate=False
    )
    people = called(one[5] for one in shown if one[5] in opened)
    residents = {one[0]: (one[4], people.get(one[5])) for one in shown}
    rows = prepared.rows(READ, [prepared.array(residents)]) if shown else []
    lines = [_hit(row, *residents[row[0]], words) for row in rows]
    last = rows[-1] if len(found) > PAGE_SIZE and rows else None
    return Hits(lines, f"{last[5].isoformat()} {last[0]}" if last else "")


def place_of(text: str) -> tuple[datetime, UUID] | None:
    """From where on an older page is listed, as `Hits.older` said; None for anything else."""
    when, _, entry = text.partition(" ")
    try:
        moment, one = datetime.fromisoformat(when), UUID(entry)
    except ValueError:
        return None
    return (moment, one) if moment.tzinfo else None


def _found(hat: Hat, sought: Sought) -> list[tuple[Any, ...]]:
    """Entry, case, file, class, number of the case and whose file it is: one more than a page."""
    if not hat.grantees:
        return []
    when, last = sought.before or (NEVER, LAST)
    since, until = _midnight(sought.since) or EVER, _midnight(sought.until, days=1) or NEVER
    return prepared.rows(FIND, [sought.text, since, until, sought.own, when, last, PAGE_SIZE + 1])


def _midnight(day: date | None, days: int = 0) -> datetime | None:
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min)) if day else None


def _hit(row: Sequence[Any], reference: str, person: Called | None, words: Sequence[str]) -> Hit:
    entry, case, agency, staff, kind, happened, source, text, next_step = row
    return Hit(
        url=f"/cases/{case}/?entry={entry}#journal",
        reference=f"{reference[:4]}-{reference[4:]}",
        name=person.name if person else "（本人）",
        kana=person.kana if person else "",
        when=long_time(happened),
        who=f"{agency or ''} {staff or ''}".strip(),
        kind=str(EntryKind(kind).label),
        source=str(SourceKind(source).label),
        source_code=source,
        pieces=pieces_around(f"{text}\n次の予定：{next_step}" if next_step else text, words),
    )

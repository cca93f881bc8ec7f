"""Searching the journal by words (経過のことばで探す), within what the hat may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names, names
from enishi.cases.terms import EntryKind
from enishi.intake.queries.listing import long_time
from enishi.intake.terms import SourceKind
from enishi.office import prepared
from enishi.office.text import Piece, pieces_around, search_words
from enishi.residents.queries import NAMES, Called, named
from enishi.residents.terms import NameKind
from enishi.sharing.access import record_look, record_search
from enishi.sharing.queries.names import as_seen
from enishi.sharing.terms import InformationClass, Purpose

PAGE_SIZE = 25
MOST_WORDS = 5
EVER, NEVER = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
LAST = UUID(int=2**128 - 1)
FIND = """
SELECT entry, case_id, binder, information_class, reference, resident, known
  FROM cases_find_entries(%s, %s, %s, %s, %s, %s, %s) ORDER BY happened_at DESC, entry DESC
"""
# What is shown, what is open of its cases, and how the persons are called, in one statement; after the look.
READ = f"""
WITH mine AS MATERIALIZED (
    SELECT g.binder_id, bit_or(g.classes & ~g.sealed_classes) AS classes FROM sharing_mine g
     WHERE g.binder_id = ANY ((SELECT %s::uuid[])::uuid[]) GROUP BY g.binder_id)
SELECT e.id, e.case_id, e.text, e.next_step, e.kind, e.happened_at, e.source, e.origin_id, e.said_by_id, e.author_id,
       coalesce(m.classes, 0)
  FROM cases_journalentry e LEFT JOIN mine m ON m.binder_id = e.case_id
 WHERE e.id = ANY ((SELECT %s::uuid[])::uuid[])
UNION ALL
SELECT name.resident_id, NULL, name.text, name.kana, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM ({NAMES}) name
"""  # noqa: S608 - two statements of ours


@dataclass(frozen=True)
class Sought:
    """What is looked for: words that all stand in an entry, from which day to which, and from where on."""

    text: str
    since: date | None = None
    until: date | None = None
    own: bool = False
    before: tuple[datetime, UUID] | None = None


class Found(NamedTuple):
    """An entry that was found, before it is read: the case and whose file it is."""

    entry: UUID
    case: UUID
    file: UUID
    information_class: int
    reference: str
    resident: UUID
    known: bool
    """The hat has a ground to see the person's name, too."""


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

    Finds only what the hat may read: also the number of hits tells nothing of the rest. Two statements, and two into the trail.
    """
    words = search_words(sought.text)
    if not words:
        return Hits(problem="探すことばを入れてください。")
    if len(words) > MOST_WORDS:
        return Hits(problem=f"ことばは{MOST_WORDS}つまでにしてください。")
    record_search(hat, to=Purpose.SUPPORT, word="journal.search")
    found = _found(hat, sought)
    shown = found[:PAGE_SIZE]
    _look(hat, shown)
    entries, people = _read(shown)
    rows = [(entries[one.entry], one) for one in shown if one.entry in entries]
    known = names({one for row, _ in rows for one in row[7:9]}, {row[9] for row, _ in rows})
    lines = [_hit(row, one.reference, people.get(one.resident), words, known, hat) for row, one in rows]
    last = rows[-1][0] if len(found) > PAGE_SIZE and rows else None
    return Hits(lines, f"{last[5].isoformat()} {last[0]}" if last else "")


def _look(hat: Hat, shown: Sequence[Found]) -> None:
    """At each case and file, which the search reached by the predicate, and at each person who is reached as well."""
    if not shown:
        return
    classes = InformationClass.BASIC.value
    looked_at: dict[UUID, None] = {}
    for one in shown:
        classes |= one.information_class
        looked_at |= dict.fromkeys([one.case, one.file, *([one.resident] if one.known else [])])
    record_look(hat, looked_at, to=Purpose.SUPPORT, word="journal.search", classes=classes, deliberate=False)


def _read(shown: Sequence[Found]) -> tuple[dict[UUID, Sequence[Any]], dict[UUID, Called]]:
    """The entries, and how the persons are called, as far as the hat sees them; after the look."""
    if not shown:
        return {}, {}
    known = dict.fromkeys(one.resident for one in shown if one.known)
    of_whom = prepared.array(known), NameKind.LEGAL.value
    asked = [prepared.array(one.case for one in shown), prepared.array(one.entry for one in shown), *of_whom]
    entries: dict[UUID, Sequence[Any]] = {}
    people = []
    for row in prepared.rows(READ, asked):
        if row[1]:
            entries[row[0]] = row
        else:
            people.append((row[0], row[2], row[3]))
    return entries, named(people)


def place_of(text: str) -> tuple[datetime, UUID] | None:
    """From where on an older page is listed, as `Hits.older` said; None for anything else."""
    when, _, entry = text.partition(" ")
    try:
        moment, one = datetime.fromisoformat(when), UUID(entry)
    except ValueError:
        return None
    return (moment, one) if moment.tzinfo else None


def _found(hat: Hat, sought: Sought) -> list[Found]:
    """One more than a page."""
    if not hat.grantees:
        return []
    when, last = sought.before or (NEVER, LAST)
    since, until = _midnight(sought.since) or EVER, _midnight(sought.until, days=1) or NEVER
    asked = [sought.text, since, until, sought.own, when, last, PAGE_SIZE + 1]
    return [Found(*row) for row in prepared.rows(FIND, asked)]


def _midnight(day: date | None, days: int = 0) -> datetime | None:
    """When a day begins, or so many days later; the last day that can be written has none after it."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(min(day, NEVER.date()) + timedelta(days=days), time.min))


def _hit(
    row: Sequence[Any], reference: str, person: Called | None, words: Sequence[str], known: Names, hat: Hat
) -> Hit:
    entry, case, text, next_step, kind, happened, source, origin, said_by, author, classes = row
    known = as_seen(known, classes, hat.agency_id)
    return Hit(
        url=f"/cases/{case}/?entry={entry}#journal",
        reference=f"{reference[:4]}-{reference[4:]}",
        name=person.name if person else "（本人）",
        kana=person.kana if person else "",
        when=long_time(happened),
        who=f"{known.agency(said_by)}（会議で）" if said_by else known.both(origin, author),
        kind=str(EntryKind(kind).label),
        source=str(SourceKind(source).label),
        source_code=source,
        pieces=pieces_around(f"{text}\n次の予定：{next_step}" if next_step else text, words),
    )

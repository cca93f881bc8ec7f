"""The journal of a case as one hat may read it (支援経過): each entry by its own ground, newest first, in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names, names
from enishi.cases.terms import CaseVocabulary, EntryKind, MarkKind
from enishi.intake.queries.listing import Counted, long_time
from enishi.intake.queries.vocabulary import labels
from enishi.intake.terms import SourceKind
from enishi.office import prepared
from enishi.office.addresses import address
from enishi.sharing.queries.names import as_seen
from enishi.sharing.rules import labels as class_labels
from enishi.sharing.terms import ALL_CLASSES

PAGE_SIZE = 20

# Row-level security gives an entry, its informant and its marks only to who may see their class in their file and has
# looked. A correction that the hat does not see leaves the entry it replaced as it was.
# Days and hours come as they are shown: a moment takes Python longer to read than PostgreSQL to write. The form that corrects an
# entry is told the moment itself.
ROWS = """
WITH RECURSIVE found AS MATERIALIZED ({found}),
shown AS (
    SELECT e.* FROM cases_journalentry e
     WHERE e.id = ANY ((SELECT ids FROM found)::uuid[]) AND e.case_id = (SELECT %(case)s::uuid)),
before AS (
    SELECT s.id AS entry, p.replaces_id, p.text, p.at FROM shown s JOIN cases_journalentry p ON p.id = s.replaces_id
     UNION ALL
    SELECT b.entry, p.replaces_id, p.text, p.at FROM before b JOIN cases_journalentry p ON p.id = b.replaces_id)
SELECT s.id, s.binder_id, s.information_class, s.origin_id, s.author_id,
       to_char(s.happened_at AT TIME ZONE %(zone)s, 'FMYYYY年FMMM月FMDD日 FMHH24:MI'),
       CASE WHEN abs(extract(epoch FROM s.at - s.happened_at)) > 3600
            THEN to_char(s.at AT TIME ZONE %(zone)s, 'FMMM/FMDD FMHH24:MI') ELSE '' END, {moment}, s.kind, s.source,
       s.counterpart, s.means, s.minutes, s.text, s.next_step, (SELECT total FROM found),
       (SELECT i.who FROM cases_journalinformant i WHERE i.entry_id = s.id LIMIT 1),
       (SELECT jsonb_agg(jsonb_build_array(b.at, b.text) ORDER BY b.at DESC) FROM before b WHERE b.entry = s.id),
       (SELECT jsonb_agg(jsonb_build_array(k.kind, k.author_id) ORDER BY k.at, k.id)
          FROM cases_journalmark k WHERE k.entry_id = s.id AND k.withdrawn_at IS NULL), s.said_by_id
  FROM shown s
 ORDER BY s.happened_at DESC, s.id
"""
ORIGIN, AUTHOR, COUNTERPART, TOTAL, MARKS_MADE, SAID_BY = 3, 4, 10, 15, 18, 19  # places in a row
PAGE = ROWS.format(
    found="SELECT total, ids FROM cases_entries_shown(%(case)s, %(file)s, %(kind)s, %(agency)s, %(first)s, %(size)s)",
    moment="NULL::timestamptz",
)
STANDING = """
WITH RECURSIVE later AS (
    SELECT e.id, e.at FROM cases_journalentry e WHERE e.id = (SELECT %(entry)s::uuid) AND e.case_id = (SELECT %(case)s::uuid)
     UNION
    SELECT n.id, n.at FROM later JOIN cases_journalentry n
        ON n.replaces_id = later.id AND n.case_id = (SELECT %(case)s::uuid))
SELECT id FROM later ORDER BY at DESC, id LIMIT 1
"""
ONE = ROWS.format(found="SELECT 1 AS total, ARRAY[%(entry)s::uuid] AS ids", moment="s.happened_at")


@dataclass(frozen=True)
class Shown:
    """What of the journal is wanted."""

    file: UUID | None = None
    kind: str = ""
    agency: UUID | None = None
    entry: UUID | None = None
    """only this one, also where it was corrected meanwhile"""
    page: int = 1

    @property
    def filtered(self) -> bool:
        return bool(self.file or self.kind or self.agency or self.entry)


@dataclass
class MarkLine:
    """One kind of mark on an entry, as its button is drawn: who made it, and whether the hat did.

    ``value``: what the button sends, the kind and the entry, with ``un`` before it to take the mark back.
    """

    label: str
    value: str
    mine: bool
    count: str
    names: str


@dataclass(frozen=True)
class WrittenBefore:
    """What an entry said before it was corrected."""

    when: str
    text: str


@dataclass
class EntryLine:
    """An entry as it is drawn; the codes are for the form that corrects it."""

    id: UUID
    anchor: str
    url: str
    """where it is corrected: for who wrote it"""
    file: UUID
    of: str
    when: str
    written: str
    who: str
    kind: str
    kind_code: str
    source: str
    source_code: str
    means_code: str
    counterpart_code: str
    how: str
    minutes: int | None
    took: str
    text: str
    next_step: str
    information_class: str
    class_number: int
    happened_at: datetime | None
    """for the form alone"""
    informant: str
    before: Sequence[WrittenBefore]
    marks: Sequence[MarkLine]


@dataclass(frozen=True)
class Journal:
    lines: Sequence[EntryLine]
    page: "Page[Any]"

    @property
    def count(self) -> int:
        return int(self.page.paginator.count)

    @property
    def is_long(self) -> bool:
        """More than one page: what all stands on one is not looked for by filters."""
        return self.page.paginator.num_pages > 1


def journal(
    hat: Hat,
    case: UUID,
    shown: Shown,
    *,
    files: Mapping[UUID, str],
    seen: int,
) -> Journal:
    """A page of the journal, after a look at the case and its files. One query.

    :param seen: the classes of the case that are open: without 司法 no agency of justice is named
    :param files: the files that are open → whose they are, as the page calls them
    """
    asked = {"case": case, "zone": timezone.get_default_timezone_name()}
    if shown.entry:
        rows = prepared.rows(ONE, asked | {"entry": shown.entry})
    else:
        first = (shown.page - 1) * PAGE_SIZE
        narrowed = {"file": shown.file, "kind": shown.kind, "agency": shown.agency}
        rows = prepared.rows(PAGE, asked | narrowed | {"first": first, "size": PAGE_SIZE})
    count = rows[0][TOTAL] if rows else 0
    paginator = Counted(count, PAGE_SIZE)
    page: Page[Any] = Page([], min(shown.page, paginator.num_pages), paginator)
    lists = [CaseVocabulary.MEANS, *([CaseVocabulary.COUNTERPART] if any(row[COUNTERPART] for row in rows) else [])]
    told = _Told(hat, case, files, labels(*lists), as_seen(_names(rows), seen, hat.agency_id))
    return Journal([_line(row, told) for row in rows], page)


def standing_entry(hat: Hat, case: UUID, entry: UUID, *, files: Mapping[UUID, str]) -> EntryLine | None:
    """What stands now in the place of an entry: itself, or what it was last corrected to, after a look."""
    found = prepared.rows(STANDING, {"entry": entry, "case": case})
    lines = journal(hat, case, Shown(entry=found[0][0]), files=files, seen=ALL_CLASSES).lines if found else []
    return next(iter(lines), None)


KINDS, SOURCES, MARKS = (
    {str(code): str(label) for code, label in words.choices} for words in (EntryKind, SourceKind, MarkKind)
)


@dataclass(frozen=True)
class _Told:
    """What the rows of one page are told with."""

    hat: Hat
    case: UUID
    files: Mapping[UUID, str]
    words: Mapping[str, Mapping[str, str]]
    names: Names


def _names(rows: Sequence[Sequence[Any]]) -> Names:
    marked = [prepared.kept_id(author) for row in rows if row[MARKS_MADE] for _, author in _json(row[MARKS_MADE])]
    agencies = {row[ORIGIN] for row in rows} | {row[SAID_BY] for row in rows if row[SAID_BY]}
    return names(agencies, {*marked, *(row[AUTHOR] for row in rows)})


def _line(row: Sequence[Any], told: _Told) -> EntryLine:
    (one, file, number, origin, author, when, written, happened, kind, source, counterpart, means, minutes, text, step,
     _, informant, before, marks, said_by) = row  # fmt: skip
    words = told.words
    how = [words[CaseVocabulary.MEANS].get(means, "")]
    how += [words[CaseVocabulary.COUNTERPART].get(counterpart, "")] if counterpart else []
    return EntryLine(
        id=one,
        anchor=f"e{one.hex[:8]}",
        url=address("cases:correct", told.case, one) if origin == told.hat.own_agency_id and not said_by else "",
        file=file,
        of=told.files.get(file, ""),
        when=when,
        written=written,
        who=_who(told.names, origin, author, said_by),
        kind=KINDS[kind],
        kind_code=kind,
        source=SOURCES[source],
        source_code=source,
        means_code=means,
        counterpart_code=counterpart,
        how="・".join(word for word in how if word),
        minutes=minutes,
        took=f"{minutes}分" if minutes else "",
        text=text,
        next_step=step,
        information_class=class_labels(number),
        class_number=number,
        happened_at=timezone.localtime(happened) if happened else None,
        informant=informant or "",
        before=[WrittenBefore(long_time(datetime.fromisoformat(when)), was) for when, was in _json(before)],
        marks=_marks(one, _json(marks), told),
    )


def _who(known: Names, origin: UUID, author: UUID, said_by: UUID | None) -> str:
    """Who wrote it; of what was said in a meeting, the agency that said it, and who took it over from there."""
    wrote = known.both(origin, author)
    return f"{known.agency(said_by)}（{wrote}が会議から引き継ぎ）" if said_by else wrote


def _marks(entry: UUID, made: Sequence[Sequence[str]], told: _Told) -> list[MarkLine]:
    if not made:
        return [MarkLine(label, f"{code} {entry}", False, "", "") for code, label in MARKS.items()]
    own, lines = str(told.hat.membership_id), []
    for code, label in MARKS.items():
        who = [told.names.person(prepared.kept_id(author)) for kind, author in made if kind == code]
        mine = any(kind == code and author == own for kind, author in made)
        by = f"{label}：{'、'.join(who)}" if who else ""
        lines.append(
            MarkLine(label, f"{'un' if mine else ''}{code} {entry}", mine, f" {len(who)}" if who else "", by)
        )
    return lines


def _json(value: Any) -> list[Any]:
    return list(prepared.read_json(value) or [])

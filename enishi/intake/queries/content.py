"""Everything that was written in a consultation's binder, in one statement, after a look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from enishi.agencies.queries.names import names
from enishi.intake.queries.listing import long_time, short_time
from enishi.intake.queries.vocabulary import labels
from enishi.intake.terms import SourceKind, StatementKind, Vocabulary
from enishi.office import prepared
from enishi.office.addresses import address
from enishi.sharing.queries.names import as_seen
from enishi.sharing.rules import labels as class_labels
from enishi.sharing.rules import mask

# Row-level security gives each row only to who may see its class and has looked; there is no other filter here.
ROWS = """
SELECT e.what, e.id, e.at, e.information_class, e.origin_id, e.author_id, e.one, e.two, e.three, e.four, e.other,
       e.happened_at, e.counterpart, e.minutes
  FROM (
    SELECT 'statement' AS what, id, at, information_class, origin_id, author_id, kind AS one, source AS two,
           text AS three, means AS four, replaces_id AS other, happened_at, counterpart, minutes
      FROM intake_statement WHERE consultation_id = %(one)s
    UNION ALL
    SELECT 'concern', id, at, information_class, origin_id, author_id, code, worst::text, '', '', NULL, at, '', NULL
      FROM intake_concern WHERE consultation_id = %(one)s AND ended_at IS NULL
    UNION ALL
    SELECT 'caller', id, at, information_class, origin_id, author_id, name, relation, phone, note, NULL, at, '', NULL
      FROM intake_caller WHERE consultation_id = %(one)s
    UNION ALL
    SELECT 'informant', id, at, information_class, origin_id, author_id, name, relation, phone, note, NULL, at, '', NULL
      FROM intake_informant WHERE consultation_id = %(one)s
    UNION ALL
    SELECT 'place', id, at, information_class, origin_id, author_id, place, landmark, '', '', NULL, at, '', NULL
      FROM intake_placeofconcern WHERE consultation_id = %(one)s
    UNION ALL
    SELECT 'attachment', x.id, x.at, x.information_class, x.origin_id, x.author_id, x.name, f.media_type,
           f.size::text, '', NULL, x.at, '', NULL
      FROM intake_attachment x JOIN office_storedfile f ON f.id = x.file_id WHERE x.binder_id = ANY (%(binders)s::uuid[])
  ) e
 ORDER BY e.happened_at DESC, e.at DESC, e.id
"""

SOON_SECONDS = 3600
KINDS, SOURCES = (
    {str(code): str(label) for code, label in words.choices} for words in (StatementKind, SourceKind)
)


@dataclass(frozen=True)
class StatementLine:
    id: UUID
    when: str
    happened_at: datetime
    written: str
    who: str
    kind: str
    kind_code: str
    source: str
    source_code: str
    means: str
    means_code: str
    counterpart: str
    counterpart_code: str
    minutes: int | None
    text: str
    information_class: str
    class_number: int
    took: str = ""
    url: str = ""
    """where it is corrected: for who wrote it"""
    corrected: bool = False
    before: str = ""


@dataclass(frozen=True)
class ConcernLine:
    code: str
    label: str
    worst: bool
    information_class: str
    class_number: int


@dataclass(frozen=True)
class CallerLine:
    name: str
    relation: str
    phone: str
    note: str
    confidential: bool


@dataclass(frozen=True)
class AttachmentLine:
    id: UUID
    name: str
    size: str
    when: str
    who: str
    information_class: str


@dataclass
class Content:
    """What the hat may read of one consultation."""

    statements: list[StatementLine] = field(default_factory=list)
    concerns: list[ConcernLine] = field(default_factory=list)
    callers: list[CallerLine] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[AttachmentLine] = field(default_factory=list)
    replaced_by: dict[UUID, UUID] = field(default_factory=dict)

    def standing(self, statement: UUID) -> StatementLine | None:
        """What stands now in the place of a statement: itself, or what it was corrected to."""
        while statement in self.replaced_by:
            statement = self.replaced_by[statement]
        return next((one for one in self.statements if one.id == statement), None)

    @property
    def classes(self) -> int:
        """The classes in which something stands."""
        return mask(
            [*(one.class_number for one in self.statements), *(one.class_number for one in self.concerns)]
        )


def content(
    consultation: UUID, binders: Sequence[UUID] = (), *, own_agency: UUID | None, seen: int, parties: Sequence[UUID] = ()
) -> Content:
    """Read it. One query (and none for labels within a minute).

    :param seen: the classes of the consultation that are open: without 司法 no agency of justice is named
    :param parties: of a referral: they know of each other
    :param binders: binders whose attachments belong on the page as well, e.g. a referral
    """
    rows = prepared.rows(ROWS, {"one": consultation, "binders": prepared.array([consultation, *binders])})
    words = labels(Vocabulary.ISSUE, Vocabulary.RELATION, Vocabulary.CONTACT, Vocabulary.COUNTERPART)
    called = as_seen(names({row[4] for row in rows}, {row[5] for row in rows}), seen, own_agency, *parties)
    texts = {row[1]: row[8] for row in rows if row[0] == "statement"}
    found = Content(replaced_by={row[10]: row[1] for row in rows if row[10]})
    for what, one, at, number, origin, author, first, second, third, fourth, other, *circumstances in rows:
        who = called.both(origin, author)
        if what == "statement":
            if one in found.replaced_by:
                continue
            before = texts.get(other, "") if other else None
            line = _statement(one, at, number, who, (first, second, third, fourth), circumstances, before, words)
            if origin == own_agency:
                line = replace(line, url=address("intake:statement-correct", consultation, one))
            found.statements.append(line)
        elif what == "concern":
            label = words[Vocabulary.ISSUE].get(first, first)
            found.concerns.append(ConcernLine(first, label, second == "true", class_labels(number), number))
        elif what in ("caller", "informant"):
            relation = words[Vocabulary.RELATION].get(second, "")
            found.callers.append(CallerLine(first, relation, third, fourth, what == "informant"))
        elif what == "place":
            found.places.append((first, second))
        else:
            found.attachments.append(_attachment(one, at, number, who, first, third))
    found.concerns.sort(
        key=lambda line: (
            not line.worst,
            list(words[Vocabulary.ISSUE]).index(line.code) if line.code in words[Vocabulary.ISSUE] else 999,
        )
    )
    return found


def _statement(
    one: UUID,
    at: datetime,
    number: int,
    who: str,
    written: tuple[str, str, str, str],
    circumstances: Sequence[Any],
    before: str | None,
    words: Mapping[str, Mapping[str, str]],
) -> StatementLine:
    """:param before: the text that it corrects, None when it corrects nothing"""
    kind, source, text, means = written
    happened, counterpart, minutes = circumstances
    return StatementLine(
        id=one,
        when=long_time(happened),
        happened_at=happened,
        written=written_later(happened, at),
        who=who,
        kind=KINDS[kind],
        kind_code=kind,
        source=SOURCES[source],
        source_code=source,
        means=words[Vocabulary.CONTACT].get(means, ""),
        means_code=means,
        counterpart=words[Vocabulary.COUNTERPART].get(counterpart, ""),
        counterpart_code=counterpart,
        minutes=minutes,
        took=f"{minutes}分" if minutes else "",
        text=text,
        information_class=class_labels(number),
        class_number=number,
        corrected=before is not None,
        before=before or "",
    )


def written_later(happened: datetime, at: datetime) -> str:
    """When it was written down, if that was more than an hour later."""
    return short_time(at) if (at - happened).total_seconds() > SOON_SECONDS else ""


def _attachment(one: UUID, at: datetime, number: int, who: str, name: str, size: str) -> AttachmentLine:
    kilobytes = max(1, round(int(size) / 1024))
    return AttachmentLine(one, name, f"{kilobytes:,} KB", long_time(at), who, class_labels(number))

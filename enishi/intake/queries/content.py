"""Everything that was written in a consultation's binder, in one statement, after a look."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from enishi.intake.queries.listing import long_time
from enishi.intake.queries.vocabulary import labels
from enishi.intake.terms import SourceKind, StatementKind, Vocabulary
from enishi.office import prepared
from enishi.sharing.rules import labels as class_labels
from enishi.sharing.rules import mask

# Row-level security gives each row only to who may see its class and has looked; there is no other filter here.
ROWS = """
SELECT e.what, e.id, e.at, e.information_class, e.origin_id, a.name, st.name, e.one, e.two, e.three, e.four, e.other
  FROM (
    SELECT 'statement' AS what, id, at, information_class, origin_id, author_id, kind AS one, source AS two,
           text AS three, means AS four, replaces_id AS other
      FROM intake_statement WHERE consultation_id = %(one)s
    UNION ALL
    SELECT 'concern', id, at, information_class, origin_id, author_id, code, worst::text, '', '', NULL
      FROM intake_concern WHERE consultation_id = %(one)s AND ended_at IS NULL
    UNION ALL
    SELECT 'caller', id, at, information_class, origin_id, author_id, name, relation, phone, note, NULL
      FROM intake_caller WHERE consultation_id = %(one)s
    UNION ALL
    SELECT 'informant', id, at, information_class, origin_id, author_id, name, relation, phone, note, NULL
      FROM intake_informant WHERE consultation_id = %(one)s
    UNION ALL
    SELECT 'place', id, at, information_class, origin_id, author_id, place, landmark, '', '', NULL
      FROM intake_placeofconcern WHERE consultation_id = %(one)s
    UNION ALL
    SELECT 'attachment', x.id, x.at, x.information_class, x.origin_id, x.author_id, x.name, f.media_type,
           f.size::text, '', NULL
      FROM intake_attachment x JOIN office_storedfile f ON f.id = x.file_id WHERE x.binder_id = ANY (%(binders)s::uuid[])
  ) e
  LEFT JOIN agencies_agency a ON a.id = e.origin_id
  LEFT JOIN agencies_membership m ON m.id = e.author_id
  LEFT JOIN agencies_staff st ON st.id = m.staff_id
 ORDER BY e.at DESC, e.id
"""


@dataclass(frozen=True)
class StatementLine:
    id: UUID
    when: str
    who: str
    kind: str
    kind_code: str
    source: str
    source_code: str
    means: str
    means_code: str
    text: str
    information_class: str
    class_number: int
    own: bool
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


def content(consultation: UUID, binders: Sequence[UUID] = (), *, own_agency: UUID | None) -> Content:
    """Read it. One query (and none for labels within a minute).

    :param binders: binders whose attachments belong on the page as well, e.g. a referral
    """
    rows = prepared.rows(ROWS, {"one": consultation, "binders": prepared.array([consultation, *binders])})
    words = labels(Vocabulary.ISSUE, Vocabulary.RELATION, Vocabulary.CONTACT)
    texts = {row[1]: row[9] for row in rows if row[0] == "statement"}
    found = Content(replaced_by={row[11]: row[1] for row in rows if row[11]})
    for what, one, at, number, origin, agency, staff, first, second, third, fourth, other in rows:
        who = f"{agency or ''} {staff or ''}".strip()
        if what == "statement":
            if one in found.replaced_by:
                continue
            found.statements.append(
                StatementLine(
                    id=one,
                    when=long_time(at),
                    who=who,
                    kind=StatementKind(first).label,
                    kind_code=first,
                    source=SourceKind(second).label,
                    source_code=second,
                    means=words[Vocabulary.CONTACT].get(fourth, ""),
                    means_code=fourth,
                    text=third,
                    information_class=class_labels(number),
                    class_number=number,
                    own=origin == own_agency,
                    corrected=other is not None,
                    before=texts.get(other, "") if other else "",
                )
            )
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


def _attachment(one: UUID, at: datetime, number: int, who: str, name: str, size: str) -> AttachmentLine:
    kilobytes = max(1, round(int(size) / 1024))
    return AttachmentLine(one, name, f"{kilobytes:,} KB", long_time(at), who, class_labels(number))

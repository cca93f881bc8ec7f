from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.residents.models import Contact, Joining, MatchCandidate, PersonName, Resident
from enishi.residents.queries.faces import Face, faces
from enishi.residents.queries.holders import holder_names
from enishi.residents.terms import Decision
from enishi.sharing.access import open_binders
from enishi.sharing.terms import InformationClass, Purpose


@dataclass(frozen=True)
class Side:
    """One of the two registers of a candidate, in its BASIC alone."""

    face: Face
    names: tuple[str, ...]
    phones: tuple[str, ...]
    registered_by: str
    registered_at: datetime


@dataclass(frozen=True)
class Candidate:
    """Two registers that may be one person, with the reasons for and against."""

    id: UUID
    score: int
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    decision: str
    decision_label: str
    decided_at: datetime | None
    proposed_at: datetime
    remark: str
    left: Face
    right: Face


ORDERS = {"-score": ("-score", "-proposed_at", "id"), "score": ("score", "-proposed_at", "id")} | {
    "proposed": ("proposed_at", "id"),
    "-proposed": ("-proposed_at", "id"),
}


@dataclass(frozen=True)
class Pairs:
    """What the list is asked for: the least score, and the days on which a pair was proposed."""

    least: int = 0
    since: date | None = None
    until: date | None = None

    @property
    def given(self) -> bool:
        return bool(self.least or self.since or self.until)


EVERY_PAIR = Pairs()


def candidate_ids(
    decision: str = Decision.OPEN, *, sort: str = "-score", narrowed: Pairs = EVERY_PAIR
) -> list[UUID]:
    """Candidates before the hat's agency, likeliest first. One query; what the hat may not see is not there."""
    rows = MatchCandidate.objects.filter(decision=decision, score__gte=narrowed.least)
    if narrowed.since:
        rows = rows.filter(proposed_at__date__gte=narrowed.since)
    if narrowed.until:
        rows = rows.filter(proposed_at__date__lte=narrowed.until)
    return list(rows.order_by(*ORDERS.get(sort, ORDERS["-score"])).values_list("pk", flat=True))


def open_candidates() -> int:
    """How many candidates wait before the hat's agency. One query."""
    return MatchCandidate.objects.filter(decision=Decision.OPEN).count()


def candidates(
    hat: Hat, ids: Iterable[UUID], *, on: date, deliberate: bool = False, to: Purpose = Purpose.IDENTITY
) -> list[Candidate]:
    """Candidates with both faces; looks at both registers, BASIC alone."""
    rows = {one.pk: one for one in MatchCandidate.objects.filter(pk__in=list(ids))}
    people = [person for one in rows.values() for person in (one.left_id, one.right_id)]
    opened = open_binders(
        hat,
        people,
        to=to,
        word="match.page" if deliberate and to != Purpose.EXPORT else "match.list",
        classes=InformationClass.BASIC,
        deliberate=deliberate,
    )
    shown = faces(hat, [one for one in people if one in opened], on=on)
    return [
        Candidate(
            id=row.pk,
            score=row.score,
            reasons=tuple(row.reasons),
            against=tuple(row.against),
            decision=row.decision,
            decision_label=row.get_decision_display(),
            decided_at=row.decided_at,
            proposed_at=row.proposed_at,
            remark=row.remark,
            left=shown[row.left_id],
            right=shown[row.right_id],
        )
        for one in ids
        if (row := rows.get(one)) and row.left_id in shown and row.right_id in shown
    ]


def sides(hat: Hat, candidate: Candidate) -> tuple[Side, Side]:
    """Both registers of a candidate side by side; after :func:`candidates`. Five queries."""
    both = [candidate.left.id, candidate.right.id]
    registers = Resident.objects.in_bulk(both)
    called = holder_names(
        (one.origin_id for one in registers.values()), hat=hat, classes=InformationClass.BASIC
    )
    names: dict[UUID, list[str]] = {}
    for name in PersonName.objects.filter(resident__in=both).order_by("recorded_at", "id"):
        told = f"{name.get_kind_display()}：{name}" + (f"（{name.kana}）" if name.kana and name.text else "")
        names.setdefault(name.resident_id, []).append(told + ("（以前）" if name.ended_at else ""))
    phones: dict[UUID, list[str]] = {}
    reachable = Contact.objects.filter(
        resident__in=both, ended_at__isnull=True, information_class=InformationClass.BASIC
    )
    for contact in reachable.order_by("recorded_at", "id"):
        phones.setdefault(contact.resident_id, []).append(contact.text)
    left, right = (
        Side(
            face,
            tuple(names.get(face.id, [])),
            tuple(phones.get(face.id, [])),
            called.get(registers[face.id].origin_id, ""),
            registers[face.id].registered_at,
        )
        for face in (candidate.left, candidate.right)
    )
    return left, right


def is_joined(joining: UUID) -> bool:
    """Whether a joining stands that the hat may see."""
    return Joining.objects.filter(pk=joining, undone_at__isnull=True).exists()


HEADS = [
    *("点数", "登録1", "カナ1", "生年月日1", "番号1", "登録2", "カナ2", "生年月日2", "番号2"),
    *("理由", "違うと思われる点", "挙がった日", "判断", "判断した日", "判断の理由"),
]


def candidate_sheet(hat: Hat, ids: Iterable[UUID], *, on: date) -> tuple[list[list[object]], list[UUID]]:
    """The rows of a list under :data:`HEADS`, and of whom; looks at all of them, BASIC alone."""
    found = candidates(hat, ids, on=on, deliberate=True, to=Purpose.EXPORT)
    rows = [[one.score, *_written(one.left), *_written(one.right), *_judged(one)] for one in found]
    return rows, list(dict.fromkeys(person.id for one in found for person in (one.left, one.right)))


def _written(face: Face) -> list[object]:
    return [face.name, face.kana, face.birth_text, face.reference]


def _judged(one: Candidate) -> list[object]:
    decided = timezone.localdate(one.decided_at) if one.decided_at else ""
    return [
        *("・".join(one.reasons), "・".join(one.against), timezone.localdate(one.proposed_at)),
        *(one.decision_label, decided, one.remark),
    ]

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

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


def candidate_ids(decision: str = Decision.OPEN, *, sort: str = "-score") -> list[UUID]:
    """Candidates before the hat's agency, likeliest first. One query; what the hat may not see is not there."""
    rows = MatchCandidate.objects.filter(decision=decision)
    return list(rows.order_by(*ORDERS.get(sort, ORDERS["-score"])).values_list("pk", flat=True))


def candidates(hat: Hat, ids: Iterable[UUID], *, on: date, deliberate: bool = False) -> list[Candidate]:
    """Candidates with both faces; looks at both registers, BASIC alone."""
    rows = {one.pk: one for one in MatchCandidate.objects.filter(pk__in=list(ids))}
    people = [person for one in rows.values() for person in (one.left_id, one.right_id)]
    opened = open_binders(
        hat,
        people,
        to=Purpose.IDENTITY,
        word="match.page" if deliberate else "match.list",
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


def sides(candidate: Candidate) -> tuple[Side, Side]:
    """Both registers of a candidate side by side; after :func:`candidates`. Five queries."""
    both = [candidate.left.id, candidate.right.id]
    registers = Resident.objects.in_bulk(both)
    called = holder_names(one.origin_id for one in registers.values())
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

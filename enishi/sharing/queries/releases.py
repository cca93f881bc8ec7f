"""The paper for the person: each line with its proposal and what was decided about it, and the papers that were made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.sharing import hooks
from enishi.sharing.models import PersonSheet, Release
from enishi.sharing.queries.ledger import Line, binders_about, givings, looks
from enishi.sharing.queries.names import called
from enishi.sharing.rules import release
from enishi.sharing.terms import BinderKind, ConsentGiver, Verdict


@dataclass(frozen=True)
class Weighed:
    """One line, what is proposed for the paper and why, and what somebody decided."""

    line: Line
    proposal: release.Proposal
    decision: Release | None
    decided_by: str = ""

    @property
    def verdict(self) -> str:
        """What holds now: the decision, else the proposal."""
        return self.decision.verdict if self.decision else str(self.proposal.verdict)

    @property
    def seen(self) -> str:
        """Which decision the screen showed."""
        return str(self.decision.pk) if self.decision else ""

    @property
    def open(self) -> bool:
        return self.verdict == Verdict.ASK


def weighed(
    registers: Sequence[UUID], *, since: date, named: bool, recipient: str = ConsentGiver.SELF
) -> list[Weighed]:
    """Every line about a person with its proposal. The number of queries is constant. A look must stand."""
    begin = timezone.make_aware(datetime.combine(since, time.min))
    lines = [*givings(registers), *looks(registers, begin, named=named)]
    binders = {one.id: one for one in binders_about(registers)}
    unasked = {one for answer in hooks.not_asked_for.ask(list(binders)) for one in answer}
    unasked |= {one.id for one in binders.values() if one.kind == BinderKind.CASE_MEMBER}
    rooms = [one.id for one in binders.values() if one.kind in release.ROOMS]
    agreed = {one for answer in hooks.agreed_rooms.ask(rooms) for one in answer} if rooms else set()
    seals = _seals(registers)
    decided = decisions(registers)
    names = called(one.decided_by for one in decided.values())
    out = []
    for one in lines:
        proposal = release.propose(
            release.Line(
                kind=one.kind,
                binder_kind=one.binder_kind,
                ground=one.ground,
                article=one.article,
                purpose=one.purpose,
                classes=one.classes,
                agency=one.receiver_agency,
                justice=one.justice,
                sealed=bool(one.classes & seals) and one.ground != "own_work",
                unasked=one.binder in unasked,
                agreed=one.binder in agreed,
            ),
            recipient=recipient,
        )
        kept = decided.get(one.key)
        by = names[kept.decided_by].text if kept and kept.decided_by in names else ""
        out.append(Weighed(one, proposal, kept, by))
    return out


def alike(lines: Iterable[Weighed], *, most: int) -> list[list[Weighed]]:
    """Lines about which one decides alike, together: they would say the same to the person (to whom, what, on which ground), with
    the same proposal for the same reasons, and stand as they do. In their order; at most so many in one.
    """
    found: dict[tuple[object, ...], list[list[Weighed]]] = {}
    groups: list[list[Weighed]] = []
    for one in lines:
        line, kept = one.line, one.decision
        says = (line.kind, line.receiver, line.staff, line.ground_label, line.cited, line.looked_for, line.classes)
        stands = (one.proposal, kept.verdict if kept else None, kept.reason if kept else "")
        same = found.setdefault((*says, *stands), [])
        if not same or len(same[-1]) == most:
            same.append([])
            groups.append(same[-1])
        same[-1].append(one)
    return groups


def _seals(registers: Iterable[UUID]) -> int:
    """The classes of the person that stand under a seal whose key the hat holds. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(bit_or(s.classes), 0) FROM unnest(%s::uuid[]) AS r(id), LATERAL sharing_seals(r.id) s",
            [list(registers)],
        )
        row = cursor.fetchone()
    return row[0] if row else 0


def decisions(registers: Iterable[UUID]) -> Mapping[str, Release]:
    """Line → the latest decision of the hat's agency. One query."""
    rows = (
        Release.objects.filter(resident__in=list(registers))
        .order_by("line", "-decided_at", "-id")
        .distinct("line")
    )
    return {one.line: one for one in rows}


@dataclass(frozen=True)
class SheetRow:
    """One paper in the list of papers."""

    id: UUID
    made_at: datetime
    recipient: str
    lines: int
    made_by: str
    handed_at: datetime | None


def sheets(registers: Iterable[UUID]) -> list[SheetRow]:
    """The papers that the hat's agency made for a person, the newest first. Three queries."""
    rows = list(PersonSheet.objects.filter(resident__in=list(registers)).order_by("-made_at", "-id"))
    names = called(one.made_by for one in rows)
    return [
        SheetRow(
            one.pk,
            one.made_at,
            one.get_recipient_display(),
            len(one.lines),
            names[one.made_by].text if one.made_by in names else "",
            one.handed_at,
        )
        for one in rows
    ]


def sheet(registers: Iterable[UUID], sheet_id: UUID) -> PersonSheet | None:
    return PersonSheet.objects.filter(pk=sheet_id, resident__in=list(registers)).first()

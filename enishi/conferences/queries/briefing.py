"""What who convenes puts together for one A4 (会議キットのまとめ): what stands in the room, and what the case offers for it.

Offered is what the convener's own agency wrote, each class for itself, so that nothing of a closer class slips into a line that
everybody at the table reads. It is copied into the room when it is sent, never linked.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from enishi.agencies.models import Agency
from enishi.agencies.terms import AgencyKind
from enishi.cases.access import OpenedCase, open_case
from enishi.cases.models import JournalEntry, Plan, PlanGoal, TeamRole
from enishi.cases.terms import CaseVocabulary, EntryKind, PlanState, TeamState
from enishi.conferences.access import OpenedItem
from enishi.conferences.models import SharedItem
from enishi.conferences.queries.room import shared
from enishi.conferences.terms import KitLine, SharedKind
from enishi.intake.models import Concern, Statement
from enishi.intake.queries.listing import short_day, short_time
from enishi.intake.queries.vocabulary import labels
from enishi.intake.terms import StatementKind, Vocabulary
from enishi.office.errors import NotFound
from enishi.sharing.access import open_binders
from enishi.sharing.terms import InformationClass, Purpose

WORD = "conference.brief"
LINES = list(KitLine)
CONTACTS = [EntryKind.CONTACT, EntryKind.VISIT, EntryKind.ATTEMPT]
Offer = tuple[int, str]
"""An information class, and one piece of text."""


@dataclass(frozen=True)
class Piece:
    """One text of one line in one class; ``before``: the row that stands for it."""

    line: KitLine
    information_class: int
    text: str = ""
    before: UUID | None = None


def standing(item: UUID) -> list[Piece]:
    """What was put together for an item, as far as the hat sees, line by line. One query."""
    rows: list[SharedItem] = list(shared(item).filter(kind=SharedKind.BRIEF))
    found = [Piece(KitLine(one.question), one.information_class, one.text, one.pk) for one in rows]
    return sorted(found, key=lambda one: (LINES.index(one.line), one.information_class))


def to_write(found: OpenedItem, *, again: bool = False) -> list[Piece]:
    """The texts of the form: what stands, else what the case offers, else an empty line.

    :param again: what the case says now, in the place of what stands
    """
    there = standing(found.id)
    offered = proposed(found) if again or not there else []
    return [piece for line in KitLine for piece in _line(line, there, offered, again)]


def _line(line: KitLine, there: Sequence[Piece], offered: Sequence[Piece], again: bool) -> list[Piece]:
    mine = [one for one in there if one.line == line]
    new = [one for one in offered if one.line == line]
    if not mine:
        return new or [Piece(line, InformationClass.BASIC.value)]
    if not again:
        return mine
    fresh = {one.information_class: one.text for one in new}
    kept = [
        Piece(line, one.information_class, fresh.pop(one.information_class, one.text), one.before)
        for one in mine
    ]
    return [*kept, *(Piece(line, cls, text) for cls, text in fresh.items())]


def proposed(found: OpenedItem) -> list[Piece]:
    """What the case offers: only what the hat's own agency wrote about the person of the item. Nine queries."""
    own = found.hat.agency_id
    if found.row.case_id is None or own is None:
        return []
    try:
        case = open_case(found.hat, found.row.case_id, to=Purpose.CONFERRING, word=WORD)
    except NotFound:
        return []
    told: dict[KitLine, Callable[[OpenedCase, UUID], Iterable[Offer]]] = {
        KitLine.ISSUES: _issues,
        KitLine.TEAM: _team,
        KitLine.CONTACTS: _contacts,
        KitLine.GOALS: _goals,
        KitLine.WISH: _wishes,
    }
    return [
        Piece(line, cls, "、".join(texts) if line == KitLine.ISSUES else "\n".join(texts))
        for line, tell in told.items()
        for cls, texts in _by_class(tell(case, own)).items()
        if cls & found.classes
    ]


def _by_class(offers: Iterable[Offer]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for cls, text in offers:
        found.setdefault(cls, []).append(text)
    return dict(sorted(found.items()))


def _consultation(case: OpenedCase) -> UUID | None:
    one = case.row.consultation_id
    opened = open_binders(case.hat, [one] if one else [], to=Purpose.CONFERRING, word=WORD)
    return one if one in opened else None


def _issues(case: OpenedCase, own: UUID) -> list[Offer]:
    """◎ the worst, ○ the others."""
    names = labels(Vocabulary.ISSUE)[Vocabulary.ISSUE]
    rows = Concern.objects.filter(consultation=_consultation(case), ended_at__isnull=True, origin_id=own)
    return [
        (one.information_class, f"{'◎' if one.worst else '○'}{names.get(one.code, one.code)}") for one in rows
    ]


def _wishes(case: OpenedCase, own: UUID) -> list[Offer]:
    rows = Statement.objects.filter(consultation=case.row.consultation_id, origin_id=own)
    replaced = {one.replaces_id for one in rows}
    return [
        (one.information_class, one.text)
        for one in reversed(rows)
        if one.kind == StatementKind.WISH and one.pk not in replaced
    ]


def _team(case: OpenedCase, _: UUID) -> list[Offer]:
    """Who leads and who was asked or has agreed. That an agency of justice is there is of its class."""
    duties = labels(CaseVocabulary.DUTY)[CaseVocabulary.DUTY]
    lead = case.lead
    found = []
    if lead:
        who = f"{lead.agency.name} {lead.membership.staff.name if lead.membership else ''}".strip()
        found.append((_class_of(lead.agency), f"主担当：{who}"))
    rows = TeamRole.objects.filter(case=case.id, state__in=[TeamState.ASKED, TeamState.ACCEPTED])
    for one in rows.select_related("agency").order_by("asked_at", "id"):
        waiting = "・回答待ち" if one.state == TeamState.ASKED else ""
        found.append((_class_of(one.agency), f"{one.agency.name}（{duties.get(one.duty, one.duty)}{waiting}）"))
    return found


def _class_of(agency: Agency) -> int:
    return (InformationClass.JUSTICE if agency.kind == AgencyKind.JUSTICE else InformationClass.BASIC).value


def _contacts(case: OpenedCase, own: UUID) -> list[Offer]:
    """The last three, by day, kind and with whom; not what was said."""
    whom = labels(CaseVocabulary.COUNTERPART)[CaseVocabulary.COUNTERPART]
    rows = JournalEntry.objects.filter(case=case.id, binder_id=case.id, origin_id=own)
    replaced = rows.filter(replaces__isnull=False).values("replaces")
    last = rows.filter(kind__in=CONTACTS).exclude(pk__in=replaced).order_by("-happened_at", "-pk")[:3]
    return [
        (
            one.information_class,
            f"{short_time(one.happened_at)} {EntryKind(one.kind).label} {whom.get(one.counterpart, '')}".strip(),
        )
        for one in last
    ]


def _goals(case: OpenedCase, own: UUID) -> list[Offer]:
    """The goals of the plan that is carried out, else of the one that is put to the meeting."""
    states = [PlanState.AHEAD, PlanState.DECIDED, PlanState.PROPOSED]
    plans = sorted(
        Plan.objects.filter(case=case.id, state__in=states),
        key=lambda one: states.index(PlanState(one.state)),
    )
    if not plans:
        return []
    plan = plans[0]
    goals = PlanGoal.objects.filter(
        plan=plan, case=case.id, binder_id=case.id, origin_id=own, removed_at__isnull=True
    )
    said = [(one.information_class, f"{one.text}（{one.get_state_display()}）") for one in goals]
    until = f"〜{short_day(plan.period_until)}" if plan.period_until else ""
    return [(cls, f"第{plan.number}回{plan.get_state_display()}{until}") for cls in dict(said)] + said

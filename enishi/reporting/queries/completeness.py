"""What is missing for the report to the state, of one case and of many. Ten queries, however many cases.

What the reader may not see counts as missing, like what nobody wrote: another count would tell that it is there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.models import (
    Assessment,
    AssessmentAnswer,
    Case,
    Evaluation,
    EvaluationPart,
    Lead,
    Plan,
    PlanPart,
)
from enishi.cases.terms import AssessmentState, CaseState, PartKind, PlanState
from enishi.intake.models import Concern, Consultation
from enishi.intake.queries.listing import Listing, listing, slice_of
from enishi.reporting.rules.reporting import Completeness, Stage, asked, completeness
from enishi.residents.queries import faces
from enishi.sharing.access import open_binders
from enishi.sharing.models import visible
from enishi.sharing.terms import Purpose

SORTS = {"opened": ("opened_at", "pk"), "moved": ("moved_at", "pk"), "state": ("state", "opened_at", "pk")}
LISTS = {"assessment": "cases:assessments", "plan": "cases:plans", "evaluation": "cases:plans"}
"""Where a form is begun as long as there is none to go on with."""
STATES = {str(code): str(label) for code, label in CaseState.choices}


@dataclass(frozen=True)
class Wanted:
    """What of the list is wanted."""

    state: str = ""
    sort: str = "opened"
    page: int = 1
    mine: bool = False


@dataclass(frozen=True)
class NationalLine:
    id: UUID
    resident: UUID
    consultation: UUID | None
    reference: str
    name: str
    kana: str
    state: str
    opened: date
    found: Completeness
    forms: Mapping[str, tuple[str, UUID]] = field(default_factory=dict)
    """prefix of a field → the form in which it is filled in: the name of its address, and of what"""


def national(hat: Hat, wanted: Wanted, *, at: datetime) -> Listing:
    """Cases that the hat's agency leads, and how much of the report each has. Counts are constant in the rows."""
    rows, count, more = slice_of(_led(hat, wanted, at), wanted.page)
    lines = _lines(hat, list(rows), at=at, to=Purpose.SUPPORT)
    return listing(lines, count, wanted.page, more=more)


def national_rows(hat: Hat, wanted: Wanted, *, at: datetime, part: int = 200) -> Iterable[NationalLine]:
    """All of them, read in parts, each looked at before it is read."""
    cases = list(_led(hat, wanted, at))
    for first in range(0, len(cases), part):
        yield from _lines(hat, cases[first : first + part], at=at, to=Purpose.EXPORT, deliberate=True)


def of_case(hat: Hat, case: Case, *, at: datetime) -> NationalLine | None:
    """Of one case, after a look at it."""
    lines = _lines(hat, [case], at=at, to=Purpose.SUPPORT)
    return lines[0] if lines else None


def _led(hat: Hat, wanted: Wanted, at: datetime) -> "QuerySet[Case]":
    led = Lead.objects.filter(agency=hat.agency_id, ended_at__isnull=True)
    found = Case.objects.filter(visible(hat, at), pk__in=led.order_by().values("case"))
    if wanted.mine:
        found = found.filter(leads__ended_at__isnull=True, leads__membership=hat.membership_id)
    if wanted.state in STATES:
        found = found.filter(state=wanted.state)
    order = SORTS.get(wanted.sort.lstrip("-"), SORTS["opened"])
    back = "-" if wanted.sort.startswith("-") else ""
    return found.order_by(*(f"{back}{one}" for one in order))


def _lines(
    hat: Hat, cases: Sequence[Case], *, at: datetime, to: Purpose, deliberate: bool = False
) -> list[NationalLine]:
    if not cases:
        return []
    today = timezone.localdate(at)
    binders = [one for case in cases for one in (case.pk, case.resident_id, case.consultation_id) if one]
    opened = open_binders(hat, binders, to=to, word="report.national", deliberate=deliberate)
    shown = [one for one in cases if one.pk in opened]
    people = faces(hat, [one.resident_id for one in shown if one.resident_id in opened], on=today)
    told = _told(shown)
    forms = _forms(shown)
    for case in shown:
        if face := people.get(case.resident_id):
            told[case.pk] |= {"resident.sex"} if face.sex else set()
            told[case.pk] |= set() if face.birth.is_unknown else {"resident.birth"}
    return [
        NationalLine(
            case.pk,
            case.resident_id,
            case.consultation_id if case.consultation_id in opened else None,
            f"{case.reference[:4]}-{case.reference[4:]}",
            people[case.resident_id].name if case.resident_id in people else "（本人）",
            people[case.resident_id].kana if case.resident_id in people else "",
            STATES[case.state],
            timezone.localdate(case.opened_at),
            completeness(_stage(case, told[case.pk], opened), told[case.pk]),
            forms[case.pk],
        )
        for case in shown
    ]


def _forms(cases: Sequence[Case]) -> dict[UUID, dict[str, tuple[str, UUID]]]:
    """Where each part of a case is filled in: the sheet that is being filled, the newest plan as far as it is. Two queries."""
    found = {
        one.pk: {prefix: (name, one.pk) for prefix, name in LISTS.items()}
        | {"resident": ("residents:identity", one.resident_id)}
        for one in cases
    }
    sheets = Assessment.objects.filter(case__in=cases, state=AssessmentState.DRAFT).order_by("begun_at", "pk")
    for case, file, sheet in sheets.values_list("case_id", "binder_id", "pk"):
        if file == case:
            found[case]["assessment"] = ("cases:assessment-write", sheet)
    plans = Plan.objects.filter(case__in=cases).order_by("case_id", "number", "-made_at", "id")
    for case, plan, state in plans.values_list("case_id", "pk", "state"):
        name = "cases:plan-write" if state == PlanState.DRAFT else "cases:plan"
        found[case]["plan"] = (name, plan)
        if state in (PlanState.AHEAD, PlanState.DECIDED):
            found[case]["evaluation"] = ("cases:plan-evaluate", plan)
    return found


def _stage(case: Case, told: set[str], opened: Any) -> Stage:
    return Stage(
        case.state,
        case.consultation_id is not None and case.consultation_id in opened,
        "plan" in told,
        "evaluation" in told,
    )


def _told(cases: Sequence[Case]) -> dict[UUID, set[str]]:
    """Case → names of the fields that say something to who looked. Six queries."""
    told: dict[UUID, set[str]] = defaultdict(set)
    _consultations(cases, told)
    _answers(cases, told)
    _plans(cases, told)
    _evaluations(cases, told)
    return told


def _consultations(cases: Sequence[Case], told: Mapping[UUID, set[str]]) -> None:
    of: dict[UUID, list[UUID]] = defaultdict(list)
    for one in cases:
        if one.consultation_id:
            of[one.consultation_id].append(one.pk)
    rows = Consultation.objects.filter(pk__in=list(of)).order_by("pk").values_list("pk", "route", "screening")
    ticked = set(
        Concern.objects.filter(consultation__in=list(of), ended_at__isnull=True)
        .order_by("pk")
        .values_list("consultation_id", flat=True)
    )
    for consultation, route, screening in rows:
        said = {"consultation.route"} if route else set()
        said |= {"consultation.screening"} if screening else set()
        said |= {"consultation.issues"} if consultation in ticked else set()
        for case in of[consultation]:
            told[case].update(said)


def _answers(cases: Sequence[Case], told: Mapping[UUID, set[str]]) -> None:
    """What stands now: the last answer of each item and class in the person's own sheet."""
    items = [
        one.name.split(".")[1]
        for one in asked(Stage(CaseState.ENDED, True, True, True))
        if one.name.startswith("assessment.")
    ]
    own = [one.pk for one in cases]
    rows = (
        AssessmentAnswer.objects.filter(case__in=own, binder_id__in=own, item__in=items)
        .order_by("at", "edition", "id")
        .values_list("case_id", "item", "information_class", "codes", "number", "day", "text")
    )
    standing = {row[:3]: row[3:] for row in rows}
    for (case, item, _), (codes, number, day, text) in standing.items():
        if codes or number is not None or day is not None or text.strip():
            told[case].add(f"assessment.{item}")


def _plans(cases: Sequence[Case], told: Mapping[UUID, set[str]]) -> None:
    newest: dict[UUID, tuple[UUID, date | None]] = {}
    rows = Plan.objects.filter(case__in=cases).order_by("case_id", "-number", "-made_at", "id")
    for plan, case, decided_on in rows.values_list("pk", "case_id", "decided_on"):
        newest.setdefault(case, (plan, decided_on))
    ticks = {PartKind.PARTICIPATION.value: "plan.participation", PartKind.OUTREACH.value: "plan.outreach"}
    parts = PlanPart.objects.filter(
        plan__in=[plan for plan, _ in newest.values()], kind__in=list(ticks), removed_at__isnull=True
    ).exclude(code="")
    for case, kind in parts.order_by("pk").values_list("case_id", "kind"):
        told[case].add(ticks[kind])
    for case, (_, decided_on) in newest.items():
        told[case].update({"plan"} | ({"plan.decided_on"} if decided_on else set()))


def _evaluations(cases: Sequence[Case], told: Mapping[UUID, set[str]]) -> None:
    newest: dict[UUID, UUID] = {}
    for case, one in Evaluation.objects.filter(case__in=cases).values_list("case_id", "pk"):
        newest.setdefault(case, one)
    parts = EvaluationPart.objects.filter(evaluation__in=list(newest.values())).order_by("pk")
    for case, item, goal in parts.values_list("case_id", "item", "goal_id"):
        told[case].add("evaluation.goals" if goal else f"evaluation.{item}")
    for case in newest:
        told[case].update({"evaluation", "evaluation.result"})

"""The page of a plan (支援プラン) as it is drawn: every string is ready, and nothing that the hat may not see is in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names
from enishi.cases.models import Plan, PlanGoal, PlanStep
from enishi.cases.queries.case_page import Brief, case_brief
from enishi.cases.queries.names import names_for
from enishi.cases.queries.parts import day_text
from enishi.cases.queries.plan_looks import (
    EvaluationView,
    LookView,
    Reason,
    evaluation_view,
    look_view,
    reasons_of,
)
from enishi.cases.queries.plan_offers import Missing, offers, what_is_missing, why_not_begin
from enishi.cases.queries.plans import OVER, PlanPage, read_plan
from enishi.cases.rules.steps import RESTING
from enishi.cases.terms import (
    CaseVocabulary,
    GoalState,
    MeetingKind,
    PartKind,
    PlanKind,
    PlanState,
    StepBy,
    StepState,
)
from enishi.intake.queries.listing import how_late, long_time, short_time
from enishi.intake.queries.vocabulary import labels
from enishi.office.days import long_day
from enishi.office.errors import NotFound
from enishi.sharing.rules import labels as class_labels

TONES = {
    PlanState.DRAFT: "neutral",
    PlanState.PROPOSED: "warn",
    PlanState.AHEAD: "warn",
    PlanState.DECIDED: "good",
    PlanState.SUPERSEDED: "done",
    PlanState.ENDED: "done",
}
GOAL_TONES = {
    GoalState.OPEN: "neutral",
    GoalState.MET: "good",
    GoalState.PARTLY: "warn",
    GoalState.UNMET: "bad",
}
RUNNING = (PlanState.AHEAD, PlanState.DECIDED)


@dataclass(frozen=True)
class StepView:
    """実施すること: who does what, how often, until when."""

    id: UUID
    who: str
    text: str
    frequency: str
    due: str
    late: bool
    leads: bool
    state: str
    state_code: str
    waits: str
    """why its agency does not take it yet, or no more"""


@dataclass(frozen=True)
class GoalView:
    id: UUID
    text: str
    state: str
    state_code: str
    tone: str
    classes: str
    of: str
    steps: Sequence[StepView]


@dataclass(frozen=True)
class PartView:
    text: str
    ticked: str
    classes: str
    of: str


@dataclass(frozen=True)
class PlanView:
    """One version of a plan."""

    brief: Brief
    row: Plan
    title: str
    kind: str
    state: str
    tone: str
    made: str
    moved: str
    period: str
    monitor_on: str
    late: str
    late_tone: str
    approve_by: str
    decided: str
    parts: Mapping[str, Sequence[PartView]]
    goals: Sequence[GoalView]
    loose: Sequence[StepView]
    """steps that serve no single goal"""
    looks: Sequence[LookView]
    evaluations: Sequence[EvaluationView]
    said: Sequence[Reason]
    waiting: Sequence[str]
    """agencies that have a step and no role yet"""
    offers: Mapping[str, bool]
    missing: Sequence[Missing]
    others: Sequence["PlanRow"]

    @property
    def is_running(self) -> bool:
        return self.row.state in RUNNING


@dataclass(frozen=True)
class PlanRow:
    """One version in a list."""

    id: UUID
    label: str
    state: str
    state_code: str
    tone: str
    period: str
    decided: str
    monitor_on: str
    agency: str
    made: str
    earlier: UUID | None


def case_of_plan(plan: UUID) -> UUID:
    """:raises NotFound: hidden and absent alike"""
    found = Plan.objects.filter(pk=plan).values_list("case_id", flat=True).first()
    if found is None:
        raise NotFound("plan", plan)
    return found


def plan_view(hat: Hat, plan: UUID, *, at: datetime, word: str = "plan.page") -> PlanView:
    """Look at a plan's case and read the plan. The number of queries is constant."""
    brief = case_brief(hat, case_of_plan(plan), at=at, word=word)
    page, today = read_plan(brief.found, plan), timezone.localdate(at)
    versions = list(Plan.objects.filter(case=brief.row.pk))
    names = names_for(
        brief.found,
        [*(one.agency_id for one in versions), *(one.agency_id for one in page.rows.steps)],
        [page.row.made_by, *(one.row.done_by for one in page.monitorings)]
        + [one.row.evaluated_by for one in page.evaluations],
    )
    row, goals = page.row, {one.pk: one.text for one in page.rows.goals}
    due = row.monitor_on if row.state in RUNNING and brief.row.state not in RESTING else None
    late, tone = how_late(due, today) if due else ("", "plain")
    return PlanView(
        brief=brief,
        row=row,
        title=f"支援プラン 第{row.number}回",
        kind=str(PlanKind(row.kind).label),
        state=str(PlanState(row.state).label),
        tone=TONES[PlanState(row.state)],
        made=f"{names.called(row.made_by) or names.agency(row.agency_id)} {long_time(row.made_at)}",
        moved=short_time(row.moved_at),
        period=period_text(row),
        monitor_on=day_text(row.monitor_on) if row.monitor_on and row.state not in OVER else "",
        late=late,
        late_tone=tone,
        approve_by=day_text(row.approve_by) if row.approve_by else "",
        decided=decided_text(row),
        parts=_parts(page, brief),
        goals=[_goal(one, page, brief, names, today) for one in page.rows.goals],
        loose=[_step(one, page, names, today) for one in page.steps_of(None)],
        looks=[look_view(one, goals, names) for one in page.monitorings],
        evaluations=[evaluation_view(one, goals, names) for one in page.evaluations],
        said=reasons_of(row),
        waiting=names.in_order(page.not_accepted),
        offers=offers(brief, row, evaluated=[one.row.result for one in page.evaluations]),
        missing=what_is_missing(brief, page, versions, at=at),
        others=[plan_row(one, names) for one in versions if one.pk != row.pk],
    )


def period_text(row: Plan) -> str:
    if not (row.period_from and row.period_until):
        return ""
    return f"{long_day(row.period_from)}から{long_day(row.period_until)}まで"


def decided_text(row: Plan) -> str:
    if not (row.decided_on and row.meeting_on):
        return ""
    return f"{long_day(row.decided_on)}（{MeetingKind(row.meeting_kind).label} {long_day(row.meeting_on)}）"


def plan_row(row: Plan, names: Names) -> PlanRow:
    state = PlanState(row.state)
    return PlanRow(
        id=row.pk,
        label=f"第{row.number}回 {PlanKind(row.kind).label}",
        state=str(state.label),
        state_code=row.state,
        tone=TONES[state],
        period=period_text(row),
        decided=decided_text(row),
        monitor_on=day_text(row.monitor_on) if row.monitor_on and state in RUNNING else "",
        agency=names.agency(row.agency_id),
        made=short_time(row.made_at),
        earlier=row.earlier_id,
    )


def _parts(page: PlanPage, brief: Brief) -> dict[str, list[PartView]]:
    ticks = labels(CaseVocabulary.PARTICIPATION, CaseVocabulary.OUTREACH)
    known = {code: label for codes in ticks.values() for code, label in codes.items()}
    found: dict[str, list[PartView]] = {one.value: [] for one in PartKind}
    for one in page.rows.parts:
        said = known.get(one.code, one.code)
        found[one.kind].append(
            PartView(one.text, said, class_labels(one.information_class), brief.files.get(one.binder_id, ""))
        )
    return found


def _goal(goal: PlanGoal, page: PlanPage, brief: Brief, names: Names, today: date) -> GoalView:
    state = GoalState(goal.state)
    return GoalView(
        goal.pk,
        goal.text,
        str(state.label),
        goal.state,
        GOAL_TONES[state],
        class_labels(goal.information_class),
        brief.files.get(goal.binder_id, ""),
        [_step(one, page, names, today) for one in page.steps_of(goal.pk)],
    )


def _step(step: PlanStep, page: PlanPage, names: Names, today: date) -> StepView:
    open_now = step.state == StepState.OPEN and page.row.state in RUNNING
    return StepView(
        step.pk,
        names.agency(step.agency_id) or StepBy.PERSON.label,
        step.text,
        step.frequency,
        day_text(step.due_on) if step.due_on else "",
        bool(open_now and step.due_on and step.due_on < today),
        step.leads,
        str(StepState(step.state).label),
        step.state,
        _waits(step, page),
    )


def _waits(step: PlanStep, page: PlanPage) -> str:
    if step.state != StepState.OPEN or step.agency_id not in page.not_accepted:
        return ""
    return "役割が終わっている" if step.agency_id in page.no_more else "役割の引き受けはまだ"


@dataclass(frozen=True)
class PlanList:
    brief: Brief
    rows: Sequence[PlanRow]
    may_begin: bool
    why_not: Sequence[str]


def plan_list(hat: Hat, case: UUID, *, at: datetime, word: str = "plan.list") -> PlanList:
    """Every version of a case's plan, the newest first."""
    brief = case_brief(hat, case, at=at, word=word)
    rows = list(Plan.objects.filter(case=case))
    names, why_not = names_for(brief.found, [one.agency_id for one in rows]), why_not_begin(brief, rows)
    return PlanList(brief, [plan_row(one, names) for one in rows], not why_not, why_not)

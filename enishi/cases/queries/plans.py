"""Reading plans: the whole of one, what differs between two versions, and what is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import F, Q

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names
from enishi.cases.access import OpenedCase
from enishi.cases.models import (
    Evaluation,
    EvaluationPart,
    Monitoring,
    MonitoringFinding,
    Plan,
    PlanGoal,
    PlanPart,
    PlanStep,
    TeamRole,
)
from enishi.cases.queries.names import names_for
from enishi.cases.rules.differences import Difference, differences
from enishi.cases.terms import (
    CaseState,
    CaseVocabulary,
    PartKind,
    PlanState,
    StepBy,
    StepState,
    TeamState,
)
from enishi.intake.queries.vocabulary import labels
from enishi.office.errors import NotFound
from enishi.sharing.models.visible import visible

OVER = (PlanState.SUPERSEDED, PlanState.ENDED)
Row: TypeAlias = PlanPart | PlanGoal | PlanStep


@dataclass
class PlanRows:
    """The content of one version, as far as the look goes, without what was taken out."""

    parts: list[PlanPart] = field(default_factory=list)
    goals: list[PlanGoal] = field(default_factory=list)
    steps: list[PlanStep] = field(default_factory=list)

    @property
    def all(self) -> list[Row]:
        return [*self.parts, *self.goals, *self.steps]


@dataclass(frozen=True)
class Looked:
    """One monitoring and what was found."""

    row: Monitoring
    findings: Sequence[MonitoringFinding]


@dataclass(frozen=True)
class Evaluated:
    row: Evaluation
    parts: Sequence[EvaluationPart]


@dataclass(frozen=True)
class PlanPage:
    """One version of a plan as one hat sees it."""

    row: Plan
    rows: PlanRows
    monitorings: Sequence[Looked]
    evaluations: Sequence[Evaluated]
    not_accepted: frozenset[UUID]
    """agencies that have a step to take and no role in the case"""
    no_more: frozenset[UUID]
    """of these, the ones whose role has ended"""

    def steps_of(self, goal: UUID | None) -> list[PlanStep]:
        return [one for one in self.rows.steps if one.goal_id == goal]


def plans_of(found: OpenedCase) -> list[Plan]:
    """Every version, the newest first."""
    return list(Plan.objects.filter(case=found.id))


def plan_rows(found: OpenedCase, plans: Sequence[UUID]) -> dict[UUID, PlanRows]:
    """The content of several versions in three statements; a look must stand."""
    rows = {one: PlanRows() for one in plans}
    chosen: dict[str, Any] = {"plan__in": plans, "case": found.id, "removed_at__isnull": True}
    for part in PlanPart.objects.filter(**chosen):
        rows[part.plan_id].parts.append(part)
    for goal in PlanGoal.objects.filter(**chosen):
        rows[goal.plan_id].goals.append(goal)
    for step in PlanStep.objects.filter(**chosen):
        rows[step.plan_id].steps.append(step)
    return rows


def read_plan(found: OpenedCase, plan: UUID) -> PlanPage:
    """One version with everything that belongs to it. The number of statements is constant.

    :raises NotFound: hidden and absent alike
    """
    row = Plan.objects.filter(pk=plan, case=found.id).first()
    if row is None:
        raise NotFound("plan", plan)
    rows = plan_rows(found, [plan])[plan]
    findings = _grouped(MonitoringFinding.objects.filter(monitoring__plan=plan), "monitoring_id")
    parts = _grouped(EvaluationPart.objects.filter(evaluation__plan=plan), "evaluation_id")
    roles = set(TeamRole.objects.filter(case=found.id).values_list("agency_id", "state"))
    taken = {agency for agency, state in roles if state == TeamState.ACCEPTED}
    if found.lead:
        taken.add(found.lead.agency_id)
    ahead = [] if row.state in OVER else [one for one in rows.steps if one.state == StepState.OPEN]
    missing = frozenset(one.agency_id for one in ahead if one.agency_id and one.agency_id not in taken)
    asked = {agency for agency, state in roles if state == TeamState.ASKED}
    return PlanPage(
        row,
        rows,
        [Looked(one, findings.get(one.pk, [])) for one in Monitoring.objects.filter(plan=plan)],
        [Evaluated(one, parts.get(one.pk, [])) for one in Evaluation.objects.filter(plan=plan)],
        missing,
        missing & {agency for agency, state in roles if state == TeamState.LEFT} - asked,
    )


def _grouped(rows: Iterable[Any], column: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found


def words(found: OpenedCase, rows: PlanRows) -> dict[str, str]:
    """The whole content in words, for showing two versions beside each other."""
    names = _who(found, rows)
    ticks = labels(CaseVocabulary.PARTICIPATION, CaseVocabulary.OUTREACH)
    said: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for row in rows.all:
        name = PartKind(row.kind).label if isinstance(row, PlanPart) else str(row._meta.verbose_name)
        numbers[name] = numbers.get(name, 0) + 1
        said[f"{name} {numbers[name]}"] = _text(row, ticks, names)
    return said


def _who(found: OpenedCase, *versions: PlanRows) -> Names:
    return names_for(found, [step.agency_id for one in versions for step in one.steps])


def _text(row: Row, ticks: Mapping[str, Mapping[str, str]], names: Names) -> str:
    if isinstance(row, PlanPart):
        known = {code: label for codes in ticks.values() for code, label in codes.items()}
        return " ".join(one for one in (known.get(row.code, row.code), row.text) if one)
    if isinstance(row, PlanGoal):
        return row.text
    who = names.agency(row.agency_id) or StepBy.PERSON.label
    due = f"{row.due_on:%Y/%m/%d}" if row.due_on else ""
    lead = "主担当" if row.leads else ""
    return "・".join(one for one in (who, row.text, row.frequency, due, lead) if one)


@dataclass(frozen=True)
class Place:
    """What two versions have in common: a row, followed from the one that it was first written as."""

    name: str
    first: UUID


def compare_plans(found: OpenedCase, plan: UUID, earlier: UUID) -> list[Difference[Place, str]]:
    """What differs from an earlier version: added, removed, changed, row by row (前のプランとの差分).

    :raises NotFound: hidden and absent alike
    """
    versions = {one.pk: one for one in Plan.objects.filter(case=found.id)}
    for one in (plan, earlier):
        if one not in versions:
            raise NotFound("plan", one)
    between = [
        one.pk
        for one in versions.values()
        if versions[earlier].number <= one.number <= versions[plan].number or one.pk in (plan, earlier)
    ]
    rows = plan_rows(found, between)
    origin = {row.pk: row.carried_from_id for one in rows.values() for row in one.all}
    ticks = labels(CaseVocabulary.PARTICIPATION, CaseVocabulary.OUTREACH)
    names = _who(found, rows[earlier], rows[plan])
    return differences(_places(rows[earlier], origin, ticks, names), _places(rows[plan], origin, ticks, names))


def _places(
    rows: PlanRows, origin: Mapping[UUID, UUID | None], ticks: Mapping[str, Mapping[str, str]], names: Names
) -> dict[Place, str]:
    placed: dict[Place, str] = {}
    for row in rows.all:
        name = PartKind(row.kind).label if isinstance(row, PlanPart) else str(row._meta.verbose_name)
        placed[Place(name, _first(row, origin))] = _text(row, ticks, names)
    return placed


def _first(row: Row, origin: Mapping[UUID, UUID | None]) -> UUID:
    one = row.pk
    while (before := origin.get(one)) is not None:
        one = before
    return one


def running(hat: Hat, at: datetime) -> Q:
    """Plans by which support is given now, of cases that the hat sees and its agency leads."""
    return visible(hat, at, binder="case_id") & Q(
        state__in=[PlanState.AHEAD, PlanState.DECIDED],
        case__state__in=[CaseState.ASSESSING, CaseState.PLANNING, CaseState.SUPPORTING],
        case__leads__ended_at__isnull=True,
        case__leads__agency=hat.own_agency_id,
    )


def overdue(hat: Hat, at: datetime, *, on: date) -> list[Plan]:
    """Running plans that the hat's agency leads and nobody has looked at on the day that was set, the longest wait first."""
    return list(
        Plan.objects.filter(running(hat, at), monitor_on__lt=on)
        .select_related("case")
        .order_by("monitor_on", "id")
    )


def past_period(hat: Hat, at: datetime, *, on: date) -> list[Plan]:
    """Running plans whose period is over: an evaluation or the next version is due."""
    return list(
        Plan.objects.filter(running(hat, at), period_until__lt=on)
        .select_related("case")
        .order_by("period_until", "id")
    )


def awaiting_approval(hat: Hat, at: datetime) -> list[Plan]:
    """Plans that were begun ahead of the meeting (先行実施), the nearest day of the later approval first."""
    return list(
        Plan.objects.filter(running(hat, at), state=PlanState.AHEAD)
        .select_related("case")
        .order_by(F("approve_by").asc(), "id")
    )


def evaluation_of(case: UUID) -> Evaluation | None:
    """The newest evaluation in a case, of any of its plans: what closing can ask for. One statement, no content."""
    return Evaluation.objects.filter(case=case).select_related("plan").first()

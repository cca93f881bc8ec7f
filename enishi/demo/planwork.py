"""Sheets, plans, and how they go (アセスメント・プラン・モニタリング・評価) of the cases of みのり市."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from enishi.cases import actions as cases
from enishi.cases.access import open_case
from enishi.cases.models import Assessment
from enishi.cases.queries.plans import plan_rows
from enishi.cases.rules.assessment import Value
from enishi.cases.terms import EvaluationResult, GoalState, PartKind, StepBy
from enishi.demo.told import Consenting, Told, day_of
from enishi.sharing.terms import Purpose


class Planwork(Consenting):
    """Each method tells one step (``steps.py``) of a case, by who leads it."""

    def _assess(self, told: Told, at: datetime, answers: dict[str, str], summary: str) -> None:
        values = {code: Value(codes=(answer,)) for code, answer in answers.items()} | {
            "summary": Value(text=summary)
        }
        with self.acting(told.lead, at):
            one = cases.begin_assessment(told.case, by=told.lead, at=at)
            cases.answer_items(one, values, version=1, by=told.lead, at=at)
            version = Assessment.objects.get(pk=one).version
            cases.confirm_assessment(one, version=version, by=told.lead, at=at)

    def _plan(
        self, told: Told, at: datetime, issue: str, hope: str, goals: Sequence[tuple[str, str, int]]
    ) -> None:
        agency = self.city.offices[next(iter(told.roles))] if told.roles else None
        with self.acting(told.lead, at):
            told.ids["plan"] = one = cases.begin_plan(told.case, by=told.lead, at=at)
            text = _text(issue, hope, goals, agency, day_of(at))
            cases.write_plan(one, text, version=told.plan_version, by=told.lead, at=at)

    def _propose(self, told: Told, at: datetime) -> None:
        with self.acting(told.lead, at):
            cases.propose_plan(told.ids["plan"], version=told.plan_version, by=told.lead, at=at)

    def _go_ahead(self, told: Told, at: datetime, text: str) -> None:
        with self.acting(told.lead, at):
            cases.go_ahead(told.ids["plan"], text=text, version=told.plan_version, by=told.lead, at=at)

    def _monitor(self, told: Told, at: datetime, text: str, met: int, again: int) -> None:
        with self.acting(told.lead, at):
            findings = self._findings(told, met, GoalState.OPEN)
            new = cases.NewMonitoring(day_of(at) + timedelta(days=again), findings, [cases.Remark(text)])
            cases.monitor_plan(told.ids["plan"], new, version=told.plan_version, by=told.lead, at=at)

    def _evaluate(self, told: Told, at: datetime, result: str, text: str, changes: Sequence[str]) -> None:
        with self.acting(told.lead, at):
            findings = self._findings(told, 1, GoalState.PARTLY)
            remarks = [cases.Remark(text, item="opinion")]
            new = cases.NewEvaluation(EvaluationResult(result), findings, changes, remarks)
            cases.evaluate_plan(told.ids["plan"], new, version=told.plan_version, by=told.lead, at=at)

    def _findings(self, told: Told, met: int, others: GoalState) -> list[cases.Finding]:
        """Inside ``acting``: the page of the plan is open, and each of its goals is ticked."""
        found = open_case(told.lead, told.case, to=Purpose.SUPPORT, word="plan.monitor")
        goals = plan_rows(found, [told.ids["plan"]])[told.ids["plan"]].goals
        return [cases.Finding(one.pk, GoalState.MET if n < met else others) for n, one in enumerate(goals)]


def _text(
    issue: str, hope: str, goals: Sequence[tuple[str, str, int]], agency: UUID | None, today: date
) -> cases.PlanText:
    """The person works on the first goal, the first agency of the team on the others."""
    outside = "needed" if len(goals) > 1 else "not_needed"
    return cases.PlanText(
        parts=(
            cases.NewPart(kind=PartKind.ISSUE, text=issue),
            cases.NewPart(kind=PartKind.LONG_GOAL, text=hope),
            cases.NewPart(kind=PartKind.PARTICIPATION, code=outside),
            cases.NewPart(kind=PartKind.OUTREACH, code="not_needed"),
        ),
        goals=[
            cases.NewGoal(text=what, information_class=cls, key=str(place))
            for place, (what, _, cls) in enumerate(goals)
        ],
        steps=[
            cases.NewStep(
                text=done,
                goal=str(place),
                information_class=cls,
                frequency="月1回",
                done_by=StepBy.AGENCY if place and agency else StepBy.PERSON,
                agency=agency if place else None,
            )
            for place, (_, done, cls) in enumerate(goals)
        ],
        period_from=today,
        period_until=today + timedelta(days=180),
        monitor_on=today + timedelta(days=60),
    )

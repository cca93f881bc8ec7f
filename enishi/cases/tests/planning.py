"""Sheets and plans of fictional people, made through the same verbs that staff use."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.cases import actions
from enishi.cases.access import OpenedCase, open_case
from enishi.cases.models import Assessment, Plan, PlanGoal
from enishi.cases.rules.assessment import Value
from enishi.cases.terms import CaseState, EvaluationResult, GoalState, MeetingKind, PartKind, StepBy
from enishi.cases.tests.factories import consented, opened, row
from enishi.intake.tests.factories import in_days
from enishi.sharing.terms import ConsentStage, Purpose

BASIC, LIVING, HEALTH, FAMILY = 1, 2, 4, 8


def looked(by: Hat, case: UUID) -> OpenedCase:
    """Inside ``wearing(by)``."""
    return open_case(by, case, to=Purpose.SUPPORT, word="test")


def begun(by: Hat, case: UUID, **more: Any) -> UUID:
    with wearing(by):
        return actions.begin_assessment(case, by=by, at=timezone.now(), **more)


def answered(by: Hat, assessment: UUID, version: int | None = None, **answers: Value) -> int:
    with wearing(by):
        if version is None:
            version = Assessment.objects.get(pk=assessment).version
        return actions.answer_items(assessment, answers, version=version, by=by, at=timezone.now())


def confirmed(by: Hat, assessment: UUID) -> None:
    with wearing(by):
        version = Assessment.objects.get(pk=assessment).version
        actions.confirm_assessment(assessment, version=version, by=by, at=timezone.now())


def text(agency: UUID | None = None, **more: Any) -> actions.PlanText:
    """A plan with a goal about money and one about health, and what is done for each."""
    given: dict[str, Any] = {
        "parts": (
            actions.NewPart(
                kind=PartKind.ISSUE, text="家賃を払い続けられるようにする。", information_class=LIVING
            ),
            actions.NewPart(kind=PartKind.LONG_GOAL, text="この家で暮らしつづける。"),
            actions.NewPart(kind=PartKind.PARTICIPATION, code="needed", text="週に一度の居場所"),
            actions.NewPart(kind=PartKind.OUTREACH, code="not_needed"),
        ),
        "goals": (
            actions.NewGoal(text="家計表をつける。", information_class=LIVING, key="money"),
            actions.NewGoal(text="通院を再開する。", information_class=HEALTH, key="health"),
        ),
        "steps": (
            actions.NewStep(text="家計表を書く。", goal="money", frequency="毎日", information_class=LIVING),
            actions.NewStep(
                text="受診に付き添う。",
                goal="health",
                done_by=StepBy.AGENCY if agency else StepBy.PERSON,
                agency=agency,
                frequency="月1回",
                information_class=HEALTH,
            ),
        ),
        "period_from": in_days(0),
        "period_until": in_days(180),
        "monitor_on": in_days(30),
    }
    return actions.PlanText(**(given | more))


def version(plan: UUID) -> int:
    return Plan.objects.get(pk=plan).version


def drafted(by: Hat, case: UUID, **more: Any) -> UUID:
    with wearing(by):
        plan = actions.begin_plan(case, by=by, at=timezone.now())
        actions.write_plan(plan, text(by.agency_id, **more), version=version(plan), by=by, at=timezone.now())
    return plan


def proposed(by: Hat, case: UUID, **more: Any) -> UUID:
    plan = drafted(by, case, **more)
    with wearing(by):
        actions.propose_plan(plan, version=version(plan), by=by, at=timezone.now())
    return plan


def agreed(by: Hat, case: UUID) -> UUID:
    """The person signs the plan."""
    with wearing(by):
        person = row(case).resident_id
    return consented(by, person, by, stage=ConsentStage.PLAN)


def adopted(by: Hat, plan: UUID, **more: Any) -> None:
    with wearing(by):
        actions.adopt_plan(plan, decision(**more), version=version(plan), by=by, at=timezone.now())


def decision(**more: Any) -> actions.Decision:
    given: dict[str, Any] = {
        "decision": uuid4(),
        "meeting": MeetingKind.MULTI_AGENCY,
        "meeting_on": timezone.localdate(),
    }
    return actions.Decision(**(given | more))


def decided(by: Hat, **more: Any) -> tuple[UUID, UUID]:
    """A case under support with a decided plan: (case, plan)."""
    case = opened(by, state=CaseState.ASSESSING)
    plan = proposed(by, case, **more)
    agreed(by, case)
    adopted(by, plan)
    return case, plan


def judged(by: Hat, case: UUID, plan: UUID, result: EvaluationResult = EvaluationResult.RENEWED) -> UUID:
    """Every goal is evaluated, and how it goes on is said."""
    with wearing(by):
        looked(by, case)
        goals = PlanGoal.objects.filter(plan=plan, removed_at__isnull=True)
        findings = [actions.Finding(one.pk, GoalState.PARTLY) for one in goals]
        new = actions.NewEvaluation(result=result, goals=findings)
        return actions.evaluate_plan(plan, new, version=version(plan), by=by, at=timezone.now())


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)

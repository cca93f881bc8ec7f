"""A sheet and a plan in the mother's case (``story_of_cases.py``): every class has an answer, a goal and a step, and what was
found of it; a part of the sheet and of the plan lies in the son's file. Nothing here gives anybody more than they had.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from enishi.cases import actions as cases
from enishi.cases.access import open_case
from enishi.cases.models import Assessment, Case, Plan, PlanGoal
from enishi.cases.rules.assessment import Value
from enishi.cases.terms import CaseState, EvaluationResult, GoalState, MeetingKind, PartKind, StepBy
from enishi.sharing.terms import Purpose
from tests.noninterference.canaries import Binder
from tests.noninterference.expectation import BASIC, FAMILY, HEALTH, LIVING
from tests.noninterference.town import Town

ITEMS = {BASIC: "summary", LIVING: "income_text", HEALTH: "health_text", FAMILY: "family_text"}


def tell(town: Town) -> None:
    case, file = town.binders["mother's case"], town.binders["son's file"]
    moved(town, case)
    town.things["assessments"] = [(case, filled(town, case, case)), (file, filled(town, case, file))]
    plan = planned(town, case, file)
    town.things["plans"] = [plan]
    looked_at(town, case, plan)


def moved(town: Town, case: Binder) -> None:
    with town.acting("promoter") as hat:
        version = Case.objects.get(pk=case.id).version
        cases.move_case(case.id, CaseState.ASSESSING, version=version, by=hat, at=town.at)


def ink(town: Town, binder: Binder, cls: int, says: str) -> str:
    return town.ink.word(binder, cls, town.hats["promoter"].agency_id, says)


def filled(town: Town, case: Binder, binder: Binder) -> UUID:
    """What another agency of the team writes is its own."""
    with town.acting("promoter") as hat:
        one = cases.begin_assessment(case.id, file=binder.id, by=hat, at=town.at)
        answers = {item: Value(text=ink(town, binder, cls, f"answer {item}")) for cls, item in ITEMS.items()}
        cases.answer_items(one, answers, version=1, by=hat, at=town.at)
    if binder is case:
        theirs = town.ink.word(binder, LIVING, town.hats["partner"].agency_id, "answer of the partner")
        with town.acting("partner") as hat:
            version = Assessment.objects.get(pk=one).version
            cases.answer_items(one, {"arrears_text": Value(text=theirs)}, version=version, by=hat, at=town.at)
        with town.acting("promoter") as hat:
            version = Assessment.objects.get(pk=one).version
            cases.confirm_assessment(one, version=version, by=hat, at=town.at)
    return one


def planned(town: Town, case: Binder, file: Binder) -> UUID:
    hat = town.hats["promoter"]
    rows = [*((case, cls) for cls in ITEMS), (file, FAMILY)]
    today = town.at.date()

    def row(binder: Binder, cls: int, says: str) -> dict[str, Any]:
        return {"text": ink(town, binder, cls, says), "information_class": cls, "file": binder.id}

    text = cases.PlanText(
        parts=[cases.NewPart(kind=PartKind.ISSUE, **row(*one, "issue")) for one in rows],
        goals=[cases.NewGoal(key=str(at), **row(*one, "goal")) for at, one in enumerate(rows)],
        steps=[
            cases.NewStep(
                goal=str(at),
                done_by=StepBy.AGENCY,
                agency=hat.agency_id,
                frequency=ink(town, *one, "frequency"),
                **row(*one, "step"),
            )
            for at, one in enumerate(rows)
        ],
        period_from=today,
        period_until=today + timedelta(days=180),
        monitor_on=today + timedelta(days=30),
    )
    with town.acting("promoter"):
        plan = cases.begin_plan(case.id, by=hat, at=town.at)
        cases.write_plan(plan, text, version=1, by=hat, at=town.at)
        cases.propose_plan(plan, version=2, by=hat, at=town.at)
    from tests.noninterference.story_of_cases import agreed

    town.things["consents"].append(("mother", agreed(town, "mother", "promoter", "plan", "elderly", BASIC)))
    with town.acting("promoter"):
        decision = cases.Decision(plan, MeetingKind.MULTI_AGENCY, today)
        cases.adopt_plan(plan, decision, version=3, by=hat, at=town.at)
    for to in ("partner", "health"):
        town.ledger.tells(case, town.agency(to))
    return plan


def looked_at(town: Town, case: Binder, plan: UUID) -> None:
    """A finding and an evaluation for every goal, in the class of the goal."""
    by_id = {one.id: one for one in town.binders.values()}
    with town.acting("promoter") as hat:
        open_case(hat, case.id, to=Purpose.SUPPORT, word="test")
        goals = list(PlanGoal.objects.filter(plan=plan))

        def found(says: str) -> list[cases.Finding]:
            return [
                cases.Finding(
                    one.pk, GoalState.PARTLY, ink(town, by_id[one.binder_id], one.information_class, says)
                )
                for one in goals
            ]

        remark = cases.Remark(ink(town, case, HEALTH, "remark"), HEALTH)
        new = cases.NewMonitoring(town.at.date() + timedelta(days=40), found("finding"), [remark])
        cases.monitor_plan(plan, new, version=Plan.objects.get(pk=plan).version, by=hat, at=town.at)
        left = cases.Remark(ink(town, case, FAMILY, "what is left"), FAMILY, None, "remaining")
        judged = cases.NewEvaluation(EvaluationResult.RENEWED, found("evaluation"), [], [left])
        cases.evaluate_plan(plan, judged, version=Plan.objects.get(pk=plan).version, by=hat, at=town.at)

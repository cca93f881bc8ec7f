"""Looking at how a plan goes (進捗確認), and what came of it (評価)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.cases.access import OpenedCase
from enishi.cases.actions.planning import open_plan
from enishi.cases.actions.stamping import stamp
from enishi.cases.models import (
    Evaluation,
    EvaluationPart,
    Monitoring,
    MonitoringFinding,
    Plan,
    PlanGoal,
    PlanStep,
)
from enishi.cases.queries.answers import vocabularies
from enishi.cases.queries.intervals import intervals
from enishi.cases.queries.plans import PlanRows, plan_rows
from enishi.cases.rules.assessment import Value, by_class, reasons_about_value
from enishi.cases.rules.planning import (
    RUNNING,
    reasons_about_case,
    reasons_about_next_look,
    reasons_about_rows,
    reasons_not_to_evaluate,
)
from enishi.cases.rules.reasons import ONLY_LEAD
from enishi.cases.sheets import Sheet, sheet
from enishi.cases.terms import EvaluationResult, GoalState, PlanState, StepState
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.office import trail
from enishi.office.errors import Overtaken, Refused
from enishi.sharing.terms import InformationClass

SHEET = "evaluation"
CHANGES = "change_seen"


@dataclass(frozen=True)
class Finding:
    """How one goal goes."""

    goal: UUID
    state: GoalState
    text: str = ""


@dataclass(frozen=True)
class Remark:
    """Something about the whole: of whom, and of which class."""

    text: str
    information_class: int = InformationClass.BASIC.value
    file: UUID | None = None
    item: str = ""
    """the item of the evaluation sheet that it answers"""


@dataclass(frozen=True)
class NewMonitoring:
    next_on: date | None
    goals: Sequence[Finding] = ()
    remarks: Sequence[Remark] = ()
    steps: Mapping[UUID, StepState] = field(default_factory=dict)


@dataclass(frozen=True)
class NewEvaluation:
    """The evaluation sheet: every goal, the changes that were seen, and the texts of its other items."""

    result: EvaluationResult | None
    goals: Sequence[Finding] = ()
    changes: Sequence[str] = ()
    remarks: Sequence[Remark] = ()


@transaction.atomic
def monitor_plan(plan: UUID, new: NewMonitoring, *, version: int, by: Hat, at: datetime) -> UUID:
    """Write down how the plan goes, and when somebody looks again: that day is never empty while the plan runs.

    :returns: the monitoring's id
    :raises Overtaken: when somebody looked meanwhile
    """
    found, row = open_plan(plan, word="plan.monitor", by=by)
    rows = plan_rows(found, [plan])[plan]
    reasons = reasons_about_case(found.row.state) + ([] if found.is_lead else [ONLY_LEAD])
    if PlanState(row.state) not in RUNNING:
        reasons.append("実施中のプランだけを確認できます。")
    reasons += reasons_about_next_look(
        new.next_on, day(at), look=intervals(on=day(at))["cases.monitoring_days"]
    )
    reasons += _reasons_about(found, rows, new.goals, new.remarks)
    if set(new.steps) - {one.pk for one in rows.steps}:
        reasons.append("プランが変わっています。画面を開き直してください。")
    if not (new.goals or new.remarks or new.steps):
        reasons.append("見られたことを書いてください。")
    if reasons or new.next_on is None or row.monitor_on is None:
        raise Refused(reasons)
    _same(row, version)
    done = Monitoring(
        id=uuid4(),
        case_id=found.id,
        plan=row,
        due_on=row.monitor_on,
        done_at=at,
        done_by=desk(by)[1],
        next_on=new.next_on,
    )
    done.save(force_insert=True)
    for goal, finding in _goals(rows, new.goals):
        MonitoringFinding(
            **stamp(found.id, goal.binder_id, goal.information_class, by=by, at=at),
            monitoring=done,
            goal=goal,
            state=finding.state,
            text=finding.text.strip(),
        ).save(force_insert=True)
        PlanGoal.objects.filter(pk=goal.pk).update(state=finding.state)
    for one in new.remarks:
        MonitoringFinding(
            **stamp(found.id, one.file or found.id, one.information_class, by=by, at=at),
            monitoring=done,
            text=one.text.strip(),
        ).save(force_insert=True)
    for step, state in new.steps.items():
        PlanStep.objects.filter(pk=step).update(state=state)
    Plan.objects.filter(pk=plan).update(monitor_on=new.next_on, version=version + 1)
    trail.record(
        "plan.monitored", binders=[found.id], detail={"plan": str(plan), "next_on": new.next_on.isoformat()}
    )
    return done.pk


@transaction.atomic
def evaluate_plan(plan: UUID, new: NewEvaluation, *, version: int, by: Hat, at: datetime) -> UUID:
    """Evaluate a running plan (評価): its goals, what has changed, what is left, and how it goes on.

    The plan runs on until the case is closed, it is ended, or the next version is decided: nobody falls between.

    :returns: the evaluation's id
    """
    found, row = open_plan(plan, word="plan.evaluate", by=by)
    rows, form, today = plan_rows(found, [plan])[plan], sheet(SHEET), day(at)
    said = {one.goal for one in new.goals}
    reasons = reasons_not_to_evaluate(
        state=row.state,
        is_lead=found.is_lead,
        result=new.result or "",
        results=[one.state for one in new.goals],
        without_result=sum(one.pk not in said for one in rows.goals),
    )
    reasons += _reasons_about(found, rows, new.goals, new.remarks)
    reasons += _reasons_about_items(found, form, new, today)
    if reasons or new.result is None:
        raise Refused(reasons)
    _same(row, version)
    done = Evaluation(
        id=uuid4(),
        case_id=found.id,
        plan=row,
        sheet_version=form.version,
        result=new.result,
        evaluated_at=at,
        evaluated_by=desk(by)[1],
    )
    done.save(force_insert=True)
    _write_sheet(found, form, done, rows, new, by=by, at=at)
    Plan.objects.filter(pk=plan).update(version=version + 1)
    trail.record("plan.evaluated", binders=[found.id], detail={"plan": str(plan), "result": str(new.result)})
    return done.pk


def _write_sheet(
    found: OpenedCase,
    form: Sheet,
    done: Evaluation,
    rows: PlanRows,
    new: NewEvaluation,
    *,
    by: Hat,
    at: datetime,
) -> None:
    for goal, finding in _goals(rows, new.goals):
        EvaluationPart(
            **stamp(found.id, goal.binder_id, goal.information_class, by=by, at=at),
            evaluation=done,
            item="goals",
            goal=goal,
            goal_state=finding.state,
            text=finding.text.strip(),
        ).save(force_insert=True)
        PlanGoal.objects.filter(pk=goal.pk).update(state=finding.state)
    for information_class, piece in _changes(form, new, day(at)).items():
        if piece.codes:
            EvaluationPart(
                **stamp(found.id, found.id, information_class, by=by, at=at),
                evaluation=done,
                item=CHANGES,
                codes=list(piece.codes),
            ).save(force_insert=True)
    for one in new.remarks:
        EvaluationPart(
            **stamp(found.id, one.file or found.id, one.information_class, by=by, at=at),
            evaluation=done,
            item=one.item,
            text=one.text.strip(),
        ).save(force_insert=True)


def _goals(rows: PlanRows, findings: Sequence[Finding]) -> list[tuple[PlanGoal, Finding]]:
    known = {one.pk: one for one in rows.goals}
    return [(known[one.goal], one) for one in findings]


def _changes(form: Sheet, new: NewEvaluation, on: date) -> dict[int, Value]:
    item = form.item(CHANGES)
    return by_class(item, Value(codes=tuple(new.changes)), vocabularies(form, on=on).of(item)) if item else {}


def _reasons_about(
    found: OpenedCase, rows: PlanRows, goals: Sequence[Finding], remarks: Sequence[Remark]
) -> list[str]:
    known = {one.pk: one for one in rows.goals}
    reasons = []
    if len({one.goal for one in goals}) != len(goals) or any(one.goal not in known for one in goals):
        reasons.append("プランが変わっています。画面を開き直してください。")
    written = [(one.file or found.id, one.information_class) for one in remarks]
    written += [
        (known[one.goal].binder_id, known[one.goal].information_class) for one in goals if one.goal in known
    ]
    return reasons + reasons_about_rows(
        empty=sum(not one.text.strip() for one in remarks),
        longest=max([0, *(len(one.text) for one in goals), *(len(one.text) for one in remarks)]),
        wrong_file=any(file not in found.files for file, _ in written),
        unseen=any(not cls & found.opened.classes.get(file, 0) for file, cls in written),
    )


def _reasons_about_items(found: OpenedCase, form: Sheet, new: NewEvaluation, today: date) -> list[str]:
    item, reasons = form.item(CHANGES), []
    if item:
        allowed = vocabularies(form, on=today).of(item)
        reasons += reasons_about_value(item, Value(codes=tuple(new.changes)), allowed, today)
    if any(piece.codes and not cls & found.classes for cls, piece in _changes(form, new, today).items()):
        reasons.append("見られた変化に、見られない区分のものがあります。")
    texts = {one.code for one in form.filled if one.kind == "text"}
    if any(one.item not in texts for one in new.remarks):
        reasons.append("様式にない項目です。画面を開き直してください。")
    return reasons


def _same(row: Plan, version: int) -> None:
    if row.version != version:
        next_on = f"{row.monitor_on:%Y/%m/%d}" if row.monitor_on else ""
        raise Overtaken({"プラン": PlanState(row.state).label, "次回モニタリング": next_on})

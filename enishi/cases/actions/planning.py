"""Writing a plan (プラン案): the next version takes over what is still open, and leaves the one before as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.cases.access import OpenedCase, open_case
from enishi.cases.actions.stamping import stamp
from enishi.cases.models import Plan, PlanGoal, PlanPart, PlanStep
from enishi.cases.queries.intervals import intervals
from enishi.cases.queries.plans import Row, plan_rows, words
from enishi.cases.rules.planning import (
    IN_PREPARATION,
    period_proposed,
    reasons_about_case,
    reasons_about_period,
    reasons_about_rows,
    reasons_about_years,
    reasons_not_to_plan,
)
from enishi.cases.rules.reasons import ONLY_LEAD
from enishi.cases.terms import CaseVocabulary, GoalState, PartKind, PlanKind, PlanState, StepBy, StepState
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.intake.actions.once import once
from enishi.intake.queries.vocabulary import labels
from enishi.office import trail
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.sharing.terms import InformationClass, Purpose


@dataclass(frozen=True, kw_only=True)
class NewRow:
    """A row of the plan as the form has it: a new one, or one that stands (``id``)."""

    text: str = ""
    information_class: int = InformationClass.BASIC.value
    file: UUID | None = None
    """whom it tells of: the person of the case, or the file of a member"""
    id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class NewPart(NewRow):
    kind: PartKind
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class NewGoal(NewRow):
    key: str = ""
    """by which the steps of the same form name it"""


@dataclass(frozen=True, kw_only=True)
class NewStep(NewRow):
    goal: str = ""
    done_by: StepBy = StepBy.PERSON
    agency: UUID | None = None
    frequency: str = ""
    due_on: date | None = None
    leads: bool = False


@dataclass(frozen=True)
class PlanText:
    """The whole of a plan as the form has it. A row that is not in it any more is taken out."""

    parts: Sequence[NewPart] = ()
    goals: Sequence[NewGoal] = ()
    steps: Sequence[NewStep] = ()
    period_from: date | None = None
    period_until: date | None = None
    monitor_on: date | None = None


def begin_plan(case: UUID, *, by: Hat, at: datetime, submission: UUID | None = None) -> UUID:
    """Begin a plan, or the next version of the one that was decided (再プラン), with what is open in it.

    :returns: the plan's id
    :raises Refused: unless the hat leads, and while another plan is in preparation
    """
    return once(submission, "plan.begun", lambda: _begin(case, by=by, at=at), by=by, at=at)


def _begin(case: UUID, *, by: Hat, at: datetime) -> UUID:
    found = open_case(by, case, to=Purpose.SUPPORT, word="plan.begin", lock=True)
    plans = Plan.objects.filter(case=case)
    reasons = reasons_not_to_plan(
        state=found.row.state,
        is_lead=found.is_lead,
        in_preparation=plans.filter(state__in=IN_PREPARATION).exists(),
    )
    if reasons:
        raise Refused(reasons)
    agency, membership = desk(by)
    earlier = plans.filter(decided_on__isnull=False).order_by("-number").first()
    days = intervals(on=day(at))["cases.plan_days"]
    begins, ends = period_proposed(earlier.period_until if earlier else None, day(at), days=days)
    row = Plan(
        id=uuid4(),
        case_id=case,
        number=(plans.aggregate(most=Max("number"))["most"] or 0) + 1,
        kind=PlanKind.RENEWED if earlier else PlanKind.FIRST,
        state=PlanState.DRAFT,
        moved_at=at,
        agency_id=agency,
        made_by=membership,
        made_at=at,
        earlier=earlier,
        period_from=begins,
        period_until=ends,
    )
    row.save(force_insert=True)
    if earlier:
        _carry(found, earlier, row, by=by, at=at)
    trail.record("plan.begun", binders=[case], detail={"plan": str(row.pk), "number": row.number})
    return row.pk


def _carry(found: OpenedCase, earlier: Plan, new: Plan, *, by: Hat, at: datetime) -> None:
    """Copy what is still open. The rows of the earlier plan stay as they are."""
    rows = plan_rows(found, [earlier.pk])[earlier.pk]
    goals: dict[UUID | None, UUID | None] = {None: None}
    for part in rows.parts:
        if part.kind != PartKind.REMARK:
            _copy(found, part, new, by=by, at=at, kind=part.kind, code=part.code)
    for goal in rows.goals:
        if goal.state != GoalState.MET:
            goals[goal.pk] = _copy(found, goal, new, by=by, at=at)
    for step in rows.steps:
        if step.state == StepState.OPEN and step.goal_id in goals:
            _copy(
                found,
                step,
                new,
                by=by,
                at=at,
                goal_id=goals[step.goal_id],
                done_by=step.done_by,
                agency_id=step.agency_id,
                frequency=step.frequency,
                leads=step.leads,
            )


def _copy(found: OpenedCase, row: Row, plan: Plan, *, by: Hat, at: datetime, **more: Any) -> UUID | None:
    seen = found.opened.classes.get(row.binder_id, 0)
    if row.binder_id not in found.files or not row.information_class & seen:
        return None
    copied = type(row)(
        **stamp(found.id, row.binder_id, row.information_class, by=by, at=at),
        plan=plan,
        position=row.position,
        carried_from_id=row.pk,
        text=row.text,
        **more,
    )
    copied.save(force_insert=True)
    return copied.pk


@transaction.atomic
def write_plan(plan: UUID, text: PlanText, *, version: int, by: Hat, at: datetime) -> None:
    """Write the whole plan while it is being prepared. Rows of classes that the hat does not see stay as they are.

    :raises Refused: with everything that is wrong with it
    :raises Overtaken: when somebody wrote meanwhile, with what stands now
    """
    found, row = open_plan(plan, word="plan.write", by=by)
    rows = plan_rows(found, [plan])[plan]
    reasons = reasons_about_case(found.row.state) + _reasons(found, row, text, at)
    if reasons:
        raise Refused(reasons)
    if row.version != version:
        raise Overtaken(words(found, rows))
    keys = _bring(found, row, PlanGoal, rows.goals, [(one, {}) for one in text.goals], by=by, at=at)
    named = {one.key: keys[place] for place, one in enumerate(text.goals) if one.key}
    _bring(
        found, row, PlanPart, rows.parts, [(one, {"kind": one.kind, "code": one.code}) for one in text.parts],
        by=by, at=at,
    )  # fmt: skip
    _bring(
        found,
        row,
        PlanStep,
        rows.steps,
        [
            (
                one,
                {
                    "goal_id": named[one.goal] if one.goal else None,
                    "done_by": one.done_by,
                    "agency_id": one.agency,
                    "frequency": one.frequency.strip(),
                    "due_on": one.due_on,
                    "leads": one.leads,
                },
            )
            for one in text.steps
        ],
        by=by,
        at=at,
    )
    Plan.objects.filter(pk=plan).update(
        version=version + 1,
        period_from=text.period_from,
        period_until=text.period_until,
        monitor_on=text.monitor_on,
    )
    trail.record("plan.written", binders=[found.id], detail={"plan": str(plan)})


def _bring(
    found: OpenedCase,
    plan: Plan,
    model: type[Row],
    standing: Sequence[Row],
    wanted: Sequence[tuple[NewRow, dict[str, Any]]],
    *,
    by: Hat,
    at: datetime,
) -> list[UUID]:
    """Make the rows of one kind what the form says. Whose a row is and of which class never changes: then it is a new one."""
    known = {one.pk: one for one in standing}
    ids = []
    for position, (new, more) in enumerate(wanted, start=1):
        file, old = new.file or found.id, known.get(new.id) if new.id else None
        fields = {"text": new.text.strip(), "position": position, **more}
        if old and (old.binder_id, old.information_class) == (file, new.information_class):
            del known[old.pk]
            if any(getattr(old, name) != value for name, value in fields.items()):
                model._default_manager.filter(pk=old.pk).update(**fields)
            ids.append(old.pk)
        else:
            row = model(
                **stamp(found.id, file, new.information_class, by=by, at=at),
                plan=plan,
                carried_from_id=old.carried_from_id if old else None,
                **fields,
            )
            row.save(force_insert=True)
            ids.append(row.pk)
    for gone in known:
        model._default_manager.filter(pk=gone).update(removed_at=at)
    return ids


def _reasons(found: OpenedCase, row: Plan, text: PlanText, at: datetime) -> list[str]:
    setting = intervals(on=day(at))
    reasons = [] if found.is_lead else [ONLY_LEAD]
    if row.state != PlanState.DRAFT:
        reasons.append("会議に諮る案は書き換えられません。「作成中」に戻すと直せます。")
    reasons += reasons_about_period(
        text.period_from,
        text.period_until,
        text.monitor_on,
        longest=setting["cases.longest_plan_days"],
        look=setting["cases.monitoring_days"],
    )
    reasons += reasons_about_years(
        text.period_from, text.period_until, [one.due_on for one in text.steps], day(at)
    )
    every: list[NewRow] = [*text.parts, *text.goals, *text.steps]
    reasons += reasons_about_rows(
        empty=sum(not one.text.strip() for one in [*text.goals, *text.steps])
        + sum(not (one.text.strip() or one.code) for one in text.parts),
        longest=max((len(one.text) for one in every), default=0),
        wrong_file=any((one.file or found.id) not in found.files for one in every),
        unseen=any(
            not one.information_class & found.opened.classes.get(one.file or found.id, 0) for one in every
        ),
    )
    reasons += _reasons_about_steps(text)
    return reasons + _reasons_about_ids(found, row, text) + _reasons_about_codes(text)


def _reasons_about_ids(found: OpenedCase, row: Plan, text: PlanText) -> list[str]:
    rows = plan_rows(found, [row.pk])[row.pk]
    pairs: list[tuple[Sequence[NewRow], Sequence[Row]]] = [
        (text.parts, rows.parts),
        (text.goals, rows.goals),
        (text.steps, rows.steps),
    ]
    gone = any(
        one.id is not None and one.id not in {old.pk for old in standing}
        for wanted, standing in pairs
        for one in wanted
    )
    return ["プランが変わっています。画面を開き直してください。"] if gone else []


def _reasons_about_steps(text: PlanText) -> list[str]:
    reasons, keys = [], [one.key for one in text.goals if one.key]
    if len(set(keys)) != len(keys) or any(one.goal and one.goal not in keys for one in text.steps):
        reasons.append("実施することが、どの目標のためかを選び直してください。")
    agencies = {one.agency for one in text.steps if one.done_by == StepBy.AGENCY}
    named = [one for one in agencies if one is not None]
    if None in agencies or Agency.objects.filter(pk__in=named).count() != len(named):
        reasons.append("機関が実施することには、機関名を選んでください。")
    if any(one.done_by == StepBy.PERSON and (one.agency or one.leads) for one in text.steps):
        reasons.append("本人・家族等が実施することには、機関名と主担当を付けられません。")
    return reasons


TICKS = {
    PartKind.PARTICIPATION: CaseVocabulary.PARTICIPATION,
    PartKind.OUTREACH: CaseVocabulary.OUTREACH,
}


def _reasons_about_codes(text: PlanText) -> list[str]:
    known = labels(*TICKS.values())
    wrong = [
        one.kind.label
        for one in text.parts
        if (one.code and one.code not in (known[TICKS[one.kind]] if one.kind in TICKS else {}))
        or (one.kind in TICKS and not one.code)
    ]
    twice = [kind.label for kind in TICKS if sum(one.kind == kind for one in text.parts) > 1]
    return [f"「{one}」の要否を一つ選んでください。" for one in dict.fromkeys([*wrong, *twice])]


def open_plan(plan: UUID, *, word: str, by: Hat) -> tuple[OpenedCase, Plan]:
    """Look at the case of a plan, and hold the plan's row.

    :raises NotFound: hidden and absent alike
    """
    known = Plan.objects.filter(pk=plan).first()
    if known is None:
        raise NotFound("plan", plan)
    found = open_case(by, known.case_id, to=Purpose.SUPPORT, word=word, lock=True)
    return found, Plan.objects.select_for_update().get(pk=plan)

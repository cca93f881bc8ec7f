"""From a plan in writing to a decided one: by a meeting, with the person's consent, or ahead of it and approved in time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.cases.access import OpenedCase
from enishi.cases.actions.moving import move_case
from enishi.cases.actions.opening import consent_stands, say
from enishi.cases.actions.planning import open_plan
from enishi.cases.models import Case, Evaluation, Plan, TeamRole
from enishi.cases.queries.intervals import intervals
from enishi.cases.queries.plan_offers import unevaluated
from enishi.cases.queries.plans import plan_rows
from enishi.cases.rules.planning import (
    RUNNING,
    reasons_about_case,
    reasons_not_to_adopt,
    reasons_not_to_end,
    reasons_not_to_propose,
    reasons_not_to_run,
    reasons_not_to_step,
)
from enishi.cases.terms import CaseState, EvaluationResult, MeetingKind, PlanState, TeamState
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.office import inbox, trail
from enishi.office.errors import Overtaken, Refused
from enishi.residents.rules.reference import reference
from enishi.sharing.actions.kernel import call
from enishi.sharing.models import Consent
from enishi.sharing.terms import ConsentStage


@dataclass(frozen=True)
class Decision:
    """What a meeting decided: its decision, which meeting, and when."""

    decision: UUID | None
    meeting: MeetingKind | None
    meeting_on: date | None


@transaction.atomic
def propose_plan(plan: UUID, *, version: int, by: Hat, at: datetime) -> None:
    """Put a plan to the meeting (会議に諮る). From now on it is not rewritten; the case goes on to planning.

    A case that is supported by an earlier version stays so meanwhile.
    """
    _hold_consents(plan)
    found, row = open_plan(plan, word="plan.propose", by=by)
    rows = plan_rows(found, [plan])[plan]
    reasons = _reasons(found, row, PlanState.PROPOSED) + reasons_not_to_propose(
        goals=len(rows.goals),
        steps=len(rows.steps),
        dates=[row.period_from, row.period_until, row.monitor_on],
    )
    if row.state != PlanState.DRAFT:
        reasons.append("「作成中」のプランだけを会議に諮れます。")
    if reasons:
        raise Refused(reasons)
    _step(row, PlanState.PROPOSED, version, at=at)
    _bring_case(found, CaseState.PLANNING, by=by, at=at)
    trail.record("plan.proposed", binders=[found.id], detail={"plan": str(plan)})


@transaction.atomic
def take_back_plan(plan: UUID, *, version: int, by: Hat, at: datetime) -> None:
    """Back to writing (作成中に戻す)."""
    found, row = open_plan(plan, word="plan.take_back", by=by)
    if reasons := _reasons(found, row, PlanState.DRAFT):
        raise Refused(reasons)
    _step(row, PlanState.DRAFT, version, at=at)
    trail.record("plan.taken_back", binders=[found.id], detail={"plan": str(plan)})


@transaction.atomic
def go_ahead(plan: UUID, *, text: str, version: int, by: Hat, at: datetime) -> None:
    """Begin to support before the meeting (先行実施), with the reason; the meeting approves it by a day that is set here."""
    _hold_consents(plan)
    found, row = open_plan(plan, word="plan.go_ahead", by=by)
    reasons = _reasons(found, row, PlanState.AHEAD)
    if not text.strip():
        reasons.append("会議を待たずに始める理由を書いてください。")
    if reasons:
        raise Refused(reasons)
    approve_by = day(at) + timedelta(days=intervals(on=day(at))["cases.later_approval_days"])
    _step(row, PlanState.AHEAD, version, at=at, approve_by=approve_by)
    _bring_case(found, CaseState.SUPPORTING, by=by, at=at)
    say(found.id, plan, text, by=by, at=at)
    inbox.assign(
        desk(by)[0],
        "plan.approval",
        f"先行実施の事後了承を会議で得てください（ケース {reference(found.id)}）",
        approve_by,
        binder_id=found.id,
        url=f"/cases/{found.id}/",
        at=at,
    )
    trail.record("plan.ahead", binders=[found.id], detail={"approve_by": approve_by.isoformat()})


@transaction.atomic
def return_to_meeting(plan: UUID, *, version: int, by: Hat, at: datetime) -> None:
    """A plan that was begun ahead and not approved in time is put to the meeting again (会議に諮り直す)."""
    found, row = open_plan(plan, word="plan.return", by=by)
    reasons = _reasons(found, row, PlanState.PROPOSED)
    if row.state != PlanState.AHEAD:
        reasons.append("先行実施のプランだけを、会議に諮り直せます。")
    if reasons:
        raise Refused(reasons)
    _step(row, PlanState.PROPOSED, version, at=at, approve_by=None)
    trail.record("plan.returned", binders=[found.id], detail={"plan": str(plan)})


@transaction.atomic
def adopt_plan(plan: UUID, decided: Decision, *, version: int, by: Hat, at: datetime) -> None:
    """Decide a plan (支援決定), or approve afterwards what was begun ahead. The version before it is superseded.

    :raises Refused: without a meeting's decision, too late for a later approval, without the person's consent to it, or
        while the version before it is not evaluated
    """
    _hold_consents(plan)
    found, row = open_plan(plan, word="plan.adopt", by=by)
    today = day(at)
    consent = _consent(found, at)
    waiting = unevaluated(list(Plan.objects.filter(case=found.id)))
    reasons = _reasons(found, row, PlanState.DECIDED) + reasons_not_to_adopt(
        has_decision=decided.decision is not None and decided.meeting in MeetingKind.values,
        meeting_on=decided.meeting_on,
        today=today,
        approve_by=row.approve_by,
        agreed=consent is not None,
        unevaluated=waiting[0].number if waiting else None,
    )
    if reasons or decided.meeting is None:
        raise Refused(reasons)
    _same(row, version)
    for old in Plan.objects.filter(case=found.id, state=PlanState.DECIDED):
        _step(old, PlanState.SUPERSEDED, old.version, at=at)
    _step(
        row,
        PlanState.DECIDED,
        version,
        at=at,
        meeting_id=decided.decision,
        meeting_kind=decided.meeting,
        meeting_on=decided.meeting_on,
        decided_on=today,
        consent_id=consent,
    )
    _bring_case(found, CaseState.SUPPORTING, by=by, at=at)
    for agency in _team(found):
        inbox.tell(
            agency,
            "plan.decided",
            f"支援プランが決まりました（ケース {reference(found.id)}）",
            binder_id=found.id,
            url=f"/cases/{found.id}/",
            at=at,
        )
    trail.record(
        "plan.decided", binders=[found.id], detail={"plan": str(plan), "decision": str(decided.decision)}
    )


@transaction.atomic
def end_plan(plan: UUID, *, text: str = "", version: int, by: Hat, at: datetime) -> None:
    """End a plan: a decided one after its evaluation (終結・中断), one in preparation with a reason."""
    found, row = open_plan(plan, word="plan.end", by=by)
    evaluated = Evaluation.objects.filter(plan=plan).exclude(result=EvaluationResult.RENEWED).exists()
    reasons = reasons_not_to_step(row.state, PlanState.ENDED, is_lead=found.is_lead)
    reasons += reasons_not_to_end(state=row.state, evaluated=evaluated, text=text)
    if reasons:
        raise Refused(reasons)
    _step(row, PlanState.ENDED, version, at=at)
    say(found.id, plan, text, by=by, at=at)
    trail.record("plan.ended", binders=[found.id], detail={"plan": str(plan)})


def _reasons(found: OpenedCase, row: Plan, state: PlanState) -> list[str]:
    reasons = reasons_about_case(found.row.state)
    if state in RUNNING:
        stands = consent_stands(found.row.resident_id, ConsentStage.SUPPORT)
        reasons = reasons_not_to_run(found.row.state, support_stands=stands)
    return reasons + reasons_not_to_step(row.state, state, is_lead=found.is_lead)


def _hold_consents(plan: UUID) -> None:
    """Before a case and its plan are held for a step that rests on consents, hold these, as a withdrawal does.

    A withdrawal that comes meanwhile waits, and then ends the plan; in the other order both would wait crosswise.
    """
    resident = Plan.objects.filter(pk=plan).values_list("case__resident_id", flat=True).first()
    if resident:
        for stage in (ConsentStage.SUPPORT, ConsentStage.PLAN):
            call("sharing_hold_consent", resident, stage)


def _same(row: Plan, version: int) -> None:
    if row.version != version:
        raise Overtaken({"プラン": f"第{row.number}回 {PlanState(row.state).label}"})


def _step(row: Plan, state: PlanState, version: int, *, at: datetime, **changes: Any) -> None:
    _same(row, version)
    Plan.objects.filter(pk=row.pk).update(state=state, moved_at=at, version=version + 1, **changes)


def _bring_case(found: OpenedCase, state: CaseState, *, by: Hat, at: datetime) -> None:
    """Move the case along with its plan, by the rules of the case. A case that is supported stays so."""
    steps = {
        (CaseState.ASSESSING, CaseState.PLANNING): [CaseState.PLANNING],
        (CaseState.ASSESSING, CaseState.SUPPORTING): [CaseState.PLANNING, CaseState.SUPPORTING],
        (CaseState.PLANNING, CaseState.SUPPORTING): [CaseState.SUPPORTING],
    }
    version: int = Case.objects.values_list("version", flat=True).get(pk=found.id)
    for place, one in enumerate(steps.get((CaseState(found.row.state), state), [])):
        move_case(found.id, one, version=version + place, by=by, at=at)


def _consent(found: OpenedCase, at: datetime) -> UUID | None:
    """The person's consent to the plan that holds now."""
    return (
        Consent.objects.filter(
            resident=found.row.resident_id,
            stage=ConsentStage.PLAN,
            withdrawn_at__isnull=True,
            starts_at__lte=at,
            ends_at__gt=at,
        )
        .order_by("-starts_at")
        .values_list("id", flat=True)
        .first()
    )


def _team(found: OpenedCase) -> list[UUID]:
    roles = TeamRole.objects.filter(case=found.id, state=TeamState.ACCEPTED)
    return sorted(set(roles.values_list("agency_id", flat=True)))

"""What can be done with a plan now, and what is still missing for it. The verbs and the database decide again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enishi.cases.models import Evaluation, Plan
from enishi.cases.queries.case_page import Brief
from enishi.cases.queries.plans import PlanPage
from enishi.cases.rules.planning import (
    AGREED_FIRST,
    IN_PREPARATION,
    RUNNING,
    reasons_about_case,
    reasons_not_to_plan,
    reasons_not_to_propose,
    unevaluated_text,
)
from enishi.cases.rules.reasons import ASKED_FIRST
from enishi.cases.terms import CaseState, EvaluationResult, PlanState
from enishi.sharing.models import Consent
from enishi.sharing.terms import ConsentStage


@dataclass(frozen=True)
class Missing:
    """A sentence that says what to do, and where: ``consent``, ``evaluate`` or ``write``."""

    text: str
    where: str = ""
    plan: UUID | None = None


def offers(brief: Brief, row: Plan, *, evaluated: Sequence[str]) -> dict[str, bool]:
    """Which buttons the page of a plan draws.

    :param evaluated: the results of its evaluations
    """
    lead, state = brief.is_lead, PlanState(row.state)
    goes_on = lead and not reasons_about_case(brief.row.state)
    to_end = state in IN_PREPARATION or (
        state == PlanState.DECIDED and any(one != EvaluationResult.RENEWED for one in evaluated)
    )
    return {
        "write": goes_on and state == PlanState.DRAFT,
        "propose": goes_on and state == PlanState.DRAFT,
        "back": goes_on and state == PlanState.PROPOSED,
        "ahead": goes_on and state == PlanState.PROPOSED,
        "adopt": goes_on and state in (PlanState.PROPOSED, PlanState.AHEAD),
        "return": goes_on and state == PlanState.AHEAD,
        "monitor": goes_on and state in RUNNING,
        "evaluate": lead and state in RUNNING and brief.row.state != CaseState.ENDED,
        "end": lead and to_end,
        "again": goes_on and state == PlanState.DECIDED,
    }


def what_is_missing(brief: Brief, page: PlanPage, versions: Sequence[Plan], *, at: datetime) -> list[Missing]:
    """What a plan lacks for its next step, for who leads. Two queries at most."""
    row, state = page.row, PlanState(page.row.state)
    if not brief.is_lead or state not in IN_PREPARATION:
        return []
    if state == PlanState.DRAFT:
        dates = [row.period_from, row.period_until, row.monitor_on]
        lacking = reasons_not_to_propose(goals=len(page.rows.goals), steps=len(page.rows.steps), dates=dates)
        return [Missing(one, "write") for one in lacking]
    held = standing_consents(brief.row.resident_id, at)
    said = [] if ConsentStage.SUPPORT in held else [Missing(ASKED_FIRST, "consent")]
    said += [] if ConsentStage.PLAN in held else [Missing(AGREED_FIRST, "consent")]
    return said + [Missing(unevaluated_text(one.number), "evaluate", one.pk) for one in unevaluated(versions)]


def unevaluated(versions: Sequence[Plan]) -> list[Plan]:
    """The decided version, when nobody has evaluated it yet."""
    decided = [one for one in versions if one.state == PlanState.DECIDED]
    if not decided:
        return []
    judged = set(Evaluation.objects.filter(plan__in=decided).values_list("plan_id", flat=True))
    return [one for one in decided if one.pk not in judged]


def standing_consents(resident: UUID, at: datetime) -> set[str]:
    """The stages to which the person has agreed now."""
    rows = Consent.objects.filter(
        resident=resident, withdrawn_at__isnull=True, starts_at__lte=at, ends_at__gt=at
    )
    return set(rows.values_list("stage", flat=True))


def why_not_begin(brief: Brief, versions: Sequence[Plan]) -> list[str]:
    """What stands in the way of a new plan."""
    return reasons_not_to_plan(
        state=brief.row.state,
        is_lead=brief.is_lead,
        in_preparation=any(one.state in IN_PREPARATION for one in versions),
    )

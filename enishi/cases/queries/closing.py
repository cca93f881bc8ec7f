"""What the closing form (終結) tells beside its ticks: what came of the plan, and who keeps watch afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from enishi.agencies.queries.names import Names
from enishi.cases.models import EvaluationPart, Plan, PlanGoal
from enishi.cases.queries.case_page import Brief
from enishi.cases.queries.names import names_for
from enishi.cases.queries.plan_looks import evaluation_view
from enishi.cases.queries.plans import Evaluated, evaluation_of
from enishi.cases.rules.planning import RUNNING


@dataclass(frozen=True)
class Judged:
    """The newest evaluation in short, or the running plan that nobody has evaluated yet (``waiting``)."""

    plan: UUID
    number: int
    waiting: bool
    result: str = ""
    goals: Sequence[tuple[str, str]] = ()
    changes: Sequence[str] = ()


def judged_for_closing(brief: Brief) -> Judged | None:
    """At most five queries; a look at the case must stand."""
    running = Plan.objects.filter(case=brief.row.pk, state__in=[one.value for one in RUNNING]).first()
    newest = evaluation_of(brief.row.pk)
    if running is not None and (newest is None or newest.plan_id != running.pk):
        return Judged(running.pk, running.number, waiting=True)
    if newest is None:
        return None
    goals = dict(PlanGoal.objects.filter(plan=newest.plan_id).values_list("pk", "text"))
    parts = list(EvaluationPart.objects.filter(evaluation=newest.pk))
    view = evaluation_view(Evaluated(newest, parts), goals, Names())
    return Judged(
        newest.plan_id,
        newest.plan.number,
        waiting=False,
        result=view.result,
        goals=[(one.goal, one.state) for one in view.goals],
        changes=view.changes,
    )


def who_leads(brief: Brief) -> str:
    """The agency and the person that keep watch after closing."""
    lead = brief.found.lead
    if lead is None:
        return ""
    names = names_for(brief.found, [lead.agency_id], [lead.membership_id])
    return names.called(lead.membership_id) or f"{names.agency(lead.agency_id)} 機関で担当"

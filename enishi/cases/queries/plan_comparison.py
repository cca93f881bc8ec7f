"""前のプランとの違い: two versions row by row, with a word for what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.cases.models import Plan
from enishi.cases.queries.case_page import Brief, case_brief
from enishi.cases.queries.names import names_for
from enishi.cases.queries.plan_page import PlanRow, case_of_plan, period_text, plan_row
from enishi.cases.queries.plans import compare_plans
from enishi.cases.rules.differences import Change
from enishi.office.errors import NotFound

SAID = {Change.ADDED: "加わった", Change.REMOVED: "なくなった", Change.CHANGED: "変わった"}
TONES = {Change.ADDED: "good", Change.REMOVED: "bad", Change.CHANGED: "warn"}


@dataclass(frozen=True)
class Changed:
    name: str
    before: str
    after: str
    said: str
    tone: str


@dataclass(frozen=True)
class PlanComparison:
    brief: Brief
    title: str
    plan: PlanRow
    earlier: PlanRow
    lines: Sequence[Changed]


def plan_comparison(hat: Hat, plan: UUID, earlier: UUID, *, at: datetime) -> PlanComparison:
    """:raises NotFound: also when the two are not of one case"""
    brief = case_brief(hat, case_of_plan(plan), at=at, word="plan.compare")
    rows = {one.pk: one for one in Plan.objects.filter(case=brief.row.pk)}
    if plan not in rows or earlier not in rows:
        raise NotFound("plan", earlier)
    now, then = rows[plan], rows[earlier]
    lines = [
        Changed(one.key.name, one.before or "", one.after or "", SAID[one.change], TONES[one.change])
        for one in compare_plans(brief.found, plan, earlier)
    ]
    if (now.period_from, now.period_until) != (then.period_from, then.period_until):
        changed = Change.CHANGED
        lines.insert(
            0, Changed("プラン期間", period_text(then), period_text(now), SAID[changed], TONES[changed])
        )
    names = names_for(brief.found, [now.agency_id, then.agency_id])
    title = f"第{then.number}回と第{now.number}回の違い"
    return PlanComparison(brief, title, plan_row(now, names), plan_row(then, names), lines)

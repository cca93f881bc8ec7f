"""今日: plans that are looked at by today, and plans that wait for their decision."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from enishi.agencies.hats import Hat
from enishi.cases.models import Plan
from enishi.cases.queries.parts import day_text
from enishi.cases.terms import CaseState, PlanState
from enishi.intake.queries.listing import how_late, short_day
from enishi.intake.queries.today import MOST_SHOWN, Line, Part
from enishi.residents.queries import Called
from enishi.sharing.models import visible

GOES_ON = [CaseState.ASSESSING, CaseState.PLANNING, CaseState.SUPPORTING]
RUNNING = [PlanState.AHEAD, PlanState.DECIDED]
WAITING = [PlanState.PROPOSED, PlanState.AHEAD]


@dataclass(frozen=True)
class PlansToday:
    due: list[Plan]
    waiting: list[Plan]

    @property
    def residents(self) -> list[UUID]:
        return [one.case.resident_id for one in (*self.due, *self.waiting)]


def plans_today(hat: Hat, at: datetime, day: date) -> PlansToday:
    """Plans of cases that I lead, or that my agency leads without a person of its own. One query."""
    due = Q(state__in=RUNNING, monitor_on__lte=day)
    mine = Q(case__leads__membership=hat.membership_id) | Q(case__leads__membership__isnull=True)
    found = Plan.objects.filter(
        visible(hat, at, binder="case_id"),
        due | Q(state__in=WAITING),
        mine,
        case__leads__ended_at__isnull=True,
        case__leads__agency=hat.agency_id,
        case__state__in=GOES_ON,
    )
    rows = list(found.select_related("case").order_by("monitor_on", "pk")[: MOST_SHOWN * 4])
    return PlansToday(
        [one for one in rows if one.state in RUNNING and one.monitor_on and one.monitor_on <= day],
        [one for one in rows if one.state in WAITING],
    )


def plan_parts(plans: PlansToday, people: dict[UUID, Called], day: date) -> tuple[Part, Part]:
    return (
        Part(
            "looks",
            "モニタリングの期日",
            [_due(one, people, day) for one in plans.due[:MOST_SHOWN]],
            len(plans.due),
            "/cases/?show=monitor",
            "今日までのモニタリングはありません。",
        ),
        Part(
            "plans",
            "支援決定を待つプラン",
            [_waiting(one, people, day) for one in plans.waiting[:MOST_SHOWN]],
            len(plans.waiting),
            "/cases/?show=plan",
            "支援決定を待つプランはありません。",
        ),
    )


def _name(one: Plan, people: dict[UUID, Called]) -> tuple[str, str]:
    person = people.get(one.case.resident_id)
    return (person.name, person.kana) if person else ("（本人）", "")


def _due(one: Plan, people: dict[UUID, Called], day: date) -> Line:
    name, kana = _name(one, people)
    late, tone = how_late(one.monitor_on or day, day)
    when = f"{short_day(one.monitor_on)} {late}"
    return Line(
        reverse("cases:plan-monitor", args=[one.pk]), name, kana, f"支援プラン 第{one.number}回", when, tone
    )


def _waiting(one: Plan, people: dict[UUID, Called], day: date) -> Line:
    name, kana = _name(one, people)
    text, when, tone = f"支援プラン 第{one.number}回・会議に諮る案", "会議で決定", "neutral"
    if one.approve_by:
        late, tone = how_late(one.approve_by, day)
        text, when = (
            f"支援プラン 第{one.number}回・事後了承は{day_text(one.approve_by)}まで",
            f"事後了承 {late}",
        )
    return Line(reverse("cases:plan", args=[one.pk]), name, kana, text, when, tone)

"""What the pages of sheets and plans take: as many statements for twenty rows as for two, and the case page within its bytes."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.models import PlanGoal
from enishi.cases.rules.assessment import Value
from enishi.cases.terms import CaseState, GoalState
from enishi.cases.tests.factories import opened
from enishi.cases.tests.planning import answered, begun, decided, drafted, judged, looked, version
from enishi.intake.tests.factories import in_days
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import at
from tests.screens.test_case_lists import GATE, many, measured

pytestmark = pytest.mark.django_db


def wide(number: int) -> dict[str, tuple[object, ...]]:
    goals = tuple(actions.NewGoal(text=f"{one}つ目の目標。", key=f"k{one}") for one in range(number))
    steps = tuple(actions.NewStep(text=f"{one}つ目にすること。", goal=f"k{one}") for one in range(number))
    return {"goals": goals, "steps": steps}


def monitored(by: Hat, case: uuid.UUID, plan: uuid.UUID, times: int) -> None:
    for one in range(times):
        with wearing(by):
            looked(by, case)
            goals = PlanGoal.objects.filter(plan=plan)
            findings = [actions.Finding(goal.pk, GoalState.OPEN, "続いている。") for goal in goals]
            new = actions.NewMonitoring(in_days(31 + one), findings)
            actions.monitor_plan(plan, new, version=version(plan), by=by, at=timezone.now())


def test_a_plan_takes_as_many_statements_for_twenty_rows_as_for_two(aoki: Hat) -> None:
    small, large = decided(aoki, **wide(2)), decided(aoki, **wide(20))
    monitored(aoki, *small, 1)
    monitored(aoki, *large, 4)
    client = visitor(aoki)
    for name in ("plan", "plan-monitor", "plan-evaluate"):
        few, _ = measured(client, at(name, small[1]))
        lots, body = measured(client, at(name, large[1]))
        assert few == lots <= 22 - GATE, (name, few, lots)
        assert "19つ目" in body.decode(), name


def test_writing_a_plan_takes_as_many_statements_for_twenty_rows(aoki: Hat) -> None:
    one, two = opened(aoki, state=CaseState.ASSESSING), opened(aoki, state=CaseState.ASSESSING)
    small, large = drafted(aoki, one, **wide(2)), drafted(aoki, two, **wide(20))
    client = visitor(aoki)
    few, _ = measured(client, at("plan-write", small))
    lots, body = measured(client, at("plan-write", large))
    assert few == lots <= 16 - GATE, (few, lots)
    assert len(body) < 120_000, len(body)


def test_a_sheet_takes_as_many_statements_full_as_empty(aoki: Hat) -> None:
    one, two = (begun(aoki, opened(aoki, state=CaseState.ASSESSING)) for _ in range(2))
    answered(aoki, one, summary=Value(text="x"))
    for turn in range(5):
        said = {
            item: Value(text=f"{turn}")
            for item in ("summary", "family_text", "health_text", "income_text", "neighbourhood")
        }
        answered(aoki, two, **said)
    client = visitor(aoki)
    for name in ("assessment", "assessment-write", "assessment-compare"):
        few, _ = measured(client, at(name, one))
        lots, body = measured(client, at(name, two))
        assert few == lots <= 20 - GATE, (name, few, lots)
        assert len(body) <= 60_000, (name, len(body))


def test_the_page_of_a_case_with_everything_keeps_its_limits(aoki: Hat) -> None:
    """Many entries, sheets, monitorings and an evaluation: the statements of a case without a plan, within 60 kB."""
    bare = opened(aoki, state=CaseState.ASSESSING)
    case, plan = decided(aoki, **wide(12))
    answered(aoki, begun(aoki, case), summary=Value(text="まとめ"))
    monitored(aoki, case, plan, 12)
    judged(aoki, case, plan)
    many(case, aoki, 1000)
    many(bare, aoki, 5)
    few, _ = measured(visitor(aoki), at("case", bare))
    lots, body = measured(visitor(aoki), at("case", case))
    print(f"{few} statements without a plan, {lots} with everything, {len(body)} bytes")
    assert few == lots <= 12 - GATE, (few, lots)
    assert len(body) <= 60_000, len(body)
    assert "プラン第1回：進捗確認" in body.decode()


def test_lists_and_today_take_as_many_statements_for_many_due_as_for_one(aoki: Hat) -> None:
    client = visitor(aoki)
    plans = [decided(aoki)[1]]
    _late(*plans)
    measured(client, "/")
    few, listed = measured(client, "/")[0], measured(client, f"{at('cases')}?show=monitor")[0]
    for _ in range(3):
        plans.append(decided(aoki)[1])
    _late(*plans)
    lots, body = measured(client, "/")
    assert (lots, measured(client, f"{at('cases')}?show=monitor")[0]) == (few, listed)
    assert body.count(b"/monitor/") == 4


def _late(*plans: uuid.UUID) -> None:
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE cases_plan SET period_from = %s, monitor_on = %s WHERE id = ANY (%s)",
            [
                timezone.localdate() - timedelta(days=60),
                timezone.localdate() - timedelta(days=2),
                list(plans),
            ],
        )
        cursor.execute("SET session_replication_role = DEFAULT")

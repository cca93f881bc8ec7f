"""Monitoring, evaluating, closing and planning again through the real addresses: due by themselves, written once."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import Evaluation, Monitoring, Plan, PlanGoal, PlanStep
from enishi.cases.tests.planning import decided
from enishi.intake.tests.factories import in_days
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import at, text
from tests.screens.case_plan_forms import hidden, sent_form
from tests.screens.test_case_plans import page_of

pytestmark = pytest.mark.django_db


def late(plan: uuid.UUID, days: int = 2) -> None:
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE cases_plan SET period_from = %s, monitor_on = %s WHERE id = %s",
            [in_days(-60), in_days(-days), plan],
        )
        cursor.execute("SET session_replication_role = DEFAULT")


def test_a_monitoring_that_is_due_is_told_and_written_once(aoki: Hat) -> None:
    case, plan = decided(aoki)
    client = visitor(aoki)
    assert "モニタリングの期日" not in text(client.get("/"))
    assert "ケースはありません" in text(client.get(at("cases"), {"show": "monitor"}))
    late(plan)
    assert "モニタリングの期日" in text(client.get("/"))
    assert at("plan-monitor", plan) in client.get("/").content.decode()
    listed = text(client.get(at("cases"), {"show": "monitor"}))
    assert "山田 花子" in listed
    assert "2日超過" in listed
    assert "モニタリングの期日を過ぎた" in text(client.get(at("overview")))
    form = sent_form(page_of(client, "plan-monitor", plan))
    with outside_the_walls():
        goals = list(PlanGoal.objects.order_by("position").values_list("pk", flat=True))
        step = PlanStep.objects.order_by("position").values_list("pk", flat=True)[0]
    given = form | {
        f"state-{goals[0].hex}": "met",
        f"state-{goals[1].hex}": "partly",
        f"text-{goals[1].hex}": "一度受診した。",
        f"step-{step.hex}": "done",
        "remark": "表情が明るい。",
        "next_on": in_days(40).isoformat(),
    }
    assert client.post(at("plan-monitor", plan), given | {"next_on": ""}).status_code == 422
    assert [client.post(at("plan-monitor", plan), given).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        assert Monitoring.objects.count() == 1
    shown = text(client.get(at("plan", plan)))
    for words in ("一度受診した。", "表情が明るい。", "一部達成", "実施した", "あと40日"):
        assert words in shown, words
    page = text(client.get(at("case", case)))
    assert "目標2件のうち1件達成" in page
    assert "プラン第1回：進捗確認" in page
    assert "モニタリングの期日" not in text(client.get("/"))


def judged(client: Client, plan: uuid.UUID, result: str) -> dict[str, Any]:
    form = sent_form(page_of(client, "plan-evaluate", plan))
    with outside_the_walls():
        goals = list(PlanGoal.objects.filter(plan=plan).values_list("pk", flat=True))
    return form | {f"state-{one.hex}": "met" for one in goals} | {"result": result}


def test_an_evaluation_is_written_and_leads_to_closing(aoki: Hat) -> None:
    case, plan = decided(aoki)
    client = visitor(aoki)
    assert "評価がまだです" in text(client.get(at("close", case)))
    given = judged(client, plan, "ended") | {
        "changes": ["sos", "budget"],
        "remaining": "冬の灯油代。",
        "opinion": "相談できる人ができた。",
        "opinion-cls": "1",
    }
    assert client.post(at("plan-evaluate", plan), given | {"result": ""}).status_code == 422
    assert [client.post(at("plan-evaluate", plan), given).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        assert Evaluation.objects.count() == 1
    shown = text(client.get(at("plan", plan)))
    for words in ("SOSを出せるようになった", "冬の灯油代。", "相談できる人ができた。", "ケースを終結する"):
        assert words in shown, words
    closing = text(client.get(at("close", case)))
    assert "評価がまだです" not in closing
    assert "SOSを出せるようになった" in closing
    ended = hidden(page_of(client, "close", case)) | {
        "sorted_out": "on",
        "outlook": "on",
        "roles_agreed": "on",
        "reason": "agreed",
        "follow_up_on": in_days(30).isoformat(),
    }
    assert client.post(at("close", case), ended).status_code == 302
    page = text(client.get(at("case", case)))
    assert "評価「終結」" in page
    assert "プラン第1回：プランの終了" in page
    assert "続いているプラン" not in page


def test_a_replan_keeps_the_old_one_and_shows_what_differs(aoki: Hat) -> None:
    case, plan = decided(aoki)
    client = visitor(aoki)
    assert "再プランを作る" in page_of(client, "plans", case)
    assert client.post(at("plans", case), {"submission": str(uuid.uuid4())}).status_code == 302
    with outside_the_walls():
        again = Plan.objects.get(number=2).pk
    form = sent_form(page_of(client, "plan-write", again))
    given = form | {
        f"g-{form['g'][0]}-text": "家計表を二人でつける。",
        "period_from": in_days(0).isoformat(),
        "period_until": in_days(90).isoformat(),
        "monitor_on": in_days(20).isoformat(),
        "do": "save",
    }
    assert client.post(at("plan-write", again), given).status_code == 302
    shown = text(client.get(at("plan-differences", again, plan)))
    for words in ("家計表をつける。", "家計表を二人でつける。", "変わった", "プラン期間"):
        assert words in shown, words
    client.post(at("plan-move", again, "propose"), hidden(page_of(client, "plan-move", again, "propose")))
    assert "第1回のプランの評価がまだです" in text(client.get(at("plan", again)))
    adopt = sent_form(page_of(client, "plan-move", again, "adopt"))
    assert "評価がまだです" in text(client.post(at("plan-move", again, "adopt"), adopt))
    assert client.post(at("plan-evaluate", plan), judged(client, plan, "renewed")).status_code == 302
    assert client.post(at("plan-move", again, "adopt"), adopt).status_code == 302
    old = text(client.get(at("plan", plan)))
    assert "次のプランに替わった" in old
    assert "家計表をつける。" in old

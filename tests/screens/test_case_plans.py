"""Plans through the real addresses and without script: written in rows, put to a meeting, decided, looked at, evaluated."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.models import Plan, PlanGoal, PlanPart, PlanStep
from enishi.cases.terms import CaseState, PlanState
from enishi.cases.tests.factories import act, closing, member_of, on_the_team, opened, version
from enishi.cases.tests.planning import BASIC, adopted, agreed, decided, drafted, proposed
from enishi.intake.tests.factories import in_days
from enishi.office.models import Draft
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import at, same_as_nothing, text
from tests.screens.case_plan_forms import hidden, sent_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(aoki: Hat) -> uuid.UUID:
    return opened(aoki, state=CaseState.ASSESSING)


def page_of(client: Client, name: str, *ids: Any) -> str:
    answer = client.get(at(name, *ids))
    assert answer.status_code == 200
    return answer.content.decode()


def written(client: Client, plan: uuid.UUID, by: Hat) -> dict[str, Any]:
    """The form with a goal, a step and dates typed into its empty rows."""
    form = sent_form(page_of(client, "plan-write", plan))
    goal, step = form["g"], form["s"]
    issue = next(one for one in form["p"] if form[f"p-{one}-kind"] == "issue")
    return form | {
        f"p-{issue}-text": "家賃を払い続けられるようにする。",
        f"p-{issue}-cls": "2",
        f"g-{goal}-text": "家計表をつける。",
        f"g-{goal}-cls": "2",
        f"s-{step}-text": "月に一度、家計表を一緒に見る。",
        f"s-{step}-who": str(by.agency_id),
        f"s-{step}-frequency": "月1回",
        f"s-{step}-due": in_days(90).isoformat(),
        f"s-{step}-leads": "on",
        "period_from": in_days(0).isoformat(),
        "period_until": in_days(180).isoformat(),
        "monitor_on": in_days(30).isoformat(),
        "do": "save",
    }


def test_a_plan_is_begun_written_row_by_row_and_decided(aoki: Hat, case: uuid.UUID) -> None:
    client = visitor(aoki)
    assert "支援プランはまだありません" in page_of(client, "plans", case)
    sent = {"submission": str(uuid.uuid4())}
    first, again = (client.post(at("plans", case), sent) for _ in range(2))
    assert (first.status_code, again.status_code, first.url) == (302, 302, again.url)
    with outside_the_walls():
        plan = Plan.objects.get().pk
    shown = text(client.get(at("plan", plan)))
    assert "達成目標を一つ以上書いてください。" in shown
    given = written(client, plan, aoki)
    more = client.post(at("plan-write", plan), given | {"do": "add g"})
    assert more.status_code == 200
    given = sent_form(more.content.decode()) | {"do": "save"}
    assert len(given["g"]) == 2, "a row was added, and what was typed is still there"
    second = given["g"][1]
    given |= {f"g-{second}-text": "通院を再開する。", f"g-{second}-cls": "4"}
    assert [client.post(at("plan-write", plan), given).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        assert (PlanGoal.objects.count(), PlanStep.objects.count(), PlanPart.objects.count()) == (2, 1, 1)
        assert PlanStep.objects.get().leads
    shown = text(client.get(at("plan", plan)))
    for words in (
        "家計表をつける。",
        "月に一度、家計表を一緒に見る。",
        "主担当",
        "月1回",
        "通院を再開する。",
    ):
        assert words in shown, words
    for step, said in (
        ("propose", "会議に諮る案にしました。"),
        ("back", "作成中に戻しました。"),
        ("propose", "会議に諮る案"),
    ):
        form = hidden(page_of(client, "plan-move", plan, step))
        assert [client.post(at("plan-move", plan, step), form).status_code for _ in range(2)] == [302, 302]
        assert said in text(client.get(at("plan", plan)))
    assert "プランへの本人の同意（署名）を先に" in text(client.get(at("plan", plan)))
    adopt = sent_form(page_of(client, "plan-move", plan, "adopt"))
    refused = client.post(at("plan-move", plan, "adopt"), adopt)
    assert refused.status_code == 422
    agreed(aoki, case)
    adopt |= {"meeting_on": (timezone.localdate() - timedelta(days=2)).isoformat()}
    assert [client.post(at("plan-move", plan, "adopt"), adopt).status_code for _ in range(2)] == [302, 302]
    page = text(client.get(at("case", case)))
    for words in (
        "支援決定",
        "目標2件のうち0件達成",
        "次回モニタリング",
        "あと30日",
        "プラン第1回：支援決定",
        "重層的支援会議",
    ):
        assert words in page, words
    assert "支援中" in page


def test_a_row_is_taken_out_and_others_stay(aoki: Hat, case: uuid.UUID) -> None:
    client, plan = visitor(aoki), drafted(aoki, case)
    form = sent_form(page_of(client, "plan-write", plan))
    gone, kept = form["g"]
    given = form | {f"g-{gone}-gone": "on", f"g-{kept}-text": "月に一度は通院する。", "do": "save"}
    assert client.post(at("plan-write", plan), given).status_code == 302
    shown = text(client.get(at("plan", plan)))
    assert "月に一度は通院する。" in shown
    assert "受診に付き添う。" in shown
    for words in ("家計表をつける。", "家計表を書く。"):
        assert words not in shown, "the goal's steps go with it"


def test_an_agency_is_found_and_can_take_a_step(aoki: Hat, chiba: Hat, case: uuid.UUID) -> None:
    client, plan = visitor(aoki), drafted(aoki, case)
    form = sent_form(page_of(client, "plan-write", plan))
    found = client.post(at("plan-write", plan), form | {"find": "ひだまり", "do": "enter"})
    assert found.status_code == 200
    assert "1機関を「だれが」に加えました" in text(found)
    given = sent_form(found.content.decode()) | {"do": "save"}
    given[f"s-{given['s'][0]}-who"] = str(chiba.agency_id)
    assert client.post(at("plan-write", plan), given).status_code == 302
    shown = text(client.get(at("plan", plan)))
    assert chiba.agency_name in shown
    assert "役割の引き受けはまだ" in shown
    role = on_the_team(aoki, case, chiba)
    assert "チームにいない機関" not in text(client.get(at("plan", plan)))
    act(aoki, actions.end_role, role, version=2)
    shown = text(client.get(at("plan", plan)))
    assert "役割が終わっている" in shown
    assert f"実施することがあって、チームにいない機関 {chiba.agency_name}" in " ".join(shown.split())


def test_every_fault_is_told_and_nothing_typed_is_lost(aoki: Hat, case: uuid.UUID) -> None:
    client, plan = visitor(aoki), drafted(aoki, case)
    form = sent_form(page_of(client, "plan-write", plan))
    bad = form | {
        "period_until": in_days(-5).isoformat(),
        f"g-{form['g'][0]}-text": "",
        f"g-{form['g'][1]}-text": "新しい言い方。",
        "do": "save",
    }
    answer = client.post(at("plan-write", plan), bad)
    assert answer.status_code == 422
    for words in ("始まり以後にしてください", "書かれていない行があります"):
        assert words in text(answer), words
    assert "新しい言い方。" in answer.content.decode()
    assert client.post(at("plan-write", plan), bad | {"period_from": "きのう"}).status_code == 422


def test_two_write_one_plan_and_both_texts_are_shown_field_by_field(aoki: Hat, case: uuid.UUID) -> None:
    colleague = cast.hat("promoter", cast.agency(aoki.agency_name, "1010"), "同僚 花子")
    assert colleague.agency_id == aoki.agency_id
    plan, mine, theirs = drafted(aoki, case), visitor(aoki), visitor(colleague)
    form, other = (sent_form(page_of(one, "plan-write", plan)) for one in (mine, theirs))
    money, health = form["g"]
    changed = {
        f"g-{money}-text": "家計表を週に一度見る。",
        f"g-{health}-text": "毎月受診する。",
        f"s-{form['s'][0]}-frequency": "週1回",
        "do": "save",
    }
    assert theirs.post(at("plan-write", plan), other | changed).status_code == 302
    late = form | {
        f"g-{money}-text": "借金を整理する。",
        f"p-{form['p'][1]}-text": "この町で暮らす。",
        f"s-{form['s'][0]}-frequency": "毎晩",
        "do": "save",
    }
    answer = mine.post(at("plan-write", plan), late)
    assert answer.status_code == 422
    said = text(answer)
    for words in ("ほかの人も書きました（2か所）", "家計表を週に一度見る。", "借金を整理する。"):
        assert words in said, words
    assert "実施すること 1 頻度" in said, "each field by its whole name"
    assert "ほかの人の記載を取り込みました 達成目標 2" in said
    again = sent_form(answer.content.decode()) | {"do": "save"}
    assert again[f"g-{health}-text"] == "毎月受診する。"
    assert again[f"p-{form['p'][1]}-text"] == "この町で暮らす。"
    assert mine.post(at("plan-write", plan), again).status_code == 302
    shown = text(mine.get(at("plan", plan)))
    for words in ("借金を整理する。", "毎月受診する。", "この町で暮らす。"):
        assert words in shown, words


def test_a_row_that_others_took_out_goes_on_when_one_wrote_into_it(aoki: Hat, case: uuid.UUID) -> None:
    plan, mine, theirs = drafted(aoki, case), visitor(aoki), visitor(aoki)
    form, other = (sent_form(page_of(one, "plan-write", plan)) for one in (mine, theirs))
    money, health = form["g"]
    taken = {f"g-{money}-gone": "on", "do": "save"}
    assert theirs.post(at("plan-write", plan), other | taken | {f"g-{health}-gone": "on"}).status_code == 302
    answer = mine.post(at("plan-write", plan), form | {f"g-{money}-text": "家計表は続けたい。", "do": "save"})
    assert answer.status_code == 422
    assert "家計表は続けたい。" in text(answer)
    assert "（なし）" in text(answer)
    again = sent_form(answer.content.decode()) | {"do": "save"}
    assert mine.post(at("plan-write", plan), again).status_code == 302
    shown = text(mine.get(at("plan", plan)))
    assert "家計表は続けたい。" in shown
    assert "通院を再開する。" not in shown, "what was not touched stays taken out"


def test_a_plan_that_went_to_the_meeting_meanwhile_keeps_what_was_typed(aoki: Hat, case: uuid.UUID) -> None:
    plan, client = drafted(aoki, case), visitor(aoki)
    form = sent_form(page_of(client, "plan-write", plan))
    client.post(at("plan-move", plan, "propose"), hidden(page_of(client, "plan-move", plan, "propose")))
    answer = client.post(
        at("plan-write", plan), form | {f"g-{form['g'][0]}-text": "あとから書いた。", "do": "save"}
    )
    assert answer.status_code == 422
    assert "もう作成中ではありません" in text(answer)
    assert "あとから書いた。" in answer.content.decode()


def test_a_draft_of_a_plan_comes_back(aoki: Hat, case: uuid.UUID) -> None:
    plan, client = drafted(aoki, case), visitor(aoki)
    page = page_of(client, "plan-write", plan)
    form = sent_form(page)
    address = page.split('data-draft-url="')[1].split('"')[0]
    given = form | {f"g-{form['g'][0]}-text": "途中まで", "draft_sequence": "1"}
    assert client.post(address, given, headers={"X-Requested-With": "fetch"}).status_code == 200
    with outside_the_walls():
        draft = Draft.objects.get()
    assert "支援プラン" in text(client.get("/"))
    again = client.get(f"{at('plan-write', plan)}?draft={draft.pk}").content.decode()
    assert "途中まで" in again
    assert client.post(at("plan-write", plan), sent_form(again) | {"do": "save"}).status_code == 302
    assert "途中まで" in text(client.get(at("plan", plan)))
    with outside_the_walls():
        assert not Draft.objects.exists()


def test_support_begins_ahead_and_is_approved_later(aoki: Hat, case: uuid.UUID) -> None:
    plan, client = proposed(aoki, case), visitor(aoki)
    agreed(aoki, case)
    form = sent_form(page_of(client, "plan-move", plan, "ahead"))
    assert client.post(at("plan-move", plan, "ahead"), form).status_code == 422
    assert (
        client.post(at("plan-move", plan, "ahead"), form | {"text": "今週、電気が止まる。"}).status_code
        == 302
    )
    shown = text(client.get(at("plan", plan)))
    for words in ("先行実施（事後了承待ち）", "先行実施の理由", "今週、電気が止まる。", "事後了承の期限"):
        assert words in shown, words
    assert "事後了承" in text(client.get(at("case", case)))
    today = text(client.get("/"))
    assert "支援決定を待つプラン" in today
    back = hidden(page_of(client, "plan-move", plan, "return"))
    assert client.post(at("plan-move", plan, "return"), back).status_code == 302
    with outside_the_walls():
        assert Plan.objects.get().state == PlanState.PROPOSED
    assert client.get(at("plan-move", plan, "nonsense")).status_code == 404


def test_who_sees_fewer_classes_and_no_members_file_finds_less(
    aoki: Hat, chiba: Hat, case: uuid.UUID
) -> None:
    on_the_team(aoki, case, chiba, classes=BASIC)
    member = member_of(aoki, case)
    plan, mine, theirs = drafted(aoki, case), visitor(aoki), visitor(chiba)
    form = sent_form(page_of(mine, "plan-write", plan))
    added = mine.post(at("plan-write", plan), form | {"do": "add g"})
    given = sent_form(added.content.decode()) | {"do": "save"}
    son = given["g"][-1]
    given |= {f"g-{son}-text": "息子さんの就学。", f"g-{son}-file": str(member)}
    assert mine.post(at("plan-write", plan), given).status_code == 302
    assert "息子さんの就学。" in page_of(mine, "plan", plan)
    shown = page_of(theirs, "plan", plan)
    for words in ("息子さん", "家計表", "通院", "健康・障害", "山田 一郎"):
        assert words not in shown, words
    assert "この家で暮らしつづける。" in shown
    assert "目標2件" not in page_of(theirs, "case", case)
    for name, more in (
        ("plan-write", ()),
        ("plan-move", ("propose",)),
        ("plan-monitor", ()),
        ("plan-evaluate", ()),
    ):
        assert theirs.get(at(name, plan, *more)).status_code == 403, name


def test_a_stranger_finds_nothing(aoki: Hat) -> None:
    case, plan = decided(aoki)
    stranger = visitor(cast.hat("promoter", cast.agency("よその課", "T-other")))
    assert same_as_nothing(stranger, at("plans", case), case)
    for name, more in (
        ("plan", ()),
        ("plan-write", ()),
        ("plan-move", ("adopt",)),
        ("plan-monitor", ()),
        ("plan-evaluate", ()),
        ("plan-differences", (plan,)),
    ):
        address = at(name, plan, *more)
        assert same_as_nothing(stranger, address, plan), name
        assert stranger.post(address, {"version": "1", "do": "save"}).status_code in (404, 405), name
    assert "プラン" not in text(stranger.get("/")).split("今日")[-1]


def test_who_led_before_plans_no_more_but_another_agency_of_the_team_reads(aoki: Hat, chiba: Hat) -> None:
    case, plan = decided(aoki)
    on_the_team(aoki, case, chiba)
    shown = page_of(visitor(chiba), "plan", plan)
    for words in (at("plan-monitor", plan), at("plan-evaluate", plan), at("plan-move", plan, "end")):
        assert words not in shown
    assert adopted


def test_a_case_that_was_closed_still_tells_of_its_last_plan(aoki: Hat) -> None:
    case, plan = decided(aoki)
    act(aoki, actions.close_case, case, closing(), version=version(case))
    page = visitor(aoki).get(at("case", case)).content.decode()
    assert f'<a href="{at("plan", plan)}">第1回 初回</a>' in page, "it had said that there was none yet"
    assert "次回モニタリング" not in text(visitor(aoki).get(at("plan", plan))), "nobody looks at it again"
    date = {"next_on": in_days(5), "next_action": "visit", "state": CaseState.ASSESSING}
    act(aoki, actions.resume_case, case, version=version(case), **date)
    assert "すべての回・再プラン" in text(visitor(aoki).get(at("case", case)))


def test_while_a_case_is_suspended_its_plan_is_not_late_and_nobody_is_led_to_a_step(aoki: Hat) -> None:
    case, plan = decided(aoki)
    client, look = visitor(aoki), at("plan-monitor", plan)
    assert look in client.get(at("case", case)).content.decode()
    counted = re.compile(r"次回モニタリング \S+ あと\d+日")
    assert counted.search(text(client.get(at("plan", plan))))
    suspended = {"reason": "hospital", "next_on": in_days(9)}
    act(aoki, actions.suspend_case, case, version=version(case), **suspended)
    page = client.get(at("case", case))
    assert look not in page.content.decode(), "it would have been refused"
    assert "中断中" in text(page)
    assert not counted.search(text(client.get(at("plan", plan)))), "no day is counted down, nor one that has passed"

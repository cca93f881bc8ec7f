"""What is wrong is told above and at its field, all at once; what came too late says where to go."""

import re

import pytest
from django.urls import reverse

from enishi.agencies.hats import Hat
from enishi.cases.terms import CaseState
from enishi.cases.tests.factories import opened as opened_case
from enishi.cases.tests.planning import begun, decided, drafted
from enishi.intake.tests.factories import in_days, opened, received, sent
from enishi.website.tests.visitors import visitor
from tests.screens.case_plan_forms import sent_form
from tests.screens.test_consultations import receive, text

pytestmark = pytest.mark.django_db
ADDRESS = reverse("intake:receive")


def field(page: str, name: str) -> str:
    return re.search(rf'<(?:input|textarea)[^>]*id="id_{name}"[^>]*>', page)[0]


def test_a_rule_of_the_verb_is_told_at_its_field(baba: Hat) -> None:
    answer = receive(visitor(baba), baba, next_on=in_days(-2).isoformat())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#id_next_on">次の期日</a>：次の期日は今日以後にしてください。' in page
    assert 'aria-invalid="true"' in field(page, "next_on")
    assert "id_next_on_error" in field(page, "next_on")
    assert 'id="id_next_on_error"' in page


def test_what_is_wrong_with_fields_and_between_them_is_told_together(baba: Hat) -> None:
    nobody = {"new-name": "", "new-kana": "", "issues": [], "worst_issue": "", "complaint": ""}
    page = receive(visitor(baba), baba, **nobody, next_on="").content.decode()
    for words in ("期日のない相談は作れません", "どなたの相談かを選ぶか", "課題を一つ以上選ぶか"):
        assert words in page, words
    assert "（3か所）" in page
    for target in ("#id_next_on", "#id_find", "#id_issues"):
        assert re.search(rf'<a href="{target}">[^<A-Za-z]+</a>', page), "a link in Japanese"
        assert f'id="{target[1:]}"' in page
    assert 'aria-invalid="true"' in field(page, "find")
    assert 'id="id_issues_error"' in page


def test_what_is_wrong_with_a_new_person_is_told_with_a_link(baba: Hat) -> None:
    page = receive(visitor(baba), baba, **{"new-birth": "きのう"}).content.decode()
    assert re.search(r'<li><a href="#id_new-birth">[^<]+</a>：', page)
    assert 'aria-invalid="true"' in field(page, "new-birth")


def test_the_form_says_that_issues_or_a_story_are_needed(baba: Hat) -> None:
    page = visitor(baba).get(ADDRESS).content.decode()
    assert page.count("どちらか必要") == 2


def test_a_long_story_is_not_called_missing(baba: Hat) -> None:
    page = text(receive(visitor(baba), baba, issues=[], worst_issue="", complaint="あ" * 20_001))
    assert "課題を一つ以上選ぶか" not in page


def test_the_next_date_of_a_consultation_is_told_at_its_field(baba: Hat) -> None:
    address = reverse("intake:holder", args=[received(baba)])
    given = {"holder": str(baba.membership_id), "next_on": in_days(-1).isoformat(), "next_action": "phone"}
    page = visitor(baba).post(address, given | {"version": "1"}).content.decode()
    assert '<a href="#id_next_on">次の期日</a>' in page
    assert 'aria-invalid="true"' in field(page, "next_on")


def test_a_decline_that_comes_too_late_says_where_to_go(baba: Hat, chiba: Hat) -> None:
    referral = sent(baba, chiba)
    opened(chiba, referral)
    client = visitor(chiba)
    client.post(reverse("intake:referral-move", args=[referral, "accept"]), {"version": "2"})
    decline = {"version": "2", "reason": "full", "text": "手が足りない"}
    late = client.post(reverse("intake:referral-move", args=[referral, "decline"]), decline)
    assert late.status_code == 422
    for words in ("今の状態は「受けた」", "この操作はもうできません", "手が足りない"):
        assert words in text(late), words
    assert "もう一度送ってください" not in text(late)


def test_nothing_is_called_hidden_where_no_issue_was_recorded(baba: Hat) -> None:
    where = receive(visitor(baba), baba, issues=[], worst_issue="").url
    page = text(visitor(baba).get(where))
    assert "記録された課題はありません。" in page
    assert "見られる課題" not in page


def at_its_field(page: str, name: str, reason: str) -> bool:
    """In the summary with a link, and at the field itself."""
    summary = re.search(rf'<a href="#id_{name}">.+?</a>：{re.escape(reason)}', page)
    return bool(summary) and f'id="id_{name}_error"' in page and f"id_{name}_error" in page


def test_what_is_wrong_with_a_plan_is_told_at_its_row_and_at_its_dates(aoki: Hat) -> None:
    case, client = opened_case(aoki, state=CaseState.ASSESSING), visitor(aoki)
    plan = drafted(aoki, case)
    page = client.get(reverse("cases:plan-write", args=[plan])).content.decode()
    sent = sent_form(page)
    goal, step = sent["g"][0], sent["s"][0]
    sent |= {
        f"g-{goal}-text": "",
        f"s-{step}-due": "1999-01-01",
        "period_until": in_days(-1).isoformat(),
        "do": "save",
    }
    answer = client.post(reverse("cases:plan-write", args=[plan]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert at_its_field(page, f"g-{goal}-text", "書かれていない行があります。書くか、行を消してください。")
    assert at_its_field(page, f"s-{step}-due", "実施することの期限は")
    assert at_its_field(page, "period_until", "プラン期間の終わりは、始まり以後にしてください。")
    added = client.post(reverse("cases:plan-write", args=[plan]), sent | {"do": "add g"}).content.decode()
    assert "書かれていない行があります" not in added, "nobody has asked yet whether it can be saved"


def test_what_is_wrong_with_an_answer_of_an_assessment_is_told_at_it(aoki: Hat) -> None:
    case, client = opened_case(aoki, state=CaseState.ASSESSING), visitor(aoki)
    sheet = begun(aoki, case)
    address = reverse("cases:assessment-write", args=[sheet])
    drawn = client.get(address).content.decode()
    sent, day = sent_form(drawn), re.search(r'<input type="date" name="(a-[^"]+)"', drawn)[1]
    page = client.post(address, sent | {day: in_days(3).isoformat()}).content.decode()
    assert re.search(rf'<a href="#id_{day}">.+?</a>：[^<]*今日以前の日を入れてください。', page)
    assert 'aria-invalid="true"' in field(page, day)


def test_what_is_wrong_with_a_monitoring_is_told_at_its_field(aoki: Hat) -> None:
    _, plan = decided(aoki)
    client, address = visitor(aoki), reverse("cases:plan-monitor", args=[plan])
    sent = sent_form(client.get(address).content.decode())
    page = client.post(address, sent | {"next_on": in_days(-3).isoformat()}).content.decode()
    assert at_its_field(page, "next_on", "次回モニタリングは明日以後にしてください。")

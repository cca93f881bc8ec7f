"""Consents, the team and who leads, through the real addresses: once, and out of sight at once."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.actions import NewEntry
from enishi.cases.models import LeadRequest, TeamRole
from enishi.cases.terms import CaseState, TeamState
from enishi.cases.tests.factories import act, asked_to_lead, consented, lead, on_the_team, opened, row
from enishi.intake.tests.factories import in_days
from enishi.office.models import Notice, Task
from enishi.sharing.models import Consent
from enishi.sharing.terms import ConsentStage
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import agreement, at, entry, person_of, same_as_nothing, text, version_of

pytestmark = pytest.mark.django_db


# Consent, team


def test_consent_is_recorded_step_by_step_and_shown(aoki: Hat, chiba: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    person = person_of(case)
    drawn = client.get(at("consent", case)).content.decode()
    assert re.search(r'value="support"[^>]* checked', drawn), "support first"
    sent = agreement(person)
    assert [client.post(at("consent", case), sent).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        assert Consent.objects.count() == 1
    page = client.get(at("consent", case)).content.decode()
    assert re.search(r'value="sharing"[^>]* checked', page)
    looking = agreement(
        person, stage="sharing", step="search", find="ひだまり", evidence="電話で確かめた。", means=""
    )
    found = client.post(at("consent", case), looking)
    assert found.status_code == 200
    assert chiba.agency_name in text(found)
    assert "電話で確かめた。" in found.content.decode()
    assert "field-error" not in found.content.decode(), "looking for an agency is no mistake"
    assert client.post(at("consent", case), agreement(person, chiba)).status_code == 302
    shown = text(client.get(at("case", case)))
    for words in ("支援関係機関での情報共有", chiba.agency_name, "窓口で署名を受けた。", "基本、生活・経済"):
        assert words in shown, words
    last = timezone.localdate() + timedelta(days=200)
    assert f"{last.year}年{last.month}月{last.day}日まで" in shown, "the day that was written, not the midnight after it"


def test_every_fault_of_a_consent_is_told(aoki: Hat) -> None:
    case = opened(aoki)
    bad = agreement(person_of(case), stage="sharing", classes=[], ends_on=in_days(500).isoformat())
    answer = visitor(aoki).post(at("consent", case), bad)
    assert answer.status_code == 422
    for words in ("知らせてよい相手の機関を選んでください", "知らせてよい情報の区分", "1年以内"):
        assert words in text(answer), words
    last = visitor(aoki).post(at("consent", case), agreement(person_of(case), ends_on="9999-12-31"))
    assert "1年以内" in text(last), "the last day that can be written is a day like others"


def test_an_agency_is_asked_answers_from_its_inbox_and_works_along(aoki: Hat, chiba: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    assert "先に 情報共有の同意を記録する" in text(client.get(at("ask", case)))
    consent = consented(aoki, person_of(case), chiba, stage=ConsentStage.SHARING, classes=3)
    given = {
        "ground": f"{consent} {chiba.agency_id}",
        "duty": "support",
        "classes": ["1", "4"],
        "text": "家計の相談をお願いします。",
        "submission": str(uuid.uuid4()),
    }
    refused = client.post(at("ask", case), given)
    assert refused.status_code == 422
    assert "この同意で知らせられるのは「基本、生活・経済」だけです" in text(refused)
    given["classes"] = ["1", "2"]
    assert [client.post(at("ask", case), given).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        role, task = TeamRole.objects.get(), Task.objects.get(word="case.role")
    assert task.url == at("role", case, role.pk)
    theirs = visitor(chiba)
    assert task.url in theirs.get("/").content.decode()
    assert "山田 花子" in text(theirs.get("/"))
    page = text(theirs.get(task.url))
    for words in ("家計の相談をお願いします。", "支援の実施", "山田 花子", "辞退の理由"):
        assert words in page, words
    accept = {"do": "accept", "version": "1", "submission": str(uuid.uuid4())}
    assert [theirs.post(task.url, accept).status_code for _ in range(2)] == [302, 302]
    assert theirs.post(at("case", case), entry("家計簿を作った。")).status_code == 302
    until = timezone.localtime() + timedelta(days=200)
    assert f"本人の同意（基本、生活・経済） {until.year}年{until.month}月{until.day}日まで" in text(
        theirs.get(at("case", case))
    )
    both = text(client.get(at("case", case)))
    for words in ("家計簿を作った。", "引き受けた", chiba.staff_name):
        assert words in both, words
    with outside_the_walls():
        assert Task.objects.get(word="case.role").state == "done"


def test_declining_needs_a_reason_and_closes_the_case_to_who_declined(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    role = on_the_team(aoki, case, chiba, accept=False)
    client, address = visitor(chiba), at("role", case, role)
    assert client.post(address, {"do": "decline", "version": "1"}).status_code == 422
    sent = {
        "do": "decline",
        "version": "1",
        "decline-reason": "full",
        "decline-text": "来月なら受けられます。",
        "submission": str(uuid.uuid4()),
    }
    assert [client.post(address, sent).status_code for _ in range(2)] == [302, 302], (
        "a second click is no 404"
    )
    assert "このケースは見えなくなりました" in text(client.get(at("cases")))
    assert same_as_nothing(client, at("case", case), case)
    assert "来月なら受けられます。" in text(visitor(aoki).get(at("case", case)))
    assert "受けられる余裕がない" in text(visitor(aoki).get(at("case", case)))


def test_an_article_of_a_law_is_a_ground_without_consent(aoki: Hat, chiba: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    given = {
        "ground": "law",
        "duty": "watch",
        "classes": ["1"],
        "text": "見守りを。",
        "law_agency": "",
        "article": "",
    }
    answer = client.post(at("ask", case), given)
    assert answer.status_code == 422
    assert "根拠とする法令の条文を書いてください" in text(answer)
    given |= {"law_agency": str(chiba.agency_id), "article": "なし", "classes": ["1", "64"]}
    said = text(client.post(at("ask", case), given))
    assert "第何条かを書いてください" in said
    assert "「司法」も知らせます" in said
    given |= {"article": "児童虐待防止法13条の4"}
    assert client.post(at("ask", case), given).status_code == 422, "justice without consent is looked at twice"
    given |= {"classes": ["1"]}
    assert client.post(at("ask", case), given).status_code == 302
    assert "その他の法令" in text(visitor(chiba).get(at("case", case)))
    with outside_the_walls():
        role = TeamRole.objects.get().pk
    assert "知らせる根拠 児童虐待防止法13条の4 基本" in text(visitor(chiba).get(at("role", case, role)))


def test_who_declines_one_of_two_roles_is_told_that_it_goes_on_seeing(aoki: Hat, chiba: Hat) -> None:
    case, client = opened(aoki), visitor(chiba)
    on_the_team(aoki, case, chiba, duty="watch")
    role = on_the_team(aoki, case, chiba, accept=False)
    sent = {"do": "decline", "version": "1", "decline-reason": "full", "submission": str(uuid.uuid4())}
    answer = client.post(at("role", case, role), sent, follow=True)
    assert answer.status_code == 200
    assert "ほかの根拠で、このケースは引き続き見えます" in text(answer)
    assert "見えなくなりました" not in text(answer)


def test_withdrawal_names_who_loses_sight_and_acts_at_once(aoki: Hat, chiba: Hat) -> None:
    case, client = opened(aoki, state=CaseState.ASSESSING), visitor(aoki)
    on_the_team(aoki, case, chiba)
    with outside_the_walls():
        consent = Consent.objects.get(stage="sharing").pk
        support = Consent.objects.get(stage="support").pk
    said = text(client.get(at("withdraw", case, consent)))
    assert f"見えなくなる機関：{chiba.agency_name}" in said
    assert "元には戻せません" in said
    assert "「同意前のかかわり」に戻ります" in text(client.get(at("withdraw", case, support)))
    assert visitor(chiba).get(at("case", case)).status_code == 200
    sent = {"means": "phone", "note": "本人から電話。", "submission": str(uuid.uuid4())}
    assert [client.post(at("withdraw", case, consent), sent).status_code for _ in range(2)] == [302, 302]
    assert same_as_nothing(visitor(chiba), at("case", case), case)
    assert "に撤回（電話）" in text(client.get(at("case", case)))
    with outside_the_walls():
        assert TeamRole.objects.get().state == TeamState.LEFT
    again = client.get(at("withdraw", case, consent), follow=True)
    assert again.redirect_chain
    assert "この同意は、もう効いていません（" in text(again)
    assert "見えなくなる機関" not in text(again), "nothing is promised of what has ended"
    gone = client.get(at("withdraw", case, uuid.uuid4()))
    assert gone.status_code == 404


def test_withdrawal_names_who_goes_on_seeing_and_by_what(aoki: Hat, chiba: Hat) -> None:
    """One agency sees by two consents, another by this one alone."""
    case, client = opened(aoki), visitor(aoki)
    other = cast.hat("partner", cast.agency("家計相談", "9002", kind="contractor"), "伊藤 健")
    on_the_team(aoki, case, other, duty="watch")
    role = on_the_team(aoki, case, chiba)
    plan = consented(aoki, person_of(case), chiba, stage=ConsentStage.PLAN, classes=1)
    new = actions.NewRole(chiba.agency_id, "watch", "見守りを。", 1, consent=plan)
    act(aoki, actions.ask_to_join, case, new)
    with outside_the_walls():
        consent = TeamRole.objects.get(pk=role).consent_id
    said = text(client.get(at("withdraw", case, consent)))
    assert "見えなくなる機関" not in said
    assert f"引き続き見える機関：{chiba.agency_name}（「支援プラン」の同意による）。" in said
    assert "生活" in said[said.index("の同意による）。") :][:60], "what it sees by this consent alone"
    assert f"終わる役割：{chiba.agency_name}「" in said
    assert other.agency_name not in said[said.index("引き続き") :][:80]
    last = text(client.get(at("withdraw", case, plan)))
    assert f"引き続き見える機関：{chiba.agency_name}（「支援関係機関での情報共有」の同意による）。" in last
    sent = {"means": "phone", "note": "", "submission": str(uuid.uuid4())}
    assert client.post(at("withdraw", case, consent), sent).status_code == 302
    assert visitor(chiba).get(at("case", case)).status_code == 200, "as it was told"
    assert f"見えなくなる機関：{chiba.agency_name}。" in text(client.get(at("withdraw", case, plan)))


def test_a_member_of_the_team_may_record_a_withdrawal_and_click_twice(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, chiba)
    with outside_the_walls():
        consent = Consent.objects.get(stage="sharing").pk
    client, sent = visitor(chiba), {"means": "spoken", "submission": str(uuid.uuid4())}
    assert [client.post(at("withdraw", case, consent), sent).status_code for _ in range(2)] == [302, 302]
    assert client.get(at("case", case)).status_code == 404
    with outside_the_walls():
        assert Notice.objects.filter(word="case.consent_withdrawn").exists()


# Who leads


def test_leading_moves_only_when_it_is_accepted(aoki: Hat) -> None:
    other = cast.hat("promoter", cast.agency("子ども家庭課", "T-children"), "中村 葵")
    case, client = opened(aoki), visitor(aoki)
    given = {
        "agency": str(other.agency_id),
        "kind": "transfer",
        "text": "子の支援が中心になりました。",
        "submission": str(uuid.uuid4()),
    }
    assert [client.post(at("ask-lead", case), given).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        request = LeadRequest.objects.get()
        assert Task.objects.get(word="case.lead").url == at("lead-request", case, request.pk)
        assert lead(case).agency_id == aoki.agency_id
    assert "主担当を依頼しています" in text(client.get(at("case", case)))
    theirs, address = visitor(other), at("lead-request", case, request.pk)
    assert "子の支援が中心になりました。" in text(theirs.get(address))
    assert "主担当の依頼が届いています" in text(theirs.get(at("case", case)))
    assert theirs.post(address, {"do": "accept", "accept-next_on": ""}).status_code == 422
    accept = {
        "do": "accept",
        "accept-next_on": in_days(5).isoformat(),
        "accept-next_action": "visit",
        "submission": str(uuid.uuid4()),
    }
    assert [theirs.post(address, accept).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        assert (lead(case).agency_id, lead(case).membership_id) == (other.agency_id, other.membership_id)
    assert "もう回答があります" in text(client.get(address))


def test_a_request_to_lead_is_declined_or_taken_back(aoki: Hat) -> None:
    other = cast.hat("promoter", cast.agency("子ども家庭課", "T-children"), "中村 葵")
    case, client = opened(aoki), visitor(aoki)
    given = {"agency": str(other.agency_id), "kind": "transfer", "text": "お願いします。"}
    client.post(at("ask-lead", case), given)
    with outside_the_walls():
        first = LeadRequest.objects.get().pk
    no = {"do": "decline", "decline-reason": "full", "submission": str(uuid.uuid4())}
    assert [visitor(other).post(at("lead-request", case, first), no).status_code for _ in range(2)] == [
        302,
        302,
    ]
    assert same_as_nothing(visitor(other), at("case", case), case)
    client.post(at("ask-lead", case), given)
    with outside_the_walls():
        second = LeadRequest.objects.get(state="asked").pk
    assert client.post(at("lead-request", case, second), {"do": "cancel"}).status_code == 302
    assert visitor(other).get(at("case", case)).status_code == 404


def test_next_date_and_person_with_both_texts_when_overtaken(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    given = {"next_on": in_days(10).isoformat(), "next_action": "visit", "person": "", "version": "1"}
    assert client.post(at("next", case), given).status_code == 302
    late = client.post(at("next", case), given | {"next_on": in_days(12).isoformat()})
    assert late.status_code == 422
    assert f"今の次の期日は「{in_days(10):%Y/%m/%d}」" in text(late)
    assert in_days(12).isoformat() in late.content.decode()
    assert client.post(at("next", case), given | {"next_on": ""}).status_code == 422


def test_going_on_pausing_resuming_closing_and_ending(aoki: Hat, chiba: Hat) -> None:
    case, client = opened(aoki, state=CaseState.ASSESSING), visitor(aoki)
    role = on_the_team(aoki, case, chiba, accept=False)

    def send(name: str, **more: Any) -> Any:
        return client.post(
            at(name, case), {"version": version_of(case), "submission": str(uuid.uuid4())} | more
        )

    def state() -> str:
        with outside_the_walls():
            return row(case).state

    assert send("move", state="planning").status_code == 302
    assert send("move", state="watching").status_code == 422
    assert (
        send("suspend", reason="hospital", text="入院した。", next_on=in_days(30).isoformat()).status_code
        == 302
    )
    assert state() == "suspended"
    opened_by_hand = client.get(at("move", case))
    assert "「再開する」で次の期日を決めて" in text(opened_by_hand)
    assert 'name="state"' not in opened_by_hand.content.decode(), "no state is offered that a date has to be set for"
    assert at("resume", case) in opened_by_hand.content.decode()
    assert send("move", state="assessing").status_code == 422
    assert "入院した。" in text(client.get(at("case", case)))
    date = {"next_on": in_days(5).isoformat(), "next_action": "interview"}
    assert re.search(r'value="assessing"[^>]* checked', client.get(at("resume", case)).content.decode()), "the request stands"
    assert send("resume", state="assessing", **date).status_code == 302
    page = client.get(at("close", case))
    assert page.context["form"]["follow_up_on"].value() >= in_days(31), "a day is proposed, in the city's own interval"
    drawn = text(page)
    assert "回答を待っている依頼が1件あります" in drawn
    refused = send("close")
    assert "最初の見守りの日を入れてください。期日のないケースは作れません。" in refused.context["form"].errors["follow_up_on"]
    assert refused.status_code == 422
    for words in (
        "「課題が整理された」を確かめてください",
        "「支援の見通しがついた」を確かめてください",
        "「支援機関の役割分担の合意ができた」を確かめてください",
        "終結の理由を選んでください",
        "回答を待っている依頼が1件あります",
        "最初の見守りの日を入れてください",
    ):
        assert words in text(refused), words
    assert client.post(at("role", case, role), {"do": "end", "version": "1"}).status_code == 302
    ticks = {"sorted_out": "on", "outlook": "on", "roles_agreed": "on"}
    watch = {"reason": "stable", "follow_up_on": in_days(60).isoformat()}
    assert send("close", **ticks, **watch).status_code == 302
    assert state() == "watching"
    assert client.get(at("next", case)).context["form"]["next_on"].value() >= in_days(31), "and for the next round"
    assert send("end", reason="stable").status_code == 302
    assert state() == "ended"
    page = client.get(at("case", case))
    assert "見守りを終えました" in text(page)
    assert 'id="write"' not in page.content.decode()
    assert send("resume", state="assessing", **date).status_code == 302
    assert state() == "assessing"


def test_that_an_agency_of_justice_helps_is_told_to_who_may_read_about_justice_alone(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    """「みのり保護観察所」 on a page tells a host of a sentence: another agency is told that some agency is there, and no more."""
    case = opened(aoki)
    probation = cast.hat("partner", cast.agency("みのり保護観察所", "J-1", kind="justice"), "観察 太郎")
    on_the_team(aoki, case, probation)
    on_the_team(aoki, case, chiba)
    act(probation, actions.write_entry, case, NewEntry(text="面接の日を相談した。", kind="contact"))
    told = {who: text(visitor(one).get(at("case", case))) for who, one in (("lead", aoki), ("host", chiba), ("own", probation))}
    for who in ("lead", "own"):
        assert told[who].count("みのり保護観察所") >= 2, who
        assert "ほかの関係機関" not in told[who], who
    assert "面接の日を相談した。" in told["host"]
    assert told["host"].count("ほかの関係機関") >= 2
    for name in ("保護観察所", "観察 太郎", "観察太郎"):
        assert name not in told["host"]
    assert "みのり保護観察所" in text(visitor(aoki).get(at("drawing", case)))
    assert "保護観察所" not in text(visitor(chiba).get(at("drawing", case)))


def test_a_consent_given_again_lets_a_role_go_on(aoki: Hat, chiba: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    role = on_the_team(aoki, case, chiba)
    drawn = text(client.get(at("renew-ground", case, role)))
    assert "新しい同意は、まだ記録されていません" in drawn
    with outside_the_walls():
        given = TeamRole.objects.get(pk=role).consent_id
    assert f'href="consents/new/?again={given}"' in client.get(at("case", case)).content.decode()
    form = client.get(at("consent", case) + f"?again={given}").context["form"]
    assert [form[one].value() for one in ("stage", "recipients", "classes")] == [
        "sharing", [str(chiba.agency_id)], ["1", "2", "4", "8"],
    ]  # fmt: skip
    assert not form["means"].value(), "how it was given is asked for anew"
    answer = client.post(at("consent", case), agreement(person_of(case), chiba, classes="1"), follow=True)
    assert f"{chiba.agency_name}の役割は、前の根拠のままです" in text(answer)
    assert at("renew-ground", case, role) in client.get(at("role", case, role)).content.decode()
    page = client.get(at("renew-ground", case, role))
    form = page.context["form"]
    [given] = [code for code, label in form.fields["ground"].choices if code != "law" and "今の根拠" not in label]
    assert (form["ground"].value(), form["classes"].value()) == (given, ["1"]), "as it was agreed, no more"
    sent = {"ground": given, "classes": ["1"], "version": "2", "submission": str(uuid.uuid4())}
    wider = client.post(at("renew-ground", case, role), sent | {"classes": ["1", "4"]})
    assert wider.status_code == 422
    assert "この同意で知らせられるのは「基本」だけです" in text(wider)
    assert [client.post(at("renew-ground", case, role), sent).status_code for _ in range(2)] == [302, 302]
    shown = text(visitor(chiba).get(at("role", case, role)))
    assert "引き受けた" in shown, "nobody has to answer again"
    assert visitor(chiba).get(at("renew-ground", case, role)).status_code in (403, 404), "who leads alone"


def test_what_keeps_a_case_from_ending_is_said_when_the_form_is_opened(aoki: Hat, chiba: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    assert "役割が残っています" not in text(client.get(at("end", case)))
    on_the_team(aoki, case, chiba)
    assert "チームの役割が残っています。先に役割を終えてください" in text(client.get(at("end", case)))


@pytest.mark.parametrize("kind", ["transfer", "after_closing"])
def test_who_leads_after_the_end_is_told_to_write_it_down(aoki: Hat, kind: str) -> None:
    case, ito = opened(aoki), cast.hat("promoter", cast.agency("生活福祉課", "1030"), "伊藤 健")
    request, client = asked_to_lead(aoki, case, ito, kind=kind), visitor(ito)
    sent = {"do": "accept", "accept-next_on": in_days(9).isoformat(), "accept-next_action": "contact"}
    answer = client.post(at("lead-request", case, request), sent | {"submission": str(uuid.uuid4())}, follow=True)
    assert "主担当を引き受けました" in text(answer)
    assert ("終結と最初の見守りの日を記録してください" in text(answer)) is (kind == "after_closing")

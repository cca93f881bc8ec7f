"""What can only be refused is said before anything is typed, and counts nothing that is hidden; a step asks what comes next."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.intake import actions
from enishi.intake.actions import coordinating
from enishi.intake.models import Referral
from enishi.intake.queries.intervals import intervals
from enishi.intake.rules.receiving import NewStatement
from enishi.intake.tests.factories import accepted, holder, in_days, now, open_day, received, sent, version
from enishi.office.errors import Refused
from enishi.office.models import Task
from enishi.residents.rules.registration import NewAddress
from enishi.residents.tests.factories import yamada
from enishi.sharing.actions import seal
from enishi.sharing.terms import SealKind

pytestmark = pytest.mark.django_db
Browse = Callable[[Hat], Client]


@pytest.fixture
def ito(db: None) -> Hat:
    """伊藤: at the counter of yet another office; works along, and does not hold."""
    return cast.hat("counter", cast.agency("生活福祉課", "1030"), "伊藤 健")


@pytest.fixture
def shared(baba: Hat, chiba: Hat, ito: Hat) -> UUID:
    """馬場 holds it; 伊藤 works along; a question to 千葉 waits for an answer, of which 伊藤 knows nothing."""
    consultation = received(baba)
    accepted(ito, sent(baba, ito, consultation, kind="join"))
    sent(baba, chiba, consultation, kind="inquiry")
    return consultation


# A form that somebody may not use


FORMS = {"close": "終了できる", "screening": "結果を記録できる", "holder": "次の期日を決められる", "refer": "つなげる"}


@pytest.mark.parametrize(("name", "does"), FORMS.items())
def test_who_does_not_hold_it_is_told_when_the_form_is_opened(
    shared: UUID, baba: Hat, ito: Hat, browse: Browse, name: str, does: str
) -> None:
    address = reverse(f"intake:{name}", args=[shared])
    refused = browse(ito).get(address)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "この相談の担当は高齢福祉課です。" in page
    assert f"{does}のは、担当の機関だけです" in page
    assert "回答を待っている" not in page
    assert browse(baba).get(address).status_code == 200


def test_what_was_typed_before_the_holder_changed_is_still_shown(shared: UUID, ito: Hat, browse: Browse) -> None:
    typed = {"reason": "achieved", "text": "もう大丈夫とのこと。", "version": 1}
    sent_too_late = browse(ito).post(reverse("intake:close", args=[shared]), typed)
    page = sent_too_late.content.decode()
    assert sent_too_late.status_code == 422
    assert "この相談を担当している機関だけが終了できます。" in page
    assert "もう大丈夫とのこと。" in page
    assert "回答を待っている" not in page


def test_closing_counts_what_the_holder_sees_and_nothing_else(shared: UUID, baba: Hat, ito: Hat) -> None:
    with wearing(ito), pytest.raises(Refused) as refused:
        actions.close_consultation(shared, reason="achieved", version=version(shared), by=ito, at=now())
    assert refused.value.reasons == ["この相談を担当している機関だけが終了できます。"]
    with wearing(baba), pytest.raises(Refused) as refused:
        actions.close_consultation(shared, reason="achieved", version=version(shared), by=baba, at=now())
    assert any("回答を待っているつなぎが1件" in one for one in refused.value.reasons)
    assert any("続いているつなぎが1件" in one for one in refused.value.reasons)


def test_a_closed_consultation_says_so_when_a_form_is_opened(baba: Hat, browse: Browse) -> None:
    one = received(baba)
    with wearing(baba):
        actions.close_consultation(one, reason="achieved", version=version(one), by=baba, at=now())
    for name in FORMS:
        answer = browse(baba).get(reverse(f"intake:{name}", args=[one]))
        assert (answer.status_code, "先に再開してください" in answer.content.decode()) == (409, True)


# Before a referral is confirmed


def _letter(to: Hat, **more: object) -> dict[str, object]:
    given = {"receiver": str(to.agency_id), "kind": "join", "priority": "normal", "reason": "家計の相談をお願いします。"}
    return given | {"person_agrees": "yes", "classes": ["1", "2"], "step": "check"} | more


def test_an_open_referral_to_the_same_agency_is_said_on_the_check(shared: UUID, baba: Hat, chiba: Hat, browse: Browse) -> None:
    answer = browse(baba).post(reverse("intake:refer", args=[shared]), _letter(chiba))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "この機関へのつなぎがまだ終わっていません" in page
    assert "家計の相談をお願いします。" in page


def test_who_does_not_hold_it_learns_nothing_of_other_referrals_on_the_check(
    shared: UUID, chiba: Hat, ito: Hat, browse: Browse
) -> None:
    page = browse(ito).post(reverse("intake:refer", args=[shared]), _letter(chiba)).content.decode()
    assert "この相談を担当している機関だけがつなげます。" in page
    assert "まだ終わっていません" not in page


def test_whereabouts_that_are_protected_are_said_on_the_check(baba: Hat, chiba: Hat, browse: Browse) -> None:
    hiding = yamada(addresses=(NewAddress("豊田市見本町1-2", protection="in_force"),))
    told = NewStatement("今は姉の家にいる。", information_class=32)
    one = received(baba, registration=hiding, statements=(told,))
    answer = browse(baba).post(reverse("intake:refer", args=[one]), _letter(chiba, classes=["1", "32"]))
    assert (answer.status_code, "この人の居所は保護されています" in answer.content.decode()) == (422, True)


def test_what_may_be_sent_comes_to_the_confirmation(baba: Hat, chiba: Hat, browse: Browse) -> None:
    answer = browse(baba).post(reverse("intake:refer", args=[received(baba)]), _letter(chiba))
    assert answer.status_code == 200
    assert "送る前に確かめる" in answer.content.decode()
    with outside_the_walls():
        assert not Referral.objects.exists()


# What comes after the first contact


def test_the_first_contact_makes_room_for_what_comes_next(baba: Hat, ito: Hat) -> None:
    consultation = received(baba)
    referral = sent(baba, ito, consultation)
    accepted(ito, referral)
    with outside_the_walls():
        assert holder(consultation).next_action == "first_contact"
    with wearing(ito):
        then = actions.NextStep(in_days(2), "visit")
        actions.report_first_contact(referral, then=then, version=version(referral), by=ito, at=now())
    with outside_the_walls():
        held = holder(consultation)
        assert (held.agency_id, held.membership_id) == (ito.agency_id, ito.membership_id)
        assert (held.next_action, held.next_on) == ("visit", in_days(2))
    with wearing(ito):  # it is done once: what was decided meanwhile stays
        actions.report_helped(referral, version=version(referral), by=ito, at=now())
    with outside_the_walls():
        assert holder(consultation).next_action == "visit"


def test_helped_without_a_contact_before_takes_what_the_settings_propose(baba: Hat, ito: Hat) -> None:
    consultation = received(baba)
    referral = sent(baba, ito, consultation)
    accepted(ito, referral)
    with wearing(ito):
        actions.report_helped(referral, version=version(referral), by=ito, at=now())
    days = intervals(on=timezone.localdate())["intake.next_date_days"]
    with outside_the_walls():
        assert (holder(consultation).next_action, holder(consultation).next_on) == ("phone", open_day(days))


@pytest.mark.parametrize("on", [None, timezone.localdate() - timedelta(days=1), timezone.localdate() + timedelta(days=4000)])
def test_a_date_that_may_not_stand_refuses_the_whole_report(baba: Hat, ito: Hat, on: object) -> None:
    consultation = received(baba)
    referral = sent(baba, ito, consultation)
    accepted(ito, referral)
    with wearing(ito), pytest.raises(Refused, match="次の期日"):
        actions.report_first_contact(
            referral, then=actions.NextStep(on, "visit"), version=version(referral), by=ito, at=now()  # type: ignore[arg-type]
        )
    with outside_the_walls():
        assert Referral.objects.get(pk=referral).state == "accepted"
        assert holder(consultation).next_action == "first_contact"


def test_who_works_along_changes_nothing_of_the_holders_date(baba: Hat, ito: Hat) -> None:
    consultation = received(baba)
    referral = sent(baba, ito, consultation, kind="join")
    accepted(ito, referral)
    with wearing(ito):
        actions.report_first_contact(referral, version=version(referral), by=ito, at=now())
    with outside_the_walls():
        held = holder(consultation)
        assert (held.agency_id, held.next_action, held.next_on) == (baba.agency_id, "first_contact", in_days(3))


def test_the_form_of_the_first_contact_asks_for_it_and_sets_it(baba: Hat, ito: Hat, browse: Browse) -> None:
    consultation = received(baba)
    referral = sent(baba, ito, consultation)
    accepted(ito, referral)
    client, address = browse(ito), reverse("intake:referral-move", args=[referral, "contact"])
    page = client.get(address).content.decode()
    days = intervals(on=timezone.localdate())["intake.next_date_days"]
    assert f'value="{open_day(days).isoformat()}"' in page
    assert "「最初の連絡をする」は終わります" in page
    given = {"text": "電話で話せた。", "means": "phone", "version": 3}
    without = client.post(address, given | {"next_on": "", "next_action": "visit"})
    assert without.status_code == 422
    assert "電話で話せた。" in without.content.decode()
    done = client.post(address, given | {"next_on": in_days(4).isoformat(), "next_action": "visit"})
    assert done.status_code == 302, done.content.decode()
    with outside_the_walls():
        assert (holder(consultation).next_action, holder(consultation).next_on) == ("visit", in_days(4))
        assert Referral.objects.get(pk=referral).state == "in_progress"
    assert 'name="next_on"' not in client.get(reverse("intake:referral-move", args=[referral, "helped"])).content.decode()


def test_who_works_along_is_not_asked_for_a_date(shared: UUID, ito: Hat, browse: Browse) -> None:
    with wearing(ito):
        referral = Referral.objects.get(receiver_agency=ito.agency_id).pk
    assert 'name="next_on"' not in browse(ito).get(reverse("intake:referral-move", args=[referral, "contact"])).content.decode()


# うながす


def _nudges() -> list[Task]:
    with outside_the_walls():
        return list(Task.objects.filter(word="need.nudged"))


def test_urging_again_makes_no_second_task_and_says_since_when(baba: Hat, aoki: Hat, browse: Browse) -> None:
    one, client = received(baba), browse(aoki)
    address = reverse("intake:nudge", args=[one])
    first, again = (client.post(address, {"back": "/stagnation/?show=all"}, follow=True).content.decode() for _ in range(2))
    assert "担当に確認を依頼しました" in first
    today = timezone.localdate()
    assert f"すでにうながしました（{today.month}/{today.day} " in again
    assert f"うながした {today.month}/{today.day}" in again
    assert len(_nudges()) == 1


def test_the_holder_reads_of_it_today_and_on_the_consultation(baba: Hat, chiba: Hat, aoki: Hat, browse: Browse) -> None:
    one = received(baba, next_on=in_days(3))
    accepted(chiba, sent(baba, chiba, one, kind="join"))
    consultation = reverse("intake:consultation", args=[one])
    assert "確認の依頼" not in browse(baba).get("/").content.decode()
    with wearing(aoki):
        coordinating.nudge(one, by=aoki, at=now())
    said = "多機関調整管理者から確認の依頼があります"
    assert "調整管理者から確認の依頼（" in browse(baba).get("/").content.decode()
    assert said in browse(baba).get(consultation).content.decode()
    assert said not in browse(chiba).get(consultation).content.decode()
    with wearing(baba):
        actions.set_next_date(one, next_on=in_days(2), next_action="visit", version=version(one), by=baba, at=now())
    assert said not in browse(baba).get(consultation).content.decode()
    with wearing(aoki):  # and may be urged anew
        assert coordinating.nudge(one, by=aoki, at=now()).due
    assert len(_nudges()) == 2


def test_of_a_sealed_need_nobody_learns_whether_it_was_urged(baba: Hat, aoki: Hat) -> None:
    one = received(baba)
    with wearing(aoki):
        coordinating.nudge(one, by=aoki, at=now())
        assert _since(one)
    with wearing(baba):
        assert not _since(one)
        seal(one, kind=SealKind.SUPPORT_MEASURE, classes=1, by=baba, at=now())
    with wearing(aoki):
        assert not _since(one)


def _since(one: UUID) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT at FROM intake_nudged(ARRAY[%s::uuid])", [one])
        return cursor.fetchall()

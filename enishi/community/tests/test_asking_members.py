"""A member is asked for a commission by a card: what may stand on it, its answer, and when the link ends."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.actions import cards
from enishi.agencies.hats import Hat
from enishi.agencies.models import CardAnswer, ReleasedCard
from enishi.agencies.tests import cast
from enishi.community.actions import asking, commissioning, members
from enishi.community.models import Commission, Contribution, MemberAsk
from enishi.community.queries.commissions import suggestions
from enishi.community.rules.asking import ASKS, hand_of
from enishi.community.tests import network_factories as make
from enishi.office.cards import Card, answered
from enishi.office.errors import NotFound, Refused
from enishi.office.models import Notice, Task, TrailEntry

pytestmark = pytest.mark.django_db
LEAD = "静かな場所で体を動かしたい方がいます。できることがあれば、教えてください。"
YES = {
    "word": "yes",
    "idea": "畑の草取り",
    "days": "10月から、火曜の朝",
    "people": "2",
    "insurance": "ボランティア保険",
    "text": "長ぐつはありますか。",
}


@pytest.fixture
def iida(db: None) -> Hat:
    """飯田: of another agency, and tends too."""
    return cast.hat("promoter", cast.agency("社会福祉協議会", "T-50", kind="council"))


def asked(by: Hat, of: UUID, who: UUID, at: Any = None, **more: Any) -> cards.Released:
    new = asking.NewMemberAsk(**{"lead": LEAD, "parts": ("age_band", "forms", "wishes")} | more)
    with wearing(by):
        return asking.ask_by_card(of, who, new, by=by, at=at or timezone.now())


def shown(one: cards.Released) -> ReleasedCard:
    with cast.outside_the_walls():
        return ReleasedCard.objects.get(pk=one.id)


def answer(one: cards.Released, **given: str) -> None:
    """The job brings an answer home."""
    found = answered(ASKS, given)
    assert not found.errors
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
        row, now = ReleasedCard.objects.get(pk=one.id), timezone.now()
        ReleasedCard.objects.filter(pk=row.pk).update(answered_at=now)
        CardAnswer.objects.create(pk=uuid4(), card=row, agency_id=row.agency_id, given=found.values, at=now)
        asking.member_answered(row, found.values, now)


def ledger(who: UUID) -> list[tuple[str, str]]:
    with cast.outside_the_walls():
        return list(
            Contribution.objects.filter(member=who).order_by("recorded_at").values_list("kind", "note")
        )


def test_a_card_holds_what_was_ticked_of_the_brief_and_nothing_else(aoki: Hat) -> None:
    who, of = make.member(aoki), make.commission(aoki)
    one = asked(aoki, of, who)
    row = shown(one)
    card = Card.read(row.shown)
    assert [label for label, _ in card.facts] == ["依頼番号", "年代", "希望する形", "期限"]
    assert card.texts == (("本人の希望", "土にさわる仕事をしてみたい"),)
    assert (row.about, row.rests_on) == (None, None)
    told = str(row.shown)
    for hidden in (
        str(of),
        "手先が器用",
        "人の少ない",
        "みのり中",
        "みどり農園",
        aoki.staff_name,
        "年代と希望まで",
    ):
        assert hidden not in told
    assert ledger(who) == [("asked", "")]
    with cast.outside_the_walls():
        assert TrailEntry.objects.filter(word="member.asked_by_card").count() == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"lead": " "}, "お願いの文を書いて"),
        ({"lead": "電話は090-1234-5678です。"}, "電話番号"),
        ({"parts": ()}, "一覧から選んで"),
        ({"parts": ("disclosure",)}, "一覧から選んで"),
    ],
)
def test_what_may_not_be_told_is_refused_and_asks_nobody(aoki: Hat, more: dict[str, Any], said: str) -> None:
    who, of = make.member(aoki), make.commission(aoki)
    with pytest.raises(Refused, match=said):
        asked(aoki, of, who, **more)
    assert ledger(who) == []


def test_one_member_is_asked_once_a_day_and_never_over_its_limit(aoki: Hat) -> None:
    who = make.member(aoki, asks_per_month=2, joined_on=date(2026, 1, 1))
    first, second, third = (make.commission(aoki, deadline=None) for _ in "abc")
    day = datetime(2026, 4, 10, 9, tzinfo=UTC)
    lost, again = (asked(aoki, first, who, day) for _ in "ab")
    assert shown(lost).closed_at
    assert not shown(again).closed_at, "a link that was lost is made anew the same day, and counts once"
    assert len(ledger(who)) == 1
    with pytest.raises(Refused, match="一日に一度"):
        asked(aoki, second, who, day)
    with wearing(aoki), pytest.raises(Refused, match="一日に一度"):
        commissioning.ask_member(second, who, by=aoki, at=day)
    asked(aoki, second, who, day + timedelta(days=1))
    with pytest.raises(Refused, match="上限（月2回）"):
        asked(aoki, third, who, day + timedelta(days=2))
    asked(aoki, third, who, day + timedelta(days=30))


def test_an_answer_becomes_a_hand_by_somebody_who_decides(aoki: Hat, iida: Hat, browse: Any) -> None:
    who, of = make.member(aoki), make.commission(aoki)
    one = asked(aoki, of, who)
    answer(one, **YES)
    with cast.outside_the_walls():
        (task,) = Task.objects.filter(word="commission.answered")
    assert (task.holder_id, make.row(of).reference in task.text) == (aoki.agency_id, True)
    with pytest.raises(Refused, match="回答が届いています"):
        asked(aoki, of, who)
    client = browse(iida)
    page = client.get(reverse("network:commission", args=[of])).content.decode()
    for words in ("手を挙げる", "畑の草取り", "長ぐつはありますか。", "手挙げにする"):
        assert words in page, "whoever tends reads it, whichever agency asked"
    form = client.get(reverse("network:hand-new", args=[of]), {"member": who}).content.decode()
    for words in (
        "畑の草取り",
        'value="10月から、火曜の朝"',
        'value="2"',
        "ボランティア保険",
        "長ぐつはありますか。",
    ):
        assert words in form
    client = browse(aoki)
    sent = {name: YES.get(name, "") for name in ("idea", "days", "people", "insurance")}
    sent |= {"member": str(who), "submission": str(uuid4())}
    assert client.post(reverse("network:hand-new", args=[of]), sent).status_code == 302
    assert ledger(who) == [("asked", ""), ("offer", "")]
    page = client.get(reverse("network:commission", args=[of])).content.decode()
    assert "手挙げにする" not in page
    with cast.outside_the_walls():
        assert Task.objects.get(word="commission.answered").state == "done"


def open_tasks() -> list[str]:
    with cast.outside_the_walls():
        return list(Task.objects.filter(word="commission.answered").order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize("how", ["hand", "ended", "left", "by itself"])
def test_whoever_settles_it_nobody_is_asked_to_read_the_answer_any_more(aoki: Hat, iida: Hat, how: str) -> None:
    """The task lies with the agency that gave the card; here another one raises the hand, ends it, or nobody does."""
    who, other, of, now = make.member(aoki), make.member(aoki, "ほしパン"), make.commission(aoki), timezone.now()
    for member in (who, other):
        answer(asked(aoki, of, member), **YES)
    assert open_tasks() == ["open", "open"]
    with wearing(iida):
        if how == "hand":
            commissioning.raise_hand(of, who, idea="電話で聞いた", by=iida, at=now)
        elif how == "ended":
            commissioning.end_commission(of, taken_back=False, reason="決まった", version=1, by=iida, at=now)
        elif how == "left":
            members.let_member_leave(who, on=make.today(), reason="閉店", version=1, by=iida, at=now)
    if how == "by itself":
        with cast.outside_the_walls():  # as with the consent on which it rests
            Commission.objects.filter(pk=of).update(state="taken_back", ended_reason="x", ended_at=now)
    assert sorted(open_tasks()) == (["withdrawn"] * 2 if how in ("ended", "by itself") else ["done", "open"])


@pytest.mark.parametrize("how", ["hand", "ended"])
def test_an_answer_that_comes_when_nothing_is_left_to_decide_is_told_and_asks_nobody(aoki: Hat, how: str, browse: Any) -> None:
    """It lay at the edge when somebody raised the hand by telephone, or ended the commission."""
    who, of, now = make.member(aoki), make.commission(aoki), timezone.now()
    one = asked(aoki, of, who)
    with wearing(aoki):
        if how == "hand":
            commissioning.raise_hand(of, who, idea="電話で聞いた", by=aoki, at=now)
        else:
            commissioning.end_commission(of, taken_back=False, reason="決まった", version=1, by=aoki, at=now)
    answer(one, **YES)
    assert open_tasks() == []
    with cast.outside_the_walls():
        notice = Notice.objects.get(word="commission.answered")
    assert (notice.holder_id, notice.url) == (aoki.agency_id, f"/network/commissions/{of}/#asked")
    page = browse(aoki).get(reverse("network:commission", args=[of])).content.decode()
    assert "畑の草取り" in page, "what was answered is read all the same"
    assert "手挙げにする" not in page


def test_who_was_given_a_card_anew_today_is_not_suggested_for_another(aoki: Hat) -> None:
    who, first, second = make.member(aoki), make.commission(aoki), make.commission(aoki)
    asked(aoki, first, who, timezone.now() - timedelta(days=3))
    with wearing(aoki):
        (before,) = suggestions(Commission.objects.get(pk=second), on=make.today())
        assert before.may_ask
    asked(aoki, first, who)
    with wearing(aoki):
        (now,) = suggestions(Commission.objects.get(pk=second), on=make.today())
        assert (now.may_ask, "一日に一度" in now.reasons[0]) == (False, True)
        (here,) = suggestions(Commission.objects.get(pk=first), on=make.today())
        assert "もう声をかけました" in here.reasons[0]


def test_not_this_time_is_kept_with_its_reason_and_counts(aoki: Hat, browse: Any) -> None:
    who, of = make.member(aoki), make.commission(aoki)
    one = asked(aoki, of, who)
    answer(one, word="no", reason="秋は人手が足りません。")
    assert ledger(who) == [("asked", ""), ("declined", "秋は人手が足りません。")]
    with cast.outside_the_walls():
        assert Notice.objects.filter(word="commission.passed_on").count() == 1
        assert not Task.objects.exists()
    client = browse(aoki)
    page = client.get(reverse("network:commission", args=[of])).content.decode()
    assert "秋は人手が足りません。" in page
    assert "手挙げにする" not in page
    assert "紙面を渡す" not in page
    assert "こんどは見送ると答えた" in client.get(reverse("network:member", args=[who])).content.decode()
    assert hand_of({"word": "no", "idea": "x"}) == {}


@pytest.mark.parametrize("how", ["ended", "hand", "left", "closed"])
def test_the_link_ends_with_what_it_was_about(aoki: Hat, iida: Hat, how: str) -> None:
    who, of = make.member(aoki), make.commission(aoki)
    one, now = asked(aoki, of, who), timezone.now()
    with wearing(iida):
        if how == "ended":
            commissioning.end_commission(of, taken_back=True, reason="決まった", version=1, by=iida, at=now)
        elif how == "hand":
            commissioning.raise_hand(of, who, idea="電話で聞いた", by=iida, at=now)
        elif how == "left":
            left = {"on": make.today(), "reason": "", "version": 1}
            members.let_member_leave(who, **left, by=iida, at=now)
        else:
            asking.close_member_ask(of, who, by=iida, at=now)
            with pytest.raises(NotFound):
                asking.close_member_ask(of, who, by=iida, at=now)
    assert shown(one).closed_at
    with pytest.raises(Refused):
        asked(aoki, of, who) if how != "closed" else asked(aoki, of, who, lead="")


def test_a_card_ends_with_the_day_by_which_an_answer_is_wanted(aoki: Hat) -> None:
    who, of = make.member(aoki), make.commission(aoki, deadline=make.today() + timedelta(days=3))
    until = timezone.localtime(shown(asked(aoki, of, who, days=30)).expires_at)
    assert (until.date(), until.hour) == (make.today() + timedelta(days=4), 0)
    with pytest.raises(Refused, match="期限が過ぎて"):
        asked(aoki, of, who, at=timezone.now() + timedelta(days=5))


def test_who_does_not_tend_sees_no_card_of_the_project(aoki: Hat, baba: Hat, doi: Hat) -> None:
    who, of = make.member(aoki), make.commission(aoki)
    one = asked(aoki, of, who)
    answer(one, **YES)
    for stranger in (baba, doi):
        with wearing(stranger):
            seen = [table.objects.count() for table in (MemberAsk, ReleasedCard, CardAnswer)]
            assert seen == [0, 0, 0]
            with pytest.raises(NotFound):
                asking.close_member_ask(of, who, by=stranger, at=timezone.now())


def test_the_screens_ask_and_show_the_link_once(aoki: Hat, browse: Any, settings: Any) -> None:
    settings.EDGE_ADDRESS = "https://edge.test/"
    who, of, client = make.member(aoki), make.commission(aoki), browse(aoki)
    address = reverse("network:member-ask", args=[of, who])
    page = client.get(address).content.decode()
    assert "年代と希望まで" in page, "what the person agreed to have told stands above the ticks"
    wrong = client.post(address, {"lead": "山田さんの件です。", "parts": ["wishes"], "days": "7"})
    assert wrong.status_code == 422
    assert "山田さんの件です。" in wrong.content.decode()
    sent = {"lead": LEAD, "parts": ["wishes"], "days": "7", "submission": str(uuid4())}
    done = client.post(address, sent).content.decode()
    anew = client.post(address, sent)
    assert (anew.status_code, "もうつくってあります" in anew.content.decode()) == (422, True)
    with cast.outside_the_walls():
        assert not ReleasedCard.objects.get().closed_at, "the link that was shown goes on"
    assert "https://edge.test/c/" in done
    assert "この画面は一度だけ表示します" in done
    page = client.get(reverse("network:commission", args=[of])).content.decode()
    assert "送るところ" in page
    assert "edge.test/c/" not in page
    close = reverse("network:member-ask-close", args=[of, who])
    assert "もう何も見えません" in client.get(close).content.decode()
    assert client.post(close).status_code == 302
    assert "閉じた" in client.get(reverse("network:commission", args=[of])).content.decode()


def test_the_page_of_a_commission_takes_no_more_statements_for_more_cards(aoki: Hat, browse: Any) -> None:
    of, client = make.commission(aoki), browse(aoki)
    counts = []
    for many in (1, 5):
        for number in range(many):
            one = asked(aoki, of, make.member(aoki, f"会員{many}{number}"))
            answer(one, **YES)
        client.get(reverse("network:commission", args=[of]))
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("network:commission", args=[of]))
        counts.append(len(caught))
    assert counts[0] == counts[1]

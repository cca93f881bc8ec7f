"""Small things of every day at a desk: nothing typed is left behind, the next step is at hand, what was looked after is read."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.intake import actions
from enishi.intake.models import Consultation
from enishi.intake.tests.factories import accepted, in_days, now, received, sent
from enishi.office import inbox
from enishi.residents.models import Resident

pytestmark = pytest.mark.django_db
Browse = Callable[[Hat], Client]
ANSWERS = {"channel": "phone", "caller_is": "self", "about": "anonymous", "complaint": "家賃が払えない。", "urgency": "normal"}
NEXT = {"next_on": in_days(1).isoformat(), "next_action": "phone"}
SAID = {"kind": "progress", "source": "fact", "information_class": "1", "text": "折り返した。"}


# Nothing typed is left behind


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"caller_name": "長女 見本川 桜"}, "「本人以外」を選ぶか"),
        ({"caller_phone": "090-0000-0000"}, "「本人以外」を選ぶか"),
        ({"new-name": "見本川 梅"}, "「本人が分かる」を選ぶか"),
        ({"about": "place", "place": "見本町", "new-phone": "090-0000-0000"}, "「本人が分かる」を選ぶか"),
        ({"place": "見本町2丁目の角"}, "「気になる家」を選ぶか"),
        ({"landmark": "赤い屋根"}, "「気になる家」を選ぶか"),
    ],
)
def test_what_a_choice_would_leave_behind_is_asked_about(baba: Hat, browse: Browse, typed: dict[str, str], told: str) -> None:
    answer = browse(baba).post(reverse("intake:receive"), ANSWERS | NEXT | typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    for name, words in typed.items():
        if name != "about":
            fold = page[: page.index(words)].rsplit("<details", 1)[1]
            assert fold.split(">", 1)[0].endswith(" open"), "what is asked about is seen"
    with wearing(baba):
        assert not Consultation.objects.exists()


def test_a_caller_who_is_named_and_chosen_is_kept(baba: Hat, browse: Browse) -> None:
    client, told = browse(baba), {"caller_is": "other", "caller_name": "長女 見本川 桜"}
    answer = client.post(reverse("intake:receive"), ANSWERS | NEXT | told)
    assert answer.status_code == 302, answer.content.decode()
    assert "長女 見本川 桜" in client.get(answer.url).content.decode()


def test_who_gives_a_number_and_no_name_is_registered_as_not_identified(baba: Hat, browse: Browse) -> None:
    client, sent = browse(baba), ANSWERS | NEXT | {"about": "known", "new-phone": "090-0000-1234", "new-sex": "unknown"}
    without = client.post(reverse("intake:receive"), sent)
    page = without.content.decode()
    assert without.status_code == 422
    assert "だれか分からないときは「未特定」を選んでください" in page
    assert 'name="new-unidentified"' in page
    done = client.post(reverse("intake:receive"), sent | {"new-unidentified": "on"})
    assert done.status_code == 302, done.content.decode()
    assert "090-0000-1234" in client.get(done.url).content.decode()
    with wearing(baba):
        assert Resident.objects.get().state == "unidentified"
    assert "（氏名未記入）の相談" in client.get(done.url + "refer/").content.decode(), "nobody is called 様 without a name"


# The next step is at hand


def test_after_an_entry_the_next_date_is_one_press_away_for_who_holds_it(baba: Hat, chiba: Hat, browse: Browse) -> None:
    one = received(baba)
    accepted(chiba, sent(baba, chiba, one, kind="join"))
    address, label = reverse("intake:statement", args=[one]), "書いて、次の期日を決める"
    assert label in browse(baba).get(address).content.decode()
    assert label not in browse(chiba).get(address).content.decode()
    assert browse(baba).post(address, SAID | {"step": "next"}).url == reverse("intake:holder", args=[one])
    assert browse(baba).post(address, SAID).url == reverse("intake:consultation", args=[one]) + "#said"


def test_an_entry_is_proposed_the_class_of_the_issues_that_the_writer_sees(baba: Hat, chiba: Hat, browse: Browse) -> None:
    one = received(baba, issues=("money.income", "body.illness"), worst="body.illness")
    accepted(chiba, sent(baba, chiba, one, kind="join", classes=1 | 2))

    def proposed(hat: Hat) -> str:
        page = browse(hat).get(reverse("intake:statement", args=[one])).content.decode()
        assert page.index('name="text"') < page.index('name="kind"'), "the words come first"
        return next(number for number in "1248" if f'value="{number}" selected' in page)

    assert proposed(baba) == "4"
    assert proposed(chiba) == "2"


def test_whoever_only_hands_it_to_a_colleague_keeps_the_date(baba: Hat, browse: Browse) -> None:
    days = 20
    one = received(baba, next_on=in_days(days))
    page = browse(baba).get(reverse("intake:holder", args=[one])).content.decode()
    assert f'value="{in_days(days).isoformat()}"' in page


@pytest.mark.parametrize(("kind", "told"), [("handover", "自分の機関に移ります"), ("join", "送った機関のままです")])
def test_who_accepts_is_told_who_will_hold_it(baba: Hat, chiba: Hat, browse: Browse, kind: str, told: str) -> None:
    referral = sent(baba, chiba, received(baba), kind=kind)
    with wearing(chiba):
        actions.receive_referral(referral, by=chiba, at=now())
    page = browse(chiba).get(reverse("intake:referral-move", args=[referral, "accept"])).content.decode()
    assert [one for one in ("自分の機関に移ります", "送った機関のままです") if one in page] == [told]


def test_what_stands_in_the_way_of_closing_is_said_before_anything_is_typed(baba: Hat, chiba: Hat, browse: Browse) -> None:
    free, asked, along, bare = received(baba), received(baba), received(baba), received(baba, issues=(), worst="")
    sent(baba, chiba, asked, kind="inquiry")
    accepted(chiba, sent(baba, chiba, along, kind="join"))
    told = ("回答を待っているつなぎが1件あります", "続いているつなぎが1件あります", "課題が一つも記録されていません")
    for one, expected in ((free, []), (asked, told[:1]), (along, told[1:2]), (bare, told[2:])):
        page = browse(baba).get(reverse("intake:close", args=[one])).content.decode()
        assert [words for words in told if words in page] == list(expected)


# What was looked after is read


def test_an_answer_is_new_to_who_asked_and_read_when_it_is_confirmed(baba: Hat, chiba: Hat, browse: Browse) -> None:
    one = received(baba)
    other = sent(baba, chiba, received(baba), kind="join")
    referral = sent(baba, chiba, one, kind="join")
    accepted(chiba, referral)
    accepted(chiba, other)
    address = reverse("intake:consultation", args=[one])
    assert "新しい返事" in browse(baba).get(address).content.decode()
    assert "新しい返事" not in browse(chiba).get(address).content.decode()

    def unread() -> int:
        with wearing(baba):
            return inbox.counts(baba.holders, on=timezone.localdate()).unread

    before = unread()
    browse(baba).post(reverse("intake:referral-seen", args=[referral]))
    assert before - unread() == 1, "what was told of the other one waits"

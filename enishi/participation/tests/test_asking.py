"""A host is asked by a card: what may stand on it, on which consent it rests, when it is closed."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.actions import cards
from enishi.agencies.hats import Hat
from enishi.agencies.models import CardAnswer, Catchment, ReleasedCard
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import Case
from enishi.cases.tests.factories import consented, on_the_team, opened
from enishi.community.actions import commissioning
from enishi.community.actions.asking import NewMemberAsk, ask_by_card
from enishi.community.models import Commission
from enishi.community.queries.commissions import suggestions
from enishi.community.tests import network_factories as project
from enishi.intake.tests.factories import in_days
from enishi.office.cards import Card
from enishi.office.errors import NotFound, Refused
from enishi.office.models import Task
from enishi.participation import actions
from enishi.participation.actions.asking import address_of, host_answered
from enishi.participation.models import HostAsk
from enishi.participation.rules.asking import card, reasons_about_words, told
from enishi.participation.terms import AskKind, PlacementState, RecordKind
from enishi.participation.tests.factories import host, placed
from enishi.residents.models import Address
from enishi.residents.rules.reference import reference
from enishi.residents.terms import Protection
from enishi.sharing.actions import withdraw_consent
from enishi.sharing.terms import ConsentMeans, ConsentStage

DESK = 1 + 2
LEAD = "40代の方が、静かな場所で体を動かしたいと話しています。"


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (LEAD, ""),
        ("週に2回、1時間まで。2026年度から。", ""),
        ("電話は0565-12-3456です。", "電話番号"),
        ("電話は０９０１２３４５６７８です。", "電話番号"),
        ("1985年3月4日生まれです。", "生年月日"),
        ("昭和60年3月生まれです。", "生年月日"),
        ("宛名番号は12345678です。", "番号"),
        ("若林東町3丁目に住んでいます。", "住所"),
        ("若林東町三丁目に住んでいます。", "住所"),
        ("昭和六十年ではなく、四十五歳です。", "年齢"),
        ("小学3年生のときから畑に親しんでいます。", ""),
        ("連絡は taro@example.jp へ。", "メールアドレス"),
        ("山田さんは畑が好きです。", "氏名"),
        ("ﾔﾏﾀﾞさんは畑が好きです。", "氏名"),
    ],
)
def test_what_tells_who_it_is_does_not_go_to_a_host(words: str, wrong: str) -> None:
    reasons = reasons_about_words({"お願いの文": words}, ["山田", "太郎", "ヤマダ", "タロウ"])
    assert bool(reasons) == bool(wrong)
    assert any(wrong in one for one in reasons) or not wrong


def test_the_same_abilities_and_needs_are_the_same_card_by_whatever_road() -> None:
    given: dict[str, Any] = {
        "offer": "畑の手伝い", "sender": "地域福祉課", "lead": LEAD, "facts": [("曜日・回数", "木曜")],
        "texts": [("好きなこと・できること", "土いじり"), ("配慮してほしいこと", "")],
    }  # fmt: skip
    one, two = card(AskKind.INVITE, **given), card(AskKind.INVITE, **given)
    assert one.told() == two.told()
    assert [heading for heading, _ in one.texts] == ["好きなこと・できること"], "what is empty is not there"


def test_an_answer_is_told_in_words() -> None:
    assert told("invite", {"word": "visit", "when": "", "text": "手袋を持ってきて。"}) == [
        ("受け入れられますか", "まず見学に来てほしい"),
        ("条件や、聞いておきたいこと", "手袋を持ってきて。"),
    ]


def person_of(case: UUID) -> UUID:
    with outside_the_walls():
        return Case.objects.values_list("resident_id", flat=True).get(pk=case)


def agreed(by: Hat, case: UUID, to: Hat, classes: int = DESK) -> UUID:
    return consented(by, person_of(case), to, stage=ConsentStage.HOST, classes=classes)


def asked(by: Hat, case: UUID, placement: UUID, **more: Any) -> cards.Released:
    new = actions.NewAsk(**({"kind": AskKind.INVITE, "lead": LEAD, "able": "土いじり"} | more))
    with wearing(by):
        return actions.ask_host(case, placement, new, by=by, at=timezone.now())


@pytest.mark.django_db
def test_a_host_is_asked_on_the_persons_consent(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    placement = placed(aoki, case)
    with pytest.raises(Refused, match="本人の同意がありません"):
        asked(aoki, case, placement)
    consent = agreed(aoki, case, chiba)
    with pytest.raises(Refused, match="「健康」がありません"):
        asked(aoki, case, placement, needs="薬の時間がある。")
    one = asked(aoki, case, placement)
    with outside_the_walls():
        row = ReleasedCard.objects.get(pk=one.id)
        assert row.rests_on == consent
        shown = Card.read(row.shown)
        ask = HostAsk.objects.get(card_id=one.id)
    assert (shown.title, shown.lead) == ("受入れのお願い", LEAD)
    assert ask.placement_id == placement
    assert str(case) not in str(row.shown)
    with wearing(aoki):
        withdraw_consent(
            consent, resident=person_of(case), means=ConsentMeans.PHONE, note="電話で。", by=aoki, at=timezone.now()
        )
        assert ReleasedCard.objects.get(pk=one.id).closed_at


@pytest.mark.django_db
def test_a_new_card_takes_the_place_of_the_old_and_one_host_is_asked_once_a_day(aoki: Hat, chiba: Hat) -> None:
    case, at_menu = opened(aoki), host()
    placement = placed(aoki, case, at_menu)
    agreed(aoki, case, chiba)
    first = asked(aoki, case, placement)
    second = asked(aoki, case, placement)
    with wearing(aoki):
        assert ReleasedCard.objects.get(pk=first.id).closed_at
        assert not ReleasedCard.objects.get(pk=second.id).closed_at
    other = opened(aoki)
    agreed(aoki, other, chiba)
    with pytest.raises(Refused, match="一日に一度"):
        asked(aoki, other, placed(aoki, other, at_menu))
    with wearing(aoki):
        actions.close_host_ask(case, placement, by=aoki, at=timezone.now())
        with pytest.raises(NotFound):
            actions.close_host_ask(case, placement, by=aoki, at=timezone.now())


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["by word", "by card"])
def test_a_host_that_is_a_member_too_is_one_party_and_asked_once_a_day(aoki: Hat, chiba: Hat, how: str) -> None:
    case, offered, other = opened(aoki), host(), host("ほしパン", "袋づめ")
    placement, elsewhere = placed(aoki, case, offered), placed(aoki, case, other)
    agreed(aoki, case, chiba)
    member = project.member(aoki, resource_id=offered.resource_id)
    of, now = project.commission(aoki), timezone.now()
    with wearing(aoki), transaction.atomic():
        if how == "by word":
            commissioning.ask_member(of, member, by=aoki, at=now)
        else:
            new = NewMemberAsk("できることがあれば。", ("wishes",))
            ask_by_card(of, member, new, by=aoki, at=now)
        with pytest.raises(Refused, match="プロジェクトの会員として"):
            actions.ask_host(case, placement, actions.NewAsk(AskKind.INVITE, LEAD), by=aoki, at=now)
        actions.ask_host(case, elsewhere, actions.NewAsk(AskKind.INVITE, LEAD), by=aoki, at=now)
        transaction.set_rollback(True)
    asked(aoki, case, placement)
    with wearing(aoki):
        (line,) = suggestions(Commission.objects.get(pk=of), on=timezone.localdate())
        assert (line.may_ask, "受入れのことで" in line.reasons[0]) == (False, True)
        with pytest.raises(Refused, match="一日に一度"):
            commissioning.ask_member(of, member, by=aoki, at=now)
        commissioning.ask_member(of, member, by=aoki, at=now + timedelta(days=1))


@pytest.mark.django_db
def test_of_a_protected_place_no_district_is_named_to_a_host(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    placement, person = placed(aoki, case), person_of(case)
    agreed(aoki, case, chiba)
    with outside_the_walls():
        Catchment.objects.create(agency_id=aoki.agency_id, district="豊南中", starts_on=timezone.localdate())
        Address.objects.filter(resident=person).update(protection=Protection.IN_FORCE)
    with pytest.raises(Refused, match="地区の名前（豊南中）を書きません"):
        asked(aoki, case, placement, able="豊南中の畑で手伝っていました。")
    asked(aoki, case, placement)


@pytest.mark.django_db
def test_only_who_leads_asks_and_only_they_read_the_answer(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    placement = placed(aoki, case)
    agreed(aoki, case, chiba)
    on_the_team(aoki, case, chiba)
    with pytest.raises(Refused):
        asked(chiba, case, placement)
    one = asked(aoki, case, placement)
    now = timezone.now()
    with outside_the_walls():
        row = ReleasedCard.objects.get(pk=one.id)
        CardAnswer.objects.create(
            pk=row.pk, card=row, agency_id=row.agency_id, about=row.about, given={"word": "yes", "text": "どうぞ。"}, at=now
        )
        host_answered(row, {"word": "yes"}, now)
    with wearing(aoki):
        assert CardAnswer.objects.count() == 1
        task = Task.objects.get(word="participation.host_answered")
        assert task.text == f"受入先から回答が届きました（ケース {reference(case)}）"
        assert task.url.startswith(f"/cases/{case}/placements/{placement}/")
    with wearing(chiba):
        assert CardAnswer.objects.count() == 0
        assert ReleasedCard.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["written down", "moved on", "asked anew"])
def test_an_answer_is_settled_by_what_follows_from_it_at_that_placement(aoki: Hat, chiba: Hat, how: str) -> None:
    case = opened(aoki)
    placement, other = placed(aoki, case), placed(aoki, case, host("ふたば食堂"))
    agreed(aoki, case, chiba)
    now = timezone.now()
    for one in (placement, other):
        card = asked(aoki, case, one)
        with outside_the_walls():
            host_answered(ReleasedCard.objects.get(pk=card.id), {"word": "yes"}, now)
    with wearing(aoki):
        if how == "written down":
            actions.record_day(case, placement, actions.NewRecord(RecordKind.HOST, in_days(0), "来週から。"), by=aoki, at=now)
        elif how == "moved on":
            actions.move_placement(case, placement, PlacementState.VISITING, version=1, by=aoki, at=now)
    if how == "asked anew":
        with outside_the_walls():
            HostAsk.objects.filter(placement=placement).update(day=in_days(-1))
        asked(aoki, case, placement)
    with wearing(aoki):
        waits = list(Task.objects.filter(word="participation.host_answered", state="open").values_list("url", flat=True))
    assert waits == [address_of(case, other)]


@pytest.mark.django_db
def test_the_database_takes_no_ask_without_a_card_that_rests_on_a_consent(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    placement = placed(aoki, case)
    agreed(aoki, case, chiba)
    one = asked(aoki, case, placement)
    with outside_the_walls():
        ReleasedCard.objects.filter(pk=one.id).update(rests_on=None)
    forged = (
        "INSERT INTO participation_hostask (id, case_id, binder_id, information_class, origin_id, author_id, at, placement_id,"
        " resource_id, kind, card_id, day) SELECT gen_random_uuid(), %s, %s, 1, %s, %s, now(), p.id, p.resource_id, 'invite', %s,"
        " current_date FROM (SELECT %s::uuid AS id, %s::uuid AS resource_id) p"
    )
    with outside_the_walls():
        resource = HostAsk.objects.values_list("resource_id", flat=True).get(card_id=one.id)
    values = [case, case, aoki.agency_id, aoki.membership_id, one.id, placement, resource]
    with wearing(aoki), pytest.raises(ProgrammingError, match="a card of this file"), transaction.atomic():
        connection.cursor().execute(forged, values)


@pytest.mark.django_db
def test_a_page_that_is_loaded_anew_makes_no_second_link(aoki: Hat, chiba: Hat) -> None:
    case, key = opened(aoki), uuid4()
    placement = placed(aoki, case)
    agreed(aoki, case, chiba)
    new = actions.NewAsk(AskKind.INVITE, LEAD)
    with wearing(aoki):
        one = actions.ask_host(case, placement, new, by=aoki, at=timezone.now(), key=key)
        with pytest.raises(Refused, match="もうつくってあります"):
            actions.ask_host(case, placement, new, by=aoki, at=timezone.now(), key=key)
        assert not ReleasedCard.objects.get(pk=one.id).closed_at

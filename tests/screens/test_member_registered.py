"""A son whom nobody has registered joins his mother's case on one page, with who he is to her."""

import uuid
from typing import Any

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import CaseMember
from enishi.cases.tests.factories import opened
from enishi.office.wareki import BirthDate
from enishi.residents import actions as residents
from enishi.residents.models import HouseholdMember, Kinship, PersonName
from enishi.residents.tests.factories import registered
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import at, person_of, text

pytestmark = pytest.mark.django_db


def new(**more: Any) -> dict[str, Any]:
    given = {"new-name": "山田 健一", "new-kana": "ヤマダ ケンイチ", "new-birth": "S49.2.3", "new-sex": "male"}
    return given | {"relation": "child", "step": "save", "submission": str(uuid.uuid4())} | more


def test_who_is_not_registered_yet_joins_from_the_page_of_the_case(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    searched = client.post(at("member", case), {"find": "ヤマダ ケンイチ", "step": "search"})
    assert "新しく登録する" in text(searched)
    sent = new()
    assert [client.post(at("member", case), sent).status_code for _ in range(2)] == [302, 302]
    mother = person_of(case)
    with outside_the_walls():
        (member,) = CaseMember.objects.filter(case=case)
        assert PersonName.objects.filter(resident=member.resident_id, text="山田 健一").count() == 1
        assert Kinship.objects.get(resident=mother, other=member.resident_id).relation == "child"
        assert Kinship.objects.filter(resident=member.resident_id, other=mother).exists()
    assert f'href="/residents/{member.resident_id}/"' in client.get(at("case", case)).content.decode()


def test_a_namesake_is_shown_before_a_second_register_begins(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    registered(aoki, name="山田 健一", kana="ヤマダ ケンイチ", birth=BirthDate.read("昭和49年2月3日"))
    asked = client.post(at("member", case), new())
    assert "同じ人かもしれない登録があります" in text(asked)
    with outside_the_walls():
        assert not CaseMember.objects.filter(case=case).exists()
    assert client.post(at("member", case), new(different="on")).status_code == 302


def home_of(resident: Any) -> list[Any]:
    with outside_the_walls():
        current = HouseholdMember.objects.filter(ended_at__isnull=True)
        return list(current.filter(resident=resident).values_list("household", flat=True))


def test_who_lives_with_the_person_is_of_the_same_household(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    assert client.post(at("member", case), new(together="on")).status_code == 302
    with outside_the_walls():
        (member,) = CaseMember.objects.filter(case=case)
    assert home_of(member.resident_id) == home_of(person_of(case)) != []
    assert client.post(at("member", case), new(**{"new-name": "山田 次郎", "new-kana": "ヤマダ ジロウ"})).status_code == 302
    assert len(home_of(person_of(case))) == 1
    with outside_the_walls():
        assert HouseholdMember.objects.filter(ended_at__isnull=True).count() == 2, "who was not ticked lives elsewhere"


def test_nobody_is_moved_out_of_another_household_on_the_way(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    other, wife = registered(aoki, name="別家 一", kana="ベッケ ハジメ"), registered(aoki, name="別家 花", kana="ベッケ ハナ")
    with wearing(aoki):
        residents.join_household(wife, lives_with=other, by=aoki, at=timezone.now())
    sent = {"resident": str(other), "relation": "sibling", "together": "on", "step": "save", "submission": str(uuid.uuid4())}
    refused = client.post(at("member", case), sent)
    assert refused.status_code == 422
    assert "この人はほかの世帯に入っています" in text(refused)
    assert f'value="{other}" checked' in refused.content.decode(), "who was chosen stays chosen"
    with outside_the_walls():
        assert not CaseMember.objects.filter(case=case).exists()
    assert home_of(other) == home_of(wife)


def test_who_was_chosen_of_the_household_stays_chosen(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    son = registered(aoki, name="山田 健一", kana="ヤマダ ケンイチ")
    with wearing(aoki):
        residents.join_household(son, lives_with=person_of(case), by=aoki, at=timezone.now())
    answer = client.post(at("member", case), {"resident": str(son), "find": "ヤマダ", "step": "search"})
    page = answer.content.decode()
    assert f'value="{son}" checked' in page
    assert 'value="" checked' not in page


def test_nobody_chosen_is_told_at_once(aoki: Hat) -> None:
    answer = visitor(aoki).post(at("member", opened(aoki)), {"step": "save"})
    assert answer.status_code == 422
    assert "加える人を選ぶか、新しく登録してください。" in text(answer)

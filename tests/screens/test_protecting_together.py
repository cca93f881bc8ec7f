"""Protecting those who live with somebody: the form, the warning, the decision; the other one's worker meets none of it."""

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.office.wareki import BirthDate
from enishi.residents import actions
from enishi.residents.models import LeftOpen, PersonName, SupportMeasure
from enishi.residents.rules.measures import WhyOpen
from enishi.residents.rules.registration import NewAddress
from enishi.residents.tests.factories import registered, shared
from enishi.residents.tests.test_protection import colleague
from enishi.residents.tests.test_together import SON, Family, the_clerk_asks, whereabouts
from enishi.sharing.models import Seal
from enishi.sharing.terms import ALL_CLASSES
from enishi.website.tests.visitors import visitor
from tests.screens.test_register import VARYING, counted, page, text_of

pytestmark = pytest.mark.django_db
# How often who asks looked at the son themselves goes on between the two cities; in the one of two forms, who protects looks twice.
OWN_LOOKS = re.compile(r"(?<=ひだまり<br><span class=\"small soft\">)[^<]*\d+回")
LOOKS = re.compile(r"\d+回")
NUMBERED = re.compile(r"s\d+_x\d+")
WARNED = "山田 一郎さんの居所は保護されていません。同じ住所が知られます。"
MEASURE = {"state": "in_force", "applicant": "本人", "acts": ["violence"], "starts_on": "R8.4.1", "ends_on": "R9.4.1"}


@pytest.fixture
def family(baba: Hat, chiba: Hat) -> Family:
    """As in the room's tests; 千葉's office also has a daughter in the household of whom 馬場 knows nothing."""
    mother, son = registered(baba), registered(chiba, **SON)
    daughter = registered(chiba, name="山田 桜", kana="ヤマダ サクラ", birth=BirthDate.read("H27.1.1"), contacts=())
    shared(son, by=chiba, to=baba, classes=ALL_CLASSES)
    with wearing(baba):
        actions.join_household(son, lives_with=mother, by=baba, at=timezone.now())
    with wearing(chiba):
        actions.join_household(daughter, lives_with=son, by=chiba, at=timezone.now())
    return Family(mother, son)


def protected(by: Hat, resident: UUID) -> None:
    with wearing(by):
        actions.protect_whereabouts(resident, protection="in_force", by=by, at=timezone.now())


@pytest.mark.parametrize("form", ["protection", "add-measure"])
def test_who_lives_there_is_offered_and_nobody_is_ticked(baba: Hat, family: Family, form: str) -> None:
    shown = text_of(visitor(baba), page(form, family.mother))
    (box,) = re.findall(r'<input type="checkbox" name="together"[^>]*>', shown)
    assert str(family.son) in box
    assert "checked" not in box
    assert "いっしょに保護する人（併せて支援を求める者）" in shown
    assert "加害者がこの世帯に残っているときは、その人を選ばないでください。" in shown
    assert "山田 一郎（ヤマダ イチロウ）" in shown
    assert "山田 桜" not in shown, "of her this office knows nothing"


@pytest.mark.parametrize("form", ["protection", "add-measure"])
def test_who_lives_alone_is_not_asked(baba: Hat, form: str) -> None:
    shown = text_of(visitor(baba), page(form, registered(baba)))
    assert "いっしょに保護する人" not in shown


def test_a_tick_protects_both_once_however_often_it_is_sent(baba: Hat, chiba: Hat, family: Family) -> None:
    client = visitor(baba)
    sent = MEASURE | {"together": [str(family.son)], "submission": str(uuid4())}
    for _ in range(2):
        assert client.post(page("add-measure", family.mother), sent).status_code == 302
    with outside_the_walls():
        assert SupportMeasure.objects.count() == 2
        assert Seal.objects.count() == 2
    assert whereabouts(chiba, family.son) == (0, 0)
    shown = text_of(client, page("protection", family.mother))
    assert "いっしょに保護する人" not in shown
    assert re.findall(r'value="(\w+)"[^>]* checked', shown) == ["in_force"], "as it stands"
    again = client.post(page("protection", family.mother), {"protection": "applied", "together": [str(family.son)]})
    assert again.status_code == 422
    assert "いっしょに暮らす人の記録が変わりました" in again.content.decode()


def test_who_may_not_be_written_is_told_beside_the_question(baba: Hat, chiba: Hat, family: Family) -> None:
    aunt = registered(chiba, name="山田 梅", kana="ヤマダ ウメ", contacts=())
    with wearing(chiba):
        actions.join_household(aunt, lives_with=family.son, by=chiba, at=timezone.now())
    shared(aunt, by=chiba, to=baba, classes=1 | 8)
    client = visitor(baba)
    sent = {"protection": "applied", "together": [str(family.son), str(aunt)]}
    answer = client.post(page("protection", family.mother), sent)
    assert answer.status_code == 422
    assert "山田 梅さん：この区分の情報を書く根拠がありません。" in answer.content.decode()
    with outside_the_walls():
        assert not Seal.objects.exists()
    for odd in (str(uuid4()), "none"):
        answer = client.post(page("protection", family.mother), {"protection": "applied", "together": [odd]})
        assert answer.status_code == 422
    with outside_the_walls():
        assert not Seal.objects.exists()


def test_the_warning_stands_until_something_was_decided(baba: Hat, family: Family) -> None:
    client, mother = visitor(baba), page("resident", family.mother)
    assert WARNED not in text_of(client, mother)
    protected(baba, family.mother)
    shown = text_of(client, mother)
    assert shown.count(WARNED) == 1
    assert "桜" not in shown
    decide = page("left-open", family.mother, family.son)
    assert decide in shown
    assert f'href="{page("protection", family.mother)}">いっしょに保護する' in shown
    assert "山田 一郎" in text_of(client, decide)
    assert client.post(decide, {"reason": "other"}).status_code == 422
    assert client.post(decide, {"reason": "offender"}).status_code == 302
    shown = text_of(client, mother)
    assert WARNED not in shown
    assert "山田 一郎さん：いっしょに保護しない（加害者である）" in shown
    assert "馬場 直樹" in shown.split("いっしょに保護しない（加害者である）")[1][:80]
    offered = text_of(client, page("protection", family.mother))
    assert "いっしょに保護しないと決めています（加害者である）" in offered
    with outside_the_walls():
        entry = LeftOpen.objects.get().pk
    assert client.post(page("end-left-open", family.mother, entry)).status_code == 302
    assert WARNED in text_of(client, mother)


def test_two_who_decide_at_once_see_both(baba: Hat, family: Family) -> None:
    protected(baba, family.mother)
    first, second = visitor(baba), visitor(colleague(baba))
    decide = page("left-open", family.mother, family.son)
    assert first.post(decide, {"reason": "offender"}).status_code == 302
    overtaken = second.post(decide, {"reason": "apart"})
    assert overtaken.status_code == 409
    shown = overtaken.content.decode()
    assert "加害者である" in shown
    assert "別に暮らしている" in shown
    token = re.search(r'name="version" value="([^"]+)"', shown)
    assert token
    assert second.post(decide, {"reason": "apart", "version": token.group(1)}).status_code == 302
    assert "いっしょに保護しない（別に暮らしている）" in text_of(second, page("resident", family.mother))


def test_nobody_else_and_nobody_without_the_key_decides(baba: Hat, chiba: Hat, family: Family) -> None:
    """Unprotected, unseen, somebody else's, absent; and for who holds no key: one and the same answer."""
    outside = registered(baba, name="佐藤 桃", kana="サトウ モモ", contacts=())
    with outside_the_walls():
        unseen = Family(family.mother, registered_daughter())
    client = visitor(baba)
    addresses = [page("left-open", family.mother, family.son)]
    before = [VARYING.sub("…", client.get(one).content.decode()) for one in addresses]
    protected(baba, family.mother)
    addresses = [page("left-open", family.mother, one) for one in (unseen.son, outside, uuid4())]
    told = {VARYING.sub("…", client.get(one).content.decode()) for one in addresses}
    assert told == set(before)
    assert {client.post(one, {"reason": "apart"}).status_code for one in addresses} == {404}
    shared(family.mother, by=baba, to=chiba, classes=ALL_CLASSES)
    worker = visitor(chiba)
    for one in (family.son, uuid4()):
        answer = worker.post(page("left-open", family.mother, one), {"reason": "apart"})
        assert answer.status_code == 404


def registered_daughter() -> UUID:
    return PersonName.objects.get(text="山田 桜", kind="legal").resident_id


@dataclass
class Met:
    """What a worker is answered at the addresses where something could show, and how many statements it took."""

    answers: list[tuple[str, int, str]]
    statements: list[int]


def met(client: Client, family: Family) -> Met:
    found = Met([], [])
    told_of = [
        page(name, family.son)
        for name in ("resident", "protection", "add-measure", "add-address", "household", "ledger", "person-requests", "own-sheet")
    ]
    for one in [*told_of, "/inbox/", "/", page("search")]:
        with counted() as statements:
            answer = client.get(one)
        found.answers.append((one, answer.status_code, VARYING.sub("…", answer.content.decode())))
        found.statements.append(len(statements))
    return found


def differing(first: Met, second: Met, but: re.Pattern[str] = OWN_LOOKS) -> list[str]:
    """The addresses at which two cities answer otherwise."""
    pairs = zip(first.answers, second.answers, strict=True)
    return [
        where for (where, status, text), (_, other, words) in pairs if (status, but.sub("", text)) != (other, but.sub("", words))
    ]


def test_the_worker_of_who_is_left_open_meets_the_same_bytes(baba: Hat, chiba: Hat, family: Family) -> None:
    """Two cities: in one the mother is protected, her son was left open on purpose, and her office was asked."""
    client = visitor(chiba)
    met(client, family)
    protected(baba, family.mother)
    without = met(client, family)
    with transaction.atomic():
        assert the_clerk_asks() == 1
        decide = page("left-open", family.mother, family.son)
        assert visitor(baba).post(decide, {"reason": "offender", "note": "父の代わりに探している。"}).status_code == 302
        with_it = met(client, family)
        transaction.set_rollback(True)
    assert differing(with_it, without) == []
    assert with_it.statements == without.statements


def test_who_is_protected_together_looks_like_who_is_protected_alone(baba: Hat, chiba: Hat, family: Family) -> None:
    """Two cities: in one the son was ticked on his mother's form, in the other he is protected by himself."""
    client, told = visitor(chiba), []
    met(client, family)
    for together in (True, False):
        with transaction.atomic():
            given = {"protection": "applied", "together": [str(family.son)] if together else []}
            assert visitor(baba).post(page("protection", family.mother), given).status_code == 302
            if not together:
                assert visitor(baba).post(page("protection", family.son), {"protection": "applied"}).status_code == 302
            the_clerk_asks()
            told.append(met(client, family))
            transaction.set_rollback(True)
    assert differing(*told, LOOKS) == []
    assert told[0].statements == told[1].statements


@pytest.mark.parametrize("act", ["free address", "lifted", "moves in"])
def test_who_opens_something_is_answered_alike_and_in_as_many_steps(
    baba: Hat, chiba: Hat, family: Family, act: str
) -> None:
    """Whether somebody protected lives there or not: the clerk finds out later."""
    if act == "lifted":
        with wearing(chiba):
            actions.add_address(family.son, NewAddress("豊田市別町1", protection="applied"), by=chiba, at=timezone.now())
            actions.ask_to_lift_protection(family.son, by=chiba, at=timezone.now())
    newcomer = registered(chiba, name="山田 松", kana="ヤマダ マツ", contacts=())
    client = visitor(cast.hat("partner", cast.agency(chiba.agency_name, "9001"), "同僚 三郎"))
    sent = {
        "free address": (page("add-address", family.son), {"text": "豊田市別町3", "kind": "living", "protection": "none"}),
        "lifted": (page("agree-to-lift", family.son), {}),
        "moves in": (page("household", newcomer), {"other": str(family.son), "step": "save", "role": "member"}),
    }
    where, data = sent[act]
    client.get(where)

    def done() -> tuple[int, str, str, list[str]]:
        with transaction.atomic():
            with counted() as statements:
                answer = client.post(where, data)
                shown = client.get(answer.url)
            connection.needs_rollback = True
        words = [NUMBERED.sub("", one["sql"])[:60] for one in statements]
        return answer.status_code, answer.url, VARYING.sub("…", shown.content.decode()), words

    done()
    before = done()
    protected(baba, family.mother)
    assert done() == before
    assert before[0] == 302


def test_a_page_costs_the_same_for_one_housemate_and_for_many(baba: Hat) -> None:
    client, mother = visitor(baba), registered(baba)
    children = [registered(baba, **SON | {"name": f"山田 見本{n}"}) for n in range(5)]

    def moved_in(*some: UUID) -> list[int]:
        with wearing(baba):
            for one in some:
                actions.join_household(one, lives_with=mother, by=baba, at=timezone.now())
        costs = []
        for name in ("resident", "protection"):
            client.get(page(name, mother))
            with counted() as statements:
                text_of(client, page(name, mother))
            costs.append(len(statements))
        return costs

    protected(baba, mother)
    few = moved_in(children[0])
    with wearing(baba):
        actions.leave_open(mother, children[0], WhyOpen("apart"), instead_of=None, by=baba, at=timezone.now())
    assert moved_in(*children[1:]) == few

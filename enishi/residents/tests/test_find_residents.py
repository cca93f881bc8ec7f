"""Finding: the roads through the keys give one answer, and only what the hat may see."""

from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.residents import actions
from enishi.residents.access import open_resident
from enishi.residents.actions.keys import write_keys
from enishi.residents.models import HeldName, Resident, SearchKey
from enishi.residents.queries import find_residents
from enishi.residents.queries.finding import MOST
from enishi.residents.rules import search_keys
from enishi.residents.rules.registration import NewName
from enishi.residents.terms import NameKind
from enishi.residents.tests.factories import registered, shared
from enishi.sharing import actions as sharing
from enishi.sharing.terms import BlockKind, Purpose, SealKind

pytestmark = pytest.mark.django_db
# Keys in the range: more than are followed one by one, and more than are read against what a desk with little holds.
WIDE, VERY_WIDE = 200, 2100


@pytest.fixture(params=[WIDE, VERY_WIDE])
def crowd(baba: Hat, request: pytest.FixtureRequest) -> None:
    """Many others whose kana begin alike, of whom nobody here may see one."""
    with outside_the_walls():
        people = Resident.objects.bulk_create(
            Resident(
                id=uuid4(),
                state="identified",
                origin_id=baba.agency_id,
                registered_by=baba.membership_id,
                registered_at=timezone.now(),
            )
            for _ in range(request.param)
        )
        SearchKey.objects.bulk_create(
            SearchKey(resident_id=one.pk, information_class=1, kind="kana", key=f"ヤマカ{number:05}")
            for number, one in enumerate(people)
        )


@pytest.mark.usefixtures("crowd")
def test_a_wide_range_is_sieved_to_what_the_hat_may_see(baba: Hat, chiba: Hat) -> None:
    mine = [registered(baba, kana=f"ヤマダ {given}") for given in ("アイ", "イク", "ウメ")]
    theirs = registered(chiba, kana="ヤマダ エミ")
    shared(theirs, by=chiba, to=baba, classes=1)
    sealed = registered(chiba, kana="ヤマダ オト")
    shared(sealed, by=chiba, to=baba, classes=1)
    shut = registered(baba, kana="ヤマダ カオ")
    hidden = registered(chiba, kana="ヤマダ キミ")
    with wearing(chiba):
        sharing.seal(sealed, kind=SealKind.EXIT_SUPPORT, classes=255, by=chiba, at=timezone.now())
    with wearing(baba):
        sharing.block_staff(shut, staff=baba.staff_id, kind=BlockKind.FAMILY, by=baba, at=timezone.now())
        assert find_residents(baba, "ヤマ").residents == (*mine, theirs)
        assert find_residents(baba, "ヤマダ").residents == (*mine, theirs)
    with wearing(chiba):
        assert set(find_residents(chiba, "ヤマ").residents) == {theirs, sealed, hidden}


@pytest.mark.usefixtures("crowd")
def test_a_grant_that_ended_finds_nothing_in_a_wide_range(baba: Hat, chiba: Hat) -> None:
    theirs = registered(chiba)
    ground = shared(theirs, by=chiba, to=baba, classes=1)
    with wearing(chiba):
        sharing.end_ground(ground, by=chiba, at=timezone.now())
    with wearing(baba):
        assert find_residents(baba, "ヤマ").residents == ()


def test_a_birth_date_leads_by_itself(baba: Hat, chiba: Hat) -> None:
    mine, theirs = registered(baba), registered(chiba)
    with wearing(baba):
        assert find_residents(baba, "ヤマ", birth="S50.4.1").residents == (mine,)
        assert find_residents(baba, "", birth="S50.4.1").residents == (mine,)
        assert find_residents(baba, "サト", birth="S50.4.1").residents == ()
    shared(theirs, by=chiba, to=baba, classes=2)
    with wearing(baba):
        assert find_residents(baba, "ヤマ", birth="S50.4.1").residents == (mine,)


def test_at_most_fifty_are_shown_and_more_is_said(baba: Hat) -> None:
    for number in range(MOST + 2):
        registered(
            baba, kana=f"ヤマダ {'アイウエオカキクケコ'[number % 10]}{'アイウエオカキクケコ'[number // 10]}"
        )
    with wearing(baba):
        found = find_residents(baba, "ヤマダ")
    assert len(found.residents) == MOST
    assert found.more


HUONG = {"name": "Nguyễn Thị Thu Hường", "kana": "グエン・ティ・トゥ・フオン"}


@pytest.mark.parametrize(
    "typed",
    ["nguyen thi", "NGUYEN", "Nguyễn", "Thu Huong", "thi thu", "huong", "グエン ティ", "ティトゥ", "トゥ・フオン", "フオン"],
)
def test_a_name_of_many_words_is_found_by_any_of_them_without_its_marks(baba: Hat, typed: str) -> None:
    person = registered(baba, **HUONG)
    registered(baba, name="Nguyen Van An", kana="グエン・ヴァン・アン")
    with wearing(baba):
        assert person in find_residents(baba, typed).residents
        assert person not in find_residents(baba, "ヴァン").residents


@pytest.mark.parametrize(
    ("name", "kana", "typed"),
    [
        ("Maria Silva", "マリア・シルバ", "Silva Maria"),
        ("Maria Silva", "マリア・シルバ", "シルバ　マリア"),
        ("SILVA Maria Aparecida", "シルバ・マリア・アパレシーダ", "Maria Aparecida Silva"),
        ("Maria Aparecida Silva", "マリア・アパレシーダ・シルバ", "silva, maria aparecida"),
        ("山田 花子", "ヤマダ ハナコ", "花子 山田"),
        ("山田花子", "ヤマダ ハナコ", "はなこ やまだ"),
    ],
)
def test_who_is_typed_with_the_given_name_first_is_found(baba: Hat, chiba: Hat, name: str, kana: str, typed: str) -> None:
    person = registered(baba, name=name, kana=kana)
    registered(chiba, name=name, kana=kana)
    with wearing(baba):
        assert find_residents(baba, typed).residents == (person,)
        assert find_residents(baba, typed, birth="S50.4.1").residents == (person,)
        assert find_residents(baba, typed, birth="S50.4.2").residents == ()


def test_the_order_as_typed_goes_before_the_other_order(baba: Hat) -> None:
    """「林 小」 on the way to 「林 小百合」 shows no 小林."""
    sayuri = registered(baba, name="林 小百合", kana="ハヤシ サユリ")
    kobayashi = registered(baba, name="小林 一", kana="コバヤシ ハジメ")
    with wearing(baba):
        assert find_residents(baba, "林 小").residents == (sayuri,)
        assert find_residents(baba, "小林").residents == (kobayashi,)


def test_who_was_registered_before_is_found_so_too(baba: Hat, chiba: Hat) -> None:
    """The statements of the migration, on keys as they were before it."""
    person = registered(baba, **HUONG)
    with outside_the_walls():
        for keys in (SearchKey, HeldName):
            keys.objects.filter(kind="word").delete()
            keys.objects.filter(kind="name").update(key="NGUYỄNTHỊTHUHƯỜNG")
    with wearing(baba):
        assert find_residents(baba, "nguyen").residents == find_residents(baba, "トゥ フオン").residents == ()
    with outside_the_walls():
        import_module("enishi.residents.migrations.0016_found_by_plain_letters").add_keys(None, connection.schema_editor())
    for hat, found in ((baba, (person,)), (chiba, ())):
        with wearing(hat):
            assert find_residents(hat, "nguyen").residents == find_residents(hat, "トゥ フオン").residents == found


@pytest.mark.parametrize("typed", ["", "　", "・・"])
def test_nothing_to_look_for_is_said_and_gives_no_token(baba: Hat, typed: str) -> None:
    with wearing(baba):
        found = find_residents(baba, typed)
    assert found.problem
    assert not found.token


def test_an_unreadable_birth_date_is_said(baba: Hat) -> None:
    with wearing(baba):
        assert "13月" in find_residents(baba, "ヤマダ", birth="1975/13/1").problem


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("ヤマ", (search_keys.KANA, search_keys.WORD)),
        ("山田 花子", (search_keys.NAME, search_keys.WORD)),
        ("Nguyen", (search_keys.NAME, search_keys.WORD)),
        ("0565-31-1212", (search_keys.PHONE,)),
        ("+81 90 1234 5678", (search_keys.PHONE,)),
        ("昭和50年4月1日", (search_keys.BIRTH,)),
        ("k3m7-q2xd", (search_keys.REFERENCE,)),
        ("ABCD-EFGH", (search_keys.REFERENCE,)),
    ],
)
def test_what_was_typed_is_understood(typed: str, kinds: tuple[str, ...]) -> None:
    found = search_keys.wanted(typed)
    assert found is not None
    assert found.kinds == kinds


def test_the_helper_of_the_finder_tells_an_outsider_nothing(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    with wearing(chiba), connection.cursor() as cursor:
        cursor.execute(
            "SELECT residents_reached(%s, 1, ARRAY[%s]::uuid[], now())", [resident, baba.agency_id]
        )
        assert cursor.fetchone()[0] is False


def test_a_search_takes_one_statement_for_one_and_for_many(baba: Hat, django_assert_num_queries: Any) -> None:
    registered(baba)
    with wearing(baba):
        find_residents(baba, "ヤマダ")
        with django_assert_num_queries(1):
            assert len(find_residents(baba, "ヤマダ").residents) == 1
    for given in ("アイ", "イク", "ウメ"):
        registered(baba, kana=f"ヤマダ {given}")
    with wearing(baba), django_assert_num_queries(1):
        assert len(find_residents(baba, "ヤマダ").residents) == 4


def held(resident: UUID) -> set[tuple[UUID, str]]:
    with outside_the_walls():
        return set(
            HeldName.objects.filter(resident_id=resident, kind="kana").values_list("grantee_id", "key")
        )


def test_names_are_held_by_whom_a_register_is_given_to_and_follow_its_corrections(
    baba: Hat, chiba: Hat
) -> None:
    person = registered(baba)
    assert held(person) == {(baba.agency_id, "ヤマタハナコ")}
    ground = shared(person, by=baba, to=chiba, classes=1)
    assert {one for one, _ in held(person)} == {baba.agency_id, chiba.agency_id}
    with wearing(baba):
        open_resident(baba, person, to=Purpose.SUPPORT, word="resident.page")
        actions.add_name(person, NewName("", "カワカミ ハナコ", NameKind.FORMER), by=baba, at=timezone.now())
    with wearing(chiba):
        assert (
            find_residents(chiba, "カワカ").residents == find_residents(chiba, "ヤマ").residents == (person,)
        )
    with wearing(baba):
        sharing.end_ground(ground, by=baba, at=timezone.now())
    with wearing(chiba):
        assert find_residents(chiba, "カワカ").residents == ()
    shared(person, by=baba, to=chiba, classes=1)
    with wearing(chiba):
        assert find_residents(chiba, "カワカ").residents == (person,)


def test_a_name_that_is_nobodys_any_more_is_held_by_nobody(baba: Hat, chiba: Hat) -> None:
    person = registered(baba)
    shared(person, by=baba, to=chiba, classes=1)
    with wearing(baba):
        write_keys(person, 1, {("kana", "アラタ"), ("word", "ナ")})
    assert held(person) == {(baba.agency_id, "アラタ"), (chiba.agency_id, "アラタ")}
    for hat in (baba, chiba):
        with wearing(hat):
            assert find_residents(hat, "ヤマ").residents == ()
            assert find_residents(hat, "アラ").residents == (person,)


def test_a_day_of_birth_is_looked_for_among_those_that_are_held(baba: Hat, chiba: Hat) -> None:
    person = registered(baba)
    found = (person,)
    with wearing(baba):
        assert (
            find_residents(baba, "1975/4/1").residents
            == find_residents(baba, "ヤマ", birth="1975/4/1").residents
            == found
        )
    with wearing(chiba):
        assert (
            find_residents(chiba, "1975/4/1").residents
            == find_residents(chiba, "ヤマ", birth="1975/4/1").residents
            == ()
        )
    ground = shared(person, by=baba, to=chiba, classes=1)
    with wearing(chiba):
        assert (
            find_residents(chiba, "1975/4/1").residents
            == find_residents(chiba, "ヤマ", birth="1975/4/1").residents
            == found
        )
    with wearing(baba):
        write_keys(person, 1, {("kana", "ヤマタハナコ"), ("birth", "1975-04-02")})
    for day, seen in (("1975/4/1", ()), ("1975/4/2", found)):
        with wearing(chiba):
            assert (
                find_residents(chiba, day).residents
                == find_residents(chiba, "ヤマ", birth=day).residents
                == seen
            )
    with wearing(baba):
        sharing.end_ground(ground, by=baba, at=timezone.now())
    with wearing(chiba):
        assert find_residents(chiba, "1975/4/2").residents == ()


def test_nobody_reads_which_names_are_held(baba: Hat) -> None:
    registered(baba)
    with wearing(baba), pytest.raises(ProgrammingError), transaction.atomic():
        list(HeldName.objects.all())

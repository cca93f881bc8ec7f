"""Finding: the roads through the keys give one answer, and only what the hat may see."""

from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.residents.models import Resident, SearchKey
from enishi.residents.queries import find_residents
from enishi.residents.queries.finding import MOST
from enishi.residents.rules import search_keys
from enishi.residents.tests.factories import registered, shared
from enishi.sharing import actions as sharing
from enishi.sharing.terms import BlockKind, SealKind

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
            SearchKey(resident=one, information_class=1, kind="kana", key=f"ヤマカ{number:05}")
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

"""Household and kinship, and that neither tells of a protected member to the other side."""

from datetime import date
from uuid import UUID

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.office.errors import NotFound, Refused
from enishi.office.wareki import BirthDate
from enishi.residents import actions
from enishi.residents.access import open_resident
from enishi.residents.models import Household, HouseholdMember, Kinship
from enishi.residents.queries import household_of, kin_of
from enishi.residents.rules.registration import NewAddress
from enishi.residents.tests.factories import registered, shared
from enishi.sharing.terms import ALL_CLASSES, InformationClass, Purpose

pytestmark = pytest.mark.django_db
WITHOUT_JUSTICE = ALL_CLASSES & ~InformationClass.JUSTICE


@pytest.fixture
def couple(baba: Hat) -> tuple[UUID, UUID]:
    """山田 太郎 and 山田 花子, married and living together, both known to 馬場's office."""
    wife = registered(baba)
    husband = registered(
        baba, name="山田 太郎", kana="ヤマダ タロウ", sex="male", birth=BirthDate.read("S45.1.1"), contacts=()
    )
    with wearing(baba):
        actions.join_household(wife, lives_with=husband, role="member", by=baba, at=timezone.now())
        actions.add_kinship(husband, other=wife, relation="spouse", by=baba, at=timezone.now())
    return husband, wife


def family(hat: Hat, resident: UUID) -> tuple[list[UUID], list[UUID]]:
    """Whom a hat sees in the household of a resident and as kin."""
    with wearing(hat):
        open_resident(hat, resident, to=Purpose.SUPPORT, word="test")
        return (
            [one.resident for one in household_of(hat, [resident])],
            [one.other for one in kin_of(hat, [resident])],
        )


def test_a_household_and_kinship_are_seen_from_both_sides(baba: Hat, couple: tuple[UUID, UUID]) -> None:
    husband, wife = couple
    assert family(baba, husband) == ([wife], [wife])
    assert family(baba, wife) == ([husband], [husband])


def test_each_row_stands_in_the_members_own_binder(baba: Hat, couple: tuple[UUID, UUID]) -> None:
    with wearing(baba):
        assert set(HouseholdMember.objects.values_list("resident", flat=True)) == set(couple)


def test_a_child_sees_a_mother_or_father_by_sex(baba: Hat, couple: tuple[UUID, UUID]) -> None:
    husband, wife = couple
    child = registered(
        baba, name="山田 一郎", kana="ヤマダ イチロウ", birth=BirthDate.read("H20.1.1"), sex="male"
    )
    with wearing(baba):
        for parent in couple:
            actions.add_kinship(parent, other=child, relation="child", by=baba, at=timezone.now())
        open_resident(baba, child, to=Purpose.SUPPORT, word="test")
        seen = {one.other: one.relation for one in kin_of(baba, [child])}
    assert seen == {husband: "father", wife: "mother"}


def test_who_sees_one_side_only_finds_no_trace_of_the_other(
    baba: Hat, chiba: Hat, couple: tuple[UUID, UUID]
) -> None:
    husband, _wife = couple
    shared(husband, by=baba, to=chiba, classes=ALL_CLASSES)
    assert family(chiba, husband) == ([], [])
    with wearing(chiba):
        open_resident(chiba, husband, to=Purpose.SUPPORT, word="test")
        assert not Kinship.objects.exists()
        assert HouseholdMember.objects.count() == 1


def test_a_protected_member_vanishes_from_the_household_for_the_other_side(
    baba: Hat, chiba: Hat, couple: tuple[UUID, UUID]
) -> None:
    """Also for a worker who may see both: who lives with whom tells where."""
    husband, wife = couple
    for one in couple:
        shared(one, by=baba, to=chiba, classes=WITHOUT_JUSTICE)
    assert family(chiba, husband) == ([wife], [wife])
    with wearing(baba):
        actions.protect_whereabouts(wife, protection="in_force", by=baba, at=timezone.now())
    assert family(chiba, husband)[0] == []
    assert family(baba, husband)[0] == [wife]


def test_two_worlds_are_one_to_the_other_side(baba: Hat, chiba: Hat, couple: tuple[UUID, UUID]) -> None:
    """The husband's worker sees the same whether the protected wife was ever written down or not."""
    alone = registered(
        baba, name="山田 太郎", kana="ヤマダ タロウ", sex="male", birth=BirthDate.read("S45.1.1"), contacts=()
    )
    for one in (couple[0], alone):
        shared(one, by=baba, to=chiba, classes=ALL_CLASSES)
    assert family(chiba, couple[0]) == family(chiba, alone)


def test_moving_in_with_another_ends_the_household_before(baba: Hat, couple: tuple[UUID, UUID]) -> None:
    husband, wife = couple
    aunt = registered(baba, name="佐藤 梅", kana="サトウ ウメ", birth=BirthDate.read("S10.1.1"))
    with wearing(baba):
        actions.join_household(wife, lives_with=aunt, starts_on=date(2026, 6, 1), by=baba, at=timezone.now())
        assert Household.objects.count() == 2
    assert family(baba, husband)[0] == []
    assert family(baba, wife)[0] == [aunt]


def test_leaving_leaves_the_others_as_they_are(baba: Hat, couple: tuple[UUID, UUID]) -> None:
    husband, wife = couple
    with wearing(baba):
        actions.leave_household(wife, by=baba, at=timezone.now())
        with pytest.raises(Refused, match="世帯"):
            actions.leave_household(wife, by=baba, at=timezone.now())
        open_resident(baba, husband, to=Purpose.SUPPORT, word="test")
        assert HouseholdMember.objects.filter(resident=husband, ended_at__isnull=True).exists()


def test_a_tie_ends_on_both_sides(baba: Hat, couple: tuple[UUID, UUID]) -> None:
    husband, wife = couple
    with wearing(baba):
        open_resident(baba, husband, to=Purpose.SUPPORT, word="test")
        entry = kin_of(baba, [husband])[0].id
        actions.end_kinship(husband, entry, by=baba, at=timezone.now())
    assert family(baba, husband)[1] == family(baba, wife)[1] == []


def test_nobody_ties_to_somebody_hidden(baba: Hat, chiba: Hat) -> None:
    hidden, own = registered(baba), registered(chiba)
    with wearing(chiba):
        for verb in (
            lambda: actions.join_household(own, lives_with=hidden, by=chiba, at=timezone.now()),
            lambda: actions.add_kinship(own, other=hidden, relation="spouse", by=chiba, at=timezone.now()),
        ):
            with pytest.raises(NotFound):
                verb()


def test_a_household_is_not_joined_where_the_whereabouts_are_hidden(baba: Hat, chiba: Hat) -> None:
    protected = registered(baba, addresses=(NewAddress("豊田市保護町9", protection="applied"),))
    shared(protected, by=baba, to=chiba, classes=ALL_CLASSES)
    own = registered(chiba)
    with wearing(chiba), pytest.raises(Refused):
        actions.join_household(own, lives_with=protected, by=chiba, at=timezone.now())

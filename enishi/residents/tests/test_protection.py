"""Whereabouts: sealed at once by one, lifted by two, and never told by a hint."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.office.errors import NotFound, Refused
from enishi.residents import actions
from enishi.residents.access import open_resident
from enishi.residents.actions.proposing import propose_matches
from enishi.residents.models import Address, Contact, MatchCandidate, SupportMeasure
from enishi.residents.queries import SharedWith, find_residents, shared_with, whereabouts_seal
from enishi.residents.rules.measures import NewMeasure, standing
from enishi.residents.rules.registration import NewAddress, NewContact
from enishi.residents.tests.factories import registered, shared
from enishi.sharing.models import Block, Seal
from enishi.sharing.terms import ALL_CLASSES, Purpose

pytestmark = pytest.mark.django_db
HIDDEN = NewAddress("豊田市保護町9番地", protection="in_force")
MEASURE = NewMeasure(
    state="in_force",
    applicant="山田 花子",
    acts=["violence"],
    other_party="山田 太郎",
    starts_on=date(2026, 4, 1),
    ends_on=date(2027, 4, 1),
)


def whereabouts(hat: Hat, resident: UUID) -> tuple[int, int]:
    """How many addresses and landlines a hat sees of a register."""
    with wearing(hat):
        open_resident(hat, resident, to=Purpose.SUPPORT, word="test")
        return Address.objects.filter(resident=resident).count(), Contact.objects.filter(
            kind="landline"
        ).count()


def colleague(of: Hat) -> Hat:
    return cast.hat("counter", cast.agency(of.agency_name, "1020"), "同僚 次郎")


def test_protected_whereabouts_are_for_the_recording_agency_alone(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba, addresses=(HIDDEN,))
    shared(resident, by=baba, to=chiba, classes=ALL_CLASSES)
    assert whereabouts(baba, resident) == (1, 1)
    assert whereabouts(chiba, resident) == (0, 0)
    with wearing(chiba):
        assert whereabouts_seal(resident) is None
        assert find_residents(chiba, "0565-00-1234").residents == ()
        assert find_residents(chiba, "090-0000-1234").residents == (resident,)


def test_free_whereabouts_are_shared_with_the_grant(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=ALL_CLASSES)
    assert whereabouts(chiba, resident) == (1, 1)


def test_a_protected_address_added_later_hides_the_earlier_ones_too(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=ALL_CLASSES)
    with wearing(baba):
        actions.add_address(resident, HIDDEN, by=baba, at=timezone.now())
    assert whereabouts(chiba, resident) == (0, 0)


def test_who_cannot_see_the_whereabouts_writes_none_and_cannot_tell_why(
    baba: Hat, chiba: Hat, aoki: Hat
) -> None:
    sealed = registered(baba, addresses=(HIDDEN,))
    shared(sealed, by=baba, to=chiba, classes=ALL_CLASSES)
    free = registered(baba)
    shared(free, by=baba, to=aoki, classes=1)
    told = []
    for hat, resident in ((chiba, sealed), (aoki, free)):
        with wearing(hat), pytest.raises(Refused) as refused:
            actions.add_address(resident, NewAddress("豊田市見本町2"), by=hat, at=timezone.now())
        told.append(refused.value.reasons)
        with wearing(hat), pytest.raises(Refused) as refused:
            actions.add_contact(
                resident, NewContact("0565-11-1111", kind="landline"), by=hat, at=timezone.now()
            )
        told.append(refused.value.reasons)
    assert all(one == told[0] for one in told)


def test_protection_is_lifted_by_two(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba, addresses=(HIDDEN,))
    shared(resident, by=baba, to=chiba, classes=ALL_CLASSES)
    with wearing(baba):
        with pytest.raises(Refused, match="別の職員"):
            actions.agree_to_lift_protection(resident, by=baba, at=timezone.now())
        actions.ask_to_lift_protection(resident, by=baba, at=timezone.now())
        with pytest.raises(Refused, match="別の職員"):
            actions.agree_to_lift_protection(resident, by=baba, at=timezone.now())
    assert whereabouts(chiba, resident) == (0, 0)
    second = colleague(baba)
    with wearing(second):
        actions.agree_to_lift_protection(resident, by=second, at=timezone.now())
        assert Address.objects.get(resident=resident).protection == "none"
    assert whereabouts(chiba, resident) == (1, 1)


def test_protection_cannot_be_set_to_none_by_one(baba: Hat) -> None:
    resident = registered(baba, addresses=(HIDDEN,))
    with wearing(baba), pytest.raises(Refused, match="解除"):
        actions.protect_whereabouts(resident, protection="none", by=baba, at=timezone.now())


def test_protecting_marks_the_addresses_and_seals(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=ALL_CLASSES)
    with wearing(baba):
        actions.protect_whereabouts(resident, protection="applied", by=baba, at=timezone.now())
        assert Address.objects.get(resident=resident).protection == "applied"
    assert whereabouts(chiba, resident) == (0, 0)
    with outside_the_walls():
        assert Seal.objects.filter(binder=resident).count() == 1


def test_that_whereabouts_are_protected_is_not_told_by_what_others_see(baba: Hat, chiba: Hat, aoki: Hat) -> None:
    """Who was never given them reads what others may see, before and after, without them."""
    resident = registered(baba)
    shared(resident, by=baba, to=aoki, classes=ALL_CLASSES)
    shared(resident, by=baba, to=chiba, classes=1 | 8)

    def told() -> list[SharedWith]:
        with wearing(chiba):
            return shared_with([resident])

    before = told()
    assert {one.classes for one in before} == {"基本、家族・子ども"}
    with wearing(baba):
        actions.protect_whereabouts(resident, protection="applied", by=baba, at=timezone.now())
    assert told() == before


def test_a_key_opens_protected_whereabouts_to_one_more_agency(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba, addresses=(HIDDEN,))
    shared(resident, by=baba, to=chiba, classes=ALL_CLASSES)
    with wearing(baba):
        actions.share_whereabouts(resident, holder=chiba.agency_id, by=baba, at=timezone.now())
    assert whereabouts(chiba, resident) == (1, 1)


def test_a_measure_protects_and_shuts_the_named_member_of_staff_out(baba: Hat, aoki: Hat) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=aoki, classes=ALL_CLASSES)
    with wearing(baba):
        from dataclasses import replace

        measure = replace(MEASURE, other_party_staff=aoki.staff_id)
        actions.record_measure(resident, measure, by=baba, at=timezone.now())
        assert SupportMeasure.objects.get(resident=resident).other_party == "山田 太郎"
        assert Address.objects.get(resident=resident).protection == "in_force"
    with outside_the_walls():
        assert Block.objects.get(binder=resident).kind == "named_party"
    with wearing(aoki):
        with pytest.raises(NotFound):
            open_resident(aoki, resident, to=Purpose.SUPPORT, word="test")
        assert find_residents(aoki, "ヤマダ").residents == ()


def test_a_renewal_ends_the_measure_before(baba: Hat) -> None:
    from dataclasses import replace

    resident = registered(baba)
    with wearing(baba):
        first = actions.record_measure(resident, MEASURE, by=baba, at=timezone.now())
        renewed = replace(MEASURE, starts_on=date(2027, 4, 1), ends_on=date(2028, 4, 1), renews=first)
        second = actions.record_measure(resident, renewed, by=baba, at=timezone.now())
        assert [one.pk for one in SupportMeasure.objects.filter(ended_at__isnull=True)] == [second]


def test_a_measure_past_its_end_has_expired_and_protects_on() -> None:
    end = date(2027, 4, 1)
    assert standing("in_force", end, end - timedelta(days=1)) == "in_force"
    assert standing("in_force", end, end) == "expired"
    assert standing("applied", None, end) == "applied"


def test_a_measure_needs_its_words(baba: Hat) -> None:
    resident = registered(baba)
    with wearing(baba), pytest.raises(Refused) as refused:
        actions.record_measure(
            resident, NewMeasure(state="", applicant="", acts=[]), by=baba, at=timezone.now()
        )
    assert len(refused.value.reasons) == 3


@pytest.fixture
def two_registers(baba: Hat, chiba: Hat, aoki: Hat) -> tuple[UUID, UUID, Hat]:
    """One person in two registers: of 馬場, and of 千葉, who gave hers to another; 青木 is asked whether they are the same."""
    ours, theirs = registered(baba), registered(chiba)
    visitor = cast.hat("partner", cast.agency("相談支援センターこもれび", "9002", kind="contractor"), "江口 守")
    shared(theirs, by=chiba, to=visitor, classes=ALL_CLASSES)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
        propose_matches(theirs, at=timezone.now())
        cursor.execute("SET ROLE enishi_app")
    return ours, theirs, visitor


def joined(aoki: Hat, winner: UUID) -> UUID:
    with wearing(aoki):
        return actions.decide_same(MatchCandidate.objects.get().pk, winner=winner, by=aoki, at=timezone.now())


def protected(by: Hat, resident: UUID) -> None:
    with wearing(by):
        actions.protect_whereabouts(resident, protection="in_force", by=by, at=timezone.now())


@pytest.mark.parametrize("ours_stands", [True, False])
@pytest.mark.parametrize("protected_first", [True, False])
def test_who_is_protected_in_one_register_is_protected_in_every_register_of_the_same_person(
    two_registers: tuple[UUID, UUID, Hat], aoki: Hat, baba: Hat, chiba: Hat, ours_stands: bool, protected_first: bool
) -> None:
    ours, theirs, visitor = two_registers
    assert whereabouts(visitor, theirs) == (1, 1)
    if protected_first:
        protected(baba, ours)
        assert whereabouts(visitor, theirs) == (1, 1), "nobody knows yet that it is the same person"
    joined(aoki, ours if ours_stands else theirs)
    if not protected_first:
        assert whereabouts(visitor, theirs) == (1, 1), "nothing is protected yet"
        protected(baba, ours)
    assert whereabouts(visitor, theirs) == (0, 0)
    assert whereabouts(chiba, theirs) == (1, 1), "who opened the register keeps its key"
    assert whereabouts(baba, ours) == (1, 1)
    with wearing(chiba):
        open_resident(chiba, theirs, to=Purpose.SUPPORT, word="test")
        assert whereabouts_seal(theirs) is not None
    with outside_the_walls():
        assert Seal.objects.filter(lifted_at__isnull=True).count() == 2


def test_registers_that_are_two_persons_again_are_protected_each_by_itself(
    two_registers: tuple[UUID, UUID, Hat], aoki: Hat, baba: Hat
) -> None:
    ours, theirs, visitor = two_registers
    joining = joined(aoki, ours)
    with wearing(aoki):
        actions.undo_joining(joining, by=aoki, at=timezone.now())
    protected(baba, ours)
    assert whereabouts(visitor, theirs) == (1, 1)

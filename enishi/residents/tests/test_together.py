"""Those who live with a protected person: protected with them, left open on purpose, or asked about; nobody else learns of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.office import inbox
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.models import Task
from enishi.office.wareki import BirthDate
from enishi.residents import actions, queries
from enishi.residents.access import open_resident
from enishi.residents.actions.asking_about_households import ask_about_households
from enishi.residents.models import Address, LeftOpen, SupportMeasure
from enishi.residents.rules.measures import WhyOpen
from enishi.residents.rules.reference import reference
from enishi.residents.rules.registration import NewAddress
from enishi.residents.tests.factories import registered, shared
from enishi.residents.tests.test_protection import HIDDEN, MEASURE, colleague, whereabouts
from enishi.sharing import actions as sharing
from enishi.sharing.models import Seal
from enishi.sharing.terms import ALL_CLASSES, Purpose

pytestmark = pytest.mark.django_db
SON = {"name": "山田 一郎", "kana": "ヤマダ イチロウ", "birth": BirthDate.read("H25.1.1"), "contacts": ()}
APART = WhyOpen("apart")


@dataclass(frozen=True)
class Family:
    """山田 花子, who is to be protected, and her son, of 千葉's office, which showed all of him to 馬場's."""

    mother: UUID
    son: UUID


@pytest.fixture
def family(baba: Hat, chiba: Hat) -> Family:
    mother, son = registered(baba), registered(chiba, **SON)
    shared(son, by=chiba, to=baba, classes=ALL_CLASSES)
    with wearing(baba):
        actions.join_household(son, lives_with=mother, by=baba, at=timezone.now())
    return Family(mother, son)


def protect(by: Hat, resident: UUID, *together: UUID, protection: str = "in_force") -> None:
    with wearing(by):
        actions.protect_whereabouts(resident, protection=protection, together=together, by=by, at=timezone.now())


def leave(by: Hat, family: Family, why: WhyOpen = APART, instead_of: UUID | None = None) -> UUID:
    with wearing(by):
        return actions.leave_open(
            family.mother, family.son, why, instead_of=instead_of, by=by, at=timezone.now()
        )


def warned_of(hat: Hat, resident: UUID) -> list[tuple[UUID, str]]:
    """Whom the page of a person names as unprotected, and what was decided about them."""
    with wearing(hat):
        person = open_resident(hat, resident, to=Purpose.SUPPORT, word="test")
        page = queries.person_page(hat, person, at=timezone.now(), on=timezone.localdate())
        return [(one.face.id, one.decided.said if one.decided else "") for one in page.unprotected]


def the_clerk_asks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
        try:
            return ask_about_households(at=timezone.now())
        finally:
            cursor.execute("SET ROLE enishi_app")


def asked(hat: Hat) -> list[str]:
    with wearing(hat):
        return list(inbox.open_tasks([hat.agency_id, hat.membership_id]).values_list("text", flat=True))


@contextmanager
def nothing_changes() -> Iterator[None]:
    def state() -> object:
        with outside_the_walls():
            return [
                list(model.objects.order_by("pk").values()) for model in (Seal, Address, SupportMeasure, LeftOpen)
            ]

    before = state()
    yield
    assert state() == before


def test_who_is_ticked_is_protected_by_the_same_verb(baba: Hat, chiba: Hat, family: Family) -> None:
    protect(baba, family.mother, family.son, protection="applied")
    assert whereabouts(chiba, family.son) == (0, 0)
    assert whereabouts(baba, family.son) == (1, 0)
    with outside_the_walls():
        assert set(Address.objects.values_list("protection", flat=True)) == {"applied"}
        assert Seal.objects.filter(lifted_at__isnull=True).count() == 2
    assert warned_of(baba, family.mother) == []


def test_who_is_not_ticked_stays_as_they_are(baba: Hat, chiba: Hat, family: Family) -> None:
    protect(baba, family.mother)
    assert whereabouts(chiba, family.son) == (1, 0)
    assert warned_of(baba, family.mother) == [(family.son, "")]


def test_the_same_measure_is_recorded_for_each(baba: Hat, family: Family) -> None:
    with wearing(baba):
        first = actions.record_measure(family.mother, MEASURE, by=baba, at=timezone.now())
        renewed = replace(MEASURE, renews=first)
        actions.record_measure(family.mother, renewed, together=[family.son], by=baba, at=timezone.now())
    with outside_the_walls():
        of_son = SupportMeasure.objects.get(resident=family.son)
        own = SupportMeasure.objects.get(resident=family.mother, ended_at__isnull=True)
    for column in ("state", "applicant", "other_party", "acts", "starts_on", "ends_on"):
        assert getattr(of_son, column) == getattr(own, column), column
    assert (own.renews_id, of_son.renews_id) == (first, None)


def test_who_may_not_be_written_is_refused_by_name_and_nothing_is_half_done(baba: Hat, chiba: Hat, family: Family) -> None:
    daughter = registered(chiba, **SON | {"name": "山田 桜", "kana": "ヤマダ サクラ"})
    with wearing(chiba):
        actions.join_household(daughter, lives_with=family.son, by=chiba, at=timezone.now())
    shared(daughter, by=chiba, to=baba, classes=1 | 8)
    with nothing_changes(), pytest.raises(Refused, match="山田 桜さん：この区分の情報を書く根拠がありません"):
        protect(baba, family.mother, family.son, daughter)
    with (
        nothing_changes(),
        wearing(baba),
        pytest.raises(Refused, match="山田 桜さん"),
    ):
        actions.record_measure(family.mother, MEASURE, together=[daughter], by=baba, at=timezone.now())


def test_nobody_is_protected_who_was_not_offered(baba: Hat, chiba: Hat, family: Family) -> None:
    """Somebody else's housemate, somebody unseen in the same household, nobody at all, somebody protected: one sentence."""
    stranger, unseen = (registered(chiba, **SON | {"name": one}) for one in ("山田 次郎", "山田 三郎"))
    other = registered(baba, name="佐藤 桃", kana="サトウ モモ", contacts=())
    with wearing(chiba):
        actions.join_household(unseen, lives_with=family.son, by=chiba, at=timezone.now())
    told = set()
    for one in (stranger, unseen, other, uuid4(), family.mother):
        with nothing_changes(), pytest.raises(Refused) as refused:
            protect(baba, family.mother, one)
        told |= set(refused.value.reasons)
    protect(baba, family.mother, family.son)
    with nothing_changes(), pytest.raises(Refused) as refused:
        protect(baba, family.mother, family.son, protection="applied")
    assert told | set(refused.value.reasons) == told
    assert len(told) == 1


def test_a_decision_takes_the_warning_away_and_can_be_changed_and_taken_back(baba: Hat, family: Family) -> None:
    protect(baba, family.mother)
    first = leave(baba, family)
    assert warned_of(baba, family.mother) == [(family.son, "別に暮らしている")]
    second = leave(baba, family, WhyOpen("other", "施設にいる。"), first)
    assert warned_of(baba, family.mother) == [(family.son, "その他：施設にいる。")]
    with pytest.raises(Overtaken) as overtaken:
        leave(baba, family, APART, first)
    assert overtaken.value.theirs == {"reason": "その他", "note": "施設にいる。"}
    with wearing(baba):
        actions.end_left_open(family.mother, second, by=baba, at=timezone.now())
    assert warned_of(baba, family.mother) == [(family.son, "")]
    with outside_the_walls():
        assert list(LeftOpen.objects.order_by("recorded_at").values_list("ended_by", flat=True)) == [baba.membership_id] * 2


def test_a_decision_needs_a_reason_and_somebody_protected(baba: Hat, family: Family) -> None:
    with pytest.raises(NotFound):
        leave(baba, family)
    protect(baba, family.mother)
    for why in (WhyOpen(""), WhyOpen("other", " ")):
        with nothing_changes(), pytest.raises(Refused):
            leave(baba, family, why)


def test_who_was_left_open_and_is_protected_after_all_is_not_left_open(baba: Hat, family: Family) -> None:
    protect(baba, family.mother)
    leave(baba, family)
    protect(baba, family.mother, family.son)
    with outside_the_walls():
        assert LeftOpen.objects.get().ended_at is not None


def test_a_decision_counts_while_they_live_together_as_they_did(baba: Hat, family: Family) -> None:
    """Who moved out and came back is looked at again."""
    protect(baba, family.mother)
    leave(baba, family, WhyOpen("offender"))
    with wearing(baba):
        actions.leave_household(family.son, by=baba, at=timezone.now())
    assert warned_of(baba, family.mother) == []
    with wearing(baba):
        actions.join_household(family.son, lives_with=family.mother, by=baba, at=timezone.now())
    assert warned_of(baba, family.mother) == [(family.son, "")]


def test_a_decision_is_read_inside_the_seal_alone(baba: Hat, chiba: Hat, aoki: Hat, family: Family) -> None:
    """Neither with the housemate's register, nor with all classes of the protected one without its key."""
    shared(family.mother, by=baba, to=chiba, classes=ALL_CLASSES)
    shared(family.mother, by=baba, to=aoki, classes=ALL_CLASSES)
    shared(family.son, by=chiba, to=aoki, classes=ALL_CLASSES)
    protect(baba, family.mother)
    leave(baba, family, WhyOpen("offender"))
    with wearing(baba):
        actions.share_whereabouts(family.mother, holder=aoki.agency_id, by=baba, at=timezone.now())

    def read(hat: Hat) -> int:
        with wearing(hat):
            for one in (family.mother, family.son):
                open_resident(hat, one, to=Purpose.SUPPORT, word="test")
            return LeftOpen.objects.count()

    assert [read(one) for one in (baba, aoki, chiba)] == [1, 1, 0]
    lifted(baba, family.mother)
    assert [read(one) for one in (baba, aoki, chiba)] == [1, 0, 0], "the address is open now; who is the offender is not"


def lifted(by: Hat, resident: UUID) -> None:
    with wearing(by):
        actions.ask_to_lift_protection(resident, by=by, at=timezone.now())
    second = colleague(by)
    with wearing(second):
        actions.agree_to_lift_protection(resident, by=second, at=timezone.now())


def test_the_key_holder_is_asked_once_to_look_at_the_household(baba: Hat, chiba: Hat, family: Family) -> None:
    assert the_clerk_asks() == 0, "nobody is protected"
    protect(baba, family.mother)
    assert [the_clerk_asks() for _ in range(2)] == [1, 0]
    (text,) = asked(baba)
    assert text == f"いっしょに暮らす人の記録を確かめてください（番号 {reference(family.mother)}）"
    assert asked(chiba) == []
    leave(baba, family)
    assert asked(baba) == [], "it is done with the decision"
    assert the_clerk_asks() == 0


def test_nobody_is_asked_for_what_is_only_unknown(baba: Hat, family: Family) -> None:
    """The page says it to who opens it; a task for everybody of whom nothing is known would be read by nobody."""
    protect(baba, family.mother, protection="unknown")
    assert warned_of(baba, family.mother) == [(family.son, "")]
    assert the_clerk_asks() == 0
    for protection in ("applied", "in_force", "expired"):
        protect(baba, family.mother, protection=protection)
        assert the_clerk_asks() == (1 if protection == "applied" else 0), protection
    protect(baba, family.mother, protection="unknown")
    the_clerk_asks()
    assert asked(baba) == []


def test_what_opens_later_is_asked_about_again(baba: Hat, chiba: Hat, family: Family) -> None:
    protect(baba, family.mother, family.son)
    assert the_clerk_asks() == 0
    lifted(baba, family.son)
    assert the_clerk_asks() == 1, "protection was lifted"
    done(baba)
    assert the_clerk_asks() == 0, "it was looked at"
    with wearing(chiba):
        actions.add_address(
            family.son, NewAddress("豊田市見本町5", protection="none"), by=chiba, at=timezone.now()
        )
    assert the_clerk_asks() == 1, "an address was confirmed to be free"
    done(baba)
    daughter = registered(baba, **SON | {"name": "山田 桜"})
    with wearing(baba):
        actions.join_household(daughter, lives_with=family.mother, by=baba, at=timezone.now())
    assert the_clerk_asks() == 1, "somebody moved in"
    protect(baba, family.mother, daughter)
    with wearing(baba):
        actions.leave_household(family.son, by=baba, at=timezone.now())
    assert the_clerk_asks() == 0
    assert asked(baba) == [], "and what is settled is taken back"


def done(hat: Hat) -> None:
    with wearing(hat):
        for task in inbox.open_tasks([hat.agency_id]):
            inbox.finish(task.pk, by=hat.membership_id, at=timezone.now())


def test_who_is_outside_the_seal_or_sees_one_alone_is_not_asked(baba: Hat, chiba: Hat, aoki: Hat, family: Family) -> None:
    shared(family.mother, by=baba, to=chiba, classes=ALL_CLASSES)  # no key
    shared(family.mother, by=baba, to=aoki, classes=ALL_CLASSES)  # a key, and nothing of the son
    protect(baba, family.mother)
    with wearing(baba):
        actions.share_whereabouts(family.mother, holder=aoki.agency_id, by=baba, at=timezone.now())
    assert the_clerk_asks() == 1
    assert [len(asked(one)) for one in (baba, chiba, aoki)] == [1, 0, 0]
    shared(family.son, by=chiba, to=aoki, classes=1 | 8)
    assert the_clerk_asks() == 1
    assert [len(asked(one)) for one in (baba, chiba, aoki)] == [1, 0, 1]


def test_who_is_shut_out_of_the_housemate_is_not_told_that_there_is_one(baba: Hat, chiba: Hat, family: Family) -> None:
    friend = colleague(baba)
    with wearing(chiba):
        sharing.block_staff(family.son, staff=friend.staff_id, kind="declared", by=chiba, at=timezone.now())
    protect(baba, family.mother)
    the_clerk_asks()
    assert [len(asked(one)) for one in (baba, friend)] == [1, 0]
    assert warned_of(friend, family.mother) == []


def test_who_is_asked_is_warned_on_the_page_and_the_other_way_round(
    baba: Hat, chiba: Hat, aoki: Hat, family: Family
) -> None:
    """The clerk's function and the page's question are two texts of one rule."""
    shared(family.mother, by=baba, to=aoki, classes=ALL_CLASSES)
    shared(family.mother, by=baba, to=chiba, classes=ALL_CLASSES)
    hats = (baba, chiba, aoki)

    def agree() -> tuple[bool, ...]:
        the_clerk_asks()
        told = tuple(bool(asked(one)) for one in hats)
        warned = tuple(any(not said for _, said in warned_of(one, family.mother)) for one in hats)
        assert told == warned
        return told

    assert agree() == (False, False, False)
    protect(baba, family.mother)
    assert agree() == (True, False, False)
    decided = leave(baba, family)
    assert agree() == (False, False, False)
    with wearing(baba):
        actions.end_left_open(family.mother, decided, by=baba, at=timezone.now())
    with outside_the_walls():
        Task.objects.all().delete()
    with wearing(baba):
        actions.share_whereabouts(family.mother, holder=aoki.agency_id, by=baba, at=timezone.now())
    assert agree() == (True, False, False)
    shared(family.son, by=chiba, to=aoki, classes=1)
    assert agree() == (True, False, False), "without the family of the other, nobody knows that they live together"
    with outside_the_walls():
        Task.objects.all().delete()
    shared(family.son, by=chiba, to=aoki, classes=1 | 8)
    assert agree() == (True, False, True)
    with wearing(chiba):
        sharing.seal(family.son, kind="other", classes=1, by=chiba, at=timezone.now())
    assert agree() == (False, False, False)


def test_a_protected_address_of_the_housemate_is_nothing_to_ask_about(baba: Hat, chiba: Hat, family: Family) -> None:
    with wearing(chiba):
        actions.add_address(family.son, HIDDEN, by=chiba, at=timezone.now())
    protect(baba, family.mother)
    assert the_clerk_asks() == 0
    assert warned_of(baba, family.mother) == [], "sealed for others, he is not even there"

"""Giving, ending, sealing and blocking, as the database enforces them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.office.errors import NotFound, Refused
from enishi.sharing import actions
from enishi.sharing.access import open_binder
from enishi.sharing.models import Binder, visible
from enishi.sharing.terms import BinderKind, BlockKind, GroundKind, InformationClass, Purpose, SealKind

pytestmark = pytest.mark.django_db
BASIC, LIVING, HEALTH, LOCATION = (
    InformationClass.BASIC,
    InformationClass.LIVING,
    InformationClass.HEALTH,
    InformationClass.LOCATION,
)


@pytest.fixture
def binder(baba: Hat):
    with wearing(baba):
        return actions.open_new_binder(BinderKind.RESIDENT, by=baba, at=timezone.now())


def give(binder, by: Hat, to: Hat, classes: int, *, days: int = 30):
    now = timezone.now()
    return actions.give(
        GroundKind.REFERRAL,
        binder=binder,
        to=[to.agency_id],
        classes=classes,
        starts_at=now,
        ends_at=now + timedelta(days=days),
        purpose="つなぎ",
        by=by,
        at=now,
    )


def classes(hat: Hat, binder) -> int:
    """What a hat may see, by the predicate and by row-level security, which must agree."""
    with wearing(hat):
        by_predicate = sum(
            one
            for one in InformationClass.values
            if Binder.objects.filter(visible(hat, timezone.now(), information_class=one), pk=binder).exists()
        )
        from enishi.sharing.actions.kernel import call

        assert call("sharing_classes", binder) == by_predicate
        return by_predicate


def test_the_opener_sees_every_class_and_nobody_else_any(baba: Hat, chiba: Hat, doi: Hat, binder) -> None:
    assert classes(baba, binder) == 255
    assert classes(chiba, binder) == 0
    assert classes(doi, binder) == 0


def test_a_grant_opens_its_classes_until_it_ends(baba: Hat, chiba: Hat, binder) -> None:
    with wearing(baba):
        ground = give(binder, baba, chiba, BASIC | LIVING)
    assert classes(chiba, binder) == BASIC | LIVING
    with wearing(baba):
        actions.end_ground(ground, by=baba, at=timezone.now())
    assert classes(chiba, binder) == 0


def test_nobody_gives_on_more_than_they_have(baba: Hat, chiba: Hat, aoki: Hat, binder) -> None:
    with wearing(baba):
        give(binder, baba, chiba, BASIC)
    with wearing(chiba), pytest.raises(Refused):
        give(binder, chiba, aoki, BASIC | HEALTH)
    assert classes(aoki, binder) == 0


def test_a_seal_beats_every_grant_before_and_after(baba: Hat, chiba: Hat, aoki: Hat, binder) -> None:
    with wearing(baba):
        give(binder, baba, chiba, BASIC | LOCATION)
        actions.seal(binder, kind=SealKind.SUPPORT_MEASURE, classes=LOCATION, by=baba, at=timezone.now())
        give(binder, baba, aoki, BASIC | LOCATION)
    assert classes(chiba, binder) == BASIC
    assert classes(aoki, binder) == BASIC
    assert classes(baba, binder) == 255


def test_a_key_opens_what_was_granted_and_no_more(baba: Hat, chiba: Hat, aoki: Hat, binder) -> None:
    with wearing(baba):
        give(binder, baba, chiba, BASIC | LOCATION)
        seal = actions.seal(binder, kind=SealKind.SUPPORT_MEASURE, classes=LOCATION, by=baba, at=timezone.now())
        actions.give_key(seal, holder=chiba.agency_id, by=baba, at=timezone.now())
        actions.give_key(seal, holder=aoki.agency_id, by=baba, at=timezone.now())
    assert classes(chiba, binder) == BASIC | LOCATION
    assert classes(aoki, binder) == 0
    with wearing(baba):
        actions.withdraw_key(seal, holder=chiba.agency_id, by=baba, at=timezone.now())
    assert classes(chiba, binder) == BASIC


def test_a_seal_is_lifted_by_two(baba: Hat, chiba: Hat, binder) -> None:
    with wearing(baba):
        give(binder, baba, chiba, BASIC | LOCATION)
        seal = actions.seal(
            binder,
            kind=SealKind.SUPPORT_MEASURE,
            classes=LOCATION,
            holders=[chiba.agency_id],
            by=baba,
            at=timezone.now(),
        )
        actions.ask_to_lift(seal, by=baba, at=timezone.now())
        with pytest.raises(Refused):
            actions.agree_to_lift(seal, by=baba, at=timezone.now())
    with wearing(chiba):
        actions.agree_to_lift(seal, by=chiba, at=timezone.now())


def test_a_blocked_member_of_staff_sees_nothing_and_not_the_block(baba: Hat, aoki: Hat, binder) -> None:
    with wearing(baba):
        give(binder, baba, aoki, BASIC)
        actions.block_staff(binder, staff=aoki.staff_id, kind=BlockKind.FAMILY, by=baba, at=timezone.now())
    assert classes(aoki, binder) == 0
    with wearing(aoki), pytest.raises(NotFound):
        open_binder(aoki, binder, to=Purpose.SUPPORT, word="test")


def test_a_look_is_refused_as_not_found(baba: Hat, chiba: Hat, binder) -> None:
    with wearing(baba):
        opened = open_binder(baba, binder, to=Purpose.SUPPORT, word="test")
        assert opened.shows(binder, LOCATION)
    with wearing(chiba), pytest.raises(NotFound):
        open_binder(chiba, binder, to=Purpose.SUPPORT, word="test")

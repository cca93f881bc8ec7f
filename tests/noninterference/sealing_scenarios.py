"""What the kernel's verbs must refuse and allow about seals, keys and blocks."""

from uuid import uuid4

from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.tests import cast
from enishi.sharing import actions
from enishi.sharing.models import Grant
from enishi.sharing.terms import (
    BlockKind,
    GroundKind,
    SealKind,
)
from tests.noninterference.kernel_cast import (
    BASIC,
    HEALTH,
    LOCATION,
    Cast,
    break_glass,
    give,
    kernel_refuses,
    open_classes,
    refused,
    seal,
    staff_of,
)


def nobody_seals_what_they_cannot_see(c: Cast) -> None:
    give(c, c.receiver, BASIC)
    for hat, classes in ((c.outsider, BASIC), (c.receiver, LOCATION)):
        assert refused(actions.seal, c.binder, by=hat, kind=SealKind.OTHER, classes=classes)


def who_is_shut_out_seals_nothing(c: Cast) -> None:
    with wearing(c.owner):
        actions.block_staff(
            c.binder, staff=c.colleague.staff_id, kind=BlockKind.FAMILY, by=c.owner, at=timezone.now()
        )
    assert refused(actions.seal, c.binder, by=c.colleague, kind=SealKind.OTHER, classes=BASIC)


def who_only_visits_seals_nothing_but_whereabouts(c: Cast) -> None:
    """The receiver of a referral may protect where somebody lives, and lock nobody out of the rest."""
    give(c, c.receiver, BASIC | HEALTH | LOCATION)
    for classes in (BASIC, HEALTH, HEALTH | LOCATION):
        assert refused(actions.seal, c.binder, by=c.receiver, kind=SealKind.OTHER, classes=classes)
    assert break_glass(c.outsider, c.binder)
    for classes in (HEALTH, LOCATION):
        assert refused(actions.seal, c.binder, by=c.outsider, kind=SealKind.OTHER, classes=classes)
    ground = give(c, c.outsider, BASIC)
    with cast.outside_the_walls():
        Grant.objects.filter(ground=ground).update(kind=GroundKind.OWN_WORK)
    assert refused(actions.seal, c.binder, by=c.outsider, kind=SealKind.OTHER, classes=BASIC | LOCATION), "what an emergency shows"
    assert not refused(actions.seal, c.binder, by=c.receiver, kind=SealKind.SUPPORT_MEASURE, classes=LOCATION)
    assert open_classes(c.owner, c.binder) == 255 & ~LOCATION


def only_a_key_holder_gives_keys(c: Cast) -> None:
    give(c, c.receiver, BASIC | LOCATION)
    one = seal(c)
    assert refused(actions.give_key, one, holder=c.receiver.agency_id, by=c.receiver)
    assert refused(actions.give_key, one, holder=c.outsider.agency_id, by=c.outsider)
    assert open_classes(c.receiver, c.binder) == BASIC


def a_key_without_a_grant_gives_no_keys(c: Cast) -> None:
    one = seal(c, LOCATION, c.outsider.agency_id)
    assert refused(actions.give_key, one, holder=c.receiver.agency_id, by=c.outsider)


def a_withdrawn_key_gives_no_keys(c: Cast) -> None:
    give(c, c.receiver, BASIC | LOCATION)
    one = seal(c, LOCATION, c.receiver.agency_id)
    with wearing(c.owner):
        actions.withdraw_key(one, holder=c.receiver.agency_id, by=c.owner, at=timezone.now())
    assert refused(actions.give_key, one, holder=c.outsider.agency_id, by=c.receiver)
    with wearing(c.receiver), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sharing_seals(%s)", [c.binder])
        assert cursor.fetchone() == (0,), "who gave the key back is told of no seal"


def the_last_key_stays(c: Cast) -> None:
    one = seal(c)
    assert refused(actions.withdraw_key, one, holder=c.owner.agency_id, by=c.owner)
    assert open_classes(c.owner, c.binder) == 255


def a_seal_is_lifted_by_two(c: Cast) -> None:
    give(c, c.receiver, BASIC | LOCATION)
    one = seal(c)
    assert refused(actions.agree_to_lift, one, by=c.colleague)
    with wearing(c.owner):
        actions.ask_to_lift(one, by=c.owner, at=timezone.now())
    assert kernel_refuses(c.owner, "sharing_agree_to_lift", one, timezone.now())
    assert not refused(actions.agree_to_lift, one, by=c.colleague)
    assert open_classes(c.receiver, c.binder) == BASIC | LOCATION


def nobody_lifts_their_own_block(c: Cast) -> None:
    other_hat = cast.sign_in(
        cast.membership(staff_of(c.colleague), cast.agency("保健支援課", uuid4().hex[:6]), "counter")
    )
    give(c, other_hat, BASIC)
    with wearing(c.owner):
        actions.block_staff(
            c.binder, staff=c.colleague.staff_id, kind=BlockKind.FAMILY, by=c.owner, at=timezone.now()
        )
    assert open_classes(c.colleague, c.binder) == 0
    assert open_classes(other_hat, c.binder) == 0
    assert refused(actions.unblock_staff, c.binder, staff=c.colleague.staff_id, by=c.colleague)
    with wearing(c.owner):
        actions.block_staff(
            c.binder, staff=c.owner.staff_id, kind=BlockKind.SELF, by=c.owner, at=timezone.now()
        )
    assert refused(actions.unblock_staff, c.binder, staff=c.owner.staff_id, by=c.owner)


def unblocking_oneself_is_refused_even_when_seen(c: Cast) -> None:
    assert kernel_refuses(c.owner, "sharing_unblock", c.binder, c.owner.staff_id, timezone.now())


def a_seal_is_told_only_to_those_inside(c: Cast) -> None:
    give(c, c.receiver, BASIC)
    seal(c)
    for hat, count in ((c.owner, 1), (c.receiver, 0), (c.outsider, 0)):
        with wearing(hat), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sharing_seals(%s)", [c.binder])
            assert cursor.fetchone() == (count,)

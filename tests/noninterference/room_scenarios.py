"""What the kernel's verbs must refuse and allow about rooms of meetings."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.tests import cast
from enishi.sharing import actions
from enishi.sharing.terms import (
    BinderKind,
    BlockKind,
    SealKind,
)
from tests.noninterference.kernel_cast import (
    BASIC,
    LIVING,
    LOCATION,
    Cast,
    agency_of,
    kernel_refuses,
    open_classes,
    staff_of,
)


def persons_are_convened_to_the_room_of_a_meeting(c: Cast) -> None:
    now, until = timezone.now(), c.now + timedelta(days=30)
    with wearing(c.owner):
        room = actions.open_new_binder(BinderKind.AGENDA, subject=c.binder, by=c.owner, at=now)
        actions.convene(
            room,
            members=[c.receiver.membership_id],
            classes=BASIC | LIVING,
            starts_at=now,
            ends_at=until,
            article="社会福祉法106条の6",
            purpose="支援会議",
            by=c.owner,
            at=now,
        )
    neighbour = cast.sign_in(cast.membership(cast.staff("同僚"), agency_of(c.receiver), "counter"))
    assert open_classes(c.receiver, room) == BASIC | LIVING
    assert open_classes(neighbour, room) == 0, "a colleague of an attendee sees nothing"
    assert open_classes(c.receiver, c.binder) == 0, "the meeting opens its own room, not the register"
    convening = (BASIC, now, until, "条", "会議", now)
    assert kernel_refuses(c.owner, "sharing_convene", uuid4(), room, [c.outsider.agency_id], *convening)
    assert kernel_refuses(
        c.owner, "sharing_convene", uuid4(), room, [c.administrator.membership_id], *convening
    )
    assert kernel_refuses(
        c.owner, "sharing_convene", uuid4(), c.binder, [c.outsider.membership_id], *convening
    )
    assert kernel_refuses(
        c.receiver, "sharing_convene", uuid4(), room, [c.outsider.membership_id], *convening
    )
    informant = (128, now, until, "条", "会議", now)
    assert kernel_refuses(c.owner, "sharing_convene", uuid4(), room, [c.outsider.membership_id], *informant)


def what_holds_for_the_person_holds_in_the_room_of_a_meeting(c: Cast) -> None:
    now, until = timezone.now(), c.now + timedelta(days=30)

    def room() -> UUID:
        with wearing(c.owner):
            one = actions.open_new_binder(BinderKind.AGENDA, subject=c.binder, by=c.owner, at=now)
            for member in (c.receiver, c.outsider):
                actions.convene(
                    one, members=[member.membership_id], classes=BASIC | LOCATION, starts_at=now, ends_at=until,
                    article="社会福祉法106条の6", purpose="支援会議", by=c.owner, at=now,
                )  # fmt: skip
        return one

    before = room()
    assert open_classes(c.receiver, before) == BASIC | LOCATION
    with wearing(c.owner):
        actions.seal(c.binder, kind=SealKind.SUPPORT_MEASURE, classes=LOCATION, holders=[c.outsider.agency_id],
                     by=c.owner, at=timezone.now())  # fmt: skip
    for one in (before, room()):
        assert open_classes(c.receiver, one) == BASIC, "sealed of the person, sealed in the room"
        assert open_classes(c.outsider, one) == BASIC | LOCATION, "who has the key"
    with wearing(c.owner):
        actions.block_staff(
            c.binder, staff=staff_of(c.receiver).pk, kind=BlockKind.FAMILY, by=c.owner, at=timezone.now()
        )
    assert open_classes(c.receiver, before) == 0, "shut out of the person, shut out of the room"
    with wearing(c.owner):
        actions.block_staff(
            c.binder, staff=staff_of(c.colleague).pk, kind=BlockKind.SELF, by=c.owner, at=timezone.now()
        )
    for one in (c.binder, before):
        assert kernel_refuses(c.colleague, "sharing_seal", uuid4(), one, "other", LIVING, [], timezone.now())
    assert open_classes(c.outsider, before) == BASIC | LOCATION

"""What the kernel's verbs must refuse and allow about giving on: one sentence each (who-sees-what.md §7)."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from enishi.agencies import access
from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.sharing import actions
from enishi.sharing.models import Grant, Ground
from enishi.sharing.terms import (
    BinderKind,
    BlockKind,
    GroundKind,
)
from tests.noninterference.kernel_cast import (
    BASIC,
    HEALTH,
    LIVING,
    Cast,
    give,
    giving,
    kernel_refuses,
    open_classes,
    refused,
    seal,
    shared,
)


def by_link(c: Cast, binder: UUID) -> Hat:
    """Somebody without an account who has come in by a link of the owner's."""
    with wearing(c.owner), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO agencies_answerlink (id, secret_digest, agency_id, binder_id, made_by, made_at, expires_at)"
            " VALUES (%s, sha256('right'), %s, %s, %s, now(), now() + interval '1 day')",
            [link := uuid4(), c.receiver.agency_id, binder, c.owner.membership_id],
        )
    with cast.outside_the_walls():
        sign_in, secret = access.begin_sign_in(staff_id=None, membership_id=None, link_id=link, factors=2, at=c.now)
    return Hat(sign_in_id=sign_in, secret=secret, link_id=link)


def only_roles_that_work_with_persons_open_binders(c: Cast) -> None:
    assert refused(actions.open_new_binder, BinderKind.RESIDENT, by=c.administrator)


def a_binder_is_opened_about_a_person_who_is_seen(c: Cast) -> None:
    give(c, c.receiver, BASIC)
    with wearing(c.receiver):
        blank = actions.open_new_binder(BinderKind.CONSULTATION, by=c.receiver, at=c.now)
        actions.open_new_binder(BinderKind.CONSULTATION, subject=c.binder, by=c.receiver, at=c.now)
    for hat, kind, subject, why in (
        (c.outsider, "consultation", c.binder, "a person who is not seen"),
        (c.receiver, "consultation", uuid4(), "nobody"),
        (c.receiver, "consultation", blank, "it tells of a person, not of a call"),
        (c.receiver, "resident", c.binder, "a person's register tells of no other"),
    ):
        assert kernel_refuses(hat, "sharing_open_binder", uuid4(), kind, subject, c.now), why


def one_writes_where_one_sees(c: Cast) -> None:
    """What the walls of written rows go by, grant by grant."""
    with wearing(c.owner):
        about = actions.open_new_binder(BinderKind.CONSULTATION, subject=c.binder, by=c.owner, at=c.now)
    assert open_classes(c.owner, about) == open_classes(c.colleague, about) == 255
    give(c, c.administrator, BASIC)
    assert open_classes(c.outsider, about) == open_classes(c.administrator, c.binder) == 0
    with wearing(c.owner):
        given = {"kind": GroundKind.REFERRAL, "binder": about, "classes": BASIC, "purpose": "つなぎ", "by": c.owner}
        actions.give(**given, to=[c.outsider.membership_id], starts_at=c.now, ends_at=c.now + timedelta(days=9), at=timezone.now())
    assert open_classes(c.outsider, about) == BASIC, "to a person, not to the agency"
    assert open_classes(c.outsider, c.binder) == 0, "of this binder, not of the other"
    guest = by_link(c, about)
    assert open_classes(guest, about) == 0
    with wearing(c.owner):
        actions.give(**given, to=[guest.link_id], starts_at=c.now, ends_at=c.now + timedelta(days=9), at=timezone.now())
    assert open_classes(guest, about) == BASIC, "to a link"
    ground, now = give(c, c.receiver, BASIC | LIVING), timezone.now()
    seal(c, LIVING)
    assert open_classes(c.receiver, c.binder) == BASIC
    with cast.outside_the_walls():
        for starts, ends in ((now + timedelta(hours=1), now + timedelta(days=1)), (c.now - timedelta(days=2), c.now)):
            Grant.objects.filter(ground_id=ground).update(starts_at=starts, ends_at=ends)
            assert open_classes(c.receiver, c.binder) == 0, "not yet, or no longer"
        Grant.objects.filter(ground_id=ground).update(
            starts_at=c.now, ends_at=now + timedelta(days=1), revoked_at=now
        )
    assert open_classes(c.receiver, c.binder) == 0, "taken back"
    with wearing(c.owner):
        given = {"kind": BlockKind.FAMILY, "by": c.owner, "at": timezone.now()}
        actions.block_staff(c.binder, staff=c.colleague.staff_id, **given)
    assert open_classes(c.colleague, c.binder) == 0
    assert open_classes(c.colleague, about) == 0, "who is shut out from the person is shut out from what tells of the person"
    assert open_classes(c.owner, about) == 255
    with wearing(c.owner):
        actions.unblock_staff(c.binder, staff=c.colleague.staff_id, by=c.owner, at=timezone.now())
    assert open_classes(c.colleague, about) == 255


def nobody_gives_on_more_than_their_own_work(c: Cast) -> None:
    give(c, c.receiver, BASIC | LIVING)
    assert giving(c, c.receiver, c.outsider, BASIC), "what was sent for an answer is not one's own work yet"
    with wearing(c.receiver):
        actions.take_over(c.binder, by=c.receiver, at=timezone.now())
    assert giving(c, c.receiver, c.outsider, BASIC | HEALTH)
    assert not giving(c, c.receiver, c.outsider, BASIC | LIVING)
    assert open_classes(c.outsider, c.binder) == BASIC | LIVING


def an_outsider_gives_nothing(c: Cast) -> None:
    assert giving(c, c.outsider, c.outsider, BASIC)


def own_work_and_emergency_are_not_given_by_hand(c: Cast) -> None:
    for kind in (GroundKind.EMERGENCY, GroundKind.IDENTITY, GroundKind.CONFERENCE, GroundKind.CONSENT):
        until = c.now + timedelta(minutes=30)
        given = (
            uuid4(),
            kind,
            c.binder,
            [c.outsider.agency_id],
            BASIC,
            c.now,
            until,
            "",
            "x",
            "",
            timezone.now(),
        )
        assert kernel_refuses(c.owner, "sharing_give", *given)


def what_was_handed_over_becomes_own_work_with_the_same_classes(c: Cast) -> None:
    give(c, c.receiver, BASIC | LIVING)
    with wearing(c.receiver):
        actions.take_over(c.binder, by=c.receiver, at=timezone.now())
        grants = Grant.objects.filter(kind=GroundKind.OWN_WORK, grantee_id=c.receiver.agency_id)
        assert [one.classes for one in grants] == [BASIC | LIVING]
    assert open_classes(c.receiver, c.binder) == BASIC | LIVING


def what_another_agency_was_handed_is_not_taken_over(c: Cast) -> None:
    give(c, c.receiver, BASIC | LIVING)
    shared(c, c.outsider, BASIC)
    assert refused(actions.take_over, c.binder, by=c.outsider)


def a_ground_is_ended_by_its_agency_or_its_grantee_only(c: Cast) -> None:
    ground = give(c, c.receiver, BASIC)
    assert refused(actions.end_ground, ground, by=c.outsider)
    assert open_classes(c.receiver, c.binder) == BASIC
    assert not refused(actions.end_ground, ground, by=c.colleague)
    assert open_classes(c.receiver, c.binder) == 0


def own_work_is_not_ended(c: Cast) -> None:
    with wearing(c.owner):
        ground = Ground.objects.get(binder_id=c.binder).pk
    assert refused(actions.end_ground, ground, by=c.owner)


def with_whom_it_is_shared_is_told_only_to_those_who_see_it(c: Cast) -> None:
    for hat, count in ((c.owner, 1), (c.outsider, 0)):
        with wearing(hat), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sharing_shared_with(%s)", [c.binder])
            assert cursor.fetchone() == (count,)


def what_was_opened_for_reconciling_is_not_given_on(c: Cast) -> None:
    coordinator, until = (
        cast.hat("coordinator", cast.agency("福祉総合相談課", uuid4().hex[:6])),
        c.now + timedelta(days=40),
    )
    with cast.outside_the_walls(), connection.cursor() as cursor:
        opening = [c.binder, coordinator.agency_id, until, c.now]
        cursor.execute("SELECT sharing_open_for_reconciling(%s, %s, %s, %s)", opening)
    assert open_classes(coordinator, c.binder) == BASIC
    assert giving(c, coordinator, c.outsider, BASIC, GroundKind.REFERRAL)


def nobody_gives_for_longer_than_they_have(c: Cast) -> None:
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sharing_grant SET ends_at = %s WHERE binder_id = %s",
            [c.now + timedelta(days=30), c.binder],
        )
    for days, refusal in ((31, True), (29, False)):
        until = c.now + timedelta(days=days)
        given = (
            uuid4(),
            GroundKind.REFERRAL,
            c.binder,
            [c.outsider.agency_id],
            BASIC,
            c.now,
            until,
            "",
            "x",
            "",
        )
        assert kernel_refuses(c.owner, "sharing_give", *given, timezone.now()) == refusal


def nothing_is_given_without_an_end(c: Cast) -> None:
    for ends in ("infinity", None):
        given = (
            uuid4(),
            GroundKind.OTHER_LAW,
            c.binder,
            [c.outsider.agency_id],
            BASIC,
            c.now,
            ends,
            "条",
            "x",
            "",
        )
        assert kernel_refuses(c.owner, "sharing_give", *given, timezone.now())


def what_one_gave_to_oneself_is_not_taken_over(c: Cast) -> None:
    until = c.now + timedelta(days=20)
    own = (uuid4(), GroundKind.REFERRAL, c.binder, [c.owner.agency_id], BASIC, c.now, until, "", "x", "")
    assert not kernel_refuses(c.owner, "sharing_give", *own, timezone.now())
    assert refused(actions.take_over, c.binder, by=c.owner)


def no_verb_acts_at_no_moment(c: Cast) -> None:
    ground = give(c, c.receiver, BASIC)
    for moment in (None, "-infinity", "infinity"):
        assert kernel_refuses(c.owner, "sharing_end_ground", ground, moment)


def nothing_is_written_ahead_of_time(c: Cast) -> None:
    assert refused(
        actions.open_new_binder, BinderKind.RESIDENT, by=c.owner, at=timezone.now() + timedelta(hours=1)
    )
    shut = {"staff": c.colleague.staff_id, "kind": BlockKind.FAMILY}
    assert refused(actions.block_staff, c.binder, **shut, by=c.owner, at=timezone.now() + timedelta(hours=1))

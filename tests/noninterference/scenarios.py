"""What the kernel's verbs must refuse and allow, one sentence each (docs/explanation/who-sees-what.md §7).

Each scenario gets a fresh cast in a savepoint of its own. The mutants of the verbs are judged by them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.office import inbox
from enishi.office.errors import Refused
from enishi.sharing import actions
from enishi.sharing.access import open_binders
from enishi.sharing.actions import kernel
from enishi.sharing.models import Consent, EmergencyReview, Grant, Ground
from enishi.sharing.rules import NewConsent
from enishi.sharing.terms import (
    BinderKind,
    BlockKind,
    ConsentGiver,
    ConsentMeans,
    ConsentStage,
    EmergencyReason,
    GroundKind,
    Purpose,
    SealKind,
)

REASON = "自宅から助けを求める電話があり、命の危険があるため。"
BASIC, LIVING, HEALTH, LOCATION, JUSTICE = 1, 2, 4, 32, 64


@dataclass
class Cast:
    owner: Hat
    colleague: Hat
    receiver: Hat
    outsider: Hat
    administrator: Hat
    officer: Hat
    binder: UUID
    now: datetime


def call(function: str, *values: object) -> object:
    """A bare call of the kernel, past the verb's own rules, in a savepoint of its own."""
    with transaction.atomic():
        return kernel.call(function, *values)


def kernel_refuses(hat: Hat, function: str, *values: object) -> bool:
    """Whether the database itself says no, not only the verb before it."""
    with wearing(hat):
        try:
            call(function, *values)
        except Refused:
            return True
    return False


def make_cast() -> Cast:
    desk, other, third = (cast.agency(name, uuid4().hex[:6]) for name in ("高齢福祉課", "生活福祉課", "保育課"))
    owner, now = cast.hat("counter", desk), timezone.now()
    with wearing(owner):
        binder = actions.open_new_binder(BinderKind.RESIDENT, by=owner, at=now)
    return Cast(
        owner=owner,
        colleague=cast.hat("counter", desk),
        receiver=cast.hat("counter", other),
        outsider=cast.hat("counter", third),
        administrator=cast.hat("administrator", cast.agency("情報システム課", uuid4().hex[:6])),
        officer=cast.hat("privacy_officer", cast.agency("総務課", uuid4().hex[:6])),
        binder=binder,
        now=now,
    )


def refused(verb: Callable[..., object], *args: object, by: Hat, **more: object) -> bool:
    with wearing(by):
        try:
            verb(*args, by=by, at=more.pop("at", timezone.now()), **more)
        except Refused:
            return True
    return False


def open_classes(hat: Hat, binder: UUID) -> int:
    with wearing(hat):
        return int(str(call("sharing_classes", binder)))


def give(c: Cast, to: Hat, classes: int, *, kind: GroundKind = GroundKind.REFERRAL) -> UUID:
    with wearing(c.owner):
        return actions.give(
            kind,
            binder=c.binder,
            to=[to.agency_id],
            classes=classes,
            starts_at=c.now,
            ends_at=c.now + timedelta(days=30),
            purpose="つなぎ",
            by=c.owner,
            at=timezone.now(),
        )


def agreed(
    c: Cast,
    *to: Hat,
    classes: int = BASIC | LIVING,
    by: Hat | None = None,
    days: int = 30,
    stage: ConsentStage = ConsentStage.SHARING,
) -> UUID:
    """A consent of the person of ``c.binder`` to sharing with the agencies of ``to``."""
    recorder = by or c.owner
    new = NewConsent(
        stage=stage,
        classes=classes,
        recipients=tuple(one.agency_id for one in to),  # type: ignore[misc]
        purpose="支援のため",
        starts_at=c.now,
        ends_at=c.now + timedelta(days=days),
        given_by=ConsentGiver.SELF,
        means=ConsentMeans.WRITTEN,
        evidence="窓口で署名を受けた。",
    )
    with wearing(recorder):
        return actions.record_consent(c.binder, new, by=recorder, at=timezone.now())


def shared(c: Cast, to: Hat, classes: int) -> UUID:
    """The consent on which ``to`` sees ``classes`` of ``c.binder`` now."""
    consent = agreed(c, to, classes=classes)
    with wearing(c.owner):
        actions.give_by_consent(
            consent, binder=c.binder, to=[to.agency_id], classes=classes, by=c.owner, at=timezone.now()
        )
    return consent


def giving(c: Cast, by: Hat, to: Hat, classes: int, kind: GroundKind = GroundKind.REFERRAL) -> bool:
    """Whether ``by`` is refused to give ``classes`` to ``to``."""
    return refused(
        actions.give,
        kind,
        by=by,
        binder=c.binder,
        to=[to.agency_id],
        classes=classes,
        starts_at=c.now,
        ends_at=c.now + timedelta(days=30),
        purpose="支援",
    )


def break_glass(hat: Hat, binder: UUID) -> UUID | None:
    with wearing(hat):
        return actions.break_glass(
            binder,
            category=EmergencyReason.LIFE,
            reason=REASON,
            review_due_on=timezone.localdate() + timedelta(days=3),
            by=hat,
            at=timezone.now(),
        )


def seal(c: Cast, classes: int = LOCATION, *holders: UUID) -> UUID:
    with wearing(c.owner):
        return actions.seal(
            c.binder,
            kind=SealKind.SUPPORT_MEASURE,
            classes=classes,
            holders=holders,
            by=c.owner,
            at=timezone.now(),
        )


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
        given = (uuid4(), kind, c.binder, [c.outsider.agency_id], BASIC, c.now, until, "", "x", "", timezone.now())
        assert kernel_refuses(c.owner, "sharing_give", *given)


def what_was_handed_over_becomes_own_work_with_the_same_classes(c: Cast) -> None:
    give(c, c.receiver, BASIC | LIVING)
    with wearing(c.receiver):
        actions.take_over(c.binder, by=c.receiver, at=timezone.now())
        grants = Grant.objects.filter(kind=GroundKind.OWN_WORK, grantee_id=c.receiver.agency_id)
        assert [one.classes for one in grants] == [BASIC | LIVING]
    assert open_classes(c.receiver, c.binder) == BASIC | LIVING


def consent_is_no_handing_over(c: Cast) -> None:
    shared(c, c.receiver, BASIC)
    assert refused(actions.take_over, c.binder, by=c.receiver)


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
        cast.membership(_staff(c.colleague), cast.agency("保健支援課", uuid4().hex[:6]), "counter")
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
        actions.block_staff(c.binder, staff=c.owner.staff_id, kind=BlockKind.SELF, by=c.owner, at=timezone.now())
    assert refused(actions.unblock_staff, c.binder, staff=c.owner.staff_id, by=c.owner)


def unblocking_oneself_is_refused_even_when_seen(c: Cast) -> None:
    assert kernel_refuses(c.owner, "sharing_unblock", c.binder, c.owner.staff_id, timezone.now())


def break_glass_opens_sixty_minutes_for_one_membership(c: Cast) -> None:
    ground = break_glass(c.outsider, c.binder)
    assert ground
    neighbour = cast.hat("counter", cast.agency("保育課の同僚", "", kind="office"))
    assert open_classes(c.outsider, c.binder) == 63
    assert open_classes(neighbour, c.binder) == 0
    with cast.outside_the_walls():
        grant = Grant.objects.get(ground=ground)
        assert grant.grantee_id == c.outsider.membership_id
        assert grant.ends_at - grant.starts_at == timedelta(minutes=60)
        review = EmergencyReview.objects.get(ground=ground)
        assert review.reviewer_agency_id == c.officer.agency_id
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM office_task WHERE holder_id = %s", [c.officer.agency_id])
            assert cursor.fetchone() == (1,)
            cursor.execute("SELECT count(*) FROM office_notice WHERE holder_id = %s", [c.owner.agency_id])
            assert cursor.fetchone() == (1,)


def break_glass_needs_the_role(c: Cast) -> None:
    partner = cast.hat("partner", cast.agency("ひだまり", uuid4().hex[:6]))
    for hat in (partner, c.administrator):
        try:
            assert break_glass(hat, c.binder) is None
        except Refused:
            continue
        raise AssertionError("a hat without the role broke the glass")


def break_glass_opens_no_seal_and_passes_no_block(c: Cast) -> None:
    with wearing(c.owner):
        actions.block_staff(
            c.binder, staff=c.receiver.staff_id, kind=BlockKind.NAMED_PARTY, by=c.owner, at=timezone.now()
        )
    assert break_glass(c.receiver, c.binder) is None
    seal(c, 255)
    assert break_glass(c.outsider, c.binder) is None
    assert break_glass(c.outsider, uuid4()) is None


def an_overdue_review_suspends(c: Cast) -> None:
    ground = break_glass(c.outsider, c.binder)
    with cast.outside_the_walls():
        EmergencyReview.objects.filter(ground=ground).update(due_on=timezone.localdate() - timedelta(days=1))
    again = (uuid4(), c.binder, "life", REASON, timezone.localdate(), "", timezone.now())
    assert kernel_refuses(c.outsider, "sharing_break_glass", *again)


def a_review_is_made_by_an_officer_who_is_somebody_else(c: Cast) -> None:
    ground = break_glass(c.outsider, c.binder)
    for hat in (c.outsider, c.owner, c.administrator):
        assert refused(actions.review_emergency, ground, by=hat, justified=True, remark="")
    assert not refused(actions.review_emergency, ground, by=c.officer, justified=True, remark="必要だった")
    with wearing(c.officer):
        assert not inbox.open_tasks(c.officer.holders).exists()


def nobody_reviews_themselves(c: Cast) -> None:
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("UPDATE agencies_membership SET ends_on = %s WHERE role = 'privacy_officer'", [c.now.date()])
    own = cast.sign_in(cast.membership(_staff(c.outsider), cast.agency("総務課", uuid4().hex[:6]), "privacy_officer"))
    try:
        ground = break_glass(c.outsider, c.binder)
    except Refused:
        return
    assert not ground or refused(actions.review_emergency, ground, by=own, justified=True, remark="")
    raise AssertionError("the only reviewer was the one to be reviewed")


def with_whom_it_is_shared_is_told_only_to_those_who_see_it(c: Cast) -> None:
    for hat, count in ((c.owner, 1), (c.outsider, 0)):
        with wearing(hat), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sharing_shared_with(%s)", [c.binder])
            assert cursor.fetchone() == (count,)


def a_seal_is_told_only_to_those_inside(c: Cast) -> None:
    give(c, c.receiver, BASIC)
    seal(c)
    for hat, count in ((c.owner, 1), (c.receiver, 0), (c.outsider, 0)):
        with wearing(hat), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sharing_seals(%s)", [c.binder])
            assert cursor.fetchone() == (count,)


def what_was_opened_in_an_emergency_is_not_given_on(c: Cast) -> None:
    """Sixty minutes stay sixty minutes: nobody makes a lasting ground of them, for themselves or for others."""
    assert break_glass(c.outsider, c.binder)
    until = c.now + timedelta(minutes=30)
    for kind in (GroundKind.REFERRAL, GroundKind.OTHER_LAW, GroundKind.CONSENT):
        for to in (c.outsider.agency_id, c.receiver.agency_id):
            given = (uuid4(), kind, c.binder, [to], BASIC, c.now, until, "条", "x", "", timezone.now())
            assert kernel_refuses(c.outsider, "sharing_give", *given)


def what_was_opened_for_reconciling_is_not_given_on(c: Cast) -> None:
    coordinator, until = cast.hat("coordinator", cast.agency("福祉総合相談課", uuid4().hex[:6])), c.now + timedelta(days=40)
    with cast.outside_the_walls(), connection.cursor() as cursor:
        opening = [c.binder, coordinator.agency_id, until, c.now]
        cursor.execute("SELECT sharing_open_for_reconciling(%s, %s, %s, %s)", opening)
    assert open_classes(coordinator, c.binder) == BASIC
    assert giving(c, coordinator, c.outsider, BASIC, GroundKind.REFERRAL)


def nobody_gives_for_longer_than_they_have(c: Cast) -> None:
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sharing_grant SET ends_at = %s WHERE binder_id = %s", [c.now + timedelta(days=30), c.binder]
        )
    for days, refusal in ((31, True), (29, False)):
        until = c.now + timedelta(days=days)
        given = (uuid4(), GroundKind.REFERRAL, c.binder, [c.outsider.agency_id], BASIC, c.now, until, "", "x", "")
        assert kernel_refuses(c.owner, "sharing_give", *given, timezone.now()) == refusal


def nothing_is_given_without_an_end(c: Cast) -> None:
    for ends in ("infinity", None):
        given = (uuid4(), GroundKind.OTHER_LAW, c.binder, [c.outsider.agency_id], BASIC, c.now, ends, "条", "x", "")
        assert kernel_refuses(c.owner, "sharing_give", *given, timezone.now())


def what_one_gave_to_oneself_is_not_taken_over(c: Cast) -> None:
    until = c.now + timedelta(days=20)
    own = (uuid4(), GroundKind.REFERRAL, c.binder, [c.owner.agency_id], BASIC, c.now, until, "", "x", "")
    assert not kernel_refuses(c.owner, "sharing_give", *own, timezone.now())
    assert refused(actions.take_over, c.binder, by=c.owner)


def a_review_is_due_within_a_month(c: Cast) -> None:
    """Who says the day themselves could put off the review, and with it the suspension, for ever."""
    later = timezone.localdate() + timedelta(days=60)
    assert kernel_refuses(
        c.outsider, "sharing_break_glass", uuid4(), c.binder, "life", REASON, later, "", timezone.now()
    )
    assert open_classes(c.outsider, c.binder) == 0


def a_colleague_of_who_looked_does_not_review_instead_of_the_agency_that_was_told(c: Cast) -> None:
    ground = break_glass(c.outsider, c.binder)
    neighbour = cast.sign_in(cast.membership(cast.staff("同室 一"), _agency(c.outsider), "privacy_officer"))
    assert refused(actions.review_emergency, ground, by=neighbour, justified=True, remark="")
    assert not refused(actions.review_emergency, ground, by=c.officer, justified=False, remark="")


def no_verb_acts_at_no_moment(c: Cast) -> None:
    ground = give(c, c.receiver, BASIC)
    for moment in (None, "-infinity", "infinity"):
        assert kernel_refuses(c.owner, "sharing_end_ground", ground, moment)


def nothing_is_written_ahead_of_time(c: Cast) -> None:
    assert refused(
        actions.open_new_binder, BinderKind.RESIDENT, by=c.owner, at=timezone.now() + timedelta(hours=1)
    )


def a_consent_opens_what_it_says_to_whom_it_says(c: Cast) -> None:
    shared(c, c.receiver, BASIC | LIVING)
    assert open_classes(c.receiver, c.binder) == BASIC | LIVING
    assert open_classes(c.outsider, c.binder) == 0


def nothing_is_given_outside_a_consent(c: Cast) -> None:
    """Not to others, not other classes, not another person's binder, not after its end."""
    consent, now = agreed(c, c.receiver), timezone.now()
    with wearing(c.owner):
        stranger = actions.open_new_binder(BinderKind.RESIDENT, by=c.owner, at=now)
        call_about = actions.open_new_binder(BinderKind.CONSULTATION, subject=stranger, by=c.owner, at=now)
    for binder, to, classes in (
        (c.binder, c.outsider, BASIC),
        (c.binder, c.receiver, BASIC | HEALTH),
        (stranger, c.receiver, BASIC),
        (call_about, c.receiver, BASIC),
    ):
        given = (uuid4(), consent, binder, [to.agency_id], classes, now)
        assert kernel_refuses(c.owner, "sharing_give_by_consent", *given)
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sharing_consent SET starts_at = %s, ends_at = %s WHERE id = %s",
            [c.now - timedelta(days=9), c.now - timedelta(seconds=1), consent],
        )
    given = (uuid4(), consent, c.binder, [c.receiver.agency_id], BASIC, c.now - timedelta(days=5))
    assert kernel_refuses(c.owner, "sharing_give_by_consent", *given)


def a_consent_covers_what_tells_of_the_person(c: Cast) -> None:
    consent, now = agreed(c, c.receiver), timezone.now()
    with wearing(c.owner):
        about = actions.open_new_binder(BinderKind.CONSULTATION, subject=c.binder, by=c.owner, at=now)
        actions.give_by_consent(
            consent, binder=about, to=[c.receiver.agency_id], classes=BASIC, by=c.owner, at=now
        )
    assert open_classes(c.receiver, about) == BASIC
    assert kernel_refuses(c.owner, "sharing_set_subject", about, uuid4())
    with wearing(c.owner):
        other = actions.open_new_binder(BinderKind.RESIDENT, by=c.owner, at=now)
        blank = actions.open_new_binder(BinderKind.CONSULTATION, by=c.owner, at=now)
    assert kernel_refuses(c.owner, "sharing_set_subject", about, other), "of whom it tells is said once"
    assert kernel_refuses(c.owner, "sharing_set_subject", blank, about), "it tells of a person, not of a call"


def a_consent_is_recorded_and_used_by_own_work_only(c: Cast) -> None:
    consent = shared(c, c.receiver, BASIC)
    now = timezone.now()
    try:
        agreed(c, c.outsider, classes=BASIC, by=c.receiver)
    except Refused:
        pass
    else:
        raise AssertionError("who sees by consent recorded a consent")
    wide = agreed(c, c.receiver, c.outsider, classes=BASIC)
    given = (uuid4(), wide, c.binder, [c.outsider.agency_id], BASIC, now)
    assert kernel_refuses(c.receiver, "sharing_give_by_consent", *given)
    assert kernel_refuses(c.outsider, "sharing_withdraw_consent", consent, "spoken", "", now)


def a_withdrawal_ends_everything_that_rests_on_it_at_once(c: Cast) -> None:
    consent, other = shared(c, c.receiver, BASIC | LIVING), shared(c, c.outsider, BASIC)
    with wearing(c.receiver):
        actions.withdraw_consent(
            consent, resident=c.binder, means=ConsentMeans.PHONE, note="", by=c.receiver, at=timezone.now()
        )
    assert open_classes(c.receiver, c.binder) == 0
    assert open_classes(c.outsider, c.binder) == BASIC, f"the other consent {other} stands"
    assert open_classes(c.owner, c.binder) == 255
    given = (uuid4(), consent, c.binder, [c.receiver.agency_id], BASIC, timezone.now())
    assert kernel_refuses(c.owner, "sharing_give_by_consent", *given), "a withdrawn consent carries nothing new"
    with wearing(c.receiver):
        assert inbox.notices(c.receiver.holders).filter(word="consent.withdrawn").count() == 1


def reads(hat: Hat, c: Cast) -> int:
    """How many consents of the person a hat reads after a look."""
    with wearing(hat):
        open_binders(hat, [c.binder], to=Purpose.SUPPORT, word="case.open")
        return Consent.objects.filter(resident=c.binder).count()


def a_consent_is_read_by_whom_it_concerns(c: Cast) -> None:
    """Its text names agencies and classes; who only sees the person is told step and period."""
    consent = agreed(c, c.receiver, classes=BASIC | LIVING)
    third = cast.hat("counter", cast.agency("障害福祉課", uuid4().hex[:6]))
    give(c, c.receiver, BASIC)
    give(c, c.outsider, BASIC | LIVING)
    give(c, third, BASIC)
    with wearing(third):
        actions.take_over(c.binder, by=third, at=timezone.now())
    assert [reads(hat, c) for hat in (c.owner, c.receiver, c.outsider, third)] == [1, 1, 0, 0]
    for hat in (c.administrator, cast.hat("counter", cast.agency("保育課", uuid4().hex[:6]))):
        with wearing(hat):
            assert call("sharing_withdrawable", consent) is None
    for hat, count in ((c.outsider, 1), (third, 1), (c.administrator, 0)):
        with wearing(hat), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sharing_open_consents(%s)", [c.binder])
            assert cursor.fetchone() == (count,)


def a_request_for_support_holds_until_withdrawn_and_opens_nothing(c: Cast) -> None:
    consent = agreed(c, c.receiver, stage=ConsentStage.SUPPORT)
    given = (uuid4(), consent, c.binder, [c.receiver.agency_id], BASIC, timezone.now())
    assert kernel_refuses(c.owner, "sharing_give_by_consent", *given)
    for function in ("sharing_consent_stands", "sharing_hold_consent"):
        for hat, stands in ((c.owner, True), (c.outsider, False)):
            with wearing(hat):
                assert call(function, c.binder, "support") is stands
    with wearing(c.owner):
        actions.withdraw_consent(
            consent, resident=c.binder, means=ConsentMeans.PHONE, note="", by=c.owner, at=timezone.now()
        )
        for function in ("sharing_consent_stands", "sharing_hold_consent"):
            assert call(function, c.binder, "support") is False


def what_is_seen_by_consent_is_not_given_on(c: Cast) -> None:
    shared(c, c.receiver, BASIC | LIVING)
    assert giving(c, c.receiver, c.outsider, BASIC)


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
    neighbour = cast.sign_in(
        cast.membership(cast.staff("同僚"), _agency(c.receiver), "counter")
    )
    assert open_classes(c.receiver, room) == BASIC | LIVING
    assert open_classes(neighbour, room) == 0, "a colleague of an attendee sees nothing"
    assert open_classes(c.receiver, c.binder) == 0, "the meeting opens its own room, not the register"
    convening = (BASIC, now, until, "条", "会議", now)
    assert kernel_refuses(c.owner, "sharing_convene", uuid4(), room, [c.outsider.agency_id], *convening)
    assert kernel_refuses(c.owner, "sharing_convene", uuid4(), room, [c.administrator.membership_id], *convening)
    assert kernel_refuses(c.owner, "sharing_convene", uuid4(), c.binder, [c.outsider.membership_id], *convening)
    assert kernel_refuses(c.receiver, "sharing_convene", uuid4(), room, [c.outsider.membership_id], *convening)
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
        actions.block_staff(c.binder, staff=_staff(c.receiver).pk, kind=BlockKind.FAMILY, by=c.owner, at=timezone.now())
    assert open_classes(c.receiver, before) == 0, "shut out of the person, shut out of the room"
    with wearing(c.owner):
        actions.block_staff(c.binder, staff=_staff(c.colleague).pk, kind=BlockKind.SELF, by=c.owner, at=timezone.now())
    for one in (c.binder, before):
        assert kernel_refuses(c.colleague, "sharing_seal", uuid4(), one, "other", LIVING, [], timezone.now())
    assert open_classes(c.outsider, before) == BASIC | LOCATION


def _agency(hat: Hat):
    from enishi.agencies.models import Agency

    return Agency.objects.get(pk=hat.agency_id)


def _staff(hat: Hat):
    from enishi.agencies.models import Staff

    return Staff.objects.get(pk=hat.staff_id)


SCENARIOS: list[Callable[[Cast], None]] = [
    one
    for name, one in list(globals().items())
    if callable(one)
    and getattr(one, "__module__", "") == __name__
    and list(getattr(one, "__annotations__", {})) == ["c", "return"]
]

"""What the kernel's verbs must refuse and allow about looks in an emergency and their reviews."""

from datetime import timedelta
from uuid import uuid4

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.tests import cast
from enishi.office import inbox
from enishi.office.errors import Refused
from enishi.sharing import actions
from enishi.sharing.models import EmergencyReview, Grant
from enishi.sharing.terms import (
    BinderKind,
    BlockKind,
    ConsentMeans,
    GroundKind,
)
from tests.noninterference.kernel_cast import (
    BASIC,
    LOCATION,
    REASON,
    Cast,
    agency_of,
    agreed,
    break_glass,
    call,
    kernel_refuses,
    open_classes,
    refused,
    seal,
    staff_of,
)


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
        cursor.execute(
            "UPDATE agencies_membership SET ends_on = %s WHERE role = 'privacy_officer'", [c.now.date()]
        )
    own = cast.sign_in(
        cast.membership(staff_of(c.outsider), cast.agency("総務課", uuid4().hex[:6]), "privacy_officer")
    )
    try:
        ground = break_glass(c.outsider, c.binder)
    except Refused:
        return
    assert not ground or refused(actions.review_emergency, ground, by=own, justified=True, remark="")
    raise AssertionError("the only reviewer was the one to be reviewed")


def what_was_opened_in_an_emergency_is_not_given_on(c: Cast) -> None:
    """Sixty minutes stay sixty minutes: nobody makes a lasting ground of them, for themselves or for others."""
    assert break_glass(c.outsider, c.binder)
    until = c.now + timedelta(minutes=30)
    for kind in (GroundKind.REFERRAL, GroundKind.OTHER_LAW, GroundKind.CONSENT):
        for to in (c.outsider.agency_id, c.receiver.agency_id):
            given = (uuid4(), kind, c.binder, [to], BASIC, c.now, until, "条", "x", "", timezone.now())
            assert kernel_refuses(c.outsider, "sharing_give", *given)


def a_review_is_due_within_a_month(c: Cast) -> None:
    """Who says the day themselves could put off the review, and with it the suspension, for ever."""
    later = timezone.localdate() + timedelta(days=60)
    assert kernel_refuses(
        c.outsider, "sharing_break_glass", uuid4(), c.binder, "life", REASON, later, "", timezone.now()
    )
    assert open_classes(c.outsider, c.binder) == 0


def a_colleague_of_who_looked_does_not_review_instead_of_the_agency_that_was_told(c: Cast) -> None:
    ground = break_glass(c.outsider, c.binder)
    neighbour = cast.sign_in(cast.membership(cast.staff("同室 一"), agency_of(c.outsider), "privacy_officer"))
    assert refused(actions.review_emergency, ground, by=neighbour, justified=True, remark="")
    assert not refused(actions.review_emergency, ground, by=c.officer, justified=False, remark="")


REGISTER = (
    "INSERT INTO residents_resident (id, state, origin_id, registered_by, registered_at) VALUES (%s, 'identified', %s, %s, now())"
)
ADDRESS = (
    "INSERT INTO residents_address (id, resident_id, origin_id, recorded_by, recorded_at, information_class, kind, postcode, text,"
    " protection, note, version) VALUES (gen_random_uuid(), %s, %s, %s, now(), 32, 'living', '', '㊙町1', 'none', '', 1)"
)
CARD = (
    "INSERT INTO agencies_releasedcard (id, digest, kind, shown, agency_id, membership_id, about, released_at, expires_at)"
    " VALUES (gen_random_uuid(), sha256('x'), 'test.host', '{}', %s, %s, %s, now(), now() + interval '1 day')"
)


def _rows(sql: str, *values: object) -> int:
    """How many rows a statement reaches; none when it is refused."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.rowcount
    except DatabaseError:
        return 0


def an_emergency_look_changes_nothing(c: Cast) -> None:
    """No row and no verb takes it for a right to write; one's own shutting out, for somebody close, is not kept from anybody."""
    consent, one = agreed(c, c.receiver), seal(c, LOCATION, c.outsider.agency_id)
    with wearing(c.owner):
        actions.block_staff(c.binder, staff=c.receiver.staff_id, kind=BlockKind.FAMILY, by=c.owner, at=timezone.now())
        for row in (REGISTER, ADDRESS):
            assert _rows(row, c.binder, c.owner.agency_id, c.owner.membership_id) == 1
        assert _rows("UPDATE residents_address SET note = 'x'") == 1
        assert _rows(CARD, c.owner.agency_id, c.owner.membership_id, c.binder) == 1
    assert kernel_refuses(c.outsider, "sharing_block", c.binder, c.outsider.staff_id, "declared", timezone.now())
    assert break_glass(c.outsider, c.binder)
    for word, *given in (
        ("sharing_block", c.binder, c.colleague.staff_id, BlockKind.FAMILY),
        ("sharing_unblock", c.binder, c.receiver.staff_id),
        ("sharing_seal", uuid4(), c.binder, "support_measure", LOCATION, [c.outsider.agency_id]),
        ("sharing_give_key", one, c.receiver.agency_id),
        ("sharing_withdraw_key", one, c.owner.agency_id),
        ("sharing_ask_to_lift", one),
        ("sharing_withdraw_consent", consent, ConsentMeans.PHONE, "x"),
        ("sharing_open_binder", uuid4(), BinderKind.CASE, c.binder),
    ):
        assert kernel_refuses(c.outsider, word, *given, timezone.now()), word
    assert kernel_refuses(c.outsider, "residents_write_keys", c.binder, 1, ["name"], ["㊙"])
    with wearing(c.outsider):
        about = actions.open_new_binder(BinderKind.CONSULTATION, by=c.outsider, at=timezone.now())
        assert not call("sharing_hold_consent", c.binder, "sharing")
        assert call("sharing_withdrawable", consent) is None
        assert _rows(ADDRESS, c.binder, c.outsider.agency_id, c.outsider.membership_id) == 0
        assert _rows("UPDATE residents_address SET note = 'x'") == 0
        assert _rows(CARD, c.outsider.agency_id, c.outsider.membership_id, c.binder) == 0
    assert kernel_refuses(c.outsider, "sharing_set_subject", about, c.binder)
    with wearing(c.outsider):
        actions.block_staff(c.binder, staff=c.outsider.staff_id, kind=BlockKind.DECLARED, by=c.outsider, at=timezone.now())
    assert open_classes(c.outsider, c.binder) == 0


def what_an_emergency_look_shows_is_told(c: Cast) -> None:
    """To whom else the register is open, and, to whose agency holds the key, that the whereabouts are sealed."""
    seal(c, LOCATION, c.outsider.agency_id)
    assert break_glass(c.outsider, c.binder)
    assert open_classes(c.outsider, c.binder) == 63
    with wearing(c.outsider), connection.cursor() as cursor:
        for asked, told in (("sharing_seals(%s)", 1), ("sharing_shared_with(%s)", 2)):
            cursor.execute(f"SELECT count(*) FROM {asked}", [c.binder])
            assert cursor.fetchone() == (told,), asked

"""What the kernel's verbs must refuse and allow about consents and their withdrawal."""

from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.office import inbox
from enishi.office.errors import Refused
from enishi.sharing import actions
from enishi.sharing.access import open_binders
from enishi.sharing.models import Consent
from enishi.sharing.terms import (
    BinderKind,
    ConsentMeans,
    ConsentStage,
    Purpose,
)
from tests.noninterference.kernel_cast import (
    BASIC,
    HEALTH,
    LIVING,
    Cast,
    agreed,
    call,
    give,
    giving,
    kernel_refuses,
    open_classes,
    refused,
    shared,
)


def consent_is_no_handing_over(c: Cast) -> None:
    shared(c, c.receiver, BASIC)
    assert refused(actions.take_over, c.binder, by=c.receiver)


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
    assert kernel_refuses(c.owner, "sharing_give_by_consent", *given), (
        "a withdrawn consent carries nothing new"
    )
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
            cursor.execute("SELECT count(*) FROM sharing_open_consents(ARRAY[%s::uuid])", [c.binder])
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

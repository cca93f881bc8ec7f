"""The cast of the kernel's scenarios, and what they say to it: verbs, bare calls past the verbs, what is open to whom.

Each scenario gets the cast in a savepoint of its own, as if it were fresh.
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
from enishi.office.errors import Refused
from enishi.sharing import actions
from enishi.sharing.actions import kernel
from enishi.sharing.rules import NewConsent
from enishi.sharing.terms import (
    BinderKind,
    ConsentGiver,
    ConsentMeans,
    ConsentStage,
    EmergencyReason,
    GroundKind,
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
    desk, other, third = (
        cast.agency(name, uuid4().hex[:6]) for name in ("高齢福祉課", "生活福祉課", "保育課")
    )
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


BY_THE_WALLS = "SELECT coalesce(bit_or(classes & ~sealed_classes), 0) FROM sharing_mine WHERE binder_id = %s"


LOOKED_AT = "SELECT 1 FROM sharing_grant WHERE binder_id = %s AND kind = 'emergency' AND ends_at > enishi_now()"


def open_classes(hat: Hat, binder: UUID) -> int:
    """What is shown of a binder, by the one function; it must be what the walls look through, and what one may write but for a
    look in an emergency."""
    with wearing(hat), connection.cursor() as cursor:
        found, written = (int(str(call(one, binder))) for one in ("sharing_shown", "sharing_classes"))
        cursor.execute(BY_THE_WALLS, [binder])
        assert cursor.fetchone() == (found,), "what is shown does not go by what the walls go by"
        cursor.execute(LOOKED_AT, [binder])
        assert written == found or cursor.fetchone(), "what is written does not go by what the walls go by"
    return found


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


def agency_of(hat: Hat):
    from enishi.agencies.models import Agency

    return Agency.objects.get(pk=hat.agency_id)


def staff_of(hat: Hat):
    from enishi.agencies.models import Staff

    return Staff.objects.get(pk=hat.staff_id)

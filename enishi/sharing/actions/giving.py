from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.office import submissions, trail
from enishi.office.errors import Refused
from enishi.office.rows import together
from enishi.sharing import rules
from enishi.sharing.actions.kernel import call, call_first
from enishi.sharing.terms import BinderKind, BlockKind, GroundKind


def open_new_binder(
    kind: BinderKind, *, subject: UUID | None = None, by: Hat, at: datetime, binder: UUID | None = None
) -> UUID:
    """Begin a binder and give the hat's agency the grant of its own work (所管) on every class; of an agenda's room, the hat.

    :param subject: the resident of whom it tells, where known; consents of that person can open it
    :param binder: a fresh random id, when the caller has told it already
    :raises Refused: where rows are put together (:func:`enishi.office.rows.together`), at the end of that
    """
    binder = binder or uuid4()
    with submissions.in_one_transaction(), together():
        call_first("sharing_open_binder", binder, kind, subject, at)
        trail.record("binder.opened", binders=[binder], detail={"kind": str(kind)})
    return binder


def set_subject(binder: UUID, *, subject: UUID, by: Hat, at: datetime) -> None:
    """Say of whom a binder tells, when it becomes known later (匿名・気になる家 → 本人が分かる). Once and for all."""
    call("sharing_set_subject", binder, subject)


@transaction.atomic
def give(
    kind: GroundKind,
    *,
    binder: UUID,
    to: Iterable[UUID],
    classes: int,
    starts_at: datetime,
    ends_at: datetime | None,
    purpose: str,
    article: str = "",
    reason: str = "",
    by: Hat,
    at: datetime,
) -> UUID:
    """Write a ground and its grants (つなぎ・その他の法令) and return the ground's id. Consents: :func:`give_by_consent`.

    :raises Refused: with all reasons; nobody gives on more than their own work
    """
    reasons = rules.reasons_not_to_grant(
        kind, classes=classes, starts_at=starts_at, ends_at=ends_at, article=article, purpose=purpose
    )
    if reasons:
        raise Refused(reasons)
    ground, grantees = uuid4(), list(to)
    call(
        "sharing_give", ground, kind, binder, grantees, classes, starts_at, ends_at, article, purpose, reason, at
    )
    trail.record(
        "ground.given",
        binders=[binder],
        detail={"ground": str(ground), "kind": str(kind), "classes": classes, "to": [str(one) for one in grantees]},
    )
    return ground


@transaction.atomic
def take_over(binder: UUID, *, by: Hat, at: datetime) -> None:
    """Turn what was handed over by referral into own work of the hat's agency, with the same classes."""
    call("sharing_take_over", binder, at)
    trail.record("ground.taken_over", binders=[binder])


@transaction.atomic
def end_ground(ground: UUID, *, by: Hat, at: datetime) -> None:
    """End every grant of a ground; it acts on the very next statement of anybody."""
    call("sharing_end_ground", ground, at)
    trail.record("ground.ended", detail={"ground": str(ground)})


@transaction.atomic
def block_staff(binder: UUID, *, staff: UUID, kind: BlockKind, by: Hat, at: datetime) -> None:
    """Shut a member of staff out of a binder (利益相反). Beats every grant."""
    call("sharing_block", binder, staff, kind, at)
    trail.record("staff.blocked", binders=[binder], detail={"kind": str(kind)})


@transaction.atomic
def unblock_staff(binder: UUID, *, staff: UUID, by: Hat, at: datetime) -> None:
    """Lift a block; nobody lifts their own."""
    call("sharing_unblock", binder, staff, at)
    trail.record("staff.unblocked", binders=[binder])

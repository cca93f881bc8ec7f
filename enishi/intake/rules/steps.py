"""The two state machines. The README's diagrams, the CHECK constraints and the database's triggers come from here."""

from enishi.intake.terms import ConsultationState as C
from enishi.intake.terms import ReferralKind, Side
from enishi.intake.terms import ReferralState as R

CONSULTATION_STEPS: dict[C, frozenset[C]] = {
    C.RECEIVED: frozenset({C.ACTIVE, C.CLOSED}),
    C.ACTIVE: frozenset({C.CLOSED}),
    C.CLOSED: frozenset({C.ACTIVE}),
}

SENDER, RECEIVER, COORDINATOR, CLERK = Side.SENDER, Side.RECEIVER, Side.COORDINATOR, Side.CLERK

REFERRAL_STEPS: dict[R, dict[R, frozenset[Side]]] = {
    R.REQUESTED: {
        R.RECEIVED: frozenset({RECEIVER}),
        R.CANCELLED: frozenset({SENDER, COORDINATOR}),
        R.ENTERED_IN_ERROR: frozenset({SENDER}),
        R.FAILED: frozenset({CLERK}),
    },
    R.RECEIVED: {
        R.ACCEPTED: frozenset({RECEIVER}),
        R.REJECTED: frozenset({RECEIVER}),
        R.CANCELLED: frozenset({SENDER, COORDINATOR}),
        R.ENTERED_IN_ERROR: frozenset({SENDER}),
        R.FAILED: frozenset({CLERK}),
    },
    R.ACCEPTED: {
        R.IN_PROGRESS: frozenset({RECEIVER}),
        R.ON_HOLD: frozenset({RECEIVER}),
        R.COMPLETED: frozenset({RECEIVER}),
        R.FAILED: frozenset({RECEIVER, COORDINATOR, CLERK}),
        R.CANCELLED: frozenset({SENDER}),
    },
    R.IN_PROGRESS: {
        R.ON_HOLD: frozenset({RECEIVER}),
        R.COMPLETED: frozenset({RECEIVER}),
        R.FAILED: frozenset({RECEIVER, COORDINATOR, CLERK}),
        R.CANCELLED: frozenset({SENDER}),
    },
    R.ON_HOLD: {
        R.ACCEPTED: frozenset({RECEIVER}),
        R.IN_PROGRESS: frozenset({RECEIVER}),
        R.FAILED: frozenset({RECEIVER, COORDINATOR, CLERK}),
        R.CANCELLED: frozenset({SENDER}),
    },
    R.COMPLETED: {},
    R.REJECTED: {},
    R.CANCELLED: {},
    R.FAILED: {},
    R.ENTERED_IN_ERROR: {},
}

UNANSWERED = frozenset({R.REQUESTED, R.RECEIVED})
RUNNING = frozenset({R.ACCEPTED, R.IN_PROGRESS, R.ON_HOLD})
CAME_BACK = frozenset({R.REJECTED, R.CANCELLED, R.FAILED, R.ENTERED_IN_ERROR})
ENDED = CAME_BACK | {R.COMPLETED}


def may_close_from(state: str) -> bool:
    return C.CLOSED in CONSULTATION_STEPS[C(state)]


def who_may(before: str, after: str, kind: str) -> frozenset[Side]:
    """The sides that may move a referral of ``kind`` from ``before`` to ``after``; empty when nobody may.

    After a handover is accepted the sender is no longer accountable and cannot take it back.
    """
    sides = REFERRAL_STEPS[R(before)].get(R(after), frozenset())
    if kind == ReferralKind.HANDOVER and R(before) in RUNNING:
        return sides - {SENDER}
    return sides


def transitions() -> list[tuple[str, str, str, str]]:
    """Every (kind, before, after, side) that is allowed, for the database's own table."""
    return [
        (str(kind), str(before), str(after), str(side))
        for kind in ReferralKind
        for before, steps in REFERRAL_STEPS.items()
        for after in steps
        for side in sorted(who_may(before, after, kind))
    ]

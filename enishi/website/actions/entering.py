"""Coming in, stepping away, coming back, going home. Every one of them is written into the trail."""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from enishi.agencies import access, browser
from enishi.agencies.hats import Hat
from enishi.office import trail
from enishi.office.errors import Refused
from enishi.office.terms import TrailKind
from enishi.website import queries


class NoHat(Refused):
    """There is no hat that this person could wear today."""

    def __init__(self) -> None:
        super().__init__("今日お使いになれる所属がありません。システム管理者にお尋ねください。")


def enter(
    session: SessionBase,
    *,
    staff_id: UUID,
    membership_id: UUID,
    factors: list[str],
    at: datetime,
    unfinished: str = "",
) -> None:
    """Begin a sign-in after ``factors`` were really proved, in a session that holds nothing of anybody before.

    :raises NoHat: the membership is not one of the person's today
    """
    if len(factors) < 2 and not queries.city_is_fictional():
        raise Refused("サインインには二つの要素が必要です。")
    if membership_id not in {one.membership_id for one in queries.hats_of(staff_id, timezone.localdate(at))}:
        raise NoHat
    session.flush()
    sign_in_id, secret = access.begin_sign_in(
        staff_id=staff_id, membership_id=membership_id, factors=len(factors), at=at
    )
    browser.remember(
        session,
        sign_in_id=sign_in_id,
        secret=secret,
        staff_id=staff_id,
        seen_at=at.timestamp(),
        unfinished=unfinished,
        factors=factors,
    )
    _record(
        "sign_in.begun",
        staff_id=staff_id,
        membership_id=membership_id,
        sign_in_id=sign_in_id,
        factors=factors,
    )


def leave(session: SessionBase, *, at: datetime) -> None:
    """End the sign-in in the database and empty the session."""
    kept = browser.remembered(session)
    if kept is not None:
        access.end_sign_in(kept.sign_in_id, at=at)
        _record("sign_in.ended", staff_id=kept.staff_id, sign_in_id=kept.sign_in_id)
    session.flush()


def lock(session: SessionBase, *, by: Hat) -> None:
    """Cover the screen until the same person proves again who they are."""
    browser.change(session, locked=True)
    _record("sign_in.locked", staff_id=by.staff_id, membership_id=by.membership_id, sign_in_id=by.sign_in_id)


def come_back(session: SessionBase, *, by: Hat, at: datetime) -> None:
    """Open the screen again for the person who left it. The cookie changes."""
    session.cycle_key()
    browser.change(session, locked=False, seen=at.timestamp())
    _record("sign_in.resumed", staff_id=by.staff_id, membership_id=by.membership_id, sign_in_id=by.sign_in_id)


def change_hat(*, to: UUID, by: Hat, at: datetime) -> None:
    """Wear another of one's own hats. What was being typed stays with the hat that typed it.

    :raises NoHat: it is not the person's, or not today's
    """
    if by.staff_id is None or to not in {
        one.membership_id for one in queries.hats_of(by.staff_id, timezone.localdate(at))
    }:
        raise NoHat
    _record(
        "hat.changed",
        staff_id=by.staff_id,
        membership_id=by.membership_id,
        sign_in_id=by.sign_in_id,
        to=str(to),
    )
    access.change_hat(by.sign_in_id, membership_id=to)


def record_step(word: str, *, staff_id: UUID | None) -> None:
    """One step of coming in, right or wrong. What was typed is written nowhere."""
    _record(word, staff_id=staff_id)


def _record(
    word: str,
    *,
    staff_id: UUID | None,
    membership_id: UUID | None = None,
    sign_in_id: UUID | None = None,
    **detail: object,
) -> None:
    trail.record_at_once(
        word,
        kind=TrailKind.SIGN_IN,
        staff_id=staff_id,
        membership_id=membership_id,
        sign_in_id=sign_in_id,
        detail=dict(detail),
    )

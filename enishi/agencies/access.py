"""Signing in, and wearing a hat: telling the database who asks, for the length of one request."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.office import gate, prepared
from enishi.office.request import current_request

SIGN_IN_LASTS = timedelta(hours=10)


def secret_digest(secret: str) -> bytes:
    """What is kept of a secret that is told once: of a session, of a link."""
    return hashlib.sha256(secret.encode()).digest()


def begin_sign_in(
    *,
    staff_id: UUID | None,
    membership_id: UUID | None,
    factors: int,
    at: datetime,
    link_id: UUID | None = None,
    lasts: timedelta = SIGN_IN_LASTS,
) -> tuple[UUID, str]:
    """Record a sign-in through the gate.

    :param factors: how many factors were really proved; the database shows nothing to fewer than two
    :returns: the sign-in's id and the secret that the browser's session keeps
    """
    sign_in_id, secret = uuid4(), secrets.token_urlsafe(32)
    gate.append(
        "INSERT INTO agencies_signin (id, secret_digest, staff_id, membership_id, link_id, factors, begun_at, expires_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [sign_in_id, secret_digest(secret), staff_id, membership_id, link_id, factors, at, at + lasts],
    )
    return sign_in_id, secret


def change_hat(sign_in_id: UUID, *, membership_id: UUID) -> None:
    """Wear another hat of the same person; the database checks that it is theirs."""
    gate.append(
        "UPDATE agencies_signin SET membership_id = %s WHERE id = %s AND ended_at IS NULL",
        [membership_id, sign_in_id],
    )


def end_sign_in(sign_in_id: UUID, *, at: datetime) -> None:
    gate.append(
        "UPDATE agencies_signin SET ended_at = %s WHERE id = %s AND ended_at IS NULL", [at, sign_in_id]
    )


def end_sign_ins_of(staff_id: UUID, *, at: datetime) -> None:
    """End every live sign-in of a member of staff (異動・退職・紛失)."""
    gate.append(
        "UPDATE agencies_signin SET ended_at = %s WHERE staff_id = %s AND ended_at IS NULL", [at, staff_id]
    )


def hat_of(membership: Membership, *, sign_in_id: UUID, secret: str, other_hats: int = 0) -> Hat:
    """The hat of a membership with its staff and agency loaded."""
    return Hat(
        sign_in_id=sign_in_id,
        secret=secret,
        staff_id=membership.staff_id,
        staff_name=membership.staff.name,
        membership_id=membership.pk,
        agency_id=membership.agency_id,
        agency_name=membership.agency.name,
        role=membership.role,
        other_hats=other_hats,
    )


@contextmanager
def wearing(hat: Hat, request_id: UUID | None = None) -> Iterator[Hat]:
    """Tell the application's connection who asks; forget it at the end, whatever happens."""
    request_id = request_id or uuid4()
    token = current_request.set(request_id)
    _tell(hat.secret, str(request_id))
    try:
        yield hat
    finally:
        current_request.reset(token)
        _forget()


TELL = "SELECT set_config('enishi.session', %s, false), set_config('enishi.request', %s, false)"


def _tell(secret: str, request_id: str) -> None:
    prepared.rows(TELL, [secret, request_id])


def _forget() -> None:
    if connection.connection is None or connection.connection.closed:
        return
    try:
        if connection.in_atomic_block and connection.needs_rollback:
            connection.connection.close()
        else:
            _tell("", "")
    except Exception:
        connection.close()
        raise

"""Answer links: a partner without an account answers one referral, with a link and a code told by phone."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from enishi.agencies.access import begin_sign_in, secret_digest
from enishi.agencies.hats import Hat
from enishi.agencies.models import AnswerLink
from enishi.intake.access import open_referral
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.intake.models import Consultation, Referral
from enishi.intake.queries.intervals import intervals
from enishi.intake.rules.deadlines import due_on
from enishi.intake.rules.steps import RUNNING, UNANSWERED
from enishi.intake.terms import Side
from enishi.office import trail
from enishi.office.city import closing_days
from enishi.office.errors import Refused
from enishi.sharing import actions as sharing
from enishi.sharing.terms import GroundKind, Purpose

SIGN_IN_LASTS = timedelta(minutes=30)


@dataclass(frozen=True)
class NewLink:
    """A fresh link: ``token`` goes into the address and is shown once; ``code`` is told by phone."""

    id: UUID
    token: str
    code: str


def code_of(link: UUID) -> str:
    """The six digits that the sender tells by phone: never stored, made from the link and the city's own key."""
    key = hashlib.sha256(b"intake.answer-link" + settings.SECRET_KEY.encode()).digest()
    return f"{int.from_bytes(hmac.new(key, link.bytes, hashlib.sha256).digest()[:8], 'big') % 1_000_000:06}"


def make_link(referral: UUID, agency: UUID, *, expires_at: datetime, by: Hat, at: datetime) -> NewLink:
    token = secrets.token_urlsafe(32)
    _, membership = desk(by)
    link = AnswerLink(
        id=uuid4(),
        secret_digest=secret_digest(token),
        agency_id=agency,
        binder_id=referral,
        made_by=membership,
        made_at=at,
        expires_at=expires_at,
    )
    link.save(force_insert=True)
    return NewLink(link.pk, token, code_of(link.pk))


@transaction.atomic
def renew_link(referral: UUID, *, by: Hat, at: datetime) -> NewLink:
    """Make a fresh link for the same agency; the old one ends at once, and its grants pass to the new one.

    :raises Refused: unless the hat sent the referral and it is still going on
    """
    found = open_referral(by, referral, to=Purpose.REFERRING, word="referral.link", lock=True)
    row = found.row
    reasons = []
    if found.side != Side.SENDER:
        reasons.append("リンクを作り直せるのは、送った機関だけです。")
    if row.state not in UNANSWERED | RUNNING:
        reasons.append("このつなぎは終わっています。")
    if row.link_id is None:
        reasons.append("この機関はサインインして回答します。リンクは要りません。")
    if reasons:
        raise Refused(reasons)
    expires_at = at + timedelta(days=intervals(on=day(at))["intake.link_days"])
    AnswerLink.objects.filter(binder_id=referral, ended_at__isnull=True).update(ended_at=at)
    link = make_link(referral, row.receiver_agency_id, expires_at=expires_at, by=by, at=at)
    _pass_on(row, link.id, expires_at, by=by, at=at)
    Referral.objects.filter(pk=referral).update(link_id=link.id)
    trail.record("referral.link_renewed", binders=[referral])
    return link


def _pass_on(row: Referral, link: UUID, expires_at: datetime, *, by: Hat, at: datetime) -> None:
    consultation = (
        Consultation.objects.filter(pk=row.consultation_id).values_list("resident_id", flat=True).first()
    )
    grounds = []
    for binder in (row.pk, row.consultation_id, consultation):
        held = giveable(binder, expires_at) & row.classes if binder else 0
        if binder and held:
            grounds.append(
                sharing.give(
                    GroundKind.REFERRAL,
                    binder=binder,
                    to=[link],
                    classes=held,
                    starts_at=at,
                    ends_at=expires_at,
                    purpose="つなぎ",
                    by=by,
                    at=at,
                )
            )
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_add_grounds(%s, %s)", [row.pk, grounds])


def sharing_classes(binder: UUID) -> int:
    """The classes of a binder that the hat holds now, as the database decides it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sharing_classes(%s)", [binder])
        return int(cursor.fetchone()[0])


def giveable(binder: UUID, until: datetime) -> int:
    """The classes of a binder that the hat may give on until a moment: not what it borrows, not for longer than it has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sharing_giveable(%s, %s)", [binder, until])
        return int(cursor.fetchone()[0])


def sign_in_by_link(token: str, code: str, *, at: datetime) -> tuple[UUID, UUID, str] | None:
    """Open an answer link with its code.

    A try is counted before it is judged, and taken back when it was right: of a hundred sent at once only five are judged.

    :returns: link, sign-in and secret; None when the link is unknown, expired, ended, or the code is wrong,
        with no difference to be seen
    """
    link = _link_of("SELECT intake_link_tried(%s, %s)", token, at)
    right = hmac.compare_digest(code_of(link or UUID(int=0)), code.strip())
    if link is None or not right:
        return None
    _link_of("SELECT intake_link_right(%s, %s)", token, at)
    _link_of("SELECT agencies_link_opened(%s, %s)", token, at)
    sign_in, secret = begin_sign_in(
        staff_id=None, membership_id=None, link_id=link, factors=2, at=at, lasts=SIGN_IN_LASTS
    )
    return link, sign_in, secret


def _link_of(question: str, token: str, at: datetime) -> UUID | None:
    """Ask by the digest of the secret: whoever has no hat reads no row of the links themselves."""
    with connection.cursor() as cursor:
        cursor.execute(question, [secret_digest(token), at])
        return cursor.fetchone()[0] or None


def ask_for_link(token: str, *, at: datetime) -> None:
    """Ask the sender for a fresh link, from a page that cannot say whether there ever was one."""
    today = day(at)
    due = due_on(today, 1, closing_days())
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_ask_for_link(%s, %s, %s)", [secret_digest(token), due, at])

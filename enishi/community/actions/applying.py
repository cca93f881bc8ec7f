"""The public form: handing an application in, confirming it by mail or telephone, taking it or not, clearing it away."""

import hmac
import secrets
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils.timezone import localdate

from enishi.agencies.access import secret_digest
from enishi.agencies.hats import Hat
from enishi.community.actions.members import add_row, the_network
from enishi.community.actions.tending import may_tend
from enishi.community.city_settings import CONFIRM, FROM_ONE, IN_ALL, KEEP
from enishi.community.models import Application, Network
from enishi.community.rules import public_forms
from enishi.community.rules.joining import Particulars, reasons_not_to_take
from enishi.community.rules.references import reference
from enishi.community.terms import ApplicationState
from enishi.office import digest, inbox, trail
from enishi.office.calendar import add_working_days
from enishi.office.city import closing_days, setting
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.submissions import once

REVIEW_DAYS = 5
CLOSED = "いまは、申込みを受け付けていません。事務局に電話してください。"


@dataclass(frozen=True)
class Received:
    """What the page after the form may say: the number, and whether a mail with the link went out."""

    reference: str
    mailed: bool


def apply_to_join(
    said: Particulars,
    *,
    message: str,
    sender: str,
    link: Callable[[str], str],
    at: datetime,
    key: UUID | None = None,
) -> Received:
    """Take an application from anybody; it waits until its own mail, or the office's telephone, confirms it.

    :param sender: where it came from; only a digest is kept, under the installation's key
    :param link: gives the address of the confirmation for its secret
    :raises Refused: the project takes none now, something is missing, or too many came within the hour
    """
    project = the_network()
    if not project.open_to_applications:
        raise Refused(CLOSED)
    reasons = reasons_not_to_take(said)
    if not public_forms.control_free([*map(str, said.columns().values()), message]):
        reasons.append("読めない文字が入っています。消してから送ってください。")
    if reasons:
        raise Refused(reasons)
    made, today = uuid4(), localdate(at)
    with once(key, "application.sent", None, at=at, answer=f"{reference(made)} 0") as first:
        if not first:
            number, mailed = first.answer.split()
            return Received(number, mailed == "1")
        digested = _sender(sender, today)
        _not_too_many(digested, today, at)
        secret = secrets.token_urlsafe(32)
        hours = setting(CONFIRM.name, on=today)
        mailed_ok = _mail(project, said, reference(made), link(secret), hours)
        Application(
            id=made,
            **said.columns(),
            message=message,
            received_at=at,
            sender_digest=digested,
            secret_digest=secret_digest(secret),
            confirm_by=at + timedelta(hours=hours),
            mailed=mailed_ok,
        ).save(force_insert=True)
        trail.record("application.sent", detail={"application": str(made), "mailed": mailed_ok})
        first.answer = f"{reference(made)} {int(mailed_ok)}"
    return Received(reference(made), mailed_ok)


def may_be_confirmed(secret: str, *, at: datetime) -> bool:
    """Whether a link still waits; wrong, used and late ones look the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT community_application_waits(%s, %s)", [secret_digest(secret), at])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def confirm_by_link(secret: str, *, at: datetime) -> str:
    """Confirm an application with the secret of its mail; its number, or "" when there is none that waits."""
    today = localdate(at)
    due = add_working_days(today, REVIEW_DAYS, closing_days(since=today))
    with connection.cursor() as cursor:
        cursor.execute("SELECT community_confirm_application(%s, %s, %s)", [secret_digest(secret), due, at])
        found: UUID | None = cursor.fetchone()[0]
    if found is None:
        return ""
    trail.record("application.confirmed", detail={"application": str(found), "how": "mail"})
    return reference(found)


def confirm_by_phone(
    application_id: UUID, *, version: int, by: Hat, at: datetime, key: UUID | None = None
) -> None:
    """The office called and the applicant said that it is theirs (no mail, or it did not arrive).

    :raises Refused: it waits for no confirmation
    """
    may_tend(by)
    with once(key, "application.confirmed", by.membership_id, at=at) as first:
        if not first:
            return
        one = _locked(application_id, version)
        _in_state(one, ApplicationState.SENT, ApplicationState.LAPSED)
        one.state, one.confirmed_at, one.confirmed_how = ApplicationState.CONFIRMED, at, "phone"
        one.secret_digest = None
        _keep(one)
        trail.record("application.confirmed", detail={"application": str(application_id), "how": "phone"})


def accept_application(
    application_id: UUID,
    *,
    joined_on: date,
    asks_per_month: int | None = None,
    version: int,
    by: Hat,
    at: datetime,
    key: UUID | None = None,
) -> UUID:
    """Make the applicant a member.

    :returns: the member's id
    :raises Refused: not confirmed, or decided already
    """
    may_tend(by)
    made = uuid4()
    with once(key, "application.accepted", by.membership_id, at=at, answer=str(made)) as first:
        if not first:
            return UUID(first.answer)
        one = _locked(application_id, version)
        _in_state(one, ApplicationState.CONFIRMED)
        add_row(made, particulars_of(one), joined_on=joined_on, asks_per_month=asks_per_month)
        one.state, one.member_id = ApplicationState.ACCEPTED, made
        _decided(one, by, at)
        trail.record("application.accepted", detail={"application": str(application_id), "member": str(made)})
    return made


def decline_application(
    application_id: UUID, *, reason: str, version: int, by: Hat, at: datetime, key: UUID | None = None
) -> None:
    """Do not take an applicant, with the reason; the particulars are cleared away later.

    :raises Refused: no reason, not confirmed, or decided already
    """
    may_tend(by)
    with once(key, "application.declined", by.membership_id, at=at) as first:
        if not first:
            return
        if not reason.strip():
            raise Refused("見送る理由を書いてください。")
        one = _locked(application_id, version)
        _in_state(one, ApplicationState.CONFIRMED)
        one.state, one.reason = ApplicationState.DECLINED, reason.strip()
        _decided(one, by, at)
        trail.record("application.declined", detail={"application": str(application_id)})


def clear_applications(at: datetime) -> int:
    """What nobody confirmed in time lapses; what did not become a member goes after its days. Runs as the clerk."""
    late = Application.objects.filter(state=ApplicationState.SENT, confirm_by__lt=at).order_by("pk")
    lapsed = late.update(state=ApplicationState.LAPSED, secret_digest=None)
    before = at - timedelta(days=setting(KEEP.name, on=localdate(at)))
    old = Application.objects.filter(
        state__in=[ApplicationState.LAPSED, ApplicationState.DECLINED], received_at__lt=before
    )
    gone = old.delete()[0]
    if lapsed or gone:
        trail.record("application.cleared", detail={"lapsed": lapsed, "gone": gone})
    return lapsed + gone


def particulars_of(one: Application) -> Particulars:
    """What the applicant said, as a member is made of it."""
    return Particulars(
        name=one.name,
        kind=one.kind,
        kana=one.kana,
        fields=tuple(one.fields),
        purposes=tuple(one.purposes),
        offers=one.offers,
        areas=tuple(one.areas),
        person=one.person,
        phone=one.phone,
        email=one.email,
        address=one.address,
    )




def _sender(sender: str, today: date) -> bytes:
    """A digest that cannot be tried out without the installation's key, and is another one every day."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"applications {today} {sender}".encode(), "sha256")


def _not_too_many(sender: bytes, today: date, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT by_sender, in_all FROM community_applications_lately(%s, %s)", [sender, at])
        by_sender, in_all = cursor.fetchone()
    limits = {
        "most_by_sender": setting(FROM_ONE.name, on=today),
        "most_in_all": setting(IN_ALL.name, on=today),
    }
    if public_forms.too_many(by_sender, in_all, **limits):
        raise Refused(public_forms.BUSY)


def _mail(project: Network, said: Particulars, number: str, address: str, hours: int) -> bool:
    """Send the link; whether the mail server took it. The mail repeats nothing that was typed: it may go to a stranger."""
    if not said.email or not digest.is_configured():
        return False
    lines = [
        f"{project.name}の入会の申込み（番号 {number}）が、このメールアドレスで届きました。",
        "",
        "申し込んだ方は、次のページを開いて「この申込みを確認する」を押してください。",
        address,
        "",
        f"{hours}時間たつと、このページは使えなくなります。",
        "申し込んでいない方は、何もしないでください。確認されない申込みは消えます。",
        *(["", f"事務局：{project.contact}"] if project.contact else []),
    ]
    try:
        return EmailMessage("入会の申込みの確認", "\n".join(lines) + "\n", to=[said.email]).send() == 1
    except (smtplib.SMTPException, OSError):
        return False


def _locked(application_id: UUID, version: int) -> Application:
    one = Application.objects.select_for_update().filter(pk=application_id).first()
    if one is None:
        raise NotFound("application", application_id)
    if one.version != version:
        raise Overtaken({"状態": str(one.get_state_display())})
    return one


def _in_state(one: Application, *states: ApplicationState) -> None:
    if one.state not in states:
        raise Refused(f"この申込みは「{one.get_state_display()}」です。ページを開き直して確かめてください。")


def _decided(one: Application, by: Hat, at: datetime) -> None:
    one.decided_at, one.decided_by = at, by.membership_id
    _keep(one)
    inbox.finish_tasks(one.pk, "application.review", by=by.membership_id, at=at)


def _keep(one: Application) -> None:
    one.version += 1
    one.save()

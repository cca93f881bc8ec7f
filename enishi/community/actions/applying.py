"""Applications that came by the open form: taken in by the job, confirmed by mail or telephone, decided, cleared away."""

import smtplib
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils.timezone import localdate

from enishi.agencies.actions import cards
from enishi.agencies.actions.open_forms import Entry
from enishi.agencies.hats import Hat
from enishi.agencies.models import ReleasedCard
from enishi.community.actions.members import add_row, the_network
from enishi.community.actions.tending import may_tend
from enishi.community.city_settings import CONFIRM, FROM_ONE, IN_ALL, KEEP
from enishi.community.models import Application, Network
from enishi.community.rules import join_form
from enishi.community.rules.joining import Particulars, reasons_not_to_take
from enishi.community.terms import ApplicationState
from enishi.office import digest, inbox, open_forms, trail
from enishi.office.calendar import add_working_days
from enishi.office.cards import Card
from enishi.office.city import closing_days, setting
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.reference import reference
from enishi.office.submissions import once

REVIEW_DAYS = 5
CONFIRMATION = "community.confirmation"
REVIEW = "入会の申込みを確かめて、受け付けるか決めてください。"


def form_now(at: datetime) -> Card:
    """What stands at the edge under ``/join/``."""
    return join_form.page(_told(the_network()), mails=digest.is_configured())


def limits_now(at: datetime) -> tuple[int, int]:
    """How many applications are taken within the hour: from one sender, in all."""
    today = localdate(at)
    return setting(FROM_ONE.name, on=today), setting(IN_ALL.name, on=today)


def entry_arrived(entry: Entry, at: datetime) -> None:
    """The job brings in what somebody filled in at the edge."""
    said, message = join_form.particulars(entry.values), entry.values.get("message", "")
    apply_to_join(entry.id, said, message=message, sender=entry.sender, received_at=entry.at, at=at)


@transaction.atomic
def apply_to_join(
    made: UUID,
    said: Particulars,
    *,
    message: str,
    sender: bytes,
    received_at: datetime,
    at: datetime,
    mail: bool = True,
) -> bool:
    """Take an application; it waits until its own mail, or the office's telephone, confirms it. Runs as the clerk, or as somebody
    who tends (on paper, by telephone). The same id is taken once.

    :param sender: a digest of where it came from
    :returns: whether a mail with the link went out
    :raises Refused: something is missing, or too many came within the hour
    """
    if known := Application.objects.filter(pk=made).first():
        return known.mailed
    reasons = reasons_not_to_take(said)
    if not open_forms.control_free([*map(str, said.columns().values()), message]):
        reasons.append("読めない文字が入っています。消してから送ってください。")
    if reasons:
        raise Refused(reasons)
    _not_too_many(sender, received_at)
    hours = setting(CONFIRM.name, on=localdate(at))
    given = {"message": message, "received_at": received_at, "sender_digest": sender}
    one = Application(id=made, **said.columns(), **given, confirm_by=at + timedelta(hours=hours))
    one.mailed = mail and _mailed(one, hours, at)
    one.save(force_insert=True)
    trail.record("application.sent", detail={"application": str(made), "mailed": one.mailed})
    return one.mailed


def confirmed_by_mail(card: ReleasedCard, given: dict[str, str], at: datetime) -> None:
    """The job brings home that somebody pressed the button behind the mail's link, in time. The office is asked to review."""
    waits = [ApplicationState.SENT, ApplicationState.LAPSED]  # pressed in time, brought home after the night's clearing
    one = Application.objects.select_for_update().filter(pk=card.pk, state__in=waits).first()
    if one is None or one.confirm_by <= at:
        return
    one.state, one.confirmed_at, one.confirmed_how = ApplicationState.CONFIRMED, at, "mail"
    _keep(one)
    trail.record("application.confirmed", detail={"application": str(one.pk), "how": "mail"})
    if keeper := the_network().keeper_id:
        today = localdate(at)
        due = add_working_days(today, REVIEW_DAYS, closing_days())
        url = f"/network/applications/{one.pk}/"
        inbox.assign(keeper, "application.review", REVIEW, due, binder_id=one.pk, url=url, at=at)


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
        _keep(one)
        cards.close_open([application_id], at=at)
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


@transaction.atomic
def clear_applications(at: datetime) -> int:
    """What nobody confirmed in time lapses; what did not become a member goes after its days. Runs as the clerk."""
    late = Application.objects.filter(state=ApplicationState.SENT, confirm_by__lt=at).order_by("pk")
    lapsed = late.update(state=ApplicationState.LAPSED)
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


def _told(project: Network) -> join_form.Project:
    names = ("name", "about", "contact", "privacy_notice")
    return join_form.Project(
        **{name: getattr(project, name) for name in names}, takes=project.open_to_applications
    )


MARGIN = 2
"""The edge has counted, and told who sent it that it was taken; inside those of the counter count too. A flood stops here."""


def _not_too_many(sender: bytes, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT by_sender, in_all FROM community_applications_lately(%s, %s)", [sender, at])
        by_sender, in_all = cursor.fetchone()
    most_by_sender, most_in_all = (MARGIN * most for most in limits_now(at))
    if open_forms.too_many(by_sender, in_all, most_by_sender=most_by_sender, most_in_all=most_in_all):
        raise Refused(open_forms.BUSY)


def _mailed(one: Application, hours: int, at: datetime) -> bool:
    """Send the link; whether the mail server took it. The mail repeats nothing that was typed: it may go to a stranger."""
    if not one.email or not digest.is_configured():
        return False
    project, number = the_network(), reference(one.pk)
    card = join_form.confirmation(_told(project), number)
    released = cards.release_by_job(one.pk, CONFIRMATION, card, expires_at=one.confirm_by, at=at)
    lines = [
        f"{project.name}の入会の申込み（番号 {number}）が、このメールアドレスで届きました。",
        "",
        "申し込んだ方は、次のページを開いて「この申込みを確認する」を押してください。",
        cards.address_of(released.token),
        "",
        f"{hours}時間たつと、このページは使えなくなります。",
        "申し込んでいない方は、何もしないでください。確認されない申込みは消えます。",
        *(["", f"事務局：{project.contact}"] if project.contact else []),
    ]
    try:
        return EmailMessage("入会の申込みの確認", "\n".join(lines) + "\n", to=[one.email]).send() == 1
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

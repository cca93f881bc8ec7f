"""The daily e-mail (お知らせメール): counts and references, never a name, one recipient a mail, nothing attached, no link."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import connection, transaction

from enishi import environment
from enishi.office import inbox
from enishi.office.models import DigestChoice
from enishi.office.words import FIELDS

MOST_REFERENCES = 20
REFERENCE = re.compile(FIELDS["reference"])


@dataclass(frozen=True)
class Recipient:
    """One hat and where its mail goes.

    ``holders``: the ids whose tasks and notices it answers for; ``but``: words that are others' work there.
    """

    membership_id: UUID
    address: str
    holders: Sequence[UUID]
    but: Collection[str] = ()


@dataclass(frozen=True)
class Mail:
    subject: str
    body: str


def is_configured() -> bool:
    """Whether this installation sends mail at all: ENISHI_SMTP_HOST is set."""
    return bool(environment.text("ENISHI_SMTP_HOST"))


def wants(membership_id: UUID) -> bool:
    """Whether a hat wants the mail; without a choice it does."""
    chosen = DigestChoice.objects.filter(pk=membership_id).values_list("wanted", flat=True).first()
    return chosen is not False


@transaction.atomic
def choose(membership_id: UUID, *, wanted: bool, at: datetime) -> None:
    """A hat's own choice."""
    DigestChoice.objects.update_or_create(pk=membership_id, defaults={"wanted": wanted, "chosen_at": at})


def compose(holders: Sequence[UUID], *, on: date, but: Collection[str] = ()) -> Mail | None:
    """What a mail of the day says, without some words; None when nothing waits."""
    counts = inbox.counts(holders, on=on, but=but)
    if not counts.due and not counts.unread:
        return None
    late, today = _references(holders, on, but)
    lines = [
        f"{on.year}年{on.month}月{on.day}日 現在、次の用件があります。",
        "",
        f"期日を過ぎたやること {counts.overdue}件{_listed(late)}",
        f"今日までのやること {counts.due - counts.overdue}件{_listed(today)}",
        f"これからのやること {counts.open - counts.due}件",
        f"読んでいないお知らせ {counts.unread}件",
        "",
        "くわしくは、縁にサインインして「今日」を開いてください。",
        "このメールには個人の情報も、開くためのリンクもありません。リンクのある「縁」からのメールは偽物です。",
        "受け取りをやめるには、縁の「受信箱」で選んでください。",
    ]
    return Mail(f"【縁】やること{counts.due}件・お知らせ{counts.unread}件", "\n".join(lines) + "\n")


def send(recipient: Recipient, *, on: date, at: datetime) -> bool:
    """Send the mail of a day to one hat, at most once; whether one went out.

    The line that it was sent is written first and committed only after the mail server took the mail: a failure leaves nothing,
    so that the job may try again.
    """
    if not recipient.address or not wants(recipient.membership_id):
        return False
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO office_digestsent (membership_id, day, sent_at) VALUES (%s, %s, %s)"
                " ON CONFLICT (membership_id, day) DO NOTHING",
                [recipient.membership_id, on, at],
            )
            if not cursor.rowcount:
                return False
        mail = compose(recipient.holders, on=on, but=recipient.but)
        if mail is None:
            return False
        return EmailMessage(mail.subject, mail.body, to=[recipient.address]).send() == 1


def _references(holders: Sequence[UUID], on: date, but: Collection[str]) -> tuple[list[str], list[str]]:
    late: list[str] = []
    today: list[str] = []
    for task in inbox.open_tasks(holders).filter(due_on__lte=on).exclude(word__in=but)[:MOST_REFERENCES]:
        (late if task.due_on < on else today).extend(REFERENCE.findall(task.text))
    return late, today


def _listed(references: list[str]) -> str:
    return f"（番号 {'、'.join(references)}）" if references else ""

"""Reminders and escalation (督促・滞り). Run by the clerk; running them again on the same day changes nothing."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from enishi.agencies.models import Agency
from enishi.intake.models import Holding, Referral
from enishi.intake.queries.intervals import intervals
from enishi.intake.rules.deadlines import due_on, is_silent_for
from enishi.intake.rules.steps import RUNNING, UNANSWERED
from enishi.intake.terms import ReferralState
from enishi.office import inbox, trail
from enishi.office.city import closing_days
from enishi.office.versions import step
from enishi.residents.rules.reference import reference


@transaction.atomic
def chase_referrals(*, at: datetime) -> int:
    """Remind the receiver, tell the sender, escalate to those who coordinate; return how many words were sent.

    A referral to an agency that has closed comes back to its sender.
    """
    today = timezone.localdate(at)
    setting, closed = intervals(on=today), closing_days()
    told = 0
    ended = set(Agency.objects.filter(ends_on__lte=today).values_list("pk", flat=True))
    for row in (
        Referral.objects.filter(state__in=sorted(UNANSWERED | RUNNING))
        .select_for_update()
        .order_by("sent_at", "id")
    ):
        if row.receiver_agency_id in ended:
            told += _comes_back(row, at=at)
        elif row.state in UNANSWERED:
            told += _chase_answer(row, today, setting, closed, at=at)
        elif row.state == ReferralState.ACCEPTED and row.contact_due_on and row.contact_due_on < today:
            told += _chase_contact(row, today, at=at)
    return told


def _comes_back(row: Referral, *, at: datetime) -> int:
    step(row, state=ReferralState.FAILED, moved_at=at, ended_at=at, reason_code="agency_closed")
    trail.record("referral.failed", binders=[row.pk, row.consultation_id], detail={"reason": "agency_closed"})
    return _tell(
        row,
        row.sender_agency_id,
        "referral.failed",
        "つなぎ先の機関がなくなりました。次の手を決めてください",
        at,
    )


def _chase_answer(
    row: Referral, today: date, setting: dict[str, int], closed: Collection[date], *, at: datetime
) -> int:
    sent_on, told = timezone.localdate(row.sent_at), 0
    if row.reminded_on is None and is_silent_for(
        sent_on, today, setting["intake.reply_reminder_days"], closed
    ):
        if row.link_id is None:
            told += _tell(row, row.receiver_agency_id, "referral.reminder", "つなぎに回答してください", at)
        told += _tell(row, row.sender_agency_id, "referral.silent", "つなぎにまだ回答がありません", at)
        Referral.objects.filter(pk=row.pk).update(reminded_on=today)
    if row.escalated_on is None and is_silent_for(
        sent_on, today, setting["intake.reply_escalation_days"], closed
    ):
        for agency in _escalates_to(row.consultation_id):
            inbox.assign(
                agency,
                "referral.stalled",
                f"つなぎに回答がありません（番号 {reference(row.consultation_id)}）",
                due_on(today, 1, closed),
                binder_id=row.pk,
                url=_where(row.consultation_id),
                at=at,
            )
            told += 1
        Referral.objects.filter(pk=row.pk).update(escalated_on=today)
    return told


def _chase_contact(row: Referral, today: date, *, at: datetime) -> int:
    if row.contact_reminded_on is not None:
        return 0
    Referral.objects.filter(pk=row.pk).update(contact_reminded_on=today)
    told = 0
    if row.link_id is None:
        told += _tell(
            row, row.receiver_agency_id, "referral.contact_late", "最初の連絡の期日を過ぎています", at
        )
    return told + _tell(
        row, row.sender_agency_id, "referral.contact_late", "つなぎ先からまだ連絡の報告がありません", at
    )


def _tell(row: Referral, to: UUID, word: str, text: str, at: datetime) -> int:
    text = f"{text}（番号 {reference(row.pk)}）"
    inbox.tell(to, word, text, binder_id=row.pk, url=f"/referrals/{row.pk}/", at=at)
    return 1


@transaction.atomic
def chase_needs(*, at: datetime) -> int:
    """Remind who holds a need whose next date has passed; later tell those who coordinate."""
    today = timezone.localdate(at)
    setting, closed = intervals(on=today), closing_days()
    late = Holding.objects.filter(ended_at__isnull=True, next_on__lt=today).select_for_update(of=("self",))
    told = 0
    for one in late.order_by("next_on", "id"):
        if one.told_overdue_on is None:
            inbox.assign(
                one.membership_id or one.agency_id,
                "need.overdue",
                f"次の期日を過ぎています（番号 {reference(one.consultation_id)}）",
                today,
                binder_id=one.consultation_id,
                url=f"/consultations/{one.consultation_id}/",
                at=at,
            )
            Holding.objects.filter(pk=one.pk).update(told_overdue_on=today)
            told += 1
        if one.escalated_on is None and is_silent_for(
            one.next_on, today, setting["intake.need_escalation_days"], closed
        ):
            told += _escalate_need(one, today, closed, at=at)
    return told


def _escalate_need(one: Holding, today: date, closed: Collection[date], *, at: datetime) -> int:
    agencies = _escalates_to(one.consultation_id)
    for agency in agencies:
        inbox.assign(
            agency,
            "need.stalled",
            f"期日を過ぎたままの相談があります（番号 {reference(one.consultation_id)}）",
            due_on(today, 1, closed),
            binder_id=one.consultation_id,
            url=_where(one.consultation_id),
            at=at,
        )
    Holding.objects.filter(pk=one.pk).update(escalated_on=today)
    return len(agencies)


def _where(consultation: UUID) -> str:
    """The one line of 滞り that it is about: that list knows the numbers of consultations."""
    return f"/stagnation/?show=all&reference={reference(consultation)}"


def _escalates_to(consultation: UUID) -> list[UUID]:
    """Agencies that coordinate and for which the consultation exists: not behind a seal without a key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_escalates_to(%s)", [consultation])
        return list(cursor.fetchone()[0])

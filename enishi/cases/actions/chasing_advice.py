"""Reminders about questions to the coordinator (督促). Run by the clerk; running them again on the same day changes nothing."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from enishi.cases.models import Advice, Lead
from enishi.cases.queries.intervals import intervals
from enishi.cases.terms import AdviceState
from enishi.intake.rules.deadlines import is_silent_for
from enishi.office import inbox
from enishi.office.city import closing_days
from enishi.residents.rules.reference import reference


@transaction.atomic
def end_unreachable(*, at: datetime) -> int:
    """End questions to agencies where nobody can answer any more; the database tells who leads. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_end_unreachable_advice(%s)", [at])
        return int(cursor.fetchone()[0])


@transaction.atomic
def chase_advice(*, at: datetime) -> int:
    """Remind who was asked; past the day, give the task anew and tell who leads. Returns how many were told."""
    today = timezone.localdate(at)
    silent = intervals(on=today)["cases.advice_reminder_days"]
    closed = closing_days()
    waiting = Advice.objects.filter(state=AdviceState.ASKED).select_for_update(of=("self",))
    return sum(_chase(one, today, silent, closed, at=at) for one in waiting.order_by("asked_at", "id"))


def _chase(row: Advice, today: date, silent: int, closed: Collection[date], *, at: datetime) -> int:
    told, rows, url = 0, Advice.objects.filter(pk=row.pk), f"/cases/advice/{row.pk}/"
    number = reference(row.case_id)
    since = timezone.localdate(row.moved_at)
    if row.reminded_on is None and is_silent_for(since, today, silent, closed):
        text = f"推進員の相談が回答を待っています（ケース {number}）"
        inbox.tell(row.coordinator_id, "case.advice_reminder", text, binder_id=row.case_id, url=url, at=at)
        rows.update(reminded_on=today)
        told += 1
    if row.escalated_on is None and row.due_on < today:
        text = f"推進員の相談が期限を過ぎています（ケース {number}）"
        inbox.assign(
            row.coordinator_id, "case.advice_late", text, today, binder_id=row.case_id, url=url, at=at
        )
        text = f"管理者の回答が期限を過ぎています。急ぐときは電話してください（ケース {number}）"
        lead = Lead.objects.get(case=row.case_id, ended_at__isnull=True)  # a question ends with its lead
        holder = lead.membership_id or lead.agency_id
        inbox.tell(holder, "case.advice_silent", text, binder_id=row.case_id, url=url, at=at)
        rows.update(escalated_on=today)
        told += 2
    return told

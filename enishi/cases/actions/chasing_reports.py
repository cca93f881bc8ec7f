"""Reminders of 実施報告. Run by the clerk; running them again changes nothing."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from enishi.cases.actions.reporting import REPORTS, coordinating
from enishi.cases.models import ActivityReport
from enishi.cases.queries.intervals import intervals
from enishi.cases.queries.owed import owed
from enishi.cases.rules import reports as rules
from enishi.cases.terms import ReportState
from enishi.office import inbox
from enishi.office.city import closing_days
from enishi.office.models import Notice, Task


@transaction.atomic
def remind_of_reports(*, at: datetime) -> int:
    """Give who owes the report of the last month the task to send it; when it is late, tell who coordinates how many miss."""
    today = timezone.localdate(at)
    month = rules.last_over(today)
    due = rules.report_due_on(month, intervals(on=today)["cases.report_due_days"], closing_days())
    missing = [agency for agency in owed(month, month).get(month, []) if agency not in _sent(month)]
    told = sum(_remind(agency, month, due, at=at) for agency in missing)
    return told + (_tell_late(len(missing), month, at=at) if missing and due < today else 0)


def _sent(month: date) -> set[UUID]:
    done = [ReportState.SENT, ReportState.READ, ReportState.RETURNED]
    found = ActivityReport.objects.filter(month=month, state__in=done).order_by("agency")
    return set(found.values_list("agency", flat=True))


def _remind(agency: UUID, month: date, due: date, *, at: datetime) -> int:
    key = rules.report_key(agency, month)
    if Task.objects.filter(holder_id=agency, word="case.report_due", binder_id=key).exists():
        return 0
    url = f"{REPORTS}{month:%Y-%m}/"
    inbox.assign(
        agency, "case.report_due", "先月の実施報告を送ってください", due, binder_id=key, url=url, at=at
    )
    return 1


def _tell_late(count: int, month: date, *, at: datetime) -> int:
    told = 0
    for agency in coordinating(at):
        key = rules.report_key(agency, month)
        if not Notice.objects.filter(holder_id=agency, word="case.reports_missing", binder_id=key).exists():
            url = f"{REPORTS}all/{month:%Y-%m}/"
            text = f"先月の実施報告がまだの機関があります（{count}機関）"
            inbox.tell(agency, "case.reports_missing", text, binder_id=key, url=url, at=at)
            told += 1
    return told

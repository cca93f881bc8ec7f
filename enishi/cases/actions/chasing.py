"""Reminders and escalation of cases (督促・滞り). Run by the clerk; running them again on the same day changes nothing."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from enishi.cases.models import Lead, LeadRequest, TeamRole
from enishi.cases.queries.intervals import intervals
from enishi.cases.terms import LeadRequestState, TeamState
from enishi.intake.rules.deadlines import due_on, is_silent_for
from enishi.office import inbox, trail
from enishi.office.city import closing_days
from enishi.residents.rules.reference import reference

LAPSED = {
    "case.role_agency_closed": "チームの機関がなくなり、役割が終わりました",
    "case.role_lapsed": "同意などの根拠が終わり、チームの役割が終わりました",
    "case.lead_lapsed": "主担当の依頼に回答がないまま終わりました。次の手を決めてください",
}
OUTREACH = {
    "case.approach_due": "働きかけの方針を見直す日を過ぎています",
    "case.support_lapses": "準備した支援の、用意しておく日を過ぎています",
}


@transaction.atomic
def chase_leads(*, at: datetime) -> int:
    """Remind who leads a case whose next date has passed; later tell those who coordinate. Returns how many were told."""
    today = timezone.localdate(at)
    setting, closed = intervals(on=today), closing_days()
    late = Lead.objects.filter(ended_at__isnull=True, next_on__lt=today).select_for_update(of=("self",))
    told = 0
    for one in late.order_by("next_on", "id"):
        if one.told_overdue_on is None:
            inbox.assign(
                one.membership_id or one.agency_id,
                "case.overdue",
                f"次の期日を過ぎています（ケース {reference(one.case_id)}）",
                today,
                binder_id=one.case_id,
                url=f"/cases/{one.case_id}/",
                at=at,
            )
            Lead.objects.filter(pk=one.pk).update(told_overdue_on=today)
            told += 1
        if one.escalated_on is None and is_silent_for(
            one.next_on, today, setting["cases.escalation_days"], closed
        ):
            text = f"期日を過ぎたままのケースがあります（ケース {reference(one.case_id)}）"
            told += _escalate(one.case_id, "case.stalled", text, due_on(today, 1, closed), at=at)
            Lead.objects.filter(pk=one.pk).update(escalated_on=today)
    return told


@transaction.atomic
def chase_answers(*, at: datetime) -> int:
    """Remind who was asked to take a role or to lead, tell who asked, later those who coordinate."""
    today = timezone.localdate(at)
    setting, closed = intervals(on=today), closing_days()
    roles = TeamRole.objects.filter(state=TeamState.ASKED).select_for_update(of=("self",))
    requests = LeadRequest.objects.filter(state=LeadRequestState.ASKED).select_for_update(of=("self",))
    told = sum(
        _chase_answer(one, one.agency_id, "team", today, setting, closed, at=at)
        for one in roles.order_by("asked_at", "id")
    )
    return told + sum(
        _chase_answer(one, one.to_agency_id, "lead", today, setting, closed, at=at)
        for one in requests.order_by("asked_at", "id")
    )


def _chase_answer(
    row: TeamRole | LeadRequest,
    asked: UUID,
    page: str,
    today: date,
    setting: dict[str, int],
    closed: Collection[date],
    *,
    at: datetime,
) -> int:
    asked_on, told, rows = timezone.localdate(row.asked_at), 0, type(row)._default_manager.filter(pk=row.pk)
    if row.reminded_on is None and is_silent_for(asked_on, today, setting["cases.reminder_days"], closed):
        case, url = row.case_id, f"/cases/{row.case_id}/"
        text = f"ケースの依頼に回答してください（ケース {reference(case)}）"
        inbox.tell(asked, "case.reminder", text, binder_id=case, url=f"{url}{page}/{row.pk}/", at=at)
        text = f"ケースの依頼にまだ回答がありません（ケース {reference(case)}）"
        inbox.tell(_leads(case), "case.silent", text, binder_id=case, url=url, at=at)
        rows.update(reminded_on=today)
        told += 2
    if row.escalated_on is None and is_silent_for(
        asked_on, today, setting["cases.answer_escalation_days"], closed
    ):
        text = f"ケースの依頼に回答がありません（ケース {reference(row.case_id)}）"
        told += _escalate(row.case_id, "case.unanswered", text, due_on(today, 1, closed), at=at)
        rows.update(escalated_on=today)
    return told


@transaction.atomic
def end_lapsed(*, at: datetime) -> int:
    """End roles and requests whose agency has closed or whose ground has run out, and tell who leads."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, told, word FROM cases_end_lapsed(%s)", [at])
        ended = cursor.fetchall()
    for case, holder, word in ended:
        text = f"{LAPSED[word]}（ケース {reference(case)}）"
        inbox.tell(holder, word, text, binder_id=case, url=f"/cases/{case}/", at=at)
        trail.record("case.lapsed", binders=[case], detail={"what": word})
    return len(ended)


@transaction.atomic
def tell_ending_consents(*, at: datetime) -> int:
    """Give who leads the task to talk about a consent that ends soon, before what rests on it ends with it."""
    until = at + timedelta(days=intervals(on=timezone.localdate(at))["cases.consent_ending_days"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, holder, ends_on FROM cases_consents_ending(%s, %s)", [at, until])
        ending = cursor.fetchall()
    for case, holder, ends_on in ending:
        inbox.assign(
            holder,
            "case.consent_ending",
            f"本人の同意の期間が終わります。続けるか、本人と話してください（ケース {reference(case)}）",
            ends_on,
            binder_id=case,
            url=f"/cases/{case}/",
            at=at,
        )
    return len(ending)


@transaction.atomic
def tell_due_outreach(*, at: datetime) -> int:
    """Give who leads the task to look at an approach again, or at support that was kept ready until now."""
    today = timezone.localdate(at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, holder, word FROM cases_outreach_due(%s)", [today])
        due = cursor.fetchall()
    for case, holder, word in due:
        text = f"{OUTREACH[word]}（ケース {reference(case)}）"
        inbox.assign(holder, word, text, today, binder_id=case, url=f"/cases/{case}/outreach/", at=at)
    return len(due)


def _escalate(case: UUID, word: str, text: str, due: date, *, at: datetime) -> int:
    """To agencies that coordinate and for which the case exists: not behind a seal without a key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_escalates_to(%s)", [case])
        agencies = list(cursor.fetchone()[0])
    for agency in agencies:
        inbox.assign(agency, word, text, due, binder_id=case, url="/cases/overview/?show=all", at=at)
    return len(agencies)


def _leads(case: UUID) -> UUID:
    lead = Lead.objects.get(case=case, ended_at__isnull=True)
    return lead.membership_id or lead.agency_id

"""今日: what needs me today, of this room."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.models import Lead, TeamRole
from enishi.cases.queries.plan_today import plan_parts, plans_today
from enishi.cases.terms import CaseVocabulary, TeamState
from enishi.intake.queries.consultations import LIST_CLASSES
from enishi.intake.queries.listing import MOST_COUNTED, how_late, short_day
from enishi.intake.queries.today import MOST_SHOWN, Line, Part
from enishi.intake.queries.vocabulary import labels
from enishi.residents.queries import Called, called
from enishi.sharing.access import open_binders
from enishi.sharing.models import visible
from enishi.sharing.terms import Purpose


def today(hat: Hat, at: datetime) -> Sequence[Part]:
    """Cases and monitorings of mine that are due, plans that wait for a decision, and roles that my agency is asked to take.

    Five queries, three when there is nothing.
    """
    if not hat.grantees or not hat.agency_id:
        return ()
    day = timezone.localdate(at)
    due = Lead.objects.filter(
        visible(hat, at, binder="case_id"),
        membership=hat.membership_id,
        ended_at__isnull=True,
        next_on__lte=day,
    )
    asked = TeamRole.objects.filter(
        visible(hat, at, binder="case_id"), agency=hat.agency_id, state=TeamState.ASKED
    )
    leads = list(due.select_related("case").order_by("next_on", "pk")[:MOST_SHOWN])
    roles = list(asked.select_related("case").order_by("answer_due_on", "pk")[:MOST_SHOWN])
    plans = plans_today(hat, at, day)
    persons = [one.case.resident_id for one in leads] + [one.case.resident_id for one in roles]
    people = _people(hat, persons + plans.residents)
    return (
        Part(
            "cases",
            "今日までのケース",
            [_due(one, people, day) for one in leads],
            _count(len(leads), due),
            "/cases/?show=due",
            "今日までのケースはありません。",
        ),
        *plan_parts(plans, people, day),
        Part(
            "roles",
            "回答する役割の依頼",
            [_asked(one, people, day) for one in roles],
            _count(len(roles), asked),
            "/cases/?whose=team",
            "届いている役割の依頼はありません。",
        ),
    )


def _count(shown: int, found: QuerySet[Any]) -> int:
    """How many there are; a query only when not all are shown."""
    return shown if shown < MOST_SHOWN else found.order_by().values("pk")[: MOST_COUNTED + 1].count()


def _people(hat: Hat, residents: Iterable[UUID]) -> dict[UUID, Called]:
    known = list(dict.fromkeys(residents))
    opened = open_binders(
        hat, known, to=Purpose.OVERVIEW, word="today", classes=LIST_CLASSES, deliberate=False
    )
    return called(one for one in known if one in opened)


def _due(one: Lead, people: dict[UUID, Called], day: date) -> Line:
    person = people.get(one.case.resident_id)
    late, tone = how_late(one.next_on, day)
    action = labels(CaseVocabulary.NEXT_ACTION)[CaseVocabulary.NEXT_ACTION].get(one.next_action, "")
    when = f"{short_day(one.next_on)} {late}"
    name, kana = (person.name, person.kana) if person else ("（本人）", "")
    return Line(f"/cases/{one.case_id}/", name, kana, f"{action}・{one.case.get_state_display()}", when, tone)


def _asked(one: TeamRole, people: dict[UUID, Called], day: date) -> Line:
    person = people.get(one.case.resident_id)
    late, tone = how_late(one.answer_due_on, day)
    duty = labels(CaseVocabulary.DUTY)[CaseVocabulary.DUTY].get(one.duty, "")
    name, kana = (person.name, person.kana) if person else ("（本人）", "")
    return Line(f"/cases/{one.case_id}/team/{one.pk}/", name, kana, f"役割：{duty}", f"回答 {late}", tone)

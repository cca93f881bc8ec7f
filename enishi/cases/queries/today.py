"""今日: what needs me today, of this room."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.queries.plan_today import plan_parts, plans_today
from enishi.cases.terms import CaseState, CaseVocabulary, TeamState
from enishi.intake.queries.consultations import LIST_CLASSES
from enishi.intake.queries.listing import MOST_COUNTED, how_late, short_day
from enishi.intake.queries.today import MOST_SHOWN, Line, Part
from enishi.intake.queries.vocabulary import labels
from enishi.office import prepared
from enishi.residents.queries import Called, called
from enishi.sharing.access import open_binders
from enishi.sharing.models.visible import Reached
from enishi.sharing.terms import Purpose

# Written out: to put these two together took the ORM longer than the rest of the page.
MINE = """
(SELECT 'lead', l.case_id, NULL::uuid, c.resident_id, l.next_on, l.next_action::text, c.state::text, count(*) OVER ()
   FROM cases_lead l JOIN cases_case c ON c.id = l.case_id
  WHERE {lead} AND l.membership_id = %s AND l.ended_at IS NULL AND l.next_on <= %s
  ORDER BY l.next_on, l.id LIMIT {most})
UNION ALL
(SELECT 'role', r.case_id, r.id, c.resident_id, r.answer_due_on, r.duty::text, '', count(*) OVER ()
   FROM cases_teamrole r JOIN cases_case c ON c.id = r.case_id
  WHERE {role} AND r.agency_id = %s AND r.state = '{asked}'
  ORDER BY r.answer_due_on, r.id LIMIT {most})
"""


class Waiting(NamedTuple):
    """A case of mine that is due, or a role that my agency is asked to take."""

    case: UUID
    role: UUID | None
    resident: UUID
    by: date
    code: str
    """What is to be done next; the duty that is asked for"""
    state: str
    of: int


def today(hat: Hat, at: datetime) -> Sequence[Part]:
    """Cases and monitorings of mine that are due, plans that wait for a decision, and roles that my agency is asked to take.

    Four queries, two when there is nothing.
    """
    if not hat.grantees or not hat.agency_id:
        return ()
    day = timezone.localdate(at)
    leads, roles = _waiting(hat, at, day)
    plans = plans_today(hat, at, day)
    people = _people(hat, [*(one.resident for one in (*leads, *roles)), *plans.residents])
    return (
        Part(
            "cases",
            "今日までのケース",
            [_due(one, people, day) for one in leads],
            _count(leads),
            "/cases/?show=due",
            "今日までのケースはありません。",
        ),
        *plan_parts(plans, people, day),
        Part(
            "roles",
            "回答する役割の依頼",
            [_asked(one, people, day) for one in roles],
            _count(roles),
            "/cases/?whose=team",
            "届いている役割の依頼はありません。",
        ),
    )


def _waiting(hat: Hat, at: datetime, day: date) -> tuple[list[Waiting], list[Waiting]]:
    reached = Reached(hat=hat, at=at)
    lead, of_lead = reached.written("l.case_id")
    role, of_role = reached.written("r.case_id")
    sql = MINE.format(lead=lead, role=role, most=MOST_SHOWN, asked=TeamState.ASKED)
    found: dict[str, list[Waiting]] = {"lead": [], "role": []}
    for what, *row in prepared.rows(sql, [*of_lead, hat.membership_id, day, *of_role, hat.agency_id]):
        found[what].append(Waiting(*row))
    return found["lead"], found["role"]


def _count(found: Sequence[Waiting]) -> int:
    return min(found[0].of, MOST_COUNTED + 1) if found else 0


def _people(hat: Hat, residents: Iterable[UUID]) -> dict[UUID, Called]:
    known = list(dict.fromkeys(residents))
    opened = open_binders(
        hat, known, to=Purpose.OVERVIEW, word="today", classes=LIST_CLASSES, deliberate=False
    )
    return called(one for one in known if one in opened)


def _due(one: Waiting, people: dict[UUID, Called], day: date) -> Line:
    person = people.get(one.resident)
    late, tone = how_late(one.by, day)
    action = labels(CaseVocabulary.NEXT_ACTION)[CaseVocabulary.NEXT_ACTION].get(one.code, "")
    when = f"{short_day(one.by)} {late}"
    name, kana = (person.name, person.kana) if person else ("（本人）", "")
    return Line(f"/cases/{one.case}/", name, kana, f"{action}・{CaseState(one.state).label}", when, tone)


def _asked(one: Waiting, people: dict[UUID, Called], day: date) -> Line:
    person = people.get(one.resident)
    late, tone = how_late(one.by, day)
    duty = labels(CaseVocabulary.DUTY)[CaseVocabulary.DUTY].get(one.code, "")
    name, kana = (person.name, person.kana) if person else ("（本人）", "")
    return Line(f"/cases/{one.case}/team/{one.role}/", name, kana, f"役割：{duty}", f"回答 {late}", tone)

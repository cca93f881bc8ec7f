"""今日: what needs me today, of this room."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.queries.parts import day_text
from enishi.cases.terms import CaseState, CaseVocabulary, PlanState, TeamState
from enishi.intake.queries.listing import MOST_COUNTED, how_late, short_day
from enishi.intake.queries.today import MOST_SHOWN, Line, Part
from enishi.intake.queries.vocabulary import labels
from enishi.office import prepared
from enishi.residents.queries import Called
from enishi.sharing.models.visible import Reached

GOES_ON = (CaseState.ASSESSING, CaseState.PLANNING, CaseState.SUPPORTING)
RUNNING = (PlanState.AHEAD, PlanState.DECIDED)
WAITING = (PlanState.PROPOSED, PlanState.AHEAD)


def _listed(states: Iterable[str]) -> str:
    return ", ".join(f"'{one}'" for one in sorted(states))


# Written out: to put these together took the ORM longer than the rest of the page. The cases that I lead (for plans also those
# that my agency leads without a person of its own) are asked for once, for every wall of a statement costs.
MINE = f"""
WITH mine AS MATERIALIZED (
     SELECT l.id, l.case_id, l.membership_id, l.next_on, l.next_action, c.resident_id, c.state
       FROM cases_lead l JOIN cases_case c ON c.id = l.case_id
      WHERE {{lead}} AND l.ended_at IS NULL
        AND (l.membership_id = %(me)s OR l.agency_id = %(agency)s AND l.membership_id IS NULL)),
plans AS MATERIALIZED (
     SELECT p.id, p.case_id, m.resident_id, p.number, p.state, p.monitor_on, p.approve_by,
            p.state IN ({_listed(RUNNING)}) AND p.monitor_on <= %(day)s AS due, p.state IN ({_listed(WAITING)}) AS waits
       FROM mine m JOIN cases_plan p ON p.case_id = m.case_id
      WHERE m.state IN ({_listed(GOES_ON)}) AND p.state IN ({_listed({*RUNNING, *WAITING})})),
found AS (
    (SELECT 'lead' AS what, m.case_id, NULL::uuid AS id, m.resident_id, m.next_on AS by, m.next_action::text AS code,
            m.state::text AS state, NULL::integer AS number, count(*) OVER () AS total,
            row_number() OVER (ORDER BY m.next_on, m.id) AS place
       FROM mine m WHERE m.membership_id = %(me)s AND m.next_on <= %(day)s ORDER BY place LIMIT {MOST_SHOWN})
    UNION ALL
    (SELECT 'look', p.case_id, p.id, p.resident_id, p.monitor_on, '', p.state, p.number, count(*) OVER (),
            row_number() OVER (ORDER BY p.monitor_on, p.id) AS place
       FROM plans p WHERE p.due ORDER BY place LIMIT {MOST_SHOWN})
    UNION ALL
    (SELECT 'plan', p.case_id, p.id, p.resident_id, p.approve_by, '', p.state, p.number, count(*) OVER (),
            row_number() OVER (ORDER BY p.monitor_on, p.id) AS place
       FROM plans p WHERE p.waits ORDER BY place LIMIT {MOST_SHOWN})
    UNION ALL
    (SELECT 'role', r.case_id, r.id, c.resident_id, r.answer_due_on, r.duty::text, '', NULL, count(*) OVER (),
            row_number() OVER (ORDER BY r.answer_due_on, r.id) AS place
       FROM cases_teamrole r JOIN cases_case c ON c.id = r.case_id
      WHERE {{role}} AND r.agency_id = %(agency)s AND r.state = '{TeamState.ASKED}'
      ORDER BY place LIMIT {MOST_SHOWN}))
SELECT f.what, f.case_id, f.id, f.resident_id, {{known}}, f.by, f.code, f.state, f.number, f.total
  FROM found f ORDER BY f.place
"""  # noqa: S608 - words of ours


class Waiting(NamedTuple):
    """A case of mine that is due, a plan to be looked at or that waits for its decision, or a role my agency is asked for."""

    case: UUID
    id: UUID | None
    """of the plan, of the role"""
    resident: UUID
    known: bool | None
    by: date | None
    code: str
    """What is to be done next; the duty that is asked for"""
    state: str
    number: int | None
    of: int


@dataclass(frozen=True)
class Today:
    """Cases and monitorings of mine that are due, plans that wait for a decision, and roles that my agency is asked to take."""

    day: date
    leads: Sequence[Waiting] = ()
    looks: Sequence[Waiting] = ()
    plans: Sequence[Waiting] = ()
    roles: Sequence[Waiting] = ()

    @property
    def residents(self) -> list[UUID]:
        found = (*self.leads, *self.roles, *self.looks, *self.plans)
        return [one.resident for one in found if one.known]

    def parts(self, people: Mapping[UUID, Called]) -> Sequence[Part]:
        return (
            Part(
                "cases",
                "今日までのケース",
                [_due(one, people, self.day) for one in self.leads],
                _count(self.leads),
                "/cases/?show=due",
                "今日までのケースはありません。",
            ),
            Part(
                "looks",
                "モニタリングの期日",
                [_look(one, people, self.day) for one in self.looks],
                _count(self.looks),
                "/cases/?show=monitor",
                "今日までのモニタリングはありません。",
            ),
            Part(
                "plans",
                "支援決定を待つプラン",
                [_plan(one, people, self.day) for one in self.plans],
                _count(self.plans),
                "/cases/?show=plan",
                "支援決定を待つプランはありません。",
            ),
            Part(
                "roles",
                "回答する役割の依頼",
                [_asked(one, people, self.day) for one in self.roles],
                _count(self.roles),
                "/cases/?whose=team",
                "届いている役割の依頼はありません。",
            ),
        )


def today(hat: Hat, at: datetime) -> Today:
    """One query. The caller asks how people are called (``intake.queries.today.people_of``) for all rooms at once."""
    day = timezone.localdate(at)
    found = _waiting(hat, at, day)
    return Today(day, found["lead"], found["look"], found["plan"], found["role"])


def _waiting(hat: Hat, at: datetime, day: date) -> dict[str, list[Waiting]]:
    reached = Reached(hat=hat, at=at)
    lead, role, known = (reached.by_name(one) for one in ("l.case_id", "r.case_id", "f.resident_id"))
    found: dict[str, list[Waiting]] = {"lead": [], "look": [], "plan": [], "role": []}
    values = reached.named | {"me": hat.membership_id, "agency": hat.agency_id, "day": day}
    for what, *row in prepared.rows(MINE.format(lead=lead, role=role, known=known), values):
        found[what].append(Waiting(*row))
    return found


def _count(found: Sequence[Waiting]) -> int:
    return min(found[0].of, MOST_COUNTED + 1) if found else 0


def _name(one: Waiting, people: Mapping[UUID, Called]) -> tuple[str, str]:
    person = people.get(one.resident)
    return (person.name, person.kana) if person else ("（本人）", "")


def _due(one: Waiting, people: Mapping[UUID, Called], day: date) -> Line:
    late, tone = how_late(one.by or day, day)
    action = labels(CaseVocabulary.NEXT_ACTION)[CaseVocabulary.NEXT_ACTION].get(one.code, "")
    text = f"{action}・{CaseState(one.state).label}"
    return Line(f"/cases/{one.case}/", *_name(one, people), text, f"{short_day(one.by)} {late}", tone)


def _look(one: Waiting, people: Mapping[UUID, Called], day: date) -> Line:
    late, tone = how_late(one.by or day, day)
    when = f"{short_day(one.by)} {late}"
    url = f"/cases/plans/{one.id}/monitor/"
    return Line(url, *_name(one, people), f"支援プラン 第{one.number}回", when, tone)


def _plan(one: Waiting, people: Mapping[UUID, Called], day: date) -> Line:
    text, when, tone = f"支援プラン 第{one.number}回・会議に諮る案", "会議で決定", "neutral"
    if one.by:
        late, tone = how_late(one.by, day)
        text = f"支援プラン 第{one.number}回・事後了承は{day_text(one.by)}まで"
        when = f"事後了承 {late}"
    return Line(f"/cases/plans/{one.id}/", *_name(one, people), text, when, tone)


def _asked(one: Waiting, people: Mapping[UUID, Called], day: date) -> Line:
    late, tone = how_late(one.by or day, day)
    duty = labels(CaseVocabulary.DUTY)[CaseVocabulary.DUTY].get(one.code, "")
    return Line(
        f"/cases/{one.case}/team/{one.id}/", *_name(one, people), f"役割：{duty}", f"回答 {late}", tone
    )

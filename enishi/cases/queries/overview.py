"""全体のケース: who leads what, what is overdue, who carries it alone. Numbers and offices, no name of a person served."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.terms import CaseState, CaseVocabulary
from enishi.intake.queries.listing import MOST_COUNTED, PAGE_SIZE, Listing, how_late, listing, short_day
from enishi.intake.queries.vocabulary import labels

SHOW = {
    "overdue": "期日を過ぎた",
    "waiting": "役割の回答待ち",
    "monitoring": "モニタリングの期日を過ぎた",
    "alone": "一機関だけで持っている",
    "unassigned": "主担当者が決まっていない",
    "orphaned": "主担当機関がなくなった",
    "all": "すべて",
}
# After 終結 one agency keeps watch: that is what was agreed, and no 任せきり.
ALONE = "o.team = 0 AND o.state <> 'watching'"
CONDITIONS = {
    "overdue": "o.next_on < %(today)s",
    "waiting": "o.waiting > 0",
    "monitoring": "o.one IN (SELECT due.one FROM cases_looks_due() due WHERE due.monitor_on < %(today)s)",
    "alone": ALONE,
    "unassigned": "o.membership IS NULL",
    "orphaned": "a.ends_on <= %(today)s",
    "all": "true",
}
SORTS = {"next": "o.next_on", "opened": "o.opened_at", "lead": "a.kana", "since": "o.led_since"}

ROWS = """
WITH found AS (
    SELECT o.one, o.reference, o.opened_at, o.state, a.name AS lead, st.name AS person, o.next_on, o.next_action,
           o.team, o.waiting, coalesce(a.ends_on <= %(today)s, false) AS orphaned
      FROM cases_overview() o
      JOIN agencies_agency a ON a.id = o.agency
      LEFT JOIN agencies_membership m ON m.id = o.membership
      LEFT JOIN agencies_staff st ON st.id = m.staff_id
     WHERE {condition} AND (%(agency)s::uuid IS NULL OR o.agency = %(agency)s)
       AND (%(state)s = '' OR o.state = %(state)s) AND (%(reference)s = '' OR o.reference = %(reference)s)
     ORDER BY {order} {direction} NULLS LAST, o.reference
     LIMIT {most})
SELECT *, (SELECT count(*) FROM found) FROM found LIMIT {size} OFFSET %(first)s
"""

LOAD = """
SELECT a.id, a.name, count(*), count(*) FILTER (WHERE o.next_on < %(today)s), count(*) FILTER (WHERE __ALONE__),
       coalesce(sum(o.waiting), 0)::integer, count(DISTINCT o.membership), round(100.0 * count(*) / sum(count(*)) OVER ())::integer,
       coalesce(a.ends_on <= %(today)s, false)
  FROM cases_overview() o JOIN agencies_agency a ON a.id = o.agency
 GROUP BY a.id, a.name, a.kana, a.ends_on
 ORDER BY 4 DESC, 3 DESC, a.kana, a.name
""".replace("__ALONE__", ALONE)


@dataclass(frozen=True)
class OverviewLine:
    id: UUID
    reference: str
    opened: str
    state: str
    lead: str
    person: str
    next_on: str
    late: str
    tone: str
    next_action: str
    team: int
    waiting: int
    orphaned: bool
    alone: bool


@dataclass(frozen=True)
class CaseLoad:
    """How much one agency leads (機関ごとの主担当): ``alone`` are cases that no other agency has joined (任せきり)."""

    id: UUID
    agency: str
    led: int
    overdue: int
    alone: int
    waiting: int
    people: int
    share: int
    closed: bool


@dataclass(frozen=True)
class Wanted:
    show: str = "overdue"
    sort: str = "next"
    state: str = ""
    agency: UUID | None = None
    reference: str = ""
    page: int = 1


def overview(hat: Hat, wanted: Wanted, *, at: datetime, whole: bool = False) -> Listing:
    """A page of cases as a coordinator may know of them. One query; the database answers only to who coordinates.

    :param whole: every row instead of a page, to be taken away
    """
    today = timezone.localdate(at)
    query = ROWS.format(
        condition=CONDITIONS.get(wanted.show, CONDITIONS["overdue"]),
        order=SORTS.get(wanted.sort.lstrip("-"), SORTS["next"]),
        direction="DESC" if wanted.sort.startswith("-") else "ASC",
        most="ALL" if whole else MOST_COUNTED + 1,
        size="ALL" if whole else PAGE_SIZE,
    )
    values = {
        "today": today,
        "agency": wanted.agency,
        "state": wanted.state,
        "reference": wanted.reference,
        "first": 0 if whole else (max(wanted.page, 1) - 1) * PAGE_SIZE,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows = cursor.fetchall()
    if not rows and wanted.page > 1:  # the list has become shorter meanwhile
        return overview(hat, replace(wanted, page=1), at=at)
    count = rows[0][-1] if rows else 0
    return listing(
        [_line(row, today) for row in rows], min(count, MOST_COUNTED), wanted.page, more=count > MOST_COUNTED
    )


def _line(row: Sequence[Any], today: date) -> OverviewLine:
    one, reference, opened, state, lead, person, next_on, action, team, waiting, orphaned, _ = row
    late, tone = how_late(next_on, today)
    return OverviewLine(
        id=one,
        reference=f"{reference[:4]}-{reference[4:]}",
        opened=short_day(timezone.localdate(opened)),
        state=str(CaseState(state).label),
        lead=lead,
        person=person or "担当者なし",
        next_on=short_day(next_on),
        late=late,
        tone=tone,
        next_action=labels(CaseVocabulary.NEXT_ACTION)[CaseVocabulary.NEXT_ACTION].get(action, ""),
        team=team,
        waiting=waiting,
        orphaned=orphaned,
        alone=not team and state != CaseState.WATCHING,
    )


def load_by_lead(hat: Hat, *, at: datetime) -> list[CaseLoad]:
    """How much each agency leads. One query; nothing for who does not coordinate."""
    with connection.cursor() as cursor:
        cursor.execute(LOAD, {"today": timezone.localdate(at)})
        return [CaseLoad(*row) for row in cursor.fetchall()]


def is_known_case(case: UUID) -> bool:
    """Whether the coordinator may know of this case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM cases_overview() WHERE one = %s)", [case])
        return bool(cursor.fetchone()[0])

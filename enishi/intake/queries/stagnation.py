"""滞り: who holds what, what is overdue, and how much each agency carries. Index data only, no name, no content."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.intake.queries.listing import MOST_COUNTED, PAGE_SIZE, Listing, how_late, listing, short_day
from enishi.intake.queries.vocabulary import labels
from enishi.intake.terms import ConsultationState, Urgency, Vocabulary

SHOW = {
    "overdue": "期日を過ぎた",
    "waiting": "つなぎの回答待ち",
    "unassigned": "担当者が決まっていない",
    "orphaned": "担当機関がなくなった",
    "urgent": "緊急",
    "all": "すべて",
}
CONDITIONS = {
    "overdue": "o.next_on < %(today)s",
    "waiting": "o.waiting IS NOT NULL",
    "unassigned": "o.membership IS NULL",
    "orphaned": "a.ends_on <= %(today)s",
    "urgent": "o.urgency = 'urgent'",
    "all": "true",
}
SORTS = {"next": "o.next_on", "received": "o.received_at", "holder": "a.kana", "due": "o.waiting_due"}

ROWS = """
WITH overview AS MATERIALIZED (SELECT * FROM intake_overview()),
load AS ({load}),
found AS (
    SELECT o.consultation, o.reference, o.received_at, o.state, o.urgency, a.name AS holder, st.name AS person,
           o.next_on, o.next_action, o.waiting, w.name AS waiting_for, o.waiting_due,
           coalesce(a.ends_on <= %(today)s, false) AS orphaned
      FROM overview o
      JOIN agencies_agency a ON a.id = o.holder
      LEFT JOIN agencies_membership m ON m.id = o.membership
      LEFT JOIN agencies_staff st ON st.id = m.staff_id
      LEFT JOIN agencies_agency w ON w.id = o.waiting_for
     WHERE {condition} AND (%(agency)s::uuid IS NULL OR o.holder = %(agency)s)
       AND (%(reference)s = '' OR o.reference = %(reference)s)
     ORDER BY {order} {direction} NULLS LAST, o.reference
     LIMIT {most}),
page AS MATERIALIZED (SELECT * FROM found LIMIT {size} OFFSET %(first)s),
nudged AS MATERIALIZED (SELECT * FROM intake_nudged(ARRAY(SELECT consultation FROM page)))
SELECT shown.*, (SELECT n.at FROM nudged n WHERE n.consultation = shown.consultation),
       (SELECT count(*) FROM found), (SELECT jsonb_agg(to_jsonb(load)) FROM load)
  FROM (SELECT 1) AS always LEFT JOIN page AS shown ON true
"""

# By person first: counting distinct persons at once would sort every need of the city.
LOAD = """
SELECT a.id, a.name AS agency, sum(p.held)::integer AS held, sum(p.overdue)::integer AS overdue,
       coalesce(sum(p.held) FILTER (WHERE p.membership IS NULL), 0)::integer AS unassigned,
       sum(p.waiting)::integer AS waiting, count(p.membership) AS people, coalesce(a.ends_on <= %(today)s, false) AS closed
  FROM (SELECT o.holder, o.membership, count(*) AS held, count(*) FILTER (WHERE o.next_on < %(today)s) AS overdue,
               count(*) FILTER (WHERE o.waiting IS NOT NULL) AS waiting
          FROM {overview} o GROUP BY o.holder, o.membership) p
  JOIN agencies_agency a ON a.id = p.holder
 GROUP BY a.id, a.name, a.kana, a.ends_on
 ORDER BY overdue DESC, held DESC, a.kana, a.name
"""


@dataclass(frozen=True)
class StagnationRow:
    id: UUID
    reference: str
    received: str
    state: str
    urgent: str
    holder: str
    person: str
    next_on: str
    late: str
    tone: str
    next_action: str
    referral: UUID | None
    waiting: str
    waiting_for: str
    waiting_late: str
    waiting_tone: str
    orphaned: bool
    nudged: str
    """since when the holder is asked to look after it"""


@dataclass(frozen=True)
class Load:
    """How much one agency carries (機関ごとの担当数)."""

    id: UUID
    agency: str
    held: int
    overdue: int
    unassigned: int
    waiting: int
    people: int
    closed: bool


@dataclass(frozen=True)
class Wanted:
    show: str = "overdue"
    sort: str = "next"
    agency: UUID | None = None
    reference: str = ""
    page: int = 1


def stagnation(hat: Hat, wanted: Wanted, *, at: datetime, whole: bool = False) -> tuple[Listing, list[Load]]:
    """A page of open needs as a coordinator may know of them, and how much each agency holds.

    One query, that looks over the city once; the database answers only to who coordinates.

    :param whole: every row instead of a page, to be taken away
    """
    today = timezone.localdate(at)
    query = ROWS.format(
        load=LOAD.format(overview="overview"),
        condition=CONDITIONS.get(wanted.show, CONDITIONS["overdue"]),
        order=SORTS.get(wanted.sort.lstrip("-"), SORTS["next"]),
        direction="DESC" if wanted.sort.startswith("-") else "ASC",
        most="ALL" if whole else MOST_COUNTED + 1,
        size="ALL" if whole else PAGE_SIZE,
    )
    values = {
        "today": today,
        "agency": wanted.agency,
        "reference": wanted.reference,
        "first": 0 if whole else (max(wanted.page, 1) - 1) * PAGE_SIZE,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows = cursor.fetchall()
    *_, count, load = rows[0]
    drawn = [_row(row[:-2], today) for row in rows if row[0] is not None]
    loads = [Load(**one | {"id": UUID(one["id"])}) for one in json.loads(load or "[]")]
    if not drawn and count and wanted.page > 1:  # the list has become shorter meanwhile
        return stagnation(hat, replace(wanted, page=1), at=at)
    more = count > MOST_COUNTED
    return listing(drawn, min(count, MOST_COUNTED), wanted.page, more=more), loads


def _row(row: Sequence[Any], today: date) -> StagnationRow:
    (
        one,
        reference,
        received,
        state,
        urgency,
        holder,
        person,
        next_on,
        action,
        waiting,
        waiting_for,
        due,
        orphaned,
        nudged,
    ) = row
    late, tone = how_late(next_on, today)
    waiting_late, waiting_tone = how_late(due, today) if due else ("", "plain")
    return StagnationRow(
        id=one,
        reference=f"{reference[:4]}-{reference[4:]}",
        received=short_day(timezone.localdate(received)),
        state=str(ConsultationState(state).label),
        urgent=str(Urgency(urgency).label) if urgency != Urgency.NORMAL else "",
        holder=holder,
        person=person or "担当者なし",
        next_on=short_day(next_on),
        late=late,
        tone=tone,
        next_action=labels(Vocabulary.NEXT_ACTION)[Vocabulary.NEXT_ACTION].get(action, ""),
        referral=waiting,
        waiting=f"{waiting_for}の回答（{waiting_late}）" if waiting_for else "",
        waiting_for=waiting_for or "",
        waiting_late=waiting_late,
        waiting_tone=waiting_tone,
        orphaned=orphaned,
        nudged=short_day(timezone.localdate(nudged)) if nudged else "",
    )


def load_by_agency(hat: Hat, *, at: datetime) -> list[Load]:
    """How much each agency holds. One query."""
    with connection.cursor() as cursor:
        cursor.execute(LOAD.format(overview="intake_overview()"), {"today": timezone.localdate(at)})
        return [Load(*row) for row in cursor.fetchall()]


def is_known_need(consultation: UUID) -> bool:
    """Whether the coordinator may know of this open need."""
    return _exists("consultation = %s", consultation)


def is_known_waiting(referral: UUID) -> bool:
    """Whether the coordinator may know of this unanswered referral."""
    return _exists("waiting = %s", referral)


def _exists(condition: str, one: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM intake_overview() WHERE {condition})", [one])  # noqa: S608
        return bool(cursor.fetchone()[0])

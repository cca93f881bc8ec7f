"""What a 実施報告 counts: from the record, through the one predicate, as the hat who fills it may see it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.hooks import Counted, figures_of_a_month
from enishi.cases.rules.reports import FIGURES, STATE, later
from enishi.residents.rules.reference import reference
from enishi.sharing.models.visible import Reached

# Row-level security gives the hat its own; `{…}` writes the predicate out, so that the planner finds the rows by it.
COUNTED = """
WITH led AS (
    SELECT l.case_id, l.next_on FROM cases_lead l
     WHERE {lead} AND l.agency_id = %(agency)s AND l.starts_at < %(until)s AND (l.ended_at IS NULL OR l.ended_at >= %(until)s)
), stood AS (
    SELECT led.case_id, led.next_on,
           (SELECT s.after FROM cases_casestep s WHERE s.case_id = led.case_id AND s.at < %(until)s
             ORDER BY s.at DESC, s.id DESC LIMIT 1) AS state,
           (SELECT count(*) FROM cases_teamrole r WHERE r.case_id = led.case_id AND r.answered_at < %(until)s
               AND r.state IN ('accepted', 'left') AND (r.ended_at IS NULL OR r.ended_at >= %(until)s)) AS team
      FROM led
)
SELECT 'led', case_id, 1 FROM stood
UNION ALL SELECT '{state}' || state, case_id, 1 FROM stood
UNION ALL SELECT 'overdue', case_id, 1 FROM stood WHERE next_on < %(last)s
UNION ALL SELECT 'alone', case_id, 1 FROM stood WHERE team = 0 AND state <> 'watching'
UNION ALL SELECT 'opened', c.id, 1 FROM cases_case c
 WHERE {case} AND c.agency_id = %(agency)s AND c.opened_at >= %(since)s AND c.opened_at < %(until)s
UNION ALL SELECT 'taken', l.case_id, 1 FROM cases_lead l
 WHERE {lead} AND l.agency_id = %(agency)s AND l.request_id IS NOT NULL AND l.starts_at >= %(since)s AND l.starts_at < %(until)s
UNION ALL SELECT 'closed', x.case_id, 1 FROM cases_closing x
 WHERE {closing} AND x.lead_agency_id = %(agency)s AND x.closed_at >= %(since)s AND x.closed_at < %(until)s
UNION ALL SELECT 'ended', s.case_id, 1 FROM cases_casestep s
 WHERE {step} AND s.after = 'ended' AND s.at >= %(since)s AND s.at < %(until)s AND (
    SELECT l.agency_id FROM cases_lead l WHERE l.case_id = s.case_id AND l.starts_at <= s.at
     ORDER BY l.starts_at DESC LIMIT 1) = %(agency)s
UNION ALL SELECT CASE v.kind WHEN 'visit' THEN 'visits' ELSE 'attempts' END, v.case_id, v.times
  FROM cases_visits_written(%(since)s, %(until)s) v
UNION ALL SELECT 'advice', d.case_id, 1 FROM cases_advice d
 WHERE {advice} AND d.agency_id = %(agency)s AND d.asked_at >= %(since)s AND d.asked_at < %(until)s
UNION ALL SELECT 'sent', f.id, 1 FROM intake_referral f
 WHERE {referral} AND f.sender_agency_id = %(agency)s AND f.sent_at >= %(since)s AND f.sent_at < %(until)s
   AND f.state NOT IN ('cancelled', 'entered_in_error')
UNION ALL SELECT 'declined', f.referral_id, 1 FROM intake_referralstep f JOIN intake_referral r ON r.id = f.referral_id
 WHERE {declined} AND r.sender_agency_id = %(agency)s AND f.after = 'rejected' AND f.at >= %(since)s AND f.at < %(until)s
"""
PLACES = {
    "lead": "l.case_id",
    "case": "c.id",
    "closing": "x.case_id",
    "step": "s.case_id",
    "advice": "d.case_id",
    "referral": "f.id",
    "declined": "r.id",
}


def window(month: date) -> tuple[datetime, datetime]:
    """From the first moment of a month to the first of the next, here."""
    zone = timezone.get_current_timezone()
    first, after = (datetime.combine(one, time(), tzinfo=zone) for one in (month, later(month, 1)))
    return first, after


def counted(hat: Hat, month: date, *, at: datetime) -> list[Counted]:
    """Everything that the figures of a month count, with the numbers it is listed under. One query, and the rooms upstairs."""
    since, until = window(month)
    sql, values = _written(hat, at)
    values |= {"agency": hat.agency_id, "since": since, "until": until, "last": later(month, 1)}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = [Counted(figure, reference(one), times) for figure, one, times in cursor.fetchall()]
    for more in figures_of_a_month.ask(hat, since, until):
        found += more
    return found


def _written(hat: Hat, at: datetime) -> tuple[str, dict[str, Any]]:
    """The statement with the predicate in its places, each value under a name of its own."""
    reached, texts, values = Reached(hat=hat, at=at), dict[str, str](), dict[str, Any]()
    for place, column in PLACES.items():
        text, given = reached.written(column)
        names = [f"{place}_{number}" for number in range(len(given))]
        texts[place] = text % tuple(f"%({name})s" for name in names)
        values |= {
            name: list(one) if isinstance(one, tuple) else one for name, one in zip(names, given, strict=True)
        }
    return COUNTED.format(state=STATE, **texts), values


def numbers(found: Sequence[Counted]) -> dict[str, int]:
    """Each figure's number."""
    sums: Counter[str] = Counter()
    for one in found:
        sums[one.figure] += one.times
    return {one.code: sums[one.code] for one in FIGURES}

"""迷子ゼロ for cases: is every case that has not ended led by exactly one agency, with a next date? Counted by the clerk."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

COUNTS = """
WITH one AS (
    SELECT c.id, count(l.id) AS leads, bool_and(l.next_on IS NOT NULL) AS dated, min(l.next_on) AS next_on,
           bool_or(a.ends_on <= %(today)s) AS agency_closed, bool_or(m.ends_on <= %(today)s) AS member_left
      FROM cases_case c
      LEFT JOIN cases_lead l ON l.case_id = c.id AND l.ended_at IS NULL
      LEFT JOIN agencies_agency a ON a.id = l.agency_id
      LEFT JOIN agencies_membership m ON m.id = l.membership_id
     WHERE c.state <> 'ended'
     GROUP BY c.id)
SELECT count(*), count(*) FILTER (WHERE leads = 1), count(*) FILTER (WHERE leads = 0),
       count(*) FILTER (WHERE leads > 1), count(*) FILTER (WHERE leads > 0 AND NOT dated),
       count(*) FILTER (WHERE next_on < %(today)s), count(*) FILTER (WHERE agency_closed),
       count(*) FILTER (WHERE member_left),
       (SELECT count(*) FROM cases_lead l JOIN cases_case c ON c.id = l.case_id
         WHERE l.ended_at IS NULL AND c.state = 'ended')
  FROM one
"""


@dataclass(frozen=True)
class CasesLed:
    """Counts over all cases. The first group are breaches, the second a reason to act."""

    open_cases: int
    led_once: int
    unled: int
    led_twice: int
    undated: int
    overdue: int
    agency_closed: int
    member_left: int
    ended_but_led: int

    @property
    def breaches(self) -> int:
        return self.unled + self.led_twice + self.undated + self.agency_closed + self.ended_but_led

    def lines(self) -> list[tuple[str, int]]:
        return [
            ("終わっていないケース", self.open_cases),
            ("主担当がちょうど一つ", self.led_once),
            ("主担当がない", self.unled),
            ("主担当が二つ以上", self.led_twice),
            ("次の期日がないケース", self.undated),
            ("見守りを終えたのに主担当が残る", self.ended_but_led),
            ("主担当機関がなくなった", self.agency_closed),
            ("主担当者が離れた(機関が主担当)", self.member_left),
            ("次の期日を過ぎたケース", self.overdue),
        ]


def cases_led(*, on: date) -> CasesLed:
    """Count as ``enishi_clerk`` (or the owner); another role sees only its own."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"today": on})
        return CasesLed(*cursor.fetchone())

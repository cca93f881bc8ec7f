"""迷子ゼロ: is every open need held by exactly one agency, with a next date? Counted by the clerk, over all agencies."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db import connection

COUNTS = """
WITH need AS (
    SELECT c.id, count(h.id) AS holders, bool_and(h.next_on IS NOT NULL) AS dated, min(h.next_on) AS next_on,
           bool_or(a.ends_on <= %(today)s) AS agency_closed,
           bool_or(m.ends_on <= %(today)s) AS member_left
      FROM intake_consultation c
      LEFT JOIN intake_holding h ON h.consultation_id = c.id AND h.ended_at IS NULL
      LEFT JOIN agencies_agency a ON a.id = h.agency_id
      LEFT JOIN agencies_membership m ON m.id = h.membership_id
     WHERE c.state <> 'closed'
     GROUP BY c.id)
SELECT count(*), count(*) FILTER (WHERE holders = 1), count(*) FILTER (WHERE holders = 0),
       count(*) FILTER (WHERE holders > 1), count(*) FILTER (WHERE holders > 0 AND NOT dated),
       count(*) FILTER (WHERE next_on < %(today)s), count(*) FILTER (WHERE agency_closed),
       count(*) FILTER (WHERE member_left),
       (SELECT count(*) FROM intake_holding h JOIN intake_consultation c ON c.id = h.consultation_id
         WHERE h.ended_at IS NULL AND c.state = 'closed')
  FROM need
"""


@dataclass(frozen=True)
class NoDrop:
    """Counts over all open needs. The first group are breaches, the second a reason to act."""

    open_needs: int
    held_once: int
    unheld: int
    held_twice: int
    undated: int
    overdue: int
    agency_closed: int
    member_left: int
    closed_but_held: int

    @property
    def breaches(self) -> int:
        return self.unheld + self.held_twice + self.undated + self.agency_closed + self.closed_but_held

    def lines(self) -> list[tuple[str, int]]:
        return [
            ("終わっていない相談", self.open_needs),
            ("担当がちょうど一つ", self.held_once),
            ("担当がない", self.unheld),
            ("担当が二つ以上", self.held_twice),
            ("次の期日がない", self.undated),
            ("終了したのに担当が残る", self.closed_but_held),
            ("担当機関がなくなった", self.agency_closed),
            ("担当者が離れた(機関が担当)", self.member_left),
            ("次の期日を過ぎた", self.overdue),
        ]


class Counted(Protocol):
    """What a room counted: lines to print, and how many of them are breaches."""

    @property
    def breaches(self) -> int: ...

    def lines(self) -> list[tuple[str, int]]: ...


class Counter(Protocol):
    def __call__(self, *, on: date) -> Counted: ...


def no_drop(*, on: date) -> NoDrop:
    """Count as ``enishi_clerk`` (or the owner); another role sees only its own."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"today": on})
        return NoDrop(*cursor.fetchone())


counters: list[Counter] = [no_drop]
"""What ``enishi check no-drop`` counts. A room upstairs adds its own in ``AppConfig.ready``."""

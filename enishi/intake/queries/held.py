"""Which consultations a list shows, as one statement that is written out: the ORM took longer to put it together than
PostgreSQL takes to answer (bench).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.intake.models import Holding, Referral
from enishi.intake.queries.listing import MOST_COUNTED, PAGE_SIZE, begins, without_year_since
from enishi.intake.terms import FIRST_CONTACT, ConsultationState, ReferralKind, Urgency
from enishi.office import prepared
from enishi.residents.rules.reference import reference_key
from enishi.sharing.models.visible import Reached

MINE, AGENCY = "mine", "agency"
CHUNK = 500
URGENCY_ORDER = (
    f"array_position(ARRAY['{Urgency.URGENT}', '{Urgency.SOON}', '{Urgency.NORMAL}'], c.urgency::text)"
)
# What one sorts by comes first, then what settles the rest.
SORTS: dict[str, tuple[str, ...]] = {
    "next": ("h.next_on", "c.received_at", "h.id"),
    "received": ("c.received_at", "h.id"),
    "urgency": (URGENCY_ORDER, "h.next_on", "h.id"),
    "holder": ("s.kana", "h.next_on", "h.id"),
}
HELD = """
SELECT h.consultation_id, c.resident_id, c.reference, {came}, c.channel, c.about, c.urgency, c.state,
       h.next_on, h.next_action, h.membership_id, {known}{counted}
  FROM intake_holding h
  JOIN intake_consultation c ON c.id = h.consultation_id{joined}
 WHERE {conditions}
 ORDER BY {order}
"""
# Written so that no index serves it: who holds something themselves is found by the hat, and not among all of a large agency.
OF_ITS_AGENCY = "h.agency_id IS NOT DISTINCT FROM %s"
BY_HOLDER = """
  LEFT JOIN agencies_membership m ON m.id = h.membership_id
  LEFT JOIN agencies_staff s ON s.id = m.staff_id"""
# When it came: as a page shows it (a moment takes Python longer to read than PostgreSQL to write), or both moments.
SHORT = """to_char(c.received_at AT TIME ZONE %s,
               CASE WHEN c.received_at < %s::timestamptz THEN 'FMYYYY/FMMM/FMDD' ELSE 'FMMM/FMDD' END), NULL, NULL"""
MOMENTS = "'', c.received_at, c.recorded_at"
LAST = """h.id = (SELECT l.id FROM intake_holding l WHERE l.consultation_id = h.consultation_id
                 ORDER BY l.ended_at DESC, l.starts_at DESC, l.id LIMIT 1)"""


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; unknown values mean the default."""

    whose: str = MINE
    show: str = "open"
    sort: str = "next"
    urgency: str = ""
    channel: str = ""
    reference: str = ""
    residents: tuple[UUID, ...] = ()
    """of these registers only, as far as the hat sees whose they are"""
    page: int = 1


class HeldRow(NamedTuple):
    """What a row is drawn from: columns, not models, because a list is drawn all day."""

    consultation: UUID
    resident: UUID | None
    reference: str
    received: str
    """the day, on a page"""
    received_at: datetime | None
    recorded_at: datetime | None
    """both moments, in what leaves the house"""
    channel: str
    about: str
    urgency: str
    state: str
    next_on: date
    next_action: str
    holder: UUID | None
    """the hat, whom ``agencies.queries.names`` calls by name"""
    known: bool
    """The hat has a ground to see the resident's name, too."""


def page_of_held(hat: Hat, wanted: Wanted, *, at: datetime) -> tuple[list[HeldRow], int, bool]:
    """The rows of one page, the capped count, and whether there are more. One query; three for a page behind
    the end, which is the last one."""
    first = (max(wanted.page, 1) - 1) * PAGE_SIZE
    sql, values = held(hat, wanted, at=at, counted=", count(*) OVER ()")
    page = f"{sql} LIMIT {PAGE_SIZE} OFFSET %s"
    found = prepared.rows(page, [*values, first])
    if not found and first and (beginning := prepared.rows(f"{sql} LIMIT 1", values)):
        found = prepared.rows(page, [*values, begins(wanted.page, beginning[0][-1])])
    count = found[0][-1] if found else 0
    return [HeldRow(*row[:-1]) for row in found], min(count, MOST_COUNTED), count > MOST_COUNTED


def held(hat: Hat, wanted: Wanted, *, at: datetime, counted: str = "") -> tuple[str, list[Any]]:
    """The holdings of a list: open ones, or the last one of closed consultations. A statement and its values.

    :param counted: how many there are, beside each row of a page; without it the moments are told
    """
    reached = Reached(hat=hat, at=at)
    known, asked = reached.written("c.resident_id")
    values = [*([timezone.get_current_timezone_name(), without_year_since(timezone.localdate(at))] if counted else []), *asked]
    visible, given = reached.written("h.consultation_id")
    conditions = [visible, "h.agency_id = %s" if wanted.whose == AGENCY else OF_ITS_AGENCY]
    values += [*given, hat.agency_id]
    if wanted.residents:
        conditions += ["c.resident_id = ANY (%s::uuid[])", known]
        values += [prepared.array(wanted.residents), *asked]
    for condition, given in _narrowing(hat, wanted, timezone.localdate(at)):
        conditions.append(condition)
        values += given
    by = wanted.sort.lstrip("-")
    first, *rest = SORTS.get(by, SORTS["next"])
    lead = f"{first} {'DESC' if wanted.sort.startswith('-') else 'ASC'} NULLS LAST"
    order = ", ".join([lead, *rest])
    joined = BY_HOLDER if by == "holder" else ""
    told = {"joined": joined, "came": SHORT if counted else MOMENTS, "known": known, "counted": counted, "order": order}
    return HELD.format(conditions="\n   AND ".join(conditions), **told), values


def _narrowing(hat: Hat, wanted: Wanted, today: date) -> list[tuple[str, list[Any]]]:
    closed = f"c.state = '{ConsultationState.CLOSED}' AND {LAST}"
    which = {"closed": closed, "all": f"(h.ended_at IS NULL OR {closed})"}
    found: list[tuple[str, list[Any]]] = [(which.get(wanted.show, "h.ended_at IS NULL"), [])]
    if wanted.whose != AGENCY:
        found.append(("h.membership_id = %s", [hat.membership_id]))
    if wanted.show in ("overdue", "due"):
        found.append(("h.next_on < %s" if wanted.show == "overdue" else "h.next_on <= %s", [today]))
    if wanted.show == "unscreened":
        found.append(("c.screening = ''", []))
    if wanted.show == "unassigned":
        found.append(("h.membership_id IS NULL", []))
    if wanted.urgency in Urgency.values:
        found.append(("c.urgency = %s", [wanted.urgency]))
    if wanted.channel:
        found.append(("c.channel = %s", [wanted.channel]))
    if wanted.reference:
        found.append(("c.reference = %s", [reference_key(wanted.reference) or "-"]))
    return found


def every_held(hat: Hat, wanted: Wanted, *, at: datetime) -> Iterator[HeldRow]:
    """All rows of a list, a part at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(*held(hat, wanted, at=at))
        while part := cursor.fetchmany(CHUNK):
            yield from (HeldRow(*row) for row in part)


def waits_for_contact(hat: Hat, referral: Referral) -> bool:
    """Whether the hat's agency has taken the need over, and its first contact is still what is to be done next."""
    if hat.link_id or referral.kind != ReferralKind.HANDOVER or referral.receiver_agency_id != hat.agency_id:
        return False
    held_now = Holding.objects.filter(consultation=referral.consultation_id, agency=hat.agency_id, ended_at__isnull=True)
    return held_now.filter(next_action=FIRST_CONTACT).exists()

"""The page of one consultation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names, names
from enishi.intake.access import OpenedConsultation, Unopened
from enishi.intake.models import Consultation
from enishi.intake.queries.content import Content, content, written_later
from enishi.intake.queries.grounds import Why, why
from enishi.intake.queries.listing import how_late, long_time, short_day, short_time
from enishi.intake.queries.referrals import ReferralLine, referrals_of
from enishi.intake.queries.vocabulary import labels
from enishi.intake.terms import NUDGED, ConsultationState, ReferralState, Vocabulary
from enishi.office import prepared
from enishi.office.errors import NotFound
from enishi.residents.queries import Face, faces
from enishi.residents.queries.protection import whereabouts_seals
from enishi.sharing.access import Opened, grantees, open_beside, open_found
from enishi.sharing.queries.names import as_seen
from enishi.sharing.terms import Purpose


@dataclass(frozen=True)
class HoldingLine:
    agency: str
    person: str
    since: str
    until: str
    next_on: str
    next_action: str


@dataclass(frozen=True)
class ConsultationPage:
    """Everything the page shows to one hat; nothing that is not visible is in it."""

    row: Consultation
    reference: str
    title: str
    face: Face | None
    received: str
    recorded: str
    received_by: str
    route: str
    screening: str
    screened: str
    closing: str
    closed: str
    content: Content
    holding: HoldingLine | None
    holdings: Sequence[HoldingLine]
    late: str
    tone: str
    is_holder: bool
    classes: int
    referrals: Sequence[ReferralLine]
    why: Why
    may_reopen: bool = False
    holder_id: UUID | None = None
    nudged: str = ""
    """since when a coordinator asks the hat, who holds it, to look after it"""
    next_on: date | None = None
    next_action_code: str = ""
    is_protected: bool = False
    """the person's whereabouts, as far as the hat holds the key"""

    @property
    def is_open(self) -> bool:
        return self.row.state != ConsultationState.CLOSED

    @property
    def urgent(self) -> bool:
        return self.row.urgency != "normal"


# Written out, as is what follows: to put it together took the ORM longer than PostgreSQL takes to answer.
ROW = f"""
SELECT {", ".join(prepared.columns(Consultation, "c"))},
       (SELECT r.id FROM intake_referral r
         WHERE r.consultation_id = c.id AND r.receiver_agency_id = %(agency)s AND r.state = '{ReferralState.REQUESTED}' LIMIT 1),
       (SELECT max(t.made_at) FROM office_task t WHERE t.binder_id = c.id AND t.word = '{NUDGED}' AND t.state = 'open'),
       {open_beside("ARRAY[c.id, c.resident_id]")}
  FROM intake_consultation c
 WHERE c.id = %(one)s
"""  # noqa: S608
HOLDINGS = """
SELECT h.agency_id, h.membership_id, h.starts_at, h.ended_at, h.next_on, h.next_action
  FROM intake_holding h
 WHERE h.consultation_id = %s
 ORDER BY h.starts_at DESC, h.ended_at DESC, h.id
"""


class HoldingRow(NamedTuple):
    agency_id: UUID
    membership_id: UUID | None
    starts_at: datetime
    ended_at: datetime | None
    next_on: date
    next_action: str


def consultation_page(
    hat: Hat,
    consultation: UUID,
    *,
    at: datetime,
    to: Purpose = Purpose.SUPPORT,
    word: str = "consultation.page",
) -> ConsultationPage:
    """Look at one consultation and read its page. Seven queries, however much was written.

    :raises NotFound: hidden and absent alike
    :raises Unopened: as long as the letter to the hat's agency was not opened
    """
    today = timezone.localdate(at)
    row, nudged, opened = _row(hat, consultation, to, word)
    holdings = _holdings(consultation)
    current = next((one for one in holdings if one.ended_at is None), None)
    called = as_seen(
        names(
            [row.agency_id, *(one.agency_id for one in holdings)],
            [row.received_by_id, *(one.membership_id for one in holdings)],
        ),
        opened.classes[consultation],
        hat.agency_id,
    )
    face = (
        faces(hat, [row.resident_id], on=today, considerations=True).get(row.resident_id)
        if row.resident_id
        else None
    )
    words = labels(Vocabulary.ROUTE, Vocabulary.SCREENING, Vocabulary.CLOSING)
    late, tone = how_late(current.next_on, today) if current else ("", "plain")
    return ConsultationPage(
        row=row,
        reference=f"{row.reference[:4]}-{row.reference[4:]}",
        title=f"{face.polite}の相談" if face else f"{row.get_about_display()}の相談",
        face=face,
        received=long_time(row.received_at),
        recorded=written_later(row.received_at, row.recorded_at),
        received_by=called.both(row.agency_id, row.received_by_id),
        route=words[Vocabulary.ROUTE].get(row.route, ""),
        screening=words[Vocabulary.SCREENING].get(row.screening, ""),
        screened=short_time(row.screened_at),
        closing=words[Vocabulary.CLOSING].get(row.closing_reason, ""),
        closed=long_time(row.closed_at),
        content=content(consultation, own_agency=hat.own_agency_id, seen=opened.classes[consultation]),
        holding=_line(current, called) if current else None,
        holdings=[_line(one, called) for one in holdings],
        late=late,
        tone=tone,
        is_holder=current is not None and current.agency_id == hat.agency_id,
        classes=opened.classes[consultation],
        referrals=referrals_of(consultation, today),
        why=why(opened, consultation),
        may_reopen=_may_reopen(row, holdings, hat),
        nudged=nudged if current else "",
        holder_id=current.membership_id if current else None,
        next_on=current.next_on if current else None,
        next_action_code=current.next_action if current else "",
        is_protected=face is not None and face.id in whereabouts_seals([face.id]),
    )


def _row(hat: Hat, consultation: UUID, to: Purpose, word: str) -> tuple[Consultation, str, Opened]:
    """The row, since when it is urged, and what is open after the look."""
    found = prepared.rows(ROW, {"agency": hat.agency_id, "one": consultation, "grantees": grantees(hat)})
    if not found:
        raise NotFound(word, consultation)
    *values, envelope, nudged, standing = found[0]
    if envelope is not None:
        raise Unopened(word, envelope)
    opened = open_found(hat, standing, to=to, word=word)
    if consultation not in opened:
        raise NotFound(word, consultation)
    row = prepared.as_model(Consultation, values)
    return row, short_time(nudged), opened


def _holdings(consultation: UUID) -> list[HoldingRow]:
    return [HoldingRow(*row) for row in prepared.rows(HOLDINGS, [consultation])]


def _line(one: HoldingRow, called: Names) -> HoldingLine:
    return HoldingLine(
        agency=called.agency(one.agency_id),
        person=called.person(one.membership_id) or "機関で担当",
        since=short_time(one.starts_at),
        until=short_time(one.ended_at),
        next_on=_day(one.next_on),
        next_action=labels(Vocabulary.NEXT_ACTION)[Vocabulary.NEXT_ACTION].get(one.next_action, ""),
    )


def _day(day: date) -> str:
    return f"{short_day(day)}（{'月火水木金土日'[day.weekday()]}）"


def _may_reopen(row: Consultation, holdings: Sequence[HoldingRow], hat: Hat) -> bool:
    if row.state != ConsultationState.CLOSED or not holdings:
        return False
    last = max(holdings, key=lambda one: (one.ended_at or one.starts_at, one.starts_at))
    return last.agency_id == hat.agency_id


def consultation_brief(found: OpenedConsultation, hat: Hat, *, at: datetime) -> str:
    """A word for whom a form is about, after a look at consultation and register."""
    row = found.row
    if not row.resident_id:
        return f"{row.get_about_display()}の相談"
    face = faces(hat, [row.resident_id], on=timezone.localdate(at)).get(row.resident_id)
    return f"{face.polite}の相談" if face else "相談"

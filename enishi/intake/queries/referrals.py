"""Lists of referrals: what came, what was sent, and those of one consultation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.intake.models import Referral
from enishi.intake.queries.listing import Listing, how_late, listing, short_time, slice_of
from enishi.intake.rules.steps import CAME_BACK, RUNNING, UNANSWERED
from enishi.intake.terms import About, ReferralState
from enishi.office import prepared
from enishi.residents.queries import faces
from enishi.residents.rules.reference import reference_key
from enishi.sharing.access import open_binders
from enishi.sharing.models import visible
from enishi.sharing.terms import InformationClass, Purpose

TONES = {
    ReferralState.REQUESTED: "key",
    ReferralState.RECEIVED: "key",
    ReferralState.ACCEPTED: "good",
    ReferralState.IN_PROGRESS: "good",
    ReferralState.ON_HOLD: "warn",
    ReferralState.COMPLETED: "done",
    ReferralState.REJECTED: "bad",
    ReferralState.CANCELLED: "plain",
    ReferralState.FAILED: "bad",
    ReferralState.ENTERED_IN_ERROR: "bad",
}
INBOX, SENT = "inbox", "sent"
SHOW_INBOX = {"unanswered": "回答していない", "running": "続いている", "all": "すべて"}
SHOW_SENT = {
    "open": "動いている",
    "answered": "返事を見ていない",
    "unanswered": "回答を待っている",
    "back": "戻ってきた",
    "all": "すべて",
}
SORTS: dict[str, tuple[str, ...]] = {
    "due": ("reply_due_on", "sent_at", "pk"),
    "sent": ("sent_at", "pk"),
    "state": ("state", "sent_at", "pk"),
    "receiver": ("receiver_agency__kana", "sent_at", "pk"),
    "sender": ("sender_agency__kana", "sent_at", "pk"),
}


OF_CONSULTATION = f"""
SELECT {", ".join(prepared.columns(Referral, "r"))}, sender.name, receiver.name
  FROM intake_referral r
  JOIN agencies_agency sender ON sender.id = r.sender_agency_id
  JOIN agencies_agency receiver ON receiver.id = r.receiver_agency_id
 WHERE r.consultation_id = %s
 ORDER BY r.sent_at DESC, r.id
"""  # noqa: S608


@dataclass(frozen=True)
class ReferralLine:
    """One referral as a list shows it: every string is ready."""

    id: UUID
    url: str
    reference: str
    kind: str
    state: str
    state_code: str
    tone: str
    sender: str
    sender_id: UUID
    receiver: str
    sent: str
    due: str
    due_tone: str
    urgent: str
    unopened: bool
    unseen: bool
    name: str = ""
    kana: str = ""
    steps: Sequence[dict[str, str]] = ()


@dataclass(frozen=True)
class Wanted:
    box: str = INBOX
    show: str = ""
    sort: str = "due"
    reference: str = ""
    page: int = 1


def referral_list(hat: Hat, wanted: Wanted, *, at: datetime) -> Listing:
    """A page of referrals with names. Five queries, however many rows.

    A referral that the receiver has not opened yet shows no name: opening it is what tells the sender.
    """
    today = timezone.localdate(at)
    found, count, more = slice_of(boxed(hat, wanted, at=at), wanted.page)
    rows = list(found)
    readable = [one for one in rows if wanted.box == SENT or one.state != ReferralState.REQUESTED]
    people = [one.consultation.resident_id for one in readable if one.consultation.resident_id]
    opened = open_binders(
        hat,
        [*(one.pk for one in rows), *people],
        to=Purpose.REFERRING if wanted.box == SENT else Purpose.ANSWERING,
        word="referral.list",
        classes=InformationClass.BASIC,
        deliberate=False,
    )
    known = faces(hat, people, on=today)
    lines = []
    for one in rows:
        if one.pk not in opened:
            continue
        face = (
            known.get(one.consultation.resident_id)
            if one in readable and one.consultation.resident_id
            else None
        )
        name = face.name if face else _nameless(one, wanted.box)
        lines.append(line(one, today, name=name, kana=face.kana if face else ""))
    return listing(lines, count, wanted.page, more=more)


def _nameless(one: Referral, box: str) -> str:
    if box == INBOX and one.state == ReferralState.REQUESTED:
        return "（開くと見えます）"
    return str(About(one.consultation.about).label) if not one.consultation.resident_id else "（見えません）"


def boxed(hat: Hat, wanted: Wanted, *, at: datetime) -> QuerySet[Referral]:
    side = {"sender_agency" if wanted.box == SENT else "receiver_agency": hat.agency_id}
    found = Referral.objects.filter(visible(hat, at), **side)
    unseen = Q(seen_by_sender_at__isnull=True, answered_at__isnull=False)
    conditions = {
        (INBOX, "unanswered"): Q(state__in=sorted(UNANSWERED)),
        (INBOX, "running"): Q(state__in=sorted(RUNNING)),
        (INBOX, ""): Q(state__in=sorted(UNANSWERED)),
        (SENT, "open"): Q(state__in=sorted(UNANSWERED | RUNNING)) | unseen,
        (SENT, ""): Q(state__in=sorted(UNANSWERED | RUNNING)) | unseen,
        (SENT, "answered"): unseen,
        (SENT, "unanswered"): Q(state__in=sorted(UNANSWERED)),
        (SENT, "back"): Q(state__in=sorted(CAME_BACK)),
    }
    found = found.filter(conditions.get((wanted.box, wanted.show), Q()))
    if wanted.reference:
        found = found.filter(reference=reference_key(wanted.reference) or "-")
    first, *rest = SORTS.get(wanted.sort.lstrip("-"), SORTS["due"])
    lead: Any = (
        F(first).desc(nulls_last=True) if wanted.sort.startswith("-") else F(first).asc(nulls_last=True)
    )
    return found.select_related("consultation", "sender_agency", "receiver_agency").order_by(lead, *rest)


def referrals_of(consultation: UUID, today: date) -> list[ReferralLine]:
    """The referrals of one consultation that the hat may see. One query."""
    return [line(_referral(row), today) for row in prepared.rows(OF_CONSULTATION, [consultation])]


def _referral(row: Sequence[Any]) -> Referral:
    *values, sender, receiver = row
    one = prepared.as_model(Referral, values)
    one.sender_agency = Agency(pk=one.sender_agency_id, name=sender)
    one.receiver_agency = Agency(pk=one.receiver_agency_id, name=receiver)
    return one


def line(one: Referral, today: date, *, name: str = "", kana: str = "") -> ReferralLine:
    late, tone = how_late(one.reply_due_on, today) if one.state in UNANSWERED else ("", "plain")
    if one.state == ReferralState.ACCEPTED and one.contact_due_on:
        late, tone = how_late(one.contact_due_on, today)
        late = f"初回接触 {late}"
    return ReferralLine(
        id=one.pk,
        url=f"/referrals/{one.pk}/",
        reference=f"{one.reference[:4]}-{one.reference[4:]}",
        kind=one.get_kind_display(),
        state=one.get_state_display(),
        state_code=one.state,
        tone=TONES[ReferralState(one.state)],
        sender=one.sender_agency.name,
        receiver=one.receiver_agency.name,
        sent=short_time(one.sent_at),
        due=late,
        due_tone=tone,
        urgent="急ぎ" if one.priority == "urgent" else "",
        unopened=one.state == ReferralState.REQUESTED,
        sender_id=one.sender_agency_id,
        unseen=one.answered_at is not None and one.seen_by_sender_at is None,
        name=name,
        kana=kana,
        steps=steps(one, today),
    )


def steps(one: Referral, today: date) -> list[dict[str, str]]:
    """届いた → 受けた → 初回接触 → 支援につながった, as the sender sees it."""
    state, contacted = ReferralState(one.state), one.contacted_at
    stopped = state in CAME_BACK
    accepted = one.answered_at if state != ReferralState.REJECTED and one.contact_due_on else None
    marks = [
        ("届いた", one.opened_at, one.reply_due_on, "未開封" if one.opened_at is None else "開封"),
        ("受けた", accepted, one.reply_due_on, state.label if stopped and accepted is None else ""),
        ("初回接触", contacted, one.contact_due_on, ""),
        (
            "支援につながった",
            one.ended_at if state == ReferralState.COMPLETED else None,
            None,
            state.label if stopped or state == ReferralState.ON_HOLD else "",
        ),
    ]
    found, waiting = [], True
    for label, at, due, note in marks:
        mark, said = "todo", ""
        if at:
            mark, said = "done", note
        elif stopped:
            mark, said, stopped, waiting = "stopped", note or state.label, False, False
        elif waiting:
            mark, said, waiting = "late" if due and due < today else "current", note, False
        found.append({"label": label, "state": mark, "at": short_time(at), "note": said})
    return found

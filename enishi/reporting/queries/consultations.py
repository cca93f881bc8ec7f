"""What a consultation and a referral say for their forms. The pages' own queries record the look before anything is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.intake.queries import consultation_page, referral_page
from enishi.intake.queries.consultation_page import ConsultationPage
from enishi.intake.queries.content import Content
from enishi.intake.queries.referrals import ReferralLine
from enishi.intake.terms import StatementKind
from enishi.office.errors import NotFound
from enishi.reporting.queries.persons import consents, day_text, household, person
from enishi.reporting.rules.fields import Told
from enishi.sharing.terms import ConsentStage, Purpose

SIGNED = [(ConsentStage.SUPPORT, "consent.support_on"), (ConsentStage.SHARING, "consent.sharing_on")]


@dataclass(frozen=True)
class Source:
    """One thing of the record as one hat sees it, told for a form; ``binders``: of whom, for the record of what leaves."""

    title: str
    reference: str
    told: Told
    binders: Sequence[UUID]
    referrals: Sequence[ReferralLine] = ()


def consultation_told(hat: Hat, consultation: UUID, *, to: Purpose, at: datetime) -> Source:
    """Look at a consultation and tell it. The number of queries is constant.

    :raises NotFound: hidden and absent alike
    :raises Unopened: as long as the letter to the hat's agency was not opened
    """
    page = consultation_page(hat, consultation, at=at, to=to, word="paper.consultation")
    resident = page.row.resident_id if page.face else None
    told = _page(page) | person(hat, resident, on=timezone.localdate(at))
    told |= Told(consents(resident, SIGNED))
    return Source(
        page.title,
        page.reference,
        told,
        [consultation, *([resident] if resident else [])],
        referrals=page.referrals,
    )


def _page(page: ConsultationPage) -> Told:
    row, said = page.row, page.content
    callers = [one for one in said.callers if not one.confidential]
    holding = page.holding
    return Told(
        {
            "consultation.reference": page.reference,
            "consultation.received": day_text(row.received_at),
            "consultation.received_by": page.received_by,
            "consultation.channel": str(row.get_channel_display()),
            "consultation.caller": "、".join(one.name for one in callers),
            "consultation.caller_relation": "、".join(one.relation for one in callers if one.relation),
            "consultation.caller_phone": "、".join(one.phone for one in callers if one.phone),
            "consultation.place": "、".join(place for place, _ in said.places),
            "consultation.holder": f"{holding.agency} {holding.person}" if holding else "",
            "consultation.next": f"{holding.next_on} {holding.next_action}".strip() if holding else "",
        }
        | _said(said),
        {
            "consultation.route": {row.route: "✓"} if row.route else {},
            "consultation.screening": {row.screening: "✓"} if row.screening else {},
        }
        | _issues(said),
    )


def _said(said: Content) -> dict[str, str]:
    return {
        f"consultation.{name}": "\n".join(
            one.text for one in reversed(said.statements) if one.kind_code == kind.value
        )
        for name, kind in (
            ("complaint", StatementKind.COMPLAINT),
            ("wish", StatementKind.WISH),
            ("situation", StatementKind.SITUATION),
        )
    }


def _issues(said: Content) -> dict[str, dict[str, str]]:
    return {"consultation.issues": {one.code: "◎" if one.worst else "○" for one in said.concerns}}


def referral_told(hat: Hat, referral: UUID, *, to: Purpose, at: datetime) -> Source:
    """Look at a referral as its sender or receiver and tell its sheet: what was given, whoever prints it. The number of queries
    is constant. Of the household nothing goes along with a referral: on the sender's copy its lines are left for the pen.

    :raises NotFound: hidden and absent alike, and for the receiver until it was opened
    """
    page = referral_page(hat, referral, at=at, word="paper.referral", as_given=True)
    if page.sealed or page.side is None:
        raise NotFound("paper.referral", referral)
    row = page.row
    resident = row.consultation.resident_id if page.face else None
    letter = {
        "letter.reference": f"{row.reference[:4]}-{row.reference[4:]}",
        "letter.kind": str(row.get_kind_display()),
        "letter.sender": page.sent_by,
        "letter.receiver": row.receiver_agency.name,
        "letter.sent": day_text(row.sent_at),
        "letter.reply_due": day_text(row.reply_due_on),
        "letter.reason": page.reason,
        "letter.request": page.request,
        "letter.care": page.care,
        "letter.agrees": page.agrees,
        "letter.classes": page.classes,
    }
    today = timezone.localdate(at)
    told = Told(letter | _said(page.content), _issues(page.content)) | person(hat, resident, on=today)
    if page.is_receiver:
        told |= household(hat, resident, to=to, on=today)
    return Source(
        page.title,
        letter["letter.reference"],
        told,
        [referral, row.consultation_id, *([resident] if resident else [])],
    )

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.utils import IntegrityError

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership
from enishi.agencies.roles import roles_with
from enishi.agencies.terms import Answering
from enishi.intake.access import OpenedConsultation, open_consultation
from enishi.intake.actions.closing import open_referrals
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.intake.actions.links import NewLink, giveable, make_link, sharing_classes
from enishi.intake.actions.once import once
from enishi.intake.models import Referral, ReferralLetter
from enishi.intake.queries.intervals import intervals
from enishi.intake.rules.deadlines import due_on
from enishi.intake.rules.reasons import reasons_not_to_refer
from enishi.intake.rules.receiving import NewReferral
from enishi.intake.terms import ConsultationState, Priority
from enishi.office import inbox, trail
from enishi.office.city import closing_days
from enishi.office.errors import Refused
from enishi.residents.rules.reference import reference
from enishi.sharing import actions as sharing
from enishi.sharing.terms import BinderKind, GroundKind, InformationClass, Purpose

ANSWERING_ROLES = roles_with("answer")


@dataclass(frozen=True)
class Sent:
    """A referral that was sent; ``link`` when the receiver answers without an account (shown once)."""

    id: UUID
    link: NewLink | None = None


def send_referral(
    consultation: UUID, new: NewReferral, *, by: Hat, at: datetime, submission: UUID | None = None
) -> Sent:
    """Hand a consultation on to another agency, or ask it to join (つなぐ).

    The receiver gets grants on the referral, the consultation and the person's register for the ticked classes
    that the sender holds. The sender stays accountable until a handover is accepted.

    :raises Refused: with every reason
    """
    link: list[NewLink] = []
    try:
        sent = once(
            submission,
            "referral.sent",
            lambda: _send(consultation, new, link, by=by, at=at),
            by=by,
            at=at,
        )
    except IntegrityError as error:
        if "referral_one_open_handover" not in str(error):
            raise
        raise Refused(
            "回答を待っている引き継ぎがあります。取り消すか、回答を待ってから送ってください。"
        ) from error
    return Sent(sent, link[0] if link else None)


def _send(consultation: UUID, new: NewReferral, link: list[NewLink], *, by: Hat, at: datetime) -> UUID:
    found = open_consultation(
        by, consultation, to=Purpose.REFERRING, word="referral.send", lock=True, with_resident=True
    )
    receiver = Agency.objects.filter(pk=new.receiver).first()
    reasons = reasons_not_to_send_now(found, new, receiver, at=at)
    if reasons or receiver is None:
        raise Refused(reasons)
    agency, membership = desk(by)
    today, setting = day(at), intervals(on=day(at))
    resident = found.row.resident_id
    subject = resident if resident and sharing_classes(resident) else None
    referral = sharing.open_new_binder(BinderKind.REFERRAL, subject=subject, by=by, at=at)
    ends_at = at + timedelta(days=setting["intake.referral_view_days"])
    grantee = receiver.pk
    if receiver.answering == Answering.LINK:
        ends_at = at + timedelta(days=setting["intake.link_days"])
        link.append(make_link(referral, receiver.pk, expires_at=ends_at, by=by, at=at))
        grantee = link[0].id
    grounds = _give(found, referral, grantee, new.classes, ends_at, by=by, at=at)
    urgent = new.priority == Priority.URGENT
    days = setting["intake.urgent_reply_due_days" if urgent else "intake.reply_due_days"]
    row = Referral(
        id=referral,
        reference=reference(referral).replace("-", ""),
        consultation_id=consultation,
        sender_agency_id=agency,
        sender_id=membership,
        receiver_agency_id=receiver.pk,
        link_id=link[0].id if link else None,
        kind=new.kind,
        priority=new.priority,
        classes=new.classes,
        grounds=grounds,
        reply_due_on=due_on(today, days, closing_days()),
        sent_at=at,
        moved_at=at,
    )
    row.save(force_insert=True)
    _write_letter(row, new, agency)
    trail.record(
        "referral.sent",
        binders=[referral, consultation, *([found.row.resident_id] if found.row.resident_id else [])],
        detail={"to": str(receiver.pk), "kind": new.kind, "classes": new.classes},
    )
    if not link:
        inbox.assign(
            receiver.pk,
            "referral.answer",
            f"{'急ぎの' if urgent else ''}つなぎに回答してください（番号 {reference(referral)}）",
            row.reply_due_on,
            binder_id=referral,
            url=f"/referrals/{referral}/",
            at=at,
        )
    return referral


def reasons_not_to_send(consultation: UUID, new: NewReferral, *, by: Hat, at: datetime) -> list[str]:
    """What sending it would be refused for, to be said before anybody is asked to confirm."""
    found = open_consultation(by, consultation, to=Purpose.REFERRING, word="referral.send", with_resident=True)
    return reasons_not_to_send_now(found, new, Agency.objects.filter(pk=new.receiver).first(), at=at)


def reasons_not_to_send_now(
    found: OpenedConsultation, new: NewReferral, receiver: Agency | None, *, at: datetime
) -> list[str]:
    """What forbids this referral now, for the step before the confirmation and for the verb."""
    if receiver is None:
        return ["つなぎ先の機関を選んでください。"]
    today = day(at)
    *_, handovers, with_receiver = open_referrals(found.id, receiver.pk)
    staff = Membership.objects.at_work(today).filter(agency=receiver.pk, role__in=ANSWERING_ROLES)
    return reasons_not_to_refer(
        closed=found.row.state == ConsultationState.CLOSED,
        is_holder=found.is_holder and "refer" in found.hat.may,
        kind=new.kind,
        same_agency=receiver.pk == found.hat.agency_id,
        receiver_open=receiver.starts_on <= today and (receiver.ends_on is None or receiver.ends_on > today),
        receiver_receives=receiver.receives,
        receiver_signs_in=receiver.answering == Answering.ACCOUNT,
        receiver_has_staff=staff.exists(),
        open_handover=bool(handovers),
        open_with_receiver=bool(with_receiver),
        classes=new.classes,
        held=found.classes,
        whereabouts_closed=_whereabouts_closed(found.row.resident_id, receiver.pk),
        reason=new.reason,
    )


def _whereabouts_closed(resident: UUID | None, receiver: UUID) -> bool:
    """Whether the receiver would stand outside a seal on where the person is.

    What a consultation says of it is as telling as the address in the register.
    """
    if resident is None:
        return False
    if not sharing_classes(resident) & InformationClass.LOCATION:
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT holders FROM sharing_seals(%s) WHERE classes & %s <> 0",
            [resident, InformationClass.LOCATION.value],
        )
        return any(receiver not in holders for (holders,) in cursor.fetchall())


def _give(
    found: OpenedConsultation,
    referral: UUID,
    grantee: UUID,
    classes: int,
    ends_at: datetime,
    *,
    by: Hat,
    at: datetime,
) -> list[UUID]:
    """Grants on the referral, the consultation and the register; of the register only what the sender may give on itself."""
    grounds = []
    for binder in (referral, found.id, found.row.resident_id):
        held = giveable(binder, ends_at) & classes if binder else 0
        if binder and held:
            grounds.append(
                sharing.give(
                    GroundKind.REFERRAL,
                    binder=binder,
                    to=[grantee],
                    classes=held,
                    starts_at=at,
                    ends_at=ends_at,
                    purpose="つなぎ",
                    by=by,
                    at=at,
                )
            )
    return grounds


def _write_letter(row: Referral, new: NewReferral, agency: UUID) -> None:
    ReferralLetter(
        referral_id=row.pk,
        reason=new.reason.strip(),
        request=new.request.strip(),
        care=new.care.strip(),
        person_agrees=new.person_agrees,
        origin_id=agency,
    ).save(force_insert=True)


__all__ = ["Sent", "reasons_not_to_send", "reasons_not_to_send_now", "send_referral"]

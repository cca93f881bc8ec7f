from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day, write_caller, write_concerns, write_place, write_statements
from enishi.intake.actions.once import once_opening, opened_before
from enishi.intake.models import Consultation, Holding
from enishi.intake.queries.intervals import intervals
from enishi.intake.rules.reasons import (
    next_date_from,
    reasons_about_next_date,
    reasons_about_when,
    reasons_not_to_receive,
)
from enishi.intake.rules.receiving import NewConsultation
from enishi.intake.terms import About, ConsultationState, Urgency
from enishi.office import inbox, rows, trail
from enishi.office.city import closing_days
from enishi.office.errors import Refused
from enishi.office.rows import together
from enishi.residents.actions import register_resident
from enishi.residents.rules.reference import reference
from enishi.sharing import actions as sharing
from enishi.sharing.actions.kernel import NotAllowed
from enishi.sharing.terms import BinderKind

WORD = "consultation.received"


def receive_consultation(
    new: NewConsultation, *, by: Hat, at: datetime, submission: UUID | None = None, sent: str = ""
) -> UUID:
    """Take a consultation (相談受付): person found or registered, caller, issues, what was said, who holds it next.

    One transaction. The consultation is a binder of its own; the hat's agency holds it from the first moment.

    :param submission: the form's key; the same key again gives the same consultation
    :param sent: the mark of what the form was sent with
    :returns: the consultation's id
    :raises Refused: with every reason
    :raises SentOtherwise: the form was received before, with other words
    """
    return once_opening(
        submission, WORD, lambda one: _receive(one, new, by=by, at=at), sent=sent, by=by, at=at
    )


def received_before(submission: UUID, *, sent: str) -> UUID | None:
    """The consultation that a form was received as, if it was.

    :raises SentOtherwise: it was, with other words
    """
    return opened_before(submission, WORD, sent=sent)


def _receive(consultation: UUID, new: NewConsultation, *, by: Hat, at: datetime) -> None:
    today, setting = day(at), intervals(on=day(at))
    received_at = new.received_at or at
    next_on = new.next_on or next_date_from(
        day(received_at), today, setting["intake.next_date_days"], closing_days()
    )
    reasons = _reasons(new, by) + reasons_about_when("受けた日時", new.received_at, at, field="received_at")
    reasons += reasons_about_next_date(next_on, today, longest=setting["intake.longest_next_date_days"])
    if reasons:
        raise Refused(reasons)
    with _saying_who_is_not_seen(new), together():
        resident = _person(new, by=by, at=at)
        sharing.open_new_binder(BinderKind.CONSULTATION, subject=resident, by=by, at=at, binder=consultation)
        holder = _write_need(consultation, resident, new, next_on, by=by, at=at)
        write_caller(consultation, new.caller, by=by, at=at)
        write_place(consultation, new.place, new.landmark, by=by, at=at)
        write_concerns(consultation, new.issues, new.worst, by=by, at=at)
        told = [replace(one, happened_at=one.happened_at or received_at) for one in new.statements]
        write_statements(consultation, told, by=by, at=at)
        trail.record("consultation.received", binders=[consultation, *([resident] if resident else [])])
        _tell(consultation, holder, new, by=by, at=at)


def _write_need(
    consultation: UUID, resident: UUID | None, new: NewConsultation, next_on: date, *, by: Hat, at: datetime
) -> UUID | None:
    """The consultation and who answers for it next; returns the membership, none for the agency as a whole."""
    agency, membership = desk(by)
    need = {
        "id": consultation,
        "reference": reference(consultation).replace("-", ""),
        "received_at": new.received_at or at,
        "recorded_at": at,
        "channel": new.channel,
        "route": new.route,
        "about": new.about,
        "agency_id": agency,
        "received_by_id": membership,
        "resident_id": resident,
        "urgency": new.urgency,
        "state": ConsultationState.ACTIVE if new.screening else ConsultationState.RECEIVED,
        "screening": new.screening,
        "screened_at": at if new.screening else None,
    }
    rows.new(Consultation, need)
    holder = None if new.for_agency else new.holder or membership
    next_step = {"next_on": next_on, "next_action": new.next_action, "starts_at": at}
    rows.new(
        Holding,
        {"consultation_id": consultation, "agency_id": agency, "membership_id": holder, **next_step},
    )
    return holder


def _reasons(new: NewConsultation, by: Hat) -> list[str]:
    reasons = reasons_not_to_receive(
        about=new.about,
        has_person=bool(new.resident or new.registration),
        has_place=bool(new.place.strip()),
        issues=new.issues,
        worst=new.worst,
        said=[one.text for one in new.statements],
    )
    if "receive" not in by.may:
        reasons.append("この役割では相談を受け付けられません。")
    if (
        new.holder
        and new.holder != by.membership_id
        and not Membership.objects.filter(pk=new.holder, agency=by.agency_id).exists()
    ):
        reasons.append("担当者は自分の機関の職員から選んでください。ほかの機関へは「つなぐ」を使います。")
    return reasons


@contextmanager
def _saying_who_is_not_seen(new: NewConsultation) -> Iterator[None]:
    """The kernel opens no binder about somebody whom the hat does not see: hidden and absent alike."""
    try:
        yield
    except NotAllowed:
        if new.resident:
            raise Refused("選んだ人が見つかりません。もう一度検索してください。") from None
        raise


def _person(new: NewConsultation, *, by: Hat, at: datetime) -> UUID | None:
    if new.about != About.KNOWN:
        return None
    if new.resident:
        return (
            new.resident
        )  # nothing of them is read; that they are seen is asked where the binder about them is opened
    assert new.registration is not None  # noqa: S101  (reasons_not_to_receive)
    return register_resident(new.registration, search_token=new.search_token, by=by, at=at)


def _tell(consultation: UUID, holder: UUID | None, new: NewConsultation, *, by: Hat, at: datetime) -> None:
    text = f"相談を受け付けました（番号 {reference(consultation)}）"
    if new.urgency == Urgency.URGENT:
        text = f"緊急の{text}"
    to = holder if holder else by.agency_id
    if to and (to != by.membership_id or new.urgency == Urgency.URGENT):
        told = by.agency_id if to == by.membership_id else to
        inbox.tell(
            told or to,
            "consultation.received",
            text,
            binder_id=consultation,
            url=f"/consultations/{consultation}/",
            at=at,
        )

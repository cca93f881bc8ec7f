from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.agencies.queries.names import names
from enishi.intake.access import OpenedConsultation, open_consultation
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.intake.actions.noting import CLOSED, ONLY_HOLDER
from enishi.intake.models import Holding, Referral
from enishi.intake.queries.held import waits_for_contact
from enishi.intake.queries.intervals import intervals
from enishi.intake.queries.vocabulary import labels
from enishi.intake.rules.reasons import next_date_from, reasons_about_next_date
from enishi.intake.rules.receiving import NextStep
from enishi.intake.terms import ConsultationState, Vocabulary
from enishi.office import inbox, trail
from enishi.office.city import closing_days
from enishi.office.errors import Refused
from enishi.office.versions import bump, step
from enishi.residents.rules.reference import reference
from enishi.sharing.queries.names import as_seen
from enishi.sharing.terms import Purpose


@transaction.atomic
def change_holder(
    consultation: UUID,
    *,
    holder: UUID | None,
    next_on: date | None,
    next_action: str,
    version: int,
    by: Hat,
    at: datetime,
) -> None:
    """Let another member of the same agency hold it, or the agency as a whole (担当者の変更).

    Another agency becomes accountable only by accepting a handover.

    :param holder: a membership of the hat's agency, or None for the whole agency
    :raises Overtaken: with who holds it now
    """
    found = open_consultation(by, consultation, to=Purpose.SUPPORT, word="consultation.holder", lock=True)
    reasons = _reasons(found, next_on, next_action, at)
    if (
        holder
        and not Membership.objects.at_work(day(at))
        .filter(pk=holder, agency=by.agency_id)
        .exists()
    ):
        reasons.append("担当者は自分の機関の職員から選んでください。ほかの機関へは「つなぐ」を使います。")
    if reasons:
        raise Refused(reasons)
    bump(found.row, version, lambda: standing(found))
    assert next_on is not None  # noqa: S101
    hold_next(found, holder, next_on, next_action, by=by, at=at)
    trail.record("holder.changed", binders=[consultation], detail={"holder": str(holder or by.agency_id)})
    if holder != by.membership_id:
        inbox.tell(
            holder or by.agency_id or consultation,
            "holder.changed",
            f"相談の担当になりました（番号 {reference(consultation)}）",
            binder_id=consultation,
            url=f"/consultations/{consultation}/",
            at=at,
        )


@transaction.atomic
def set_next_date(
    consultation: UUID, *, next_on: date | None, next_action: str, version: int, by: Hat, at: datetime
) -> None:
    """Set by when what happens next (次の期日).

    :raises Overtaken: with the date that stands now
    """
    found = open_consultation(by, consultation, to=Purpose.SUPPORT, word="consultation.next", lock=True)
    reasons = _reasons(found, next_on, next_action, at)
    if reasons:
        raise Refused(reasons)
    bump(found.row, version, lambda: standing(found))
    assert found.holding is not None  # noqa: S101
    assert next_on is not None  # noqa: S101
    hold_next(found, found.holding.membership_id, next_on, next_action, by=by, at=at)
    trail.record("next_date.set", binders=[consultation], detail={"next_on": next_on.isoformat()})


def go_on_after_contact(row: Referral, then: NextStep | None, *, by: Hat, at: datetime) -> None:
    """The first contact was made: where the hat's agency holds the need, 「最初の連絡をする」 makes room for what comes next.

    :param then: as it was chosen; else the next step that the settings propose
    :raises Refused: without a date that may stand
    """
    if not waits_for_contact(by, row):
        return
    found = open_consultation(by, row.consultation_id, to=Purpose.ANSWERING, word="consultation.next", lock=True)
    today = day(at)
    days = intervals(on=today)["intake.next_date_days"]
    then = then or NextStep(next_date_from(today, today, days, closing_days()))
    reasons = _reasons(found, then.on, then.action, at)
    if reasons:
        raise Refused(reasons)
    assert found.holding is not None  # noqa: S101
    assert then.on is not None  # noqa: S101
    step(found.row)
    hold_next(found, found.holding.membership_id, then.on, then.action, by=by, at=at)
    trail.record("next_date.set", binders=[found.id], detail={"next_on": then.on.isoformat()})


def _reasons(found: OpenedConsultation, next_on: date | None, next_action: str, at: datetime) -> list[str]:
    if found.row.state == ConsultationState.CLOSED:
        return [CLOSED]
    longest = intervals(on=day(at))["intake.longest_next_date_days"]
    reasons = reasons_about_next_date(next_on, day(at), longest=longest)
    if not found.is_holder:
        reasons.append(ONLY_HOLDER)
    if next_action not in labels(Vocabulary.NEXT_ACTION)[Vocabulary.NEXT_ACTION]:
        reasons.append("次にすることを選んでください。")
    return reasons


def standing(found: OpenedConsultation) -> dict[str, str]:
    """Who holds it now and until when, for the page that shows both versions."""
    if found.holding is None:
        return {"担当": "なし(終了)"}
    held = found.holding.membership_id
    called = as_seen(names(hats=[held]), found.classes, found.hat.agency_id).called(held)
    return {"担当": called or "機関で担当", "次の期日": f"{found.holding.next_on:%Y/%m/%d}"}


def hold_next(
    found: OpenedConsultation,
    holder: UUID | None,
    next_on: date,
    next_action: str,
    *,
    referral: UUID | None = None,
    by: Hat,
    at: datetime,
) -> None:
    """End the open holding and begin the next one of the hat's agency."""
    agency, _ = desk(by)
    Holding.objects.filter(consultation=found.id, ended_at__isnull=True).update(ended_at=at)
    Holding(
        id=uuid4(),
        consultation_id=found.id,
        agency_id=agency,
        membership_id=holder,
        next_on=next_on,
        next_action=next_action,
        referral_id=referral,
        starts_at=at,
    ).save(force_insert=True)

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Count, Q

from enishi.agencies.hats import Hat
from enishi.intake.access import OpenedConsultation, open_consultation
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day, write_statements
from enishi.intake.models import Concern, Holding, Referral
from enishi.intake.queries.intervals import intervals
from enishi.intake.queries.vocabulary import labels
from enishi.intake.rules.reasons import reasons_about_next_date, reasons_not_to_close
from enishi.intake.rules.receiving import NewStatement
from enishi.intake.rules.steps import RUNNING, UNANSWERED
from enishi.intake.terms import ConsultationState, ReferralKind, SourceKind, StatementKind, Vocabulary
from enishi.office import trail
from enishi.office.errors import Refused
from enishi.office.versions import bump
from enishi.sharing.terms import Purpose


@transaction.atomic
def close_consultation(
    consultation: UUID, *, reason: str, text: str = "", version: int, by: Hat, at: datetime
) -> None:
    """Close a consultation (終了). Its holding ends in the same transaction.

    :raises Refused: with every reason: open referrals, no issue recorded, not the holder, no reason
    :raises Overtaken: with the state that stands now
    """
    found = open_consultation(by, consultation, to=Purpose.SUPPORT, word="consultation.close", lock=True)
    reasons = reasons_not_to_close_now(found, reason=reason, text=text)
    if reasons:
        raise Refused(reasons)
    bump(
        found.row,
        version,
        lambda: {"状態": found.row.get_state_display()},
        state=ConsultationState.CLOSED,
        closed_at=at,
        closing_reason=reason,
    )
    Holding.objects.filter(consultation=consultation, ended_at__isnull=True).update(ended_at=at)
    said = NewStatement(text, StatementKind.PROGRESS, SourceKind.OPINION)
    write_statements(consultation, [said] if text.strip() else [], by=by, at=at)
    trail.record("consultation.closed", binders=[consultation], detail={"reason": reason})


def reasons_not_to_close_now(found: OpenedConsultation, *, reason: str, text: str) -> list[str]:
    """Everything that stands in the way, for the page and for the verb."""
    known = labels(Vocabulary.CLOSING)[Vocabulary.CLOSING]
    unanswered, running = _seen_referrals(found.id)
    return reasons_not_to_close(
        state=found.row.state,
        is_holder=found.is_holder,
        reason=reason if reason in known else "",
        text=text,
        unanswered=unanswered,
        running=running,
        issues=Concern.objects.filter(consultation=found.id, ended_at__isnull=True).count(),
    )


def _seen_referrals(consultation: UUID) -> tuple[int, int]:
    """Unanswered ones, and running ones beside a handover, of those that the hat sees; of others nothing is told."""
    seen = Referral.objects.filter(consultation=consultation, ended_at__isnull=True)
    counted = seen.aggregate(
        unanswered=Count("pk", filter=Q(state__in=UNANSWERED)),
        running=Count("pk", filter=Q(state__in=RUNNING) & ~Q(kind=ReferralKind.HANDOVER)),
    )
    return counted["unanswered"], counted["running"]


def open_referrals(consultation: UUID, receiver: UUID | None = None) -> tuple[int, int, int, int]:
    """Unanswered, running, unanswered handovers, open with ``receiver``: counted by the database over all agencies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM intake_open_referrals(%s, %s)", [consultation, receiver])
        row = cursor.fetchone()
    return row if row else (0, 0, 0, 0)


@transaction.atomic
def reopen(
    consultation: UUID, *, next_on: date | None, next_action: str, version: int, by: Hat, at: datetime
) -> None:
    """Open a closed consultation again (再開); the hat's agency holds it.

    :raises Refused: unless it is closed and the agency held it last
    """
    found = open_consultation(by, consultation, to=Purpose.SUPPORT, word="consultation.reopen", lock=True)
    longest = intervals(on=day(at))["intake.longest_next_date_days"]
    reasons = reasons_about_next_date(next_on, day(at), longest=longest)
    if found.row.state != ConsultationState.CLOSED:
        reasons.append("この相談は終了していません。")
    if next_action not in labels(Vocabulary.NEXT_ACTION)[Vocabulary.NEXT_ACTION]:
        reasons.append("次にすることを選んでください。")
    last = Holding.objects.filter(consultation=consultation).order_by("-ended_at", "-starts_at").first()
    if "receive" not in by.may or last is None or last.agency_id != by.agency_id:
        reasons.append("最後に担当した機関だけが再開できます。")
    if reasons or next_on is None:
        raise Refused(reasons)
    agency, membership = desk(by)
    bump(
        found.row,
        version,
        lambda: {"状態": found.row.get_state_display()},
        state=ConsultationState.ACTIVE,
        closed_at=None,
        closing_reason="",
    )
    Holding(
        id=uuid4(),
        consultation_id=consultation,
        agency_id=agency,
        membership_id=membership,
        next_on=next_on,
        next_action=next_action,
        starts_at=at,
    ).save(force_insert=True)
    trail.record("consultation.reopened", binders=[consultation])

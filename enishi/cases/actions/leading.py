from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership
from enishi.agencies.roles import roles_with
from enishi.cases.access import OpenedCase, open_case
from enishi.cases.actions.opening import lead_next, reasons_about_next_action, say, standing
from enishi.cases.models import Closing, LeadRequest, TeamRole
from enishi.cases.queries.intervals import intervals
from enishi.cases.rules.reasons import (
    ENDED,
    ONLY_LEAD,
    reasons_about_next_date,
    reasons_not_to_close,
)
from enishi.cases.terms import (
    CaseState,
    CaseVocabulary,
    LeadRequestKind,
    LeadRequestState,
    TeamState,
)
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.intake.actions.once import once
from enishi.intake.queries.vocabulary import labels
from enishi.intake.rules.deadlines import due_on
from enishi.office import inbox, trail
from enishi.office.city import closing_days
from enishi.office.errors import NotFound, Refused
from enishi.office.versions import bump, step
from enishi.residents.rules.reference import reference
from enishi.sharing import actions as sharing
from enishi.sharing.terms import GroundKind, InformationClass, Purpose

LEADING_ROLES = roles_with("lead")


def ask_to_lead(
    case: UUID,
    agency: UUID,
    *,
    kind: LeadRequestKind,
    text: str,
    by: Hat,
    at: datetime,
    submission: UUID | None = None,
) -> UUID:
    """Ask another agency to lead the case (主担当の依頼). The asker stays accountable until it is accepted.

    Until then the asked agency sees the basics of the case and of the person, and the words of the request; the rest
    passes with the lead, in the statement in which it moves (``migrations/0003_files``).

    :returns: the request's id
    :raises Refused: with every reason
    """
    return once(
        submission, "case.lead_asked", lambda: _ask(case, agency, kind, text, by=by, at=at), by=by, at=at
    )


def _ask(case: UUID, agency: UUID, kind: LeadRequestKind, text: str, *, by: Hat, at: datetime) -> UUID:
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.lead_ask", lock=True)
    today, setting = day(at), intervals(on=day(at))
    reasons = _reasons_not_to_ask(found, agency, text, today)
    if reasons:
        raise Refused(reasons)
    ends_at = at + timedelta(days=setting["cases.lead_view_days"])
    grounds = [
        sharing.give(
            GroundKind.REFERRAL,
            binder=binder,
            to=[agency],
            classes=InformationClass.BASIC.value,
            starts_at=at,
            ends_at=ends_at,
            purpose="主担当の依頼",
            by=by,
            at=at,
        )
        for binder in (found.id, found.row.resident_id)
    ]
    request = LeadRequest(
        id=uuid4(),
        case_id=case,
        kind=kind,
        state=LeadRequestState.ASKED,
        from_agency_id=desk(by)[0],
        to_agency_id=agency,
        asked_by=desk(by)[1],
        asked_at=at,
        answer_due_on=due_on(today, setting["cases.lead_due_days"], closing_days()),
        grounds=grounds,
    )
    request.save(force_insert=True)
    say(case, request.pk, text, by=by, at=at)
    trail.record("case.lead_asked", binders=[case], detail={"to": str(agency), "kind": str(kind)})
    inbox.assign(
        agency,
        "case.lead",
        f"主担当の依頼に回答してください（ケース {reference(case)}）",
        request.answer_due_on,
        binder_id=case,
        url=f"/cases/{case}/lead/{request.pk}/",
        at=at,
    )
    return request.pk


def _reasons_not_to_ask(found: OpenedCase, agency: UUID, text: str, today: date) -> list[str]:
    reasons = []
    if found.row.state == CaseState.ENDED:
        reasons.append(ENDED)
    if not found.is_lead:
        reasons.append(ONLY_LEAD)
    if agency == found.hat.agency_id:
        reasons.append("自分の機関には依頼できません。主担当者の変更を使ってください。")
    elif not (
        Agency.objects.filter(pk=agency, receives=True, starts_on__lte=today)
        .exclude(ends_on__lte=today)
        .exists()
        and Membership.objects.at_work(today)
        .filter(agency=agency, role__in=LEADING_ROLES)
        .exists()
    ):
        reasons.append("この機関には、主担当になれる職員がいません。別の機関を選んでください。")
    if found.row.lead_requests.filter(state=LeadRequestState.ASKED).exists():
        reasons.append("回答を待っている主担当の依頼があります。取り消すか、回答を待ってください。")
    if not text.strip():
        reasons.append("依頼の理由とこれまでの経過を書いてください。")
    return reasons


@transaction.atomic
def accept_lead(request: UUID, *, next_on: date | None, next_action: str, by: Hat, at: datetime) -> None:
    """Accept to lead: the one lead moves, and with it, in the same statement, the own work of the agency that led.

    That agency keeps a trace: the basics of the case and its own entries in it. It stays on the team only when it is
    asked to, on a ground, like everybody else. What the new lead did as a member of the team ends: it is the lead's now.
    """
    row, found = _request(request, by=by)
    today = day(at)
    reasons = reasons_about_next_date(
        next_on, today, longest=intervals(on=today)["cases.longest_next_date_days"]
    )
    if row.to_agency_id != by.agency_id or "lead" not in by.may:
        reasons.append("依頼を受けた機関の、主担当になれる職員だけが引き受けられます。")
    reasons += reasons_about_next_action(next_action)
    if reasons or next_on is None:
        raise Refused(reasons)
    _answer(row, LeadRequestState.ACCEPTED, at=at)
    lead_next(row.case_id, by.membership_id, next_on, next_action, request=request, by=by, at=at)
    step(found.row)
    inbox.tell(
        row.from_agency_id,
        "case.lead_accepted",
        f"主担当が引き受けられました（ケース {reference(row.case_id)}）",
        binder_id=row.case_id,
        url=f"/cases/{row.case_id}/",
        at=at,
    )
    trail.record(
        "case.lead_accepted",
        binders=[row.case_id],
        detail={"request": str(request), "from": str(row.from_agency_id)},
    )


@transaction.atomic
def decline_lead(request: UUID, *, reason: str, text: str = "", by: Hat, at: datetime) -> None:
    """Decline with a reason. What was opened for the answer is closed at once; the asker goes on leading."""
    row, _ = _request(request, by=by)
    reasons = []
    if row.to_agency_id != by.agency_id or "answer" not in by.may:
        reasons.append("依頼を受けた機関だけが回答できます。")
    if reason not in labels(CaseVocabulary.DECLINE)[CaseVocabulary.DECLINE]:
        reasons.append("辞退の理由を選んでください。")
    if reasons:
        raise Refused(reasons)
    say(row.case_id, request, text, by=by, at=at)
    inbox.tell(
        row.from_agency_id,
        "case.lead_declined",
        f"主担当の依頼が辞退されました。次の手を決めてください（ケース {reference(row.case_id)}）",
        binder_id=row.case_id,
        url=f"/cases/{row.case_id}/",
        at=at,
    )
    trail.record("case.lead_declined", binders=[row.case_id], detail={"reason": reason})
    _answer(row, LeadRequestState.DECLINED, reason=reason, at=at)


@transaction.atomic
def cancel_lead_request(request: UUID, *, by: Hat, at: datetime) -> None:
    """Take back what was asked, while nobody has answered."""
    row, found = _request(request, by=by)
    if not found.is_lead:
        raise Refused(ONLY_LEAD)
    trail.record("case.lead_cancelled", binders=[row.case_id])
    inbox.tell(row.to_agency_id, "case.lead_cancelled", "主担当の依頼が取り消されました", at=at)
    _answer(row, LeadRequestState.CANCELLED, at=at)


def _request(request: UUID, *, by: Hat) -> tuple[LeadRequest, OpenedCase]:
    known = LeadRequest.objects.filter(pk=request).first()
    if known is None:
        raise NotFound("case.lead_request", request)
    found = open_case(by, known.case_id, to=Purpose.SUPPORT, word="case.lead_request", lock=True)
    row = LeadRequest.objects.select_for_update().filter(pk=request).first()
    if row is None:
        raise NotFound("case.lead_request", request)  # taken back a moment ago
    if row.state != LeadRequestState.ASKED:
        raise Refused("この依頼には、もう回答があります。画面を開き直してください。")
    return row, found


def _answer(row: LeadRequest, state: LeadRequestState, *, reason: str = "", at: datetime) -> None:
    if not LeadRequest.objects.filter(pk=row.pk).update(state=state, answered_at=at, reason_code=reason):
        raise NotFound("case.lead_request", row.pk)


@dataclass(frozen=True)
class NewClosing:
    """The three ticks of the guidebook, why, and when the first look afterwards is due."""

    sorted_out: bool
    outlook: bool
    roles_agreed: bool
    reason: str
    follow_up_on: date | None
    text: str = ""


@transaction.atomic
def close_case(case: UUID, new: NewClosing, *, version: int, by: Hat, at: datetime) -> None:
    """Close (終結): by the agency that leads afterwards, which agrees by doing so. It keeps watch; a date always stands.

    Roles of the team end with it: what they were opened for is done.

    :raises Refused: with everything that stands in the way
    """
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.close", lock=True)
    reasons = reasons_not_to_close_now(found, new, at=at)
    if reasons or new.follow_up_on is None:
        raise Refused(reasons)
    agency, membership = desk(by)
    for role in TeamRole.objects.filter(case=case, state=TeamState.ACCEPTED):
        step(role, state=TeamState.LEFT, ended_at=at)
        inbox.tell(
            role.agency_id, "case.role_ended", f"ケースでの役割が終わりました（ケース {reference(case)}）", at=at
        )
    lead_next(
        case, found.lead.membership_id if found.lead else membership, new.follow_up_on, "watch", by=by, at=at
    )
    Closing(
        id=uuid4(),
        case_id=case,
        sorted_out=new.sorted_out,
        outlook=new.outlook,
        roles_agreed=new.roles_agreed,
        lead_agency_id=agency,
        agreed_at=at,
        follow_up_on=new.follow_up_on,
        reason_code=new.reason,
        closed_by=membership,
        closed_at=at,
    ).save(force_insert=True)
    bump(
        found.row,
        version,
        lambda: standing(found),
        state=CaseState.WATCHING,
        reason_code=new.reason,
        moved_at=at,
    )
    say(case, case, new.text, by=by, at=at)
    trail.record("case.closed", binders=[case], detail={"reason": new.reason})


def reasons_not_to_close_now(found: OpenedCase, new: NewClosing, *, at: datetime) -> list[str]:
    """Everything that stands in the way, for the page and for the verb."""
    known = labels(CaseVocabulary.CLOSING)[CaseVocabulary.CLOSING]
    waiting = TeamRole.objects.filter(case=found.id, state=TeamState.ASKED).count()
    waiting += LeadRequest.objects.filter(case=found.id, state=LeadRequestState.ASKED).count()
    reasons = reasons_not_to_close(
        state=found.row.state,
        is_lead=found.is_lead,
        ticks=[new.sorted_out, new.outlook, new.roles_agreed],
        reason=new.reason if new.reason in known else "",
        waiting=waiting,
    )
    longest = intervals(on=day(at))["cases.longest_watch_days"]
    return reasons + reasons_about_next_date(
        new.follow_up_on, day(at), longest=longest, field="follow_up_on", what="最初の見守りの日"
    )

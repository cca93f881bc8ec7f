from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.cases import hooks
from enishi.cases.access import OpenedCase, open_case
from enishi.cases.actions.opening import (
    consent_stands,
    hold_request,
    lead_next,
    reasons_about_next_action,
    say,
    standing,
)
from enishi.cases.actions.preparing import tell_of_prepared
from enishi.cases.models import Lead
from enishi.cases.queries.intervals import intervals
from enishi.cases.rules.reasons import (
    ENDED,
    ONLY_LEAD,
    TAKE_UP_FIRST,
    reasons_about_next_date,
    reasons_not_to_end,
    reasons_not_to_move,
)
from enishi.cases.rules.steps import FIRST, RESTING
from enishi.cases.terms import CaseState, CaseVocabulary
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.intake.queries.vocabulary import labels
from enishi.office import inbox, trail
from enishi.office.errors import On, Refused
from enishi.office.versions import bump
from enishi.residents.rules.reference import reference
from enishi.sharing.terms import ConsentStage, Purpose


@transaction.atomic
def move_case(case: UUID, state: CaseState, *, version: int, by: Hat, at: datetime) -> None:
    """Go on to assessing, planning, supporting, or back to the time before consent. Stops have verbs of their own.

    :raises Refused: no such step, not the lead, or no request for support that holds
    :raises Overtaken: when somebody moved it meanwhile
    """
    hold_request(case, state)
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.move", lock=True)
    reasons = _reasons(found, state)
    if state not in (CaseState.OUTREACH, CaseState.ASSESSING, CaseState.PLANNING, CaseState.SUPPORTING):
        reasons.append("この進め方には、専用の画面を使ってください。")
    if found.row.state in RESTING:
        reasons = [TAKE_UP_FIRST]
    if reasons:
        raise Refused(reasons)
    before = found.row.state
    _move(found, state, "", version, at=at)
    if before == CaseState.OUTREACH and state == CaseState.ASSESSING:
        tell_of_prepared(case, at=at)
    trail.record("case.moved", binders=[case], detail={"state": str(state)})


@transaction.atomic
def suspend_case(
    case: UUID, *, reason: str, text: str = "", next_on: date | None, version: int, by: Hat, at: datetime
) -> None:
    """Suspend (中断), e.g. when contact is lost. The lead and the next date stay: nobody is forgotten."""
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.suspend", lock=True)
    longest = intervals(on=day(at))["cases.longest_next_date_days"]
    reasons = _reasons(found, CaseState.SUSPENDED) + reasons_about_next_date(
        next_on, day(at), longest=longest
    )
    if reason not in labels(CaseVocabulary.SUSPENSION)[CaseVocabulary.SUSPENSION]:
        reasons.append("中断の理由を選んでください。")
    if reasons or next_on is None:
        raise Refused(reasons)
    _move(found, CaseState.SUSPENDED, reason, version, at=at)
    _keep_leading(found, next_on, "contact", by=by, at=at)
    say(case, case, text, by=by, at=at)
    trail.record("case.suspended", binders=[case], detail={"reason": reason})


@transaction.atomic
def resume_case(
    case: UUID,
    *,
    state: CaseState,
    next_on: date | None,
    next_action: str,
    version: int,
    by: Hat,
    at: datetime,
) -> None:
    """Take up a suspended, watched or ended case again (再開; つなぎ・もどし)."""
    hold_request(case, state)
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.resume", lock=True)
    longest = intervals(on=day(at))["cases.longest_next_date_days"]
    reasons = reasons_about_next_date(next_on, day(at), longest=longest)
    if found.row.state not in RESTING or state not in FIRST:
        reasons.append("このケースは再開できません。画面を開き直してください。")
    elif found.row.state == CaseState.ENDED:
        reasons += _reasons_not_to_reopen(found, state)
    else:
        reasons += _reasons(found, state)
    reasons += reasons_about_next_action(next_action)
    if reasons or next_on is None:
        raise Refused(reasons)
    _move(found, state, "", version, at=at)
    _keep_leading(found, next_on, next_action, by=by, at=at)
    trail.record("case.resumed", binders=[case], detail={"state": str(state)})


def _reasons_not_to_reopen(found: OpenedCase, state: CaseState) -> list[str]:
    last = (
        Lead.objects.filter(case=found.id)
        .order_by(F("ended_at").desc(nulls_first=True), "-starts_at")
        .first()
    )
    reasons = []
    if "lead" not in found.hat.may or last is None or last.agency_id != found.hat.agency_id:
        reasons.append("最後に主担当だった機関だけが再開できます。")
    return reasons + reasons_not_to_move(
        found.row.state,
        state,
        is_lead=True,
        support_stands=consent_stands(found.row.resident_id, ConsentStage.SUPPORT),
    )


@transaction.atomic
def end_watch(case: UUID, *, reason: str, text: str = "", version: int, by: Hat, at: datetime) -> None:
    """End a watch for good (見守りの終了), or contact before consent, with a reason. It can be reopened by who led it."""
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.end", lock=True)
    reasons = _reasons(found, CaseState.ENDED) + reasons_not_to_end_now(found)
    if reason not in labels(CaseVocabulary.ENDING)[CaseVocabulary.ENDING]:
        reasons.append(On("reason", "見守りを終える理由を選んでください。"))
    if reasons:
        raise Refused(reasons)
    say(case, case, text, by=by, at=at)
    _move(found, CaseState.ENDED, reason, version, at=at)
    Lead.objects.filter(case=case, ended_at__isnull=True).update(ended_at=at)
    trail.record("case.ended", binders=[case], detail={"reason": reason})


def reasons_not_to_end_now(found: OpenedCase) -> list[str]:
    """What must end before a case does, for the page and for the verb."""
    reasons = reasons_not_to_end(found.row.state)
    if found.row.team.filter(ended_at__isnull=True).exists():
        reasons.append("チームの役割が残っています。先に役割を終えてください。")
    if found.row.lead_requests.filter(state="asked").exists():
        reasons.append("回答を待っている主担当の依頼があります。先に取り消してください。")
    return reasons + [reason for told in hooks.reasons_not_to_end.ask(found.id) for reason in told]


@transaction.atomic
def set_next(
    case: UUID,
    *,
    person: UUID | None,
    next_on: date | None,
    next_action: str,
    version: int,
    by: Hat,
    at: datetime,
) -> None:
    """Set by when what happens next, and who of the agency leads (次の期日・主担当者).

    :raises Overtaken: with what stands now
    """
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.next", lock=True)
    watching = found.row.state == CaseState.WATCHING
    name = "cases.longest_watch_days" if watching else "cases.longest_next_date_days"
    reasons = reasons_about_next_date(next_on, day(at), longest=intervals(on=day(at))[name])
    if not found.is_lead:
        reasons.append(ENDED if found.row.state == CaseState.ENDED else ONLY_LEAD)
    reasons += reasons_about_next_action(next_action)
    colleagues = Membership.objects.at_work(day(at)).filter(agency=by.agency_id)
    if person and not colleagues.filter(pk=person).exists():
        reasons.append(
            "主担当者は自分の機関の職員から選んでください。ほかの機関へは「主担当の依頼」を使います。"
        )
    if reasons or next_on is None:
        raise Refused(reasons)
    bump(found.row, version, lambda: standing(found))
    lead_next(case, person, next_on, next_action, by=by, at=at)
    trail.record("case.next_set", binders=[case], detail={"next_on": next_on.isoformat()})
    if person and person != by.membership_id:
        inbox.tell(
            person,
            "case.led",
            f"ケースの主担当になりました（番号 {reference(case)}）",
            binder_id=case,
            url=f"/cases/{case}/",
            at=at,
        )


def _reasons(found: OpenedCase, state: CaseState) -> list[str]:
    return reasons_not_to_move(
        found.row.state,
        state,
        is_lead=found.is_lead,
        support_stands=consent_stands(found.row.resident_id, ConsentStage.SUPPORT),
    )


def _move(found: OpenedCase, state: CaseState, reason: str, version: int, *, at: datetime) -> None:
    bump(found.row, version, lambda: standing(found), state=state, reason_code=reason, moved_at=at)


def _keep_leading(found: OpenedCase, next_on: date, next_action: str, *, by: Hat, at: datetime) -> None:
    _, membership = desk(by)
    person = found.lead.membership_id if found.lead else membership
    lead_next(found.id, person, next_on, next_action, by=by, at=at)

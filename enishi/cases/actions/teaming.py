from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.terms import Answering
from enishi.cases.access import OpenedCase, open_case
from enishi.cases.actions.opening import say
from enishi.cases.models import TeamRole
from enishi.cases.queries.intervals import intervals
from enishi.cases.rules.reasons import NOT_THESE_CLASSES, ONLY_LEAD, may_not_share, reasons_not_to_ask
from enishi.cases.terms import CaseVocabulary, TeamState
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.intake.actions.once import once
from enishi.intake.queries.vocabulary import labels
from enishi.intake.rules.deadlines import due_on
from enishi.office import inbox, trail
from enishi.office.city import closing_days
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.residents.rules.reference import reference
from enishi.sharing import actions as sharing
from enishi.sharing.actions.kernel import call
from enishi.sharing.rules.articles import reasons_about_article
from enishi.sharing.terms import GroundKind, Purpose

OVER = "この役割は、もう終わっています。"


@dataclass(frozen=True)
class NewGround:
    """Which classes an agency may know, and why: the person's consent, or an article of a law."""

    classes: int
    consent: UUID | None = None
    article: str = ""


@dataclass(frozen=True)
class NewRole:
    """What an agency is asked to do, and on which ground it may know (同意, or an article of a law)."""

    agency: UUID
    duty: str
    text: str
    classes: int
    consent: UUID | None = None
    article: str = ""


def ask_to_join(case: UUID, new: NewRole, *, by: Hat, at: datetime, submission: UUID | None = None) -> UUID:
    """Ask an agency to take a role in the case (役割の依頼). It sees the ticked classes at once, until it declines or leaves.

    :returns: the role's id
    :raises Refused: with every reason; nobody joins without a ground
    """
    return once(submission, "case.role_asked", lambda: _ask(case, new, by=by, at=at), by=by, at=at)


def _ask(case: UUID, new: NewRole, *, by: Hat, at: datetime) -> UUID:
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.ask", lock=True)
    agency, today = Agency.objects.filter(pk=new.agency).first(), day(at)
    reasons = _reasons(found, new, agency, at)
    if reasons:
        raise Refused(reasons)
    grounds = give_on(
        (found.id, found.row.resident_id),
        NewGround(new.classes, new.consent, new.article),
        to=new.agency,
        by=by,
        at=at,
    )
    due = due_on(today, intervals(on=today)["cases.role_due_days"], closing_days())
    role = TeamRole(
        id=uuid4(),
        case_id=case,
        agency_id=new.agency,
        duty=new.duty,
        state=TeamState.ASKED,
        asked_at=at,
        asked_by=desk(by)[1],
        answer_due_on=due,
        grounds=grounds,
        consent_id=new.consent,
    )
    role.save(force_insert=True)
    say(case, role.pk, new.text, by=by, at=at)
    trail.record("case.role_asked", binders=[case], detail={"to": str(new.agency), "duty": new.duty})
    inbox.assign(
        new.agency,
        "case.role",
        f"役割の依頼に回答してください（ケース {reference(case)}）",
        due,
        binder_id=case,
        url=f"/cases/{case}/team/{role.pk}/",
        at=at,
    )
    return role.pk


def _reasons(found: OpenedCase, new: NewRole, agency: Agency | None, at: datetime) -> list[str]:
    today = day(at)
    opened = (
        agency is not None
        and agency.starts_on <= today
        and (agency.ends_on is None or agency.ends_on > today)
    )
    return reasons_about_article(new.article) + reasons_not_to_ask(
        state=found.row.state,
        is_lead=found.is_lead,
        same_agency=agency is not None and agency.pk == found.hat.agency_id,
        receives=agency is not None and opened and agency.receives,
        signs_in=agency is not None and agency.answering == Answering.ACCOUNT,
        duty=new.duty if new.duty in labels(CaseVocabulary.DUTY)[CaseVocabulary.DUTY] else "",
        standing=TeamRole.objects.filter(
            case=found.id, agency=new.agency, duty=new.duty, ended_at__isnull=True
        ).exists(),
        classes=new.classes,
        held=found.classes,
        has_ground=bool(new.consent) != bool(new.article.strip()),
        text=new.text,
    )


def give_on(
    binders: Iterable[UUID], ground: NewGround, *, to: UUID, by: Hat, at: datetime
) -> list[UUID]:
    """Grants for one agency on binders of a case: by the consent, or by the article that was named."""
    if ground.consent:
        return [
            sharing.give_by_consent(
                ground.consent, binder=binder, to=[to], classes=ground.classes, by=by, at=at
            )
            for binder in binders
        ]
    ends_at = at + timedelta(days=intervals(on=day(at))["cases.law_view_days"])
    return [
        sharing.give(
            GroundKind.OTHER_LAW,
            binder=binder,
            to=[to],
            classes=ground.classes,
            starts_at=at,
            ends_at=ends_at,
            purpose="多機関協働での役割分担",
            article=ground.article.strip(),
            by=by,
            at=at,
        )
        for binder in binders
    ]


@transaction.atomic
def renew_ground(role: UUID, ground: NewGround, *, version: int, by: Hat, at: datetime) -> None:
    """Let a role go on by a new ground: a consent given again, or an article. What the old one opened of the case and its person
    ends in the same step; the agency need not answer again. Files of other members keep their own grounds.

    :raises Refused: with every reason; only for a role that stands, by who leads
    """
    row, found = live_role(role, version, by=by)
    reasons = [] if found.is_lead else [ONLY_LEAD]
    if row.ended_at is not None:
        reasons.append(OVER)
    if may_not_share(ground.classes, found.classes):
        reasons.append(NOT_THESE_CLASSES)
    if bool(ground.consent) == bool(ground.article.strip()):
        reasons.append("新しい根拠にする同意を選ぶか、法令の条文を書いてください。")
    reasons += reasons_about_article(ground.article)
    if reasons:
        raise Refused(reasons)
    grounds = give_on((found.id, found.row.resident_id), ground, to=row.agency_id, by=by, at=at)
    call("cases_renew_ground", role, grounds, ground.consent)
    trail.record("case.ground_renewed", binders=[row.case_id], detail={"to": str(row.agency_id)})
    inbox.tell(
        row.membership_id or row.agency_id,
        "case.ground_renewed",
        f"ケースを見られる根拠が新しくなりました。見られる情報と期間を確かめてください（ケース {reference(row.case_id)}）",
        binder_id=row.case_id,
        url=f"/cases/{row.case_id}/team/{role}/",
        at=at,
    )


@transaction.atomic
def accept_role(role: UUID, *, version: int, by: Hat, at: datetime) -> None:
    """Take the role on (引き受ける); who of the agency does so is its contact."""
    row = _asked(role, version, by=by)
    row.state, row.answered_at, row.membership_id = TeamState.ACCEPTED, at, by.membership_id
    _keep(row)
    _tell_lead(row, "case.role_accepted", "役割の依頼が引き受けられました", at=at)
    trail.record("case.role_accepted", binders=[row.case_id], detail={"role": str(role)})


@transaction.atomic
def decline_role(role: UUID, *, reason: str, text: str = "", version: int, by: Hat, at: datetime) -> None:
    """Decline with a reason (辞退). What was opened for the answer is closed at once."""
    row = _asked(role, version, by=by)
    if reason not in labels(CaseVocabulary.DECLINE)[CaseVocabulary.DECLINE]:
        raise Refused("辞退の理由を選んでください。")
    say(row.case_id, role, text, by=by, at=at)
    _tell_lead(row, "case.role_declined", "役割の依頼が辞退されました。次の手を決めてください", at=at)
    trail.record("case.role_declined", binders=[row.case_id], detail={"role": str(role), "reason": reason})
    row.state, row.answered_at, row.ended_at, row.reason_code = TeamState.DECLINED, at, at, reason
    _keep(row)


@transaction.atomic
def end_role(role: UUID, *, text: str = "", version: int, by: Hat, at: datetime) -> None:
    """End a role, or take back what was asked (役割を終える・依頼を取り消す): the agency itself, or who leads."""
    row, found = live_role(role, version, by=by)
    if row.ended_at is not None:
        raise Refused(OVER)
    if row.state == TeamState.ASKED and not found.is_lead:
        raise Refused(ONLY_LEAD)
    if not found.is_lead and row.agency_id != by.agency_id:
        raise Refused(ONLY_LEAD)
    say(row.case_id, role, text, by=by, at=at)
    if row.agency_id == by.agency_id:
        _tell_lead(row, "case.role_left", "チームの機関が役割を終えました", at=at)
    else:
        number = reference(row.case_id)
        inbox.tell(row.agency_id, "case.role_ended", f"ケースでの役割が終わりました（ケース {number}）", at=at)
    trail.record("case.role_ended", binders=[row.case_id], detail={"role": str(role)})
    row.state = TeamState.CANCELLED if row.state == TeamState.ASKED else TeamState.LEFT
    row.ended_at = at
    _keep(row)


def live_role(role: UUID, version: int, *, by: Hat) -> tuple[TeamRole, OpenedCase]:
    """A role of a case that the hat sees, held for a verb.

    :raises Overtaken: when it is not the version that the form showed
    """
    known = TeamRole.objects.filter(pk=role).first()
    if known is None:
        raise NotFound("case.role", role)
    found = open_case(by, known.case_id, to=Purpose.SUPPORT, word="case.role", lock=True)
    row = TeamRole.objects.select_for_update().filter(pk=role).first()
    if row is None:
        raise NotFound("case.role", role)  # its ground was withdrawn a moment ago
    if row.version != version:
        duty = labels(CaseVocabulary.DUTY)[CaseVocabulary.DUTY].get(row.duty, row.duty)
        raise Overtaken({"役割": duty, "状態": TeamState(row.state).label})
    return row, found


def _asked(role: UUID, version: int, *, by: Hat) -> TeamRole:
    row, _ = live_role(role, version, by=by)
    if row.agency_id != by.agency_id or "answer" not in by.may:
        raise Refused("依頼を受けた機関だけが回答できます。")
    if row.state != TeamState.ASKED:
        raise Refused("この依頼には、もう回答しています。")
    return row


def _keep(row: TeamRole) -> None:
    kept = TeamRole.objects.filter(pk=row.pk).update(
        state=row.state,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        reason_code=row.reason_code,
        membership=row.membership_id,
        version=row.version + 1,
    )
    if not kept:
        raise NotFound("case.role", row.pk)


def _tell_lead(row: TeamRole, word: str, text: str, *, at: datetime) -> None:
    lead = row.case.leads.filter(ended_at__isnull=True).first()
    if lead:
        inbox.tell(
            lead.membership_id or lead.agency_id,
            word,
            f"{text}（ケース {reference(row.case_id)}）",
            binder_id=row.case_id,
            url=f"/cases/{row.case_id}/",
            at=at,
        )

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db.models import Max

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names
from enishi.cases.access import OpenedCase
from enishi.cases.actions.stamping import stamp
from enishi.cases.models import Case, CaseWords, Lead
from enishi.cases.queries.intervals import intervals
from enishi.cases.queries.names import names_for
from enishi.cases.rules.reasons import reasons_about_next_date, reasons_not_to_open
from enishi.cases.rules.steps import CONSENTED
from enishi.cases.terms import CaseState, CaseVocabulary
from enishi.intake.access import open_consultation
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.intake.actions.once import once
from enishi.intake.queries.vocabulary import labels
from enishi.office import trail
from enishi.office.errors import Refused
from enishi.residents.rules.reference import reference
from enishi.sharing import actions as sharing
from enishi.sharing.actions.kernel import call
from enishi.sharing.terms import BinderKind, ConsentStage, InformationClass, Purpose


@dataclass(frozen=True)
class NewCase:
    """How a case begins: from a consultation about a known person, with or without the person's request."""

    consultation: UUID
    state: str
    next_on: date | None
    next_action: str
    text: str = ""
    """why several agencies are needed, in the opener's words"""


def open_new_case(new: NewCase, *, by: Hat, at: datetime, submission: UUID | None = None) -> UUID:
    """Begin a case (多機関協働・アウトリーチ等) about the person of a consultation. The hat's agency leads it from now on.

    The consultation stays as it is; it is closed by itself, when its own work is done.

    :param submission: the form's key; the same key again gives the same case
    :returns: the case's id
    :raises Refused: with every reason
    """
    return once(submission, "case.opened", lambda: _open(new, by=by, at=at), by=by, at=at)


def _open(new: NewCase, *, by: Hat, at: datetime) -> UUID:
    found = open_consultation(
        by, new.consultation, to=Purpose.SUPPORT, word="case.open", lock=True, with_resident=True
    )
    resident = found.row.resident_id
    reasons = reasons_not_to_open(
        may_lead="lead" in by.may and new.state in (CaseState.OUTREACH, CaseState.ASSESSING),
        has_person=resident is not None and resident in found.opened,
        state=new.state,
        support_stands=resident is not None and consent_stands(resident, ConsentStage.SUPPORT),
        open_cases=Case.objects.filter(resident=resident).exclude(state=CaseState.ENDED).count()
        if resident
        else 0,
    )
    reasons += reasons_about_next_date(
        new.next_on, day(at), longest=intervals(on=day(at))["cases.longest_next_date_days"]
    )
    reasons += reasons_about_next_action(new.next_action)
    if reasons or resident is None or new.next_on is None:
        raise Refused(reasons)
    agency, membership = desk(by)
    case = sharing.open_new_binder(BinderKind.CASE, subject=resident, by=by, at=at)
    row = Case(
        id=case,
        reference=reference(case).replace("-", ""),
        resident_id=resident,
        consultation_id=new.consultation,
        agency_id=agency,
        opened_by_id=membership,
        opened_at=at,
        state=new.state,
        moved_at=at,
    )
    row.save(force_insert=True)
    lead_next(case, membership, new.next_on, new.next_action, by=by, at=at)
    say(case, case, new.text, by=by, at=at)
    trail.record("case.opened", binders=[case, resident, new.consultation], detail={"state": str(new.state)})
    return case


def lead_next(
    case: UUID,
    person: UUID | None,
    next_on: date,
    next_action: str,
    *,
    request: UUID | None = None,
    by: Hat,
    at: datetime,
) -> None:
    """End the open lead, and begin the next one of the hat's agency: at ``at``, or when the open one began, if later.

    Two verbs that waited for each other may come in the other order than their clocks say.
    """
    agency, _ = desk(by)
    now = Lead.objects.filter(case=case).aggregate(began=Max("starts_at"), ended=Max("ended_at"))
    at = max(one for one in (at, now["began"], now["ended"]) if one)
    Lead.objects.filter(case=case, ended_at__isnull=True).update(ended_at=at)
    Lead(
        id=uuid4(),
        case_id=case,
        agency_id=agency,
        membership_id=person,
        next_on=next_on,
        next_action=next_action,
        request_id=request,
        starts_at=at,
    ).save(force_insert=True)


def reasons_about_next_action(next_action: str) -> list[str]:
    known = labels(CaseVocabulary.NEXT_ACTION)[CaseVocabulary.NEXT_ACTION]
    return [] if next_action in known else ["次にすることを選んでください。"]


def say(case: UUID, about: UUID, text: str, *, by: Hat, at: datetime) -> None:
    """Keep the words beside a step, of class BASIC."""
    if text.strip():
        kept = stamp(case, case, InformationClass.BASIC.value, by=by, at=at)
        CaseWords(**kept, about=about, text=text.strip()).save(force_insert=True)


def consent_stands(resident: UUID, stage: ConsentStage) -> bool:
    """Whether a consent of the person holds now, as the database says."""
    return bool(call("sharing_consent_stands", resident, stage))


def hold_request(case: UUID, state: str) -> None:
    """Before a case is held for a step that rests on the person's request, hold the request.

    A withdrawal holds the consent first and the case second; a step in the other order could wait for it crosswise.
    """
    resident = Case.objects.filter(pk=case).values_list("resident_id", flat=True).first()
    if resident and state in CONSENTED:
        call("sharing_hold_consent", resident, ConsentStage.SUPPORT)


def standing(found: OpenedCase) -> dict[str, str]:
    """State and lead now, for the page that shows both versions."""
    lead = found.lead
    names = names_for(found, [lead.agency_id], [lead.membership_id]) if lead else Names()
    return {
        "状態": CaseState(found.row.state).label,
        "主担当": names.both(lead.agency_id, lead.membership_id) if lead else "なし",
        "次の期日": f"{lead.next_on:%Y/%m/%d}" if lead else "なし",
    }

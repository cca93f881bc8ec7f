"""Things of cases for the doors test."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.cases import actions
from enishi.cases.access import open_case
from enishi.cases.actions import reporting
from enishi.cases.models import JournalEntry
from enishi.cases.rules.assessment import Value
from enishi.cases.rules.reports import last_over
from enishi.cases.terms import AttemptResult, LeadRequestKind
from enishi.cases.tests.factories import consented, member_of, on_the_team, opened, row
from enishi.cases.tests.planning import answered, begun, decided
from enishi.cases.tests.visiting import received as note_received
from enishi.intake.tests.factories import in_days, received
from enishi.sharing.terms import ConsentStage, Purpose
from tests.architecture.once import once


def _lead() -> Hat:
    return cast.hat("promoter", cast.agency("主担当の課", "D-lead"))


@once
def _open(hat: Hat) -> UUID:
    """Led by who may lead; others are on its team."""
    if "lead" in hat.may:
        return opened(hat)
    lead = _lead()
    case = opened(lead)
    on_the_team(lead, case, hat)
    return case


def _case(hat: Hat) -> dict[str, Any]:
    return {"case_id": _open(hat)}


def _entry(hat: Hat) -> dict[str, Any]:
    case = _open(hat)
    with wearing(hat):
        entry = actions.write_entry(case, actions.NewEntry("電話した。"), by=hat, at=timezone.now())
        open_case(hat, case, to=Purpose.SUPPORT, word="test")
        assert JournalEntry.objects.filter(pk=entry).exists()
    return {"case_id": case, "entry_id": entry}


def _tie(hat: Hat) -> dict[str, Any]:
    case = _open(hat)
    with wearing(hat):
        tie = actions.draw_tie(case, actions.NewTie(case, label="隣の人", information_class=1), by=hat, at=timezone.now())
    return {"case_id": case, "tie_id": tie}


def _attempt(hat: Hat) -> dict[str, Any]:
    case, told = _open(hat), actions.NewEntry("訪ねた。", information_class=1)
    with wearing(hat):
        outcome = actions.Outcome(AttemptResult.UNMET)
        attempt = actions.record_attempt(case, told, outcome, by=hat, at=timezone.now())
    return {"case_id": case, "attempt_id": attempt}


def _support(hat: Hat) -> dict[str, Any]:
    case = _open(hat)
    new = actions.NewSupport(case, "食料の配達", in_days(9))
    with wearing(hat):
        support = actions.prepare_support(case, new, by=hat, at=timezone.now())
    return {"case_id": case, "support_id": support}


@once
def consent_of(hat: Hat) -> tuple[Hat, dict[str, Any]]:
    """A consent that names the hat's agency, and who recorded it."""
    lead = hat if "lead" in hat.may else _lead()
    case = opened(lead)
    if lead is not hat:
        on_the_team(lead, case, hat)
    with wearing(lead):
        person = row(case).resident_id
    return lead, {"case_id": case, "consent_id": consented(lead, person, hat, stage=ConsentStage.PLAN)}


def _role(hat: Hat) -> dict[str, Any]:
    lead = _lead()
    case = opened(lead)
    return {"case_id": case, "role_id": on_the_team(lead, case, hat, accept=False)}


def _request(hat: Hat) -> dict[str, Any]:
    lead = _lead()
    case = opened(lead)
    cast.hat("promoter", Agency.objects.get(pk=hat.agency_id))
    with wearing(lead):
        one = actions.ask_to_lead(
            case,
            hat.agency_id,  # type: ignore[arg-type]
            kind=LeadRequestKind.TRANSFER,
            text="地区が変わりました。",
            by=lead,
            at=timezone.now(),
        )
    return {"case_id": case, "request_id": one}


def _role_of_a_team(hat: Hat) -> dict[str, Any]:
    case = opened(hat)
    other = cast.hat("partner", cast.agency("チームの機関", "D-team"))
    return {"case_id": case, "role_id": on_the_team(hat, case, other)}


def _member(hat: Hat) -> dict[str, Any]:
    case = opened(hat)
    return {"case_id": case, "member_id": member_of(hat, case)}


@once
def _assessment(hat: Hat) -> dict[str, Any]:
    """Filled in by the visitor, in a case that the visitor leads or works along with."""
    one = begun(hat, _open(hat))
    answered(hat, one, summary=Value(text="まとめ。"))
    return {"assessment_id": one}


@once
def _plan(hat: Hat) -> dict[str, Any]:
    lead = hat if "lead" in hat.may else _lead()
    case, plan = decided(lead)
    if lead is not hat:
        on_the_team(lead, case, hat)
    return {"plan_id": plan}


def _note_and_case(hat: Hat) -> dict[str, Any]:
    return {"note_id": note_received(hat), "case_id": _open(hat)}


def _advice(hat: Hat) -> dict[str, Any]:
    """Asked by the visitor's agency."""
    adviser = cast.hat("coordinator", cast.agency("管理者の課", "D-advice"))
    case = opened(hat)
    new = actions.NewAdvice(adviser.agency_id, "scheme", "どの制度が使えますか。")  # type: ignore[arg-type]
    with wearing(hat):
        one = actions.ask_for_advice(case, new, by=hat, at=timezone.now())
    return {"advice_id": one}


def _month(_hat: Hat) -> dict[str, Any]:
    return {"month": f"{last_over(timezone.localdate()):%Y-%m}"}


def _report(hat: Hat) -> dict[str, Any]:
    """Begun by the visitor's agency."""
    with wearing(hat):
        month = last_over(timezone.localdate())
        one = reporting.write_report(month, reporting.ReportText("静かな月。"), version=0, by=hat, at=timezone.now())
    return {"report_id": one}


MAKERS: dict[str, Callable[[Hat], dict[str, Any]]] = {
    "case": _case,
    "case to begin": lambda hat: {"consultation_id": received(hat)},
    "entry": _entry,
    "tie": _tie,
    "attempt": _attempt,
    "support": _support,
    "consent": lambda hat: consent_of(hat)[1],
    "role": _role,
    "request to lead": _request,
    "role of a team": _role_of_a_team,
    "member of a case": _member,
    "advice": _advice,
    "report": _report,
    "month": _month,
    "figure of a month": lambda hat: _month(hat) | {"figure": "led"},
    "assessment": _assessment,
    "item of an assessment": lambda hat: _assessment(hat) | {"item": "summary"},
    "plan": _plan,
    "two plans": lambda hat: (found := _plan(hat)) | {"earlier_id": found["plan_id"]},
    "move of a plan": lambda hat: _plan(hat) | {"step": "end"},
    "visit note": lambda hat: {"note_id": note_received(hat)},
    "visit note and case": _note_and_case,
    "known case": lambda hat: {"case_id": opened(_lead())},
}
PUBLIC = {"known case", "month", "figure of a month"}

"""What a case says for its forms: sheets, plans, evaluations, the journal. One look at the case, then constant reading."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.models import ApproachPlan, Evaluation, Plan, TeamRole
from enishi.cases.queries import Brief, case_brief
from enishi.cases.queries.assessments import assessments_of, read_sheet
from enishi.cases.queries.names import names_for
from enishi.cases.queries.plans import PlanPage, plans_of, read_plan
from enishi.cases.sheets import CHOSEN
from enishi.cases.terms import (
    AssessmentState,
    CaseState,
    CaseVocabulary,
    GoalState,
    PartKind,
    PlanKind,
    StepBy,
    TeamState,
)
from enishi.intake.queries.vocabulary import labels
from enishi.office.errors import NotFound
from enishi.reporting.queries.consultations import Source
from enishi.reporting.queries.journal import Period, journal, visits
from enishi.reporting.queries.participating import taking_part
from enishi.reporting.queries.persons import consents, day_text, hiragana, person, short_day_text
from enishi.reporting.rules.fields import Told
from enishi.reporting.terms import FormOf
from enishi.sharing.terms import ConsentStage, Purpose


@dataclass(frozen=True)
class Copy:
    """One thing that can be printed: which form, of what."""

    of: FormOf
    id: UUID | None
    label: str
    remark: str = ""


@dataclass(frozen=True)
class CaseCopies:
    """What of a case can be printed, as one hat sees it."""

    brief: Brief
    copies: Sequence[Copy] = field(default_factory=list)


def copies_of(hat: Hat, case: UUID, *, at: datetime) -> CaseCopies:
    """Look at a case, and say what can be printed of it. The number of queries is constant.

    :raises NotFound: hidden and absent alike
    """
    brief = case_brief(hat, case, at=at, word="paper.case")
    names = brief.files
    copies = [Copy(FormOf.CASE, None, "支援経過")]
    for sheet in assessments_of(brief.found):
        state = str(AssessmentState(sheet.state).label)
        of = names.get(sheet.binder_id, "")
        day = day_text(sheet.confirmed_at or sheet.begun_at)
        copies.append(Copy(FormOf.ASSESSMENT, sheet.pk, f"{of} {day}".strip(), state))
    numbers = {}
    for plan in plans_of(brief.found):
        numbers[plan.pk] = _version(plan)
        copies.append(Copy(FormOf.PLAN, plan.pk, numbers[plan.pk], str(plan.get_state_display())))
    for one in Evaluation.objects.filter(case=case):
        copies.append(
            Copy(FormOf.EVALUATION, one.pk, day_text(one.evaluated_at), numbers.get(one.plan_id, ""))
        )
    return CaseCopies(brief, copies)


def case_told(
    hat: Hat,
    case: UUID,
    of: FormOf,
    one: UUID | None,
    *,
    to: Purpose,
    at: datetime,
    period: Period | None = None,
) -> Source:
    """Look at a case and tell what one of its forms prints. The number of queries is constant.

    :param one: the sheet, plan or evaluation; None gives the form with the person alone, to be filled in by hand
    :raises NotFound: hidden and absent alike
    :raises Refused: more of the journal than is printed at once
    """
    brief = case_brief(hat, case, at=at, word="paper.case", to=to)
    on = timezone.localdate(at)
    resident = brief.row.resident_id if brief.face else None
    told = _case(brief) | person(hat, resident, on=on)
    if of == FormOf.CASE:
        told |= journal(brief, period or Period())
    elif of == FormOf.ASSESSMENT:
        told |= _sheet(brief, one, on, told)
    elif of == FormOf.PLAN:
        told |= _plan(brief, one)
    elif of == FormOf.EVALUATION:
        told |= _evaluation(brief, one)
    files = [*brief.files, *([resident] if resident else [])]
    return Source(brief.title, brief.reference, told, files)


def _case(brief: Brief) -> Told:
    """The case and its team. One query."""
    row, lead = brief.row, brief.found.lead
    duties = labels(CaseVocabulary.DUTY)[CaseVocabulary.DUTY]
    roles = TeamRole.objects.filter(case=row.pk, state__in=[TeamState.ASKED, TeamState.ACCEPTED])
    asked = list(roles.order_by("asked_at", "id"))
    names = names_for(brief.found, [one.agency_id for one in asked], [one.membership_id for one in asked])
    team = [
        {
            "agency": names.agency(one.agency_id),
            "person": names.person(one.membership_id),
            "duty": duties.get(one.duty, one.duty),
            "state": str(TeamState(one.state).label),
        }
        for one in asked
    ]
    return Told(
        {
            "case.reference": brief.reference,
            "case.opened": day_text(row.opened_at),
            "case.state": str(CaseState(row.state).label),
            "case.lead": names.agency(lead.agency_id) if lead else "",
            "case.person": names.person(lead.membership_id) if lead else "",
        },
        rows={"case.team": team},
    )


def _sheet(brief: Brief, one: UUID | None, on: date, known: Told) -> Told:
    """A sheet; without one the register alone. What is read elsewhere is of the person whom the sheet is about."""
    if one is None:
        read = ("name", "kana", "sex", "birth", "address", "phone")
        return Told({f"assessment.{item}": known.texts.get(f"resident.{item}", "") for item in read})
    page = read_sheet(brief.found, one, on=on)
    texts, marks = {}, {}
    for line in page.lines:
        name = f"assessment.{line.item.code}"
        if line.item.kind in CHOSEN:
            marks[name] = dict.fromkeys(line.value.codes, "✓")
        elif line.item.reads == "resident.kana":
            texts[name] = hiragana(line.text)
        else:
            texts[name] = line.text
    return Told(texts, marks)


def _version(plan: Plan) -> str:
    return (
        f"第{plan.number}回（{PlanKind(plan.kind).label}）" if plan.number else str(PlanKind(plan.kind).label)
    )


def _plan(brief: Brief, one: UUID | None) -> Told:
    known = visits(brief) | taking_part(brief)
    if one is None:
        return known | _approach(brief)
    page = read_plan(brief.found, one)
    told = known | _plan_head(brief, page) | _plan_rows(brief, page)
    signed = consents(brief.row.resident_id, [(ConsentStage.PLAN, "plan.consent_on")])
    return told | Told(signed if page.row.consent_id else {})


def _approach(brief: Brief) -> Told:
    """How somebody is approached, until there is a plan: that one the person reads and signs. One query."""
    row = ApproachPlan.objects.filter(case=brief.row.pk, binder_id=brief.row.pk, ended_at__isnull=True).first()
    if row is None:
        return Told()
    aim = "\n".join(one for one in (row.aim, row.way_in, row.rhythm) if one)
    return Told({"plan.outreach_text": aim, "case.outlook": row.outlook, "case.emergency": row.emergency})


def _plan_head(brief: Brief, page: PlanPage) -> Told:
    row = page.row
    meeting = f"{day_text(row.meeting_on)} {row.get_meeting_kind_display()}" if row.meeting_on else ""
    return Told(
        {
            "plan.kind": _version(row),
            "plan.made": day_text(row.made_at),
            "plan.agency": names_for(brief.found, [row.agency_id]).agency(row.agency_id),
            "plan.period": f"{day_text(row.period_from)}〜{day_text(row.period_until)}"
            if row.period_from
            else "",
            "plan.monitor_on": day_text(row.monitor_on),
            "plan.meeting": meeting,
            "plan.decided_on": day_text(row.decided_on),
        }
    )


def _plan_rows(brief: Brief, page: PlanPage) -> Told:
    parts = page.rows.parts
    names = names_for(brief.found, [one.agency_id for one in page.rows.steps])

    def said(kind: PartKind) -> str:
        return "\n".join(one.text for one in parts if one.kind == kind and one.text)

    def ticked(kind: PartKind) -> dict[str, str]:
        return {one.code: "✓" for one in parts if one.kind == kind and one.code}

    return Told(
        {
            "plan.issue": said(PartKind.ISSUE),
            "plan.long_goal": said(PartKind.LONG_GOAL),
            "plan.outreach_text": said(PartKind.OUTREACH),
            "plan.remark": said(PartKind.REMARK),
            **({"plan.participation_text": wished} if (wished := said(PartKind.PARTICIPATION)) else {}),
        },
        {"plan.participation": ticked(PartKind.PARTICIPATION), "plan.outreach": ticked(PartKind.OUTREACH)},
        {
            "plan.goals": [
                {"text": one.text, "state": str(GoalState(one.state).label)} for one in page.rows.goals
            ],
            "plan.steps": [
                {
                    "who": names.agency(one.agency_id) or str(StepBy.PERSON.label),
                    "text": one.text,
                    "frequency": one.frequency,
                    "due": short_day_text(one.due_on),
                    "lead": "○" if one.leads else "",
                }
                for one in page.rows.steps
            ],
        },
    )


def _evaluation(brief: Brief, one: UUID | None) -> Told:
    if one is None:
        return Told()
    row = Evaluation.objects.filter(pk=one, case=brief.row.pk).first()
    if row is None:
        raise NotFound("paper.evaluation", one)
    page = read_plan(brief.found, row.plan_id)
    parts = next((known.parts for known in page.evaluations if known.row.pk == one), [])
    goals = {goal.pk: goal.text for goal in page.rows.goals}
    texts, marks = {"evaluation.on": day_text(row.evaluated_at)}, {"evaluation.result": {row.result: "✓"}}
    for part in parts:
        name = f"evaluation.{part.item}"
        if part.codes:
            marks[name] = marks.get(name, {}) | dict.fromkeys(part.codes, "✓")
        elif part.goal_id is None and part.text:
            texts[name] = "\n".join(said for said in (texts.get(name, ""), part.text) if said)
    rows = [
        {
            "text": goals.get(part.goal_id, ""),
            "state": str(GoalState(part.goal_state).label),
            "remark": part.text,
        }
        for part in parts
        if part.goal_id and part.goal_state
    ]
    return _plan_head(brief, page) | Told(texts, marks, {"evaluation.goals": rows})

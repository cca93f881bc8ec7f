"""Before somebody agrees (アウトリーチ等): how they are approached, and what lies ready for the day of consent."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.cases.access import OpenedCase, open_case
from enishi.cases.actions.reaching import ask_lead
from enishi.cases.actions.stamping import stamp
from enishi.cases.models import ApproachPlan, PreparedSupport
from enishi.cases.queries.intervals import intervals
from enishi.cases.rules.outreach import OPEN, reasons_about_a_day, reasons_not_to_move_support
from enishi.cases.rules.reasons import ENDED, reasons_not_to_write
from enishi.cases.terms import CaseState, SupportState
from enishi.intake.actions.desk import desk
from enishi.intake.actions.once import once
from enishi.office import inbox, trail
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.rows import put
from enishi.office.versions import bump
from enishi.residents.rules.reference import reference
from enishi.sharing.terms import InformationClass, Purpose

BASIC = InformationClass.BASIC.value


@dataclass(frozen=True)
class NewApproach:
    """How to approach the person; ``file``: the case's binder or a member's."""

    file: UUID
    aim: str
    review_on: date | None
    way_in: str = ""
    avoid: str = ""
    rhythm: str = ""
    safety: str = ""
    emergency: str = ""
    outlook: str = ""


@dataclass(frozen=True)
class NewSupport:
    """What is made ready, and by which agency. Naming an agency tells it nothing."""

    file: UUID
    what: str
    ready_until: date | None
    agency: UUID | None = None
    first_step: str = ""
    state: SupportState = SupportState.PREPARING
    remark: str = ""


def plan_approach(
    case: UUID,
    new: NewApproach,
    *,
    instead_of: UUID | None,
    by: Hat,
    at: datetime,
    submission: UUID | None = None,
) -> UUID:
    """Say how the person is approached. The one before is kept, and no longer stands.

    :param instead_of: the plan that the form showed
    :raises Overtaken: when another one stands meanwhile, with its words
    """

    def plan() -> UUID:
        return _plan(case, new, instead_of, by=by, at=at)

    return once(submission, "case.approach_planned", plan, by=by, at=at)


def _plan(case: UUID, new: NewApproach, instead_of: UUID | None, *, by: Hat, at: datetime) -> UUID:
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.approach", lock=True)
    reasons = _reasons(found, new.file, new.aim) + _about_the_day(new.review_on, "見直す日", at=at)
    if reasons or new.review_on is None:
        raise Refused(reasons)
    standing = ApproachPlan.objects.filter(case=case, binder_id=new.file, ended_at__isnull=True)
    before = standing.first()
    if before is not None and before.pk != instead_of:
        raise Overtaken({"方針": before.aim})
    standing.update(ended_at=at, ended_by=desk(by)[1])
    words = {name: value.strip() for name, value in vars(new).items() if isinstance(value, str)}
    plan = ApproachPlan(**stamp(case, new.file, BASIC, by=by, at=at), **words, review_on=new.review_on)
    put([plan])
    inbox.withdraw_tasks(case, "case.approach_due", at=at)
    trail.record("case.approach_planned", binders=list(dict.fromkeys([case, new.file])))
    return plan.pk


def prepare_support(
    case: UUID, new: NewSupport, *, by: Hat, at: datetime, submission: UUID | None = None
) -> UUID:
    """Write down what is made ready for the day on which the person agrees. Nobody is told of the person by it.

    :raises Refused: without a day in sight until which it is kept ready, or in an ended case
    """
    return once(submission, "case.support_prepared", lambda: _prepare(case, new, by=by, at=at), by=by, at=at)


def _prepare(case: UUID, new: NewSupport, *, by: Hat, at: datetime) -> UUID:
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.prepare")
    reasons = _reasons(found, new.file, new.what) + _about_the_day(new.ready_until, "用意しておく日", at=at)
    if new.state not in OPEN:
        reasons.append("準備中か、用意できたかを選んでください。")
    if new.agency and not Agency.objects.filter(pk=new.agency).exists():
        reasons.append("機関を選び直してください。")
    if reasons or new.ready_until is None:
        raise Refused(reasons)
    support = PreparedSupport(
        **stamp(case, new.file, BASIC, by=by, at=at),
        agency_id=new.agency,
        what=new.what.strip(),
        first_step=new.first_step.strip(),
        ready_until=new.ready_until,
        state=new.state,
        remark=new.remark.strip(),
        moved_at=at,
        moved_by=desk(by)[1],
    )
    put([support])
    trail.record("case.support_prepared", binders=list(dict.fromkeys([case, new.file])))
    return support.pk


@transaction.atomic
def move_support(
    case: UUID,
    support: UUID,
    state: SupportState,
    *,
    ready_until: date | None = None,
    remark: str = "",
    version: int,
    by: Hat,
    at: datetime,
) -> None:
    """Say how far a prepared support is, or until when it is kept ready.

    :raises Refused: by neither who prepared it nor who leads; when it was used or dropped
    :raises Overtaken: when somebody moved it meanwhile
    """
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.support")
    row = PreparedSupport.objects.select_for_update().filter(pk=support, case=case).first()
    if row is None:
        raise NotFound("case.support", support)
    reasons = [ENDED] if found.row.state == CaseState.ENDED else []
    reasons += reasons_not_to_move_support(
        row.state, state, ours=row.origin_id == by.agency_id, is_lead=found.is_lead, remark=remark
    )
    if state in OPEN:
        reasons += _about_the_day(ready_until, "用意しておく日", at=at)
    if reasons:
        raise Refused(reasons)
    bump(
        row,
        version,
        lambda: {"状態": row.get_state_display(), "補足": row.remark},
        state=state,
        ready_until=ready_until if state in OPEN else row.ready_until,
        remark=remark.strip(),
        moved_at=at,
        moved_by=desk(by)[1],
    )
    if not PreparedSupport.objects.filter(case=case, state__in=OPEN).exists():
        inbox.withdraw_tasks(case, "case.support_waits", at=at)
    inbox.withdraw_tasks(case, "case.support_lapses", at=at)
    detail = {"state": str(state)}
    trail.record("case.support_moved", binders=list(dict.fromkeys([case, row.binder_id])), detail=detail)


def tell_of_prepared(case: UUID, *, at: datetime) -> None:
    """On the day of consent who leads is told that something lies ready."""
    if PreparedSupport.objects.filter(case=case, state__in=OPEN).exists():
        text = (
            f"同意の前に準備した支援があります。使うか、やめるかを決めてください（ケース {reference(case)}）"
        )
        ask_lead(case, "case.support_waits", text, at=at)


def _reasons(found: OpenedCase, file: UUID, text: str) -> list[str]:
    if file not in found.files:
        return ["だれについてかを選び直してください。"]
    return reasons_not_to_write(
        state=found.row.state,
        text=text,
        information_class=BASIC,
        seen=found.opened.classes.get(file, 0),
        minutes=None,
    )


def _about_the_day(day: date | None, what: str, *, at: datetime) -> list[str]:
    today = timezone.localdate(at)
    longest = intervals(on=today)["cases.longest_approach_days"]
    return reasons_about_a_day(day, today, longest=longest, what=what)

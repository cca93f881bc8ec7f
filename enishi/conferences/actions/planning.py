"""The plan that a meeting decided on becomes the plan of the case, with the meeting as its authority."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases import actions as cases
from enishi.cases.models import Plan
from enishi.cases.terms import MeetingKind
from enishi.conferences.models import Decision
from enishi.office.errors import Refused


def adopt_plan(case: UUID, plan: UUID, decision: UUID, by: Hat, at: datetime) -> UUID:
    """Adopt the version that the decision names. The meeting's day and kind stand in the plan.

    :returns: the plan's id
    :raises Refused: with the reasons of the plan's own verb: too late to approve, no consent to it, not put to a meeting
    """
    row = Plan.objects.filter(pk=plan, case=case).first()
    line = Decision.objects.select_related("item__conference").filter(pk=decision, about_id=plan).first()
    if row is None or line is None:
        raise Refused(
            "決定したプランがこのケースに見つかりません。プランを選び直して、決定を記録してください。"
        )
    meeting = line.item.conference
    decided = cases.Decision(
        decision=decision,
        meeting=MeetingKind.JOINT if meeting.joint else MeetingKind.MULTI_AGENCY,
        meeting_on=timezone.localdate(meeting.starts_at),
    )
    cases.adopt_plan(plan, decided, version=row.version, by=by, at=at)
    return plan

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.office import inbox, trail
from enishi.office.errors import Refused
from enishi.sharing import rules
from enishi.sharing.actions.kernel import call
from enishi.sharing.terms import EmergencyReason


def break_glass(
    binder: UUID, *, category: EmergencyReason, reason: str, review_due_on: date, url: str = "", by: Hat, at: datetime
) -> UUID | None:
    """Open one resident's register to the hat's membership for 60 minutes (緊急閲覧).

    The reviewer's task and the notices to the accountable agencies are written by the same function of the
    database, in the same transaction. JUSTICE and INFORMANT stay closed; a seal stays closed.

    :returns: the ground, or None when there is nobody to show, sealed and absent alike
    :raises Refused: without a reason of 20 letters, or while a review of an earlier one is overdue
    """
    with transaction.atomic():
        overdue = call("sharing_overdue_reviews")
        reasons = rules.reasons_not_to_break_glass(category=category, reason=reason, overdue_reviews=overdue)
        if reasons:
            raise Refused(reasons)
        ground = uuid4()
        opened = call("sharing_break_glass", ground, binder, category, reason, review_due_on, url, at)
    return ground if opened else None


@transaction.atomic
def review_emergency(ground: UUID, *, justified: bool, remark: str, by: Hat, at: datetime) -> None:
    """Review an emergency look (点検). Never one's own."""
    call("sharing_review_emergency", ground, justified, remark, at)
    reference = ground.hex[:8].upper()
    for task in inbox.open_tasks(by.holders).filter(word="emergency.review", text__contains=reference):
        inbox.finish(task.pk, by=by.staff_id, at=at)
    trail.record("emergency.reviewed", detail={"ground": str(ground), "justified": justified})

"""What happens to the cases that an agency or a member of staff leads when they end."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.cases.queries.intervals import intervals
from enishi.cases.rules.reasons import reasons_about_next_date
from enishi.intake.actions.entries import day
from enishi.office import inbox, trail
from enishi.office.errors import Refused
from enishi.sharing.actions.kernel import call


def reasons_not_to_close_agency(agency: UUID) -> list[str]:
    """For ``agencies.hooks.before_closing_agency``: counted by the database, naming nobody."""
    count = call("cases_led", agency)
    if not count:
        return []
    return [f"主担当のケースが{count}件あります。先にほかの機関に主担当を引き受けてもらってください。"]


def release_membership(membership: UUID, agency: UUID, ends_on: date, by: Hat | None, at: datetime) -> None:
    """For ``agencies.hooks.when_membership_ends``: what the member led, the agency as a whole leads from now on."""
    count = call("cases_release_membership", membership, at)
    if count:
        text = f"{ends_on:%m/%d}で離れる職員が主担当だったケースが{count}件あります。担当者を決めてください。"
        inbox.assign(agency, "case.lead_released", text, ends_on, url="/cases/?whose=agency", at=at)
    notes = call("cases_visit_notes_left", membership)
    if notes:  # how many, and no word of them: only who wrote them can put them where they belong
        text = f"{ends_on:%m/%d}で離れる職員の、記録していない外出先の記録が{notes}件あります。離れる前に、本人が記録してください。"
        inbox.assign(agency, "visit.left", text, ends_on, at=at)


@transaction.atomic
def rescue_case(case: UUID, *, next_on: date | None, by: Hat, at: datetime) -> None:
    """A coordinator takes over a case whose agency has closed or has nobody left who could lead (引き受け).

    Its own work in the case passes to the coordinator's agency in the same transaction; a request that waited ends.

    :raises Refused: while the agency still works
    """
    longest = intervals(on=day(at))["cases.longest_next_date_days"]
    reasons = reasons_about_next_date(next_on, day(at), longest=longest)
    if reasons:
        raise Refused(reasons)
    call("cases_rescue", case, next_on, at)
    trail.record("case.rescued", binders=[case])

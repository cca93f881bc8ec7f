"""What happens to what an agency or a member of staff holds when they end."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.intake.actions.entries import day
from enishi.intake.queries.intervals import intervals
from enishi.intake.rules.reasons import reasons_about_next_date
from enishi.office import inbox, trail
from enishi.office.errors import Refused
from enishi.sharing.actions.kernel import call


def reasons_not_to_close_agency(agency: UUID) -> list[str]:
    """For ``agencies.hooks.before_closing_agency``: counted by the database, naming nobody."""
    count = call("intake_needs_held", agency)
    if not count:
        return []
    return [f"担当している相談と続いているつなぎが{count}件あります。先にほかの機関へ引き継いでください。"]


def release_membership(membership: UUID, agency: UUID, ends_on: date, by: Hat | None, at: datetime) -> None:
    """For ``agencies.hooks.when_membership_ends``: what the member held, the agency as a whole holds from now on."""
    count = call("intake_release_membership", membership, at)
    if count:
        text = f"{ends_on:%m/%d}で離れる職員の担当だった相談が{count}件あります。担当者を決めてください。"
        inbox.assign(agency, "holder.released", text, ends_on, url="/consultations/?whose=agency", at=at)


@transaction.atomic
def rescue(consultation: UUID, *, next_on: date | None, by: Hat, at: datetime) -> None:
    """A coordinator takes over a need whose agency has closed or has nobody left (引き受け).

    The grants of the closed agency's own work pass to the coordinator's agency in the same transaction.

    :raises Refused: while the agency still works
    """
    reasons = reasons_about_next_date(
        next_on, day(at), longest=intervals(on=day(at))["intake.longest_next_date_days"]
    )
    if reasons:
        raise Refused(reasons)
    call("intake_rescue", consultation, next_on, at)
    trail.record("holder.rescued", binders=[consultation])

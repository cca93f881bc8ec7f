"""A meeting goes from who convened it to a colleague (事務局の引き継ぎ): handed over, or taken over while they are away."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.conferences.access import OpenedConference, open_conference
from enishi.conferences.actions.convening import same_version
from enishi.conferences.queries.handovers import colleagues
from enishi.conferences.rules.reasons import reasons_not_to_hand_over
from enishi.intake.actions.entries import day
from enishi.office import inbox, trail
from enishi.office.errors import Refused
from enishi.residents.rules.reference import reference
from enishi.sharing.actions.kernel import call


@transaction.atomic
def hand_over(
    conference: UUID, to: UUID, *, reason: str = "", version: int | None = None, by: Hat, at: datetime
) -> None:
    """Hand a meeting over to a colleague, or take it over for oneself, with a reason. Done already, nothing happens.

    In the same transaction its rooms end for who kept them, unless they are seated, and begin for the colleague, unless they are
    shut out; who kept it and who reviews are told.

    :raises Overtaken: when the meeting was changed meanwhile
    :raises Refused: for somebody who could not have convened it, or taken over without a reason
    """
    found = open_conference(by, conference, word="conference.hand_over", lock=True)
    if found.row.convened_by_id == to:
        return
    same_version(found.row, version)
    if reasons := _reasons(found, to, reason, day(at)):
        raise Refused(reasons)
    call("conferences_hand_over", conference, to, reason.strip(), reference(conference), at)
    trail.record(
        "conference.handed_over", binders=[conference], detail={"to": str(to), "taken": not found.convenes}
    )


def _reasons(found: OpenedConference, to: UUID, reason: str, on: date) -> list[str]:
    return reasons_not_to_hand_over(
        convenes=found.convenes,
        own_office=found.is_of_its_office,
        for_oneself=to == found.hat.membership_id,
        may_convene=str(to) in dict(colleagues(found, on)),
        reason=reason,
    )


def release_membership(membership: UUID, agency: UUID, ends_on: date, by: Hat | None, at: datetime) -> None:
    """For ``agencies.hooks.when_membership_ends``: a colleague is to take the member's meetings over."""
    count = call("conferences_left_by", membership)
    if count:
        text = f"{ends_on:%m/%d}で離れる職員が事務局の会議が{count}件あります。引き継ぐ人を決めてください。"
        url = "/conferences/?whose=convened"
        inbox.assign(agency, "conference.released", text, ends_on, url=url, at=at)

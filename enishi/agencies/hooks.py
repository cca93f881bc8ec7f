"""Where rooms upstairs speak before an agency closes and after a membership ends. Called explicitly, no signals.

A room registers in its ``AppConfig.ready``: ``hooks.before_closing_agency.append(open_needs_held)``. The caller is
an administrator who sees no person, so an answer counts (through a definer function) and names nobody.
"""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from enishi.agencies.hats import Hat

ReasonsNotToClose = Callable[[UUID], list[str]]
MembershipEnds = Callable[[UUID, UUID, date, Hat | None, datetime], None]

before_closing_agency: list[ReasonsNotToClose] = []
"""agency id → Japanese sentences why it cannot close now, e.g. 「未解決の困りごとを3件持っています。…」."""

when_membership_ends: list[MembershipEnds] = []
"""membership id, its agency id, last day exclusive, by, at: hand what the membership held back to its agency."""


def reasons_not_to_close(agency_id: UUID) -> list[str]:
    """Every reason of every room."""
    return [reason for answer in before_closing_agency for reason in answer(agency_id)]


def tell_membership_ends(
    membership_id: UUID, agency_id: UUID, ends_on: date, by: Hat | None, at: datetime
) -> None:
    for told in when_membership_ends:
        told(membership_id, agency_id, ends_on, by, at)

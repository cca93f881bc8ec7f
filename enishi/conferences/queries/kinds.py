"""The kinds of meeting on a day, and what somebody has pledged for good."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from enishi.conferences.models import ConferenceKind
from enishi.office.errors import Refused
from enishi.sharing.actions.kernel import call


def kinds_on(day: date) -> dict[str, ConferenceKind]:
    """Code → the version that is valid on a day."""
    rows = ConferenceKind.objects.filter(starts_on__lte=day).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    )
    return {one.code: one for one in rows.order_by("starts_on")}


def kind_on(code: str, day: date) -> ConferenceKind:
    """:raises Refused: when no such kind is valid on the day"""
    found = kinds_on(day).get(code)
    if found is None:
        raise Refused("会議の種類を選んでください。")
    return found


def standing_pledge(conference: UUID, membership: UUID) -> str | None:
    """The text that somebody signed for good, when it covers all that this meeting asks for."""
    found: str | None = call("conferences_standing_pledge", conference, membership)
    return found


def is_volunteer(membership: UUID) -> bool:
    """Whether somebody helps as a volunteer (ボランティア・協力者の守秘 を誓約した人)."""
    return call("conferences_holds_pledge", membership, "volunteer") is not None

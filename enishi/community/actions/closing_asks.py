"""The cards of members are closed with what they were about: the commission, the member's belonging, its hand."""

from datetime import datetime
from uuid import UUID

from enishi.agencies.actions import cards
from enishi.agencies.hats import Hat
from enishi.community.models import MemberAsk
from enishi.office import inbox

ANSWERED = "commission.answered"


def close_asks(*, at: datetime, **which: UUID) -> int:
    """``which``: commission_id, member_id or both. Links that were given open nothing any more. Returns how many."""
    return cards.close_open(MemberAsk.objects.filter(**which).values_list("card_id", flat=True), at=at)


def settle_asks(*, by: Hat, at: datetime, **which: UUID) -> None:
    """The same, and nobody is asked to read the answers any more."""
    close_asks(at=at, **which)
    for card in MemberAsk.objects.filter(**which).order_by("pk").values_list("card_id", flat=True):
        inbox.finish_tasks(card, ANSWERED, by=by.membership_id, at=at)

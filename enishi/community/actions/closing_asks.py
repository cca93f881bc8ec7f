"""The cards of members are closed with what they were about: the commission, the member's belonging, its hand.

That nobody is asked any more to read their answers, the database sees to (migration 0014): the task lies with whichever agency
gave the card, and a commission may end by the withdrawal of a consent.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection

from enishi.agencies.actions import cards
from enishi.community.models import MemberAsk

ANSWERED = "commission.answered"


def close_asks(*, at: datetime, **which: UUID) -> int:
    """``which``: commission_id, member_id or both. Links that were given open nothing any more. Returns how many."""
    return cards.close_open(MemberAsk.objects.filter(**which).values_list("card_id", flat=True), at=at)


def decides(card: UUID) -> bool:
    """As the clerk: whether something is left to decide about an answer (it goes on, and no hand is up yet)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT community_answer_decides(%s)", [card])
        return bool(cursor.fetchone()[0])

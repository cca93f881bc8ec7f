"""The clerk gives who leads a task: to ask a side again on its day, and when a place is free that somebody waits for."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from enishi.office import inbox
from enishi.participation.actions.proposing import PLACE_FREE
from enishi.residents.rules.reference import reference

TEXTS = {
    "participation.person_due": "参加している本人に、様子を聞く日です（ケース {reference}）",
    "participation.host_due": "受入先に、様子を聞く日です（ケース {reference}）",
}


def remind_of_follow_ups(*, at: datetime) -> int:
    """Give who leads the task to ask the person, or the host. It goes when the answer is written down. Returns how many."""
    today = timezone.localdate(at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM participation_due(%s)", [today])
        due = cursor.fetchall()
    for placement, case, binder, holder, word, day in due:
        text = TEXTS[word].format(reference=reference(case))
        url = f"/cases/{case}/placements/{placement}/"
        inbox.assign(holder, word, text, max(day, today), binder_id=binder, url=url, at=at)
    return len(due)


def tell_who_is_next(*, at: datetime) -> int:
    """A place is free again: who leads for the first in its queue gets a task. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM participation_next_in_queue()")
        found = cursor.fetchall()
    for proposal, case, binder, holder in found:
        text = f"順番を待っていた受入先に、空きが出ました（ケース {reference(case)}）"
        url = f"/cases/{case}/participation/proposals/{proposal}/"
        inbox.assign(holder, PLACE_FREE, text, timezone.localdate(at), binder_id=binder, url=url, at=at)
    return len(found)

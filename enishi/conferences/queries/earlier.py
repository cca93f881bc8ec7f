"""What comes from earlier meetings about the same case: lines that are open, and what can be brought along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.conferences.access import OpenedItem
from enishi.conferences.models import AgendaItem, Decision, SharedItem
from enishi.conferences.queries.decision_lines import DecisionLine, lines_of
from enishi.conferences.queries.item_page import ToldLine, told_line
from enishi.conferences.queries.lists import moment
from enishi.conferences.queries.names import names_in, told_in_all
from enishi.conferences.rules.kit import TAKEN_BACK
from enishi.conferences.terms import SharedKind
from enishi.sharing.access import open_binders
from enishi.sharing.terms import Purpose


def carried_to(hat: Hat, item: UUID, *, at: datetime) -> list[DecisionLine]:
    """Lines of earlier meetings that put themselves on this item. Four queries, one when there is none.

    Each lies in the room of its own meeting: who was not seated there sees none.
    """
    rooms = dict(Decision.objects.filter(carried_to=item).values_list("pk", "item"))
    opened = open_binders(hat, set(rooms.values()), to=Purpose.CONFERRING, word="conference.item")
    if not rooms:
        return []
    lines = lines_of(hat, told_in_all(hat, opened.classes), on=timezone.localdate(at))
    return [one for one in lines if one.id in rooms]


@dataclass(frozen=True)
class EarlierRoom:
    """The room of an earlier meeting about the same case, and what can be brought from it."""

    item: UUID
    when: str
    lines: Sequence[ToldLine]


def earlier_rooms(hat: Hat, found: OpenedItem) -> list[EarlierRoom]:
    """Rooms of earlier meetings about the same case in which I write for the office that convened. Five queries."""
    if found.row.case_id is None:
        return []
    rows = list(
        AgendaItem.objects.filter(case=found.row.case_id, conference__agency=hat.agency_id)
        .exclude(pk=found.id)
        .select_related("conference")
        .order_by("-conference__starts_at")[:10]
    )
    opened = open_binders(hat, [one.pk for one in rows], to=Purpose.CONFERRING, word="conference.bring")
    replaced = SharedItem.objects.filter(replaces__isnull=False).values("replaces")
    told = list(
        SharedItem.objects.filter(item__in=list(opened.classes))
        .exclude(kind__in=[SharedKind.PERSON, SharedKind.BRIEF])
        .exclude(pk__in=replaced)
        .exclude(text=TAKEN_BACK)
    )
    rooms = told_in_all(hat, opened.classes)
    named = names_in(rooms, [one for row in told for one in (row.origin_id, row.said_by_id)])
    return [
        EarlierRoom(
            one.pk,
            moment(one.conference.starts_at),
            [told_line(line, named[one.pk]) for line in told if line.item_id == one.pk],
        )
        for one in rows
        if one.pk in opened
    ]

"""What this room keeps of a person's record (記録の行), for requests for disclosure."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Q

from enishi.conferences.access import kinds_of
from enishi.conferences.models import (
    AgendaItem,
    Conference,
    DecisionWords,
    InformationRequest,
    Minutes,
    PartAnswer,
    RequestPart,
    SharedItem,
)
from enishi.sharing.record import Source

SOURCES = [
    Source(SharedItem, "会議で共有した情報", "item_id", ("text",), "at", nature="source"),
    Source(DecisionWords, "会議の決定", "item_id", ("text",), "at"),
    Source(Minutes, "会議録", "item_id", ("text",), "at"),
    Source(InformationRequest, "情報提供依頼", "item_id", ("necessity", "not_from_person"), "at"),
    Source(RequestPart, "依頼した項目", "item_id", ("text",), "at"),
    Source(PartAnswer, "項目への回答", "item_id", ("kind", "text"), "at"),
]


def agreed_rooms(rooms: Sequence[UUID]) -> Collection[UUID]:
    """Of meetings and items, those that every kind of the meeting holds with consent only. Two queries, three for a joint one."""
    meetings = (
        Conference.objects.filter(Q(pk__in=rooms) | Q(items__in=rooms)).select_related("kind").distinct()
    )
    agreed = [one for one in meetings if all(kind.needs_consent for kind in kinds_of(one))]
    items = AgendaItem.objects.filter(conference__in=[one.pk for one in agreed], pk__in=rooms)
    return {*(one.pk for one in agreed), *items.values_list("pk", flat=True)}

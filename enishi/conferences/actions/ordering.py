from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.conferences.access import open_item
from enishi.conferences.actions.convening import own_conference, same_version
from enishi.conferences.models import AgendaItem
from enishi.conferences.rules.reasons import NOT_PLANNED, ONLY_CONVENER
from enishi.conferences.terms import ConferenceState
from enishi.office import trail
from enishi.office.errors import Refused


@transaction.atomic
def withdraw_item(item: UUID, *, by: Hat, at: datetime) -> None:
    """Take an item off the agenda before the meeting (議題の取り下げ). Its room closes; what was shared stays on record."""
    found = open_item(by, item, word="conference.withdraw")
    row = AgendaItem.objects.select_for_update(no_key=True).get(pk=item)
    said = {
        ONLY_CONVENER: not found.conference.convenes,
        NOT_PLANNED: found.conference.row.state != ConferenceState.PLANNED,
        "この議題は、もう取り下げられています。": row.withdrawn_at is not None,
    }
    if reasons := [sentence for sentence, stands in said.items() if stands]:
        raise Refused(reasons)
    AgendaItem.objects.filter(pk=item).update(withdrawn_at=at)
    trail.record("conference.withdrawn", binders=[found.conference.id, item])


@transaction.atomic
def order_items(
    conference: UUID, items: Sequence[UUID], *, version: int | None = None, by: Hat, at: datetime
) -> None:
    """Put the items of a meeting in another order (議題の順番).

    :raises Refused: unless every item that stands is named once
    """
    found = own_conference(conference, by, "conference.order", lock=True)
    same_version(found.row, version)
    if found.row.state != ConferenceState.PLANNED:
        raise Refused(NOT_PLANNED)
    standing = AgendaItem.objects.filter(conference=conference, withdrawn_at__isnull=True)
    if sorted(items) != sorted(standing.values_list("pk", flat=True)):
        raise Refused("議題が変わっています。画面を開き直してください。")
    for place, item in enumerate(items, start=1):
        AgendaItem.objects.filter(pk=item).exclude(order=place).update(order=place)
    trail.record("conference.ordered", binders=[conference], detail={"items": len(items)})

"""Information requests of one room (情報提供依頼): what was asked of whom, and what was answered to each part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names
from enishi.conferences.models import (
    AgendaItem,
    InformationRequest,
    PartAnswer,
    RequestPart,
)
from enishi.conferences.queries.names import Rooms, names_in, told_in_all
from enishi.conferences.terms import ConferenceState
from enishi.intake.queries.listing import how_late, long_time
from enishi.office.days import long_day
from enishi.sharing.access import open_binders
from enishi.sharing.models import visible, within
from enishi.sharing.terms import BinderKind, InformationClass, Purpose

CLASSES = {one.value: str(one.label) for one in InformationClass}
ANSWER_TONES = {"given": "good", "refused": "warn", "not_held": "plain"}


@dataclass(frozen=True)
class AnswerLine:
    kind: str
    tone: str
    text: str
    when: str


@dataclass(frozen=True)
class PartLine:
    """One thing that is asked for. A part of a class that the hat does not see is not there."""

    id: UUID
    text: str
    information_class: str
    class_number: int
    answers: Sequence[AnswerLine]


@dataclass(frozen=True)
class RequestLine:
    id: UUID
    url: str
    item: UUID
    agency_id: UUID
    agency: str
    necessity: str
    not_from_person: str
    asked: str
    due_on: str
    late: str
    tone: str
    destroy_by: str
    parts: Sequence[PartLine]
    ours: bool

    @property
    def waiting(self) -> int:
        return sum(not one.answers for one in self.parts)


def requests_of(hat: Hat, rooms: Rooms, at: datetime) -> list[RequestLine]:
    """The requests of rooms that were looked at, with parts and answers. Three queries, one when there is none."""
    rows = list(InformationRequest.objects.filter(item__in=list(rooms)))
    if not rows:
        return []
    parts: dict[UUID, list[RequestPart]] = {}
    for part in RequestPart.objects.filter(request__in=[one.pk for one in rows]):
        parts.setdefault(part.request_id, []).append(part)
    answers: dict[UUID, list[PartAnswer]] = {}
    known = [part.pk for listed in parts.values() for part in listed]
    for answer in PartAnswer.objects.filter(part__in=known):
        answers.setdefault(answer.part_id, []).append(answer)
    called = names_in(rooms, (one.agency_id for one in rows))
    return [_request(one, called[one.item_id], parts.get(one.pk, []), answers, hat, at) for one in rows]


def _request(
    one: InformationRequest,
    known: Names,
    parts: Sequence[RequestPart],
    answers: dict[UUID, list[PartAnswer]],
    hat: Hat,
    at: datetime,
) -> RequestLine:
    lines = [
        PartLine(
            part.pk,
            part.text,
            CLASSES[part.information_class],
            part.information_class,
            [
                AnswerLine(said.get_kind_display(), ANSWER_TONES[said.kind], said.text, long_time(said.at))
                for said in answers.get(part.pk, [])
            ],
        )
        for part in parts
    ]
    open_ = any(not line.answers for line in lines)
    late, tone = how_late(one.due_on, timezone.localdate(at)) if open_ else ("回答済み", "good")
    return RequestLine(
        id=one.pk,
        url=f"/conferences/items/{one.item_id}/requests/{one.pk}/",
        item=one.item_id,
        agency_id=one.agency_id,
        agency=known.agency(one.agency_id),
        necessity=one.necessity,
        not_from_person=one.not_from_person,
        asked=long_time(one.at),
        due_on=long_day(one.due_on),
        late=late,
        tone=tone,
        destroy_by=long_day(one.destroy_by),
        parts=lines,
        ours=one.agency_id == hat.agency_id,
    )


def requests_for(hat: Hat, at: datetime) -> list[RequestLine]:
    """Requests that the hat may read: asked of its agency, or sent by it. Five queries, one when no room is open.

    Records the look at the rooms that they lie in; a room in which nothing was asked for is not looked at.
    """
    rooms = AgendaItem.objects.filter(within(hat, at, BinderKind.AGENDA), visible(hat, at), withdrawn_at__isnull=True).exclude(
        conference__state=ConferenceState.CANCELLED
    )
    known = list(rooms.order_by("-conference__starts_at", "pk").values_list("pk", flat=True)[:200])
    if not known:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT item FROM conferences_with_requests(%s, %s)", [known, None])
        asked = {one for (one,) in cursor.fetchall()}
    opened = open_binders(
        hat, [one for one in known if one in asked], to=Purpose.OVERVIEW, word="conference.requests"
    )
    return requests_of(hat, told_in_all(hat, opened.classes), at)

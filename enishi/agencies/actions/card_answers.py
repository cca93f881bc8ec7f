"""Bringing answers home from the edge: judged by the card that was released, given to its room, written into the trail.

An answer that its room cannot take is tried again with every run; after an hour it is set aside: kept as it was answered, and
whoever asked is told to do by hand what the room would have made of it.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.db import transaction
from django.utils.timezone import localdate

from enishi.agencies.actions.open_forms import texts_of
from enishi.agencies.models import CardAnswer, ReleasedCard
from enishi.agencies.queries.administrators import administrators
from enishi.office import inbox, trail
from enishi.office.cards import Card, answered
from enishi.office.reference import reference

Arrived = Callable[[ReleasedCard, dict[str, str], datetime], None]
Where = Callable[[ReleasedCard], str]
WAITING = "SELECT id, card_id, given, at FROM edge.answer ORDER BY at"
MOST_TRIES, TRIED = 5, timedelta(hours=1)
STUCK, FAILED = "card.answer_stuck", "card.answer_failed"
log = logging.getLogger("enishi.agencies.actions.cards")


def bring_in(
    edge: psycopg.Connection[Any], rooms: Mapping[str, Arrived], pages: Mapping[str, Where], *, at: datetime
) -> None:
    """As the clerk. ``rooms``: what becomes of an answer, by the kind of its card; ``pages``: where it can be read."""
    for one, card, given, when in edge.execute(WAITING).fetchall():
        try:
            _arrive(one, card, given, when, rooms)
        except Exception as failed:  # one answer stops no other, whatever its room meets
            if not _set_aside(one, card, given, when, type(failed).__name__, pages, at=at):
                continue
        edge.execute("DELETE FROM edge.answer WHERE id = %s", [one])
        edge.commit()


def _arrive(one: UUID, card_id: UUID, given: Any, when: datetime, rooms: Mapping[str, Arrived]) -> None:
    with transaction.atomic():
        card = _waiting_card(card_id)
        values = _kept(one, card, given, when) if card else None
        if card is not None and values is not None and card.kind in rooms:
            rooms[card.kind](card, values, when)


def _waiting_card(card_id: UUID) -> ReleasedCard | None:
    return ReleasedCard.objects.select_for_update().filter(pk=card_id, answered_at__isnull=True).first()


def _kept(one: UUID, card: ReleasedCard, given: Any, when: datetime) -> dict[str, str] | None:
    """The answer as it is kept; None when it is not one to what was asked."""
    shown = Card.read(card.shown)
    found = answered(shown.asks, texts_of(given), shown.either)
    if found.errors:
        log.warning("an answer to card %s does not fit what was asked; it is thrown away", card.pk)
        _record("card.answer_dropped", card)
        return None
    CardAnswer.objects.create(
        pk=one, card=card, agency_id=card.agency_id, about=card.about, given=found.values, at=when
    )
    ReleasedCard.objects.filter(pk=card.pk).update(answered_at=when)
    _record("card.answered", card)
    return dict(found.values)


def _record(word: str, card: ReleasedCard, **more: str) -> None:
    binders = [card.about] if card.about else []
    trail.record(word, binders=binders, detail={"card": str(card.pk), "kind": card.kind} | more)


def _set_aside(
    one: UUID, card_id: UUID, given: Any, when: datetime, what: str, pages: Mapping[str, Where], *, at: datetime
) -> bool:
    """Whether it has been tried long enough. ``what``: the name of the failure; its words may repeat what was typed."""
    with transaction.atomic():
        card = _waiting_card(card_id)
        if card is None:
            return True
        since, tries = card.failing_since or at, card.tries + 1
        ReleasedCard.objects.filter(pk=card_id).update(failing_since=since, tries=tries)
        if tries < MOST_TRIES or at - since < TRIED:
            log.warning("an answer to card %s could not be brought in (%s); it is tried again", card_id, what)
            return False
        log.error("an answer to card %s could not be brought in (%s); it is set aside", card_id, what)
        if _kept(one, card, given, when) is not None:
            ReleasedCard.objects.filter(pk=card_id).update(stuck_at=at)
            _record("card.answer_set_aside", card, why=what)
            _tell(card, pages, at)
    return True


def _tell(card: ReleasedCard, pages: Mapping[str, Where], at: datetime) -> None:
    """Who asked reads the answer and goes on by hand; who administers learns that something does not work."""
    on = localdate(at)
    if card.agency_id:
        url = pages[card.kind](card) if card.kind in pages else ""
        said = "外から届いた回答を、最後まで取り込めませんでした。回答を読んで、次にすることを記録してください。"
        inbox.assign(card.agency_id, STUCK, said, on, binder_id=card.about or card.pk, url=url, at=at)
    said = f"外から届いた回答を、最後まで取り込めませんでした（紙面 {reference(card.pk)}）"
    for one in administrators(on=on).order_by("pk").values_list("pk", flat=True):
        inbox.tell(one, FAILED, said, at=at)

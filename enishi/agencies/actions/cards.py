"""Releasing a card to an outsider, closing it, and carrying cards to the edge and answers back.

The city's side reaches out; nothing at the edge can reach in. What is asked, what came back and whether it fits is decided
by the card that was released, never by what the edge says of it.
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from uuid import UUID, uuid4

import psycopg
from django.conf import settings
from django.db.models import Q
from psycopg.types.json import Jsonb

from enishi.agencies.access import secret_digest
from enishi.agencies.actions import card_answers, open_forms
from enishi.agencies.actions.card_answers import Arrived, Where
from enishi.agencies.hats import Hat
from enishi.agencies.models import ReleasedCard
from enishi.machine import database
from enishi.office import prepared, trail
from enishi.office.cards import LARGEST, Card
from enishi.office.errors import NotFound, Refused
from enishi.office.submissions import Attempt, in_one_transaction

TASK = "agencies.carry_cards"
CARRY_SOON = (
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', %s, 0, %s, NULL, '{}'::jsonb, NULL)"
    "::procrastinate_job_to_defer_v1])"
)
PUT = (
    "INSERT INTO edge.card (id, digest, shown, expires_at) VALUES (%s, %s, %s, %s) ON CONFLICT (id) DO NOTHING"
)

_arrived: dict[str, Arrived] = {}
_pages: dict[str, Where] = {}


def declare(kind: str, arrived: Arrived, where: Where | None = None) -> None:
    """What a room does when an answer to one of its cards came (a task for whoever released it), in the same transaction.

    :param where: the address at which the answer is read, for who has to go on with one that the room could not take
    """
    _arrived[kind] = arrived
    if where:
        _pages[kind] = where


@dataclass(frozen=True)
class Released:
    """``token`` stands in the link and is shown once; only its digest is kept."""

    id: UUID
    token: str


def address_of(token: str) -> str:
    """The link that its holder opens; empty while no edge is running."""
    return urljoin(settings.EDGE_ADDRESS, f"c/{token}/") if settings.EDGE_ADDRESS else ""


@in_one_transaction()
def release(
    kind: str,
    card: Card,
    *,
    about: UUID | None,
    expires_at: datetime,
    by: Hat,
    at: datetime,
    rests_on: UUID | None = None,
) -> Released:
    """Release a card to whoever gets the link.

    :param about: the binder that it tells of
    :param rests_on: the consent that allows it; with its withdrawal the card is closed, and it ends with it at the latest
    :raises Refused: too large, or by nobody who works here
    """
    if not (by.agency_id and by.membership_id):
        raise Refused("紙面を渡せるのは、機関に所属する職員だけです。")
    own = {"agency_id": by.agency_id, "membership_id": by.membership_id, "about": about, "rests_on": rests_on}
    return _released(uuid4(), kind, card, expires_at=expires_at, at=at, **own)


@in_one_transaction()
def release_by_job(made: UUID, kind: str, card: Card, *, expires_at: datetime, at: datetime) -> Released:
    """As the clerk: release a card to somebody who wrote first, under an id that the room knows again. It tells of nobody."""
    return _released(made, kind, card, expires_at=expires_at, at=at)


def _released(made: UUID, kind: str, card: Card, *, expires_at: datetime, at: datetime, **own: UUID | None) -> Released:
    shown = card.told()
    if len(json.dumps(shown, ensure_ascii=False).encode()) > LARGEST:
        raise Refused("紙面が長すぎます。短くしてください。")
    token, about = secrets.token_urlsafe(32), own.get("about")
    when = {"released_at": at, "expires_at": expires_at}
    ReleasedCard(id=made, kind=kind, digest=secret_digest(token), shown=shown, **when, **own).save(force_insert=True)
    trail.record("card.released", binders=[about] if about else [], detail={"card": str(made), "kind": kind})
    soon()
    return Released(made, token)


@in_one_transaction()
def close(card: UUID, *, at: datetime) -> None:
    """Nobody sees the card any more, as soon as the job has been at the edge. Closed again, nothing happens.

    :raises NotFound: not one of the hat's agency
    """
    row = ReleasedCard.objects.select_for_update().filter(pk=card).first()
    if row is None:
        raise NotFound("card.close", card)
    if row.closed_at is None:
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        trail.record("card.closed", binders=[row.about] if row.about else [], detail={"card": str(card)})
        soon()


def only_once(first: Attempt) -> None:
    """A form that is sent again (a page that was loaded anew) makes no second link: the first one may be on its way already.

    :raises Refused: it was sent before
    """
    if not first:
        raise Refused("リンクは、もうつくってあります。まだ送っていなくて、リンクが分からないときは、紙面をつくり直してください。")


def close_open(cards: Iterable[UUID], *, at: datetime) -> int:
    """Close those of the cards that may still be seen and are the hat's to close. Returns how many."""
    standing = ReleasedCard.objects.filter(pk__in=list(cards), closed_at__isnull=True, expires_at__gt=at).order_by("pk")
    left = list(standing.values_list("pk", flat=True))
    for one in left:
        close(one, at=at)
    return len(left)


def soon() -> None:
    """The job goes to the edge as soon as this transaction is done."""
    prepared.rows(CARRY_SOON, [TASK, TASK])


def carry(*, at: datetime) -> None:
    """As the clerk: bring in answers and what open forms took, put new cards out, take away what was closed or ran out."""
    parameters = database.edge_parameters("clerk") | getattr(settings, "EDGE", {})
    with psycopg.connect(**parameters) as edge:
        card_answers.bring_in(edge, _arrived, _pages, at=at)
        open_forms.bring_in(edge, at=at)
        _put_out(edge, at)
        open_forms.put_out(edge, at=at)
        _take_away(edge, at)


def _put_out(edge: psycopg.Connection[Any], at: datetime) -> None:
    for row in ReleasedCard.objects.filter(carried_at__isnull=True, cleared_at__isnull=True, closed_at__isnull=True):
        edge.execute(PUT, [row.pk, bytes(row.digest), Jsonb(row.shown), row.expires_at])
        edge.commit()
        ReleasedCard.objects.filter(pk=row.pk).update(carried_at=at)


def _take_away(edge: psycopg.Connection[Any], at: datetime) -> None:
    """Closed first, so that no answer comes any more; gone when none is left to be brought in."""
    over = ReleasedCard.objects.filter(cleared_at__isnull=True).filter(
        Q(closed_at__isnull=False) | Q(expires_at__lte=at)
    )
    for card in list(over.values_list("pk", flat=True)):
        edge.execute("UPDATE edge.card SET closed_at = coalesce(closed_at, now()) WHERE id = %s", [card])
        edge.execute(
            "DELETE FROM edge.card c WHERE c.id = %s AND NOT EXISTS (SELECT 1 FROM edge.answer a WHERE a.card_id = c.id)",
            [card],
        )
        left = edge.execute("SELECT 1 FROM edge.card WHERE id = %s", [card]).fetchone()
        edge.commit()
        if left is None:
            ReleasedCard.objects.filter(pk=card).update(cleared_at=at)

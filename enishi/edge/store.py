"""What the edge may ask of its database: one card by its secret, and to leave one answer to it; a form that stands open, and to
leave what somebody filled in."""

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from psycopg.types.json import Jsonb

from enishi.office.cards import Card

_own = threading.local()


@dataclass(frozen=True)
class Found:
    card: Card
    expires_at: datetime
    answered_at: datetime | None


def find(secret: str) -> Found | None:
    """The card with this secret, while it may be seen. None is all that is said of any other."""
    row = _run("SELECT shown, expires_at, answered_at FROM edge.open_card(%s)", [secret])
    return Found(Card.read(row[0]), row[1], row[2]) if row else None


def answer(secret: str, one: UUID, given: dict[str, str]) -> bool:
    """Leave the one answer to a card. The same answer left again is left once.

    :param one: the answer's id, made with the page that was answered
    :returns: whether it is there; false when the card is closed, ran out or was answered otherwise
    """
    row = _run("SELECT edge.answer_card(%s, %s, %s)", [secret, one, Jsonb(given)])
    return bool(row and row[0])


def form(name: str) -> Card | None:
    """The form that stands open under a name."""
    row = _run("SELECT edge.open_form(%s)", [name])
    return Card.read(row[0]) if row and row[0] else None


def fill(name: str, one: UUID, given: dict[str, str], sender: bytes) -> str:
    """Leave what somebody filled in: ``taken``, ``busy`` (too many within the hour) or ``closed``. The same twice is taken once."""
    row = _run("SELECT edge.fill_form(%s, %s, %s, %s)", [name, one, Jsonb(given), sender])
    return str(row[0]) if row else "closed"


def _run(sql: str, values: list[Any]) -> Any:
    """A connection that died since the last request is replaced once; every function may be asked again."""
    for again in (False, True):
        connection = getattr(_own, "connection", None)
        if connection is None or connection.closed:
            connection = _own.connection = psycopg.connect(**settings.EDGE, autocommit=True)  # type: ignore[misc]
        try:
            return connection.execute(sql, values).fetchone()
        except psycopg.OperationalError:
            connection.close()
            if again:
                raise
    return None

"""Forms that stand open to everybody: put out at the edge, what was filled in brought inside and judged anew by its room.

The room declares the form; nothing is released by anybody. At the edge it lies under its name, and every entry is counted there
(`machine.edge`). An entry whose content was brought in stays for a day, so that it is counted and the same one is the same.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.db import transaction
from django.utils.timezone import localdate
from psycopg.types.json import Jsonb

from enishi.agencies.queries.administrators import administrators
from enishi.office import inbox, trail
from enishi.office.cards import Ask, Card, answered

KEPT = timedelta(days=1)
TRIED = timedelta(days=30)
"""so long is tried to bring in what somebody was told that it was taken"""
TOLD_AFTER = timedelta(hours=1)
"""who administers is asked to look after it when it has not been possible for so long"""
FAILED = "form.entry_failed"
WAITING = "SELECT id, form, given, sender, at FROM edge.entry WHERE given IS NOT NULL ORDER BY at, id"
PUT = (
    "INSERT INTO edge.form (name, shown, takes, most_by_sender, most_in_all)"
    " VALUES (%(name)s, %(shown)s, %(takes)s, %(one)s, %(all)s)"
    " ON CONFLICT (name) DO UPDATE SET shown = EXCLUDED.shown, takes = EXCLUDED.takes, most_by_sender = EXCLUDED.most_by_sender,"
    " most_in_all = EXCLUDED.most_in_all WHERE (edge.form.shown, edge.form.takes, edge.form.most_by_sender, edge.form.most_in_all)"
    " IS DISTINCT FROM (EXCLUDED.shown, EXCLUDED.takes, EXCLUDED.most_by_sender, EXCLUDED.most_in_all)"
)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """What somebody filled in, checked by the form's own questions. ``sender``: a digest of where it came from."""

    id: UUID
    values: dict[str, str]
    sender: bytes
    at: datetime


@dataclass(frozen=True)
class OpenForm:
    """``card``: what stands at the edge now; without questions nothing is taken. ``limits``: from one sender, in all, an hour.

    ``asks`` and ``either`` are those by which entries are judged, also when the form has just been closed. ``arrived``: the
    room's verb; it runs as the clerk, once for an id.
    """

    asks: Sequence[Ask]
    either: Sequence[Sequence[str]]
    card: Callable[[datetime], Card]
    limits: Callable[[datetime], tuple[int, int]]
    arrived: Callable[[Entry, datetime], None]


_forms: dict[str, OpenForm] = {}


def declare(name: str, form: OpenForm) -> None:
    """``name``: of the page at the edge, e.g. ``join``."""
    _forms[name] = form


def texts_of(given: Any) -> dict[str, str]:
    """What came from outside as names and texts; everything else is left out."""
    if not isinstance(given, dict):
        return {}
    return {name: value for name, value in given.items() if isinstance(name, str) and isinstance(value, str)}


def bring_in(edge: psycopg.Connection[Any], *, at: datetime) -> None:
    """As the clerk: what was filled in becomes what its room makes of it. What cannot be taken now is tried again for 30 days."""
    for one, name, given, sender, when in edge.execute(WAITING).fetchall():
        if not _taken(name, Entry(one, texts_of(given), bytes(sender), when), at):
            if when > at - TRIED:
                _ask_for_help(when, at)
                continue
            trail.record("form.entry_dropped", detail={"form": name, "entry": str(one)})
        edge.execute("UPDATE edge.entry SET given = NULL WHERE id = %s", [one])
        edge.commit()
    edge.execute("DELETE FROM edge.entry WHERE given IS NULL AND at < %s", [at - KEPT])
    edge.commit()


def _taken(name: str, entry: Entry, at: datetime) -> bool:
    form = _forms.get(name)
    if form is None:
        return False
    found = answered(form.asks, entry.values, form.either)
    if found.errors:
        log.warning("entry %s of the form %s does not fit what was asked; it is thrown away", entry.id, name)
        return True
    try:
        with transaction.atomic():
            form.arrived(Entry(entry.id, found.values, entry.sender, entry.at), at)
    except Exception as failed:  # one entry stops no other, whatever its room meets
        what = type(failed).__name__  # its words may repeat what was typed
        log.warning("entry %s of the form %s could not be brought in (%s); it is tried again", entry.id, name, what)
        return False
    return True


@transaction.atomic
def _ask_for_help(when: datetime, at: datetime) -> None:
    """Once, until somebody says that it is done: an entry waits that no room takes."""
    if at - when < TOLD_AFTER:
        return
    on = localdate(at)
    said = "だれでも書ける申込みを、取り込めないでいます。システムの記録（ログ）を確かめてください。"
    for one in administrators(on=on).order_by("pk").values_list("pk", flat=True):
        if not inbox.is_asked(one, FAILED):
            inbox.assign(one, FAILED, said, on, at=at)


def put_out(edge: psycopg.Connection[Any], *, at: datetime) -> None:
    """As the clerk: every declared form as it is now; nothing is written where nothing changed."""
    for name, form in sorted(_forms.items()):
        card, (by_one, in_all) = form.card(at), form.limits(at)
        shown = {"name": name, "shown": Jsonb(card.told()), "takes": bool(card.asks), "one": by_one, "all": in_all}
        edge.execute(PUT, shown)
    edge.commit()

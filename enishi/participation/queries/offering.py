"""Every offer of the city as matching takes it, kept in the process until anything of it changes.

Putting five thousand of them together takes longer than judging them. What is kept is public by nature and the same for
everybody; whether it still holds is asked each time, by the numbers that PostgreSQL gives every row it writes.
"""

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from enishi.community.models import Menu, Resource
from enishi.community.queries import offers
from enishi.community.rules.offers import Offer
from enishi.office.memory import given_back

ROWS = "(count(*), sum(xmin::text::bigint), max(xmin::text::bigint), sum(cmin::text::bigint))::text"
STAMP = f"SELECT (SELECT {ROWS} FROM community_resource), (SELECT {ROWS} FROM community_menu)"  # noqa: S608 (names of the code)
"""Which transactions, and which of their statements, wrote the rows that are there."""


@dataclass(frozen=True)
class Offered:
    """The offers of a day, and what is written about each (by menu, or by the resource that has none)."""

    stamp: tuple[str, ...]
    day: date
    offers: Sequence[Offer]
    texts: dict[UUID, str]


_kept: list[Offered] = []


def offered(*, on: date) -> Offered:
    """What can be offered on a day. One query while nothing has changed, five when something has."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP)
        stamp = (*cursor.fetchone(), str(connection.settings_dict["NAME"]))
    for kept in _kept:
        if kept.stamp == stamp and kept.day == on:
            return kept
    texts = dict(Menu.objects.exclude(description="").order_by("pk").values_list("pk", "description"))
    texts |= dict(Resource.objects.exclude(description="").order_by("pk").values_list("pk", "description"))
    found = Offered(stamp, on, offers(on=on), texts)
    _kept[:] = [found]
    with given_back():
        _let_rest()
    return found


def _let_rest() -> None:
    """Nothing of what stays is looked through again by the collections that follow: with five thousand offers in the process,
    every sixth suggestion would wait for one (0.2 s). What is garbage by now goes before.
    """
    gc.collect()
    gc.freeze()

"""An offer as matching sees it: one menu of one resource, or a resource without menus, in plain values."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from enishi.agencies.rules.opening_times import Opening


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody could take part in. Flags hold True, False, or nothing at all: nobody has asked.

    menu_id       None for a resource that has no menus: then the resource itself is the offer
    purposes      codes of ``terms.Purpose``
    days          1 Monday … 7 Sunday, 8 holidays, on which it is open in some week; empty: not known
    areas         districts or towns that it serves; empty: everybody
    capacity      places in all, available: free now; None: not known
    paused        not offered on the day the list was asked for; paused_until: first day again, None: open
    stale         its facts were to be confirmed before that day and were not
    asks_per_month  how often the host wants to be asked at most; None: no limit said
    """

    resource_id: UUID
    menu_id: UUID | None
    name: str
    host: str
    kind: str
    purposes: frozenset[str]
    public_service: bool
    latitude: float | None = None
    longitude: float | None = None
    town: str = ""
    areas: frozenset[str] = frozenset()
    days: frozenset[int] = frozenset()
    times: tuple[Opening, ...] = ()
    capacity: int | None = None
    available: int | None = None
    waiting: int = 0
    considerations: Mapping[str, bool] = field(default_factory=dict)
    barrier_free: Mapping[str, bool] = field(default_factory=dict)
    targets: frozenset[str] = frozenset()
    age_from: int | None = None
    age_to: int | None = None
    paused: bool = False
    paused_until: datetime.date | None = None
    stale: bool = False
    asks_per_month: int | None = None

    @property
    def full(self) -> bool:
        """No place is free. What is not known is not called full."""
        return self.available == 0


def is_paused(starts_on: datetime.date | None, ends_on: datetime.date | None, *, on: datetime.date) -> bool:
    """Does a pause (end exclusive, open without one) cover ``on``?"""
    return starts_on is not None and starts_on <= on and (ends_on is None or on < ends_on)


def is_stale(verify_by: datetime.date | None, *, on: datetime.date) -> bool:
    """Was the entry to be confirmed before ``on``? Then it is not shown to the public and not suggested."""
    return verify_by is not None and verify_by < on

"""What is known of a person when a place is looked for, in plain values, and what one place is to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from enishi.community.rules.offers import Offer
from enishi.participation.terms import Condition, Tier, Verdict, Wish


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants, can and needs. Empty always means: it does not matter.

    purposes      codes of ``community.terms.Purpose``: the form of taking part that is wished for
    days, parts   1 Monday … 8 holidays, and parts of the day, on which the person can
    needed        considerations without which it will not do; ``cared_for``: those that would be good
    accesses      items of ``community.terms.BarrierFree`` that are needed
    shunned       resources, and ``shunned_towns`` towns, where the person must not be sent (safety, a protected place)
    of_any_age    what hosts say of ages is left out of account, to see what would change; the law is not
    hides_place   the person's own place is protected: no distance is computed and no town compared
    fields        codes of ``community.terms.Target`` that describe the person
    known_hosts   resources where the person has been before
    """

    purposes: frozenset[str] = frozenset()
    days: frozenset[int] = frozenset()
    parts: frozenset[str] = frozenset()
    age: int | None = None
    of_any_age: bool = False
    fields: frozenset[str] = frozenset()
    latitude: float | None = None
    longitude: float | None = None
    town: str = ""
    max_km: float | None = None
    hides_place: bool = False
    needed: frozenset[str] = frozenset()
    cared_for: frozenset[str] = frozenset()
    accesses: frozenset[str] = frozenset()
    shunned: frozenset[UUID] = frozenset()
    shunned_towns: frozenset[str] = frozenset()
    likes: tuple[str, ...] = ()
    can: tuple[str, ...] = ()
    times_a_week: int | None = None
    known_hosts: frozenset[UUID] = frozenset()


class Miss(NamedTuple):
    """A condition that does not hold, in a sentence. ``asks``: nobody knows yet; ``firm``: nobody may give way."""

    condition: Condition
    sentence: str
    asks: bool = False
    firm: bool = False


class Point(NamedTuple):
    """A wish that a place meets, in a sentence, and how many points it gives."""

    wish: Wish
    sentence: str
    points: int


class Judgement(NamedTuple):
    """One offer for one person: a verdict and everything that speaks for and against it. Never without a reason."""

    offer: Offer
    tier: Tier
    misses: tuple[Miss, ...]
    points: tuple[Point, ...]
    score: int
    km: float | None = None

    @property
    def verdict(self) -> Verdict:
        if not self.misses:
            return Verdict.FITS
        if len(self.misses) == 1 and not self.misses[0].firm:
            return Verdict.NEAR
        return Verdict.NO

    @property
    def reasons(self) -> list[str]:
        """Sentences against it first, then those for it; when there is neither, that nothing speaks against it."""
        said = [one.sentence for one in self.misses] + [one.sentence for one in self.points]
        return said or ["希望する条件に、合わないところがありません。"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the offers besides themselves.

    texts    what is written about an offer (its menu's or the resource's description), by `key_of`
    asked    how many requests a resource had this month; ``lately`` in the last months (for the turn)
    """

    texts: dict[UUID, str] = field(default_factory=dict)
    asked: dict[UUID, int] = field(default_factory=dict)
    lately: dict[UUID, int] = field(default_factory=dict)


def key_of(offer: Offer) -> UUID:
    """By what an offer is told apart: its menu, or the resource that has none."""
    return offer.menu_id or offer.resource_id

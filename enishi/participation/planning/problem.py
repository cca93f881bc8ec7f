"""What is asked of the solvers, in whole numbers, and what they answer."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

UNPLACED = -1


@dataclass
class Problem:
    """Needs, places and the pairs that are possible; a pair that is not listed cannot be.

    All numbers are whole: costs are multiplied by `cost_scale`, loads and capacities by `load_scale`.
    `priorities`: who is placed first when not all can be (larger first). `used`: how many a place had lately; among
    equally good proposals the one that spreads more evenly wins (only when `spread`). `hosts`: the host of each place,
    when several share one (its menus); then `host_capacities` hold as well, and `used` counts by host. Loads are one then.
    """

    needs: Sequence[str]
    places: Sequence[str]
    capacities: Sequence[int]
    pair_need: array[int] = field(default_factory=lambda: array("i"))
    pair_place: array[int] = field(default_factory=lambda: array("i"))
    pair_cost: array[int] = field(default_factory=lambda: array("q"))
    pair_load: array[int] = field(default_factory=lambda: array("q"))
    priorities: Sequence[int] = ()
    used: Sequence[int] = ()
    maximise: bool = False
    cost_scale: int = 1
    load_scale: int = 1
    refused: Mapping[int, str] = field(default_factory=dict)
    hosts: Sequence[int] = ()
    host_capacities: Sequence[int] = ()

    @property
    def spread(self) -> bool:
        """Whether places that had fewer people lately come first."""
        return bool(self.used)

    def signed_cost(self) -> array[int]:
        """Costs to be made small, whichever way was asked."""
        return array("q", (-cost for cost in self.pair_cost)) if self.maximise else self.pair_cost

    def unit_capacities(self) -> list[int] | None:
        """Capacities counted in people, when each place asks the same load of everybody; else None."""
        loads: dict[int, int] = {}
        for place, load in zip(self.pair_place, self.pair_load, strict=True):
            if loads.setdefault(place, load) != load:
                return None
        return [
            self._people(place, capacity, loads.get(place, 1))
            for place, capacity in enumerate(self.capacities)
        ]

    def _people(self, place: int, capacity: int, load: int) -> int:
        return len(self.needs) if load == 0 else min(capacity // load, len(self.needs))


@dataclass(frozen=True)
class Answer:
    """A proposal: for each need its pair (or UNPLACED), and what is proved about it.

    `bound`: no proposal that places as many has a better objective (None: nothing is proved yet).
    `placed_bound`: nobody can place more. Both in whole numbers of the problem.
    """

    chosen: Sequence[int]
    objective: int
    bound: int | None
    placed_bound: int
    optimal: bool
    seconds: float

    @property
    def placed(self) -> int:
        return sum(pair != UNPLACED for pair in self.chosen)


class TooLarge(ValueError):
    """Numbers that no solver can count with; `str()` is a Japanese sentence."""

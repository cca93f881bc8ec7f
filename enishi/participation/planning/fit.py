"""Without a file of pairs: who could go where, from days, kinds and distance that both files state."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from enishi.participation.planning.tables import Pairs, Parties, Wrong

MOST_PAIRS = 2_000_000
EARTH_KM = 6371.0088


def fitting_pairs(needs: Parties, places: Parties, *, candidates: int | None) -> Pairs:
    """Pairs that agree in day, kind and distance; the cost is the distance in km (0 where places are unknown).

    `candidates`: only so many nearest places for each need. Raises Wrong when there would be too many pairs.
    """
    import numpy as np

    pairs = Pairs()
    test = _Test(np, needs, places)
    for need in range(len(needs.ids)):
        fits, km, why = test.of(need)
        found = np.nonzero(fits)[0]
        if not len(found):
            pairs.refused[need] = [why]
            continue
        if candidates is not None and len(found) > candidates:
            # Equally near places are not the same few for everybody: each need begins elsewhere among them.
            turn = (found - need * candidates) % len(places.ids)
            found = found[np.lexsort((turn, km[found]))[:candidates]]
        if len(pairs.need) + len(found) > MOST_PAIRS:
            raise Wrong(
                [
                    f"組が多すぎます（{MOST_PAIRS:,}組まで）。--pairs で候補の表を渡すか、--candidates 20 を付けて、"
                    "一人につき近い20か所にしぼってください。"
                ]
            )
        pairs.need.extend([need] * len(found))
        pairs.place.extend(found.tolist())
        pairs.cost.extend(Decimal(int(value)) / 100 for value in np.rint(km[found] * 100))
        pairs.load.extend([None] * len(found))
    return pairs


class _Test:
    """The columns of both files as arrays, compared for one need at a time."""

    def __init__(self, np: Any, needs: Parties, places: Parties) -> None:
        self.np, self.needs, self.places = np, needs, places
        self.size = len(places.ids)
        self.days = self._days()
        self.kinds = [frozenset(kinds or ()) for kinds in places.column("kinds") or []]
        self.point = self._points()

    def _days(self) -> Any:
        days = self.places.column("days")
        if days is None or self.needs.column("days") is None:
            return None
        return self.np.array([0b1111111 if value is None else value for value in days], dtype=self.np.int32)

    def _points(self) -> Any:
        both = [
            party.column(name) for party in (self.places, self.needs) for name in ("latitude", "longitude")
        ]
        if any(column is None for column in both):
            return None
        unknown = float("nan")
        return self.np.radians(
            [[unknown if value is None else value for value in column] for column in both[:2] if column]
        )

    def of(self, need: int) -> tuple[Any, Any, str]:
        """Which places fit, how far each is, and what ruled out the last of them."""
        np = self.np
        fits, km, why = np.ones(self.size, dtype=bool), np.zeros(self.size), "受入先が一つもありません"
        wanted_days = (self.needs.column("days") or [None] * (need + 1))[need]
        if self.days is not None and wanted_days is not None:
            fits, why = self._narrowed(fits, (self.days & wanted_days) > 0, why, "曜日の合う場所がありません")
        wanted = (self.needs.column("kinds") or [None] * (need + 1))[need]
        if self.kinds and wanted:
            same = np.array([not kinds or not kinds.isdisjoint(wanted) for kinds in self.kinds])
            fits, why = self._narrowed(
                fits, same, why, f"希望する形（{'・'.join(wanted)}）の場所がありません"
            )
        if self.point is not None:
            km = self._distances(need)
            most = (self.needs.column("max_km") or [None] * (need + 1))[need]
            if most is not None:
                near = ~(km > float(most))
                fits, why = self._narrowed(fits, near, why, f"{most}km以内に合う場所がありません")
        return fits, np.nan_to_num(km), why

    @staticmethod
    def _narrowed(fits: Any, allowed: Any, why: str, sentence: str) -> tuple[Any, str]:
        narrowed = fits & allowed
        return narrowed, sentence if fits.any() and not narrowed.any() else why

    def _distances(self, need: int) -> Any:
        """Great-circle distances from a need to all places; not a number where a point is unknown."""
        np = self.np
        latitude = (self.needs.column("latitude") or [])[need]
        longitude = (self.needs.column("longitude") or [])[need]
        if latitude is None or longitude is None:
            return np.full(self.size, np.nan)
        here = np.radians([latitude, longitude])
        half = (self.point - here[:, None]) / 2
        across = np.sin(half[0]) ** 2 + np.cos(here[0]) * np.cos(self.point[0]) * np.sin(half[1]) ** 2
        return 2 * EARTH_KM * np.arcsin(np.sqrt(across))

"""Lines that go around whoever stands in the way: along the free strip above a row, and down where nobody stands."""

from collections import defaultdict
from collections.abc import Iterable

from enishi.cases.rules.drawing import SIZE, Point

REACH = 54
"""from the middle of a sign to where its name ends"""
ABOVE = SIZE / 2 + 16
"""from the middle of a row up to its free strip"""
Corners = list[tuple[float, float]]


class Crowd:
    """Everybody who stands in a drawing, row by row."""

    def __init__(self, places: Iterable[Point]) -> None:
        self._rows: dict[float, list[float]] = defaultdict(list)
        for one in places:
            self._rows[one.y].append(one.x)

    def down(self, start: Point, end: Point) -> Corners:
        """From a free place down to another one, around who stands between; ends anywhere above ``end``, on its height."""
        corners, x = [(start.x, start.y)], start.x
        for row in sorted(self._rows):
            if start.y < row < end.y and (free := self._free(row, x)) != x:
                corners += [(x, row - ABOVE), (free, row - ABOVE)]
                x = free
        return [*corners, (x, end.y)]

    def down_to(self, start: Point, sign: Point) -> Corners:
        """The same to the top of somebody's sign."""
        *corners, (x, _) = self.down(start, Point(sign.x, sign.y - SIZE / 2))
        if x != sign.x:
            corners += [(x, sign.y - ABOVE), (sign.x, sign.y - ABOVE)]
        return [*corners, (sign.x, sign.y - SIZE / 2)]

    def stand_between(self, left: Point, right: Point) -> bool:
        """Whether anybody does, of two in one row."""
        return any(left.x < one < right.x for one in self._rows[left.y])

    def _free(self, row: float, x: float) -> float:
        """Where a line passes a row, as near as may be."""
        there = self._rows[row]
        near = [x, *(one + aside for one in there for aside in (-REACH, REACH))]
        free = [one for one in near if all(abs(one - other) >= REACH for other in there)]
        return min(free, key=lambda one: abs(one - x))

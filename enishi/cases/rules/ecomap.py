"""Who and what stands around a person (エコマップ): the person in the middle, lines by how the tie is.

Lines: thick = strong, thin = ordinary, dashed = weak, zigzag = strained, with two strokes across =
broken off. An arrow shows where help goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import TypeAlias

from enishi.cases.rules.drawing import Point, Stroke, Words, stroke, two_lines
from enishi.cases.terms import TieFlow, TieQuality

WIDE, HIGH, CENTRE = 132, 46, 48
EAST, SOUTH = 270, 190  # half the width and height of the ring
LETTERS = 9
ON_A_RING = 12
GAP = 10
FLAT = 1.2
STYLES = {TieQuality.STRONG: ("", 4.0), TieQuality.WEAK: ("6 5", 1.5)}


@dataclass(frozen=True)
class Neighbour:
    """Somebody or something around the person. ``kind``: person, agency or other, which is how it is drawn."""

    label: str
    kind: str = "other"
    quality: str = TieQuality.ORDINARY.value
    flow: str = TieFlow.NONE.value


@dataclass(frozen=True)
class Spot:
    neighbour: Neighbour
    words: Words

    @property
    def left(self) -> float:
        return self.words.at.x - WIDE / 2

    @property
    def top(self) -> float:
        return self.words.at.y - HIGH / 2


@dataclass(frozen=True)
class Ecomap:
    width: float
    height: float
    centre: Words
    spots: Sequence[Spot]
    lines: Sequence[Stroke]
    arrows: Sequence[str]
    """three points each"""


def ecomap(name: str, neighbours: Sequence[Neighbour]) -> Ecomap:
    """Place the neighbours around the person, with the clock: on a ring, and more than twelve along a frame, so that between the
    person and each of them there is nobody.
    """
    places, wide, high = _ring(len(neighbours)) if len(neighbours) <= ON_A_RING else _frame(len(neighbours))
    middle = Point(wide + WIDE / 2 + 12, high + HIGH / 2 + 12)
    spots: list[Spot] = []
    lines: list[Stroke] = []
    arrows: list[str] = []
    for one, (at, edge) in zip(neighbours, places, strict=True):
        spots.append(Spot(one, Words(_from(middle, at), two_lines(one.label, LETTERS), one.label)))
        drawn, heads = _tie(middle, _from(middle, edge), one)
        lines += drawn
        arrows += heads
    return Ecomap(2 * middle.x, 2 * middle.y, Words(middle, two_lines(name, 6), name), spots, lines, arrows)


Place: TypeAlias = tuple[Point, Point]
"""The middle of a box, and where its line ends, both as seen from the person."""


def _ring(count: int) -> tuple[list[Place], float, float]:
    found = []
    for place in range(count):
        turn = 2 * pi * place / count - pi / 2
        at = Point(EAST * cos(turn), SOUTH * sin(turn))
        inside = min(WIDE / 2 / abs(at.x) if at.x else 1, HIGH / 2 / abs(at.y) if at.y else 1)
        found.append((at, Point(at.x * (1 - inside), at.y * (1 - inside))))
    return found, EAST, SOUTH


def _frame(count: int) -> tuple[list[Place], float, float]:
    """Rows above and below, and columns beside them that no row reaches over: all lines run within. Wider than it is high."""
    row = 1
    while row * (WIDE + GAP) < FLAT * _beside(count, row) * (HIGH + GAP):
        row += 1
    column = _beside(count, row)
    wide = max(row * (WIDE + GAP), 2 * EAST) / 2 + WIDE / 2
    high = max(column * (HIGH + GAP), 2 * SOUTH) / 2 + HIGH / 2
    left = count - 2 * row - column
    found = [(Point(x, -high), Point(x, -high + HIGH / 2)) for x in _spread(row, WIDE + GAP)]
    found += [(Point(wide, y), Point(wide - WIDE / 2, y)) for y in _spread(column, HIGH + GAP)]
    found += [(Point(x, high), Point(x, high - HIGH / 2)) for x in reversed(_spread(row, WIDE + GAP))]
    found += [(Point(-wide, y), Point(-wide + WIDE / 2, y)) for y in reversed(_spread(left, HIGH + GAP))]
    return found, wide, high


def _beside(count: int, row: int) -> int:
    """How many stand in a column, when so many stand in a row."""
    return max(0, -(-(count - 2 * row) // 2))


def _spread(count: int, step: float) -> list[float]:
    return [(place - (count - 1) / 2) * step for place in range(count)]


def _from(middle: Point, away: Point) -> Point:
    return Point(middle.x + away.x, middle.y + away.y)


def _tie(middle: Point, edge: Point, one: Neighbour) -> tuple[list[Stroke], list[str]]:
    """The line from the person to the edge of a box."""
    away = hypot(edge.x - middle.x, edge.y - middle.y)
    east, south = (edge.x - middle.x) / away, (edge.y - middle.y) / away

    def on(distance: float, aside: float = 0) -> tuple[float, float]:
        return middle.x + east * distance - south * aside, middle.y + south * distance + east * aside

    start, end = CENTRE + 3, away - 3
    dash, width = STYLES.get(TieQuality(one.quality), ("", 1.5))
    if one.quality == TieQuality.STRAINED:
        steps = max(4, int((end - start) / 9))
        bends = [on(start + (end - start) * step / steps, 5 if step % 2 else -5) for step in range(1, steps)]
        lines = [stroke(on(start), *bends, on(end))]
    else:
        lines = [stroke(on(start), on(end), dash=dash, width=width)]
    if one.quality == TieQuality.BROKEN:
        half = (start + end) / 2
        lines += [stroke(on(half + x - 3, -9), on(half + x + 3, 9)) for x in (-4, 4)]
    heads = []
    if one.flow in {TieFlow.OUT, TieFlow.BOTH}:
        heads.append(_arrow(on(end), on(end - 13, 7), on(end - 13, -7)))
    if one.flow in {TieFlow.IN, TieFlow.BOTH}:
        heads.append(_arrow(on(start), on(start + 13, 7), on(start + 13, -7)))
    return lines, heads


def _arrow(*points: tuple[float, float]) -> str:
    return " ".join(f"{x:.0f},{y:.0f}" for x, y in points)

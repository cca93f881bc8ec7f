"""Who and what stands around a person (エコマップ): the person in the middle, lines by how the tie is.

Lines: thick = strong, thin = ordinary, dashed = weak, zigzag = strained, with two strokes across =
broken off. An arrow shows where help goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from enishi.cases.rules.drawing import Point, Stroke, Words, stroke, two_lines
from enishi.cases.terms import TieFlow, TieQuality

WIDE, HIGH, CENTRE = 132, 46, 48
EAST, SOUTH = 270, 190  # half the width and height of the first ring
MORE_EAST, MORE_SOUTH = 165, 95  # of each ring more
LETTERS = 9
ON_A_RING = 12
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
    """Place the neighbours on rings around the person, twelve on each, from the top and with the clock."""
    rings = [neighbours[at : at + ON_A_RING] for at in range(0, len(neighbours), ON_A_RING)]
    outer = max(0, len(rings) - 1)
    wide, high = EAST + MORE_EAST * outer, SOUTH + MORE_SOUTH * outer
    middle = Point(wide + WIDE / 2 + 12, high + HIGH / 2 + 12)
    spots: list[Spot] = []
    lines: list[Stroke] = []
    arrows: list[str] = []
    for number, ring in enumerate(rings):
        for place, one in enumerate(ring):
            turn = 2 * pi * (place + number / 2) / len(ring) - pi / 2
            at = Point(
                middle.x + (EAST + MORE_EAST * number) * cos(turn),
                middle.y + (SOUTH + MORE_SOUTH * number) * sin(turn),
            )
            spots.append(Spot(one, Words(at, two_lines(one.label, LETTERS), one.label)))
            drawn, heads = _tie(middle, at, one)
            lines += drawn
            arrows += heads
    return Ecomap(2 * middle.x, 2 * middle.y, Words(middle, two_lines(name, 6), name), spots, lines, arrows)


def _tie(middle: Point, spot: Point, one: Neighbour) -> tuple[list[Stroke], list[str]]:
    away = hypot(spot.x - middle.x, spot.y - middle.y)
    east, south = (spot.x - middle.x) / away, (spot.y - middle.y) / away
    edge = min(WIDE / 2 / abs(east) if east else away, HIGH / 2 / abs(south) if south else away)

    def on(distance: float, aside: float = 0) -> tuple[float, float]:
        return middle.x + east * distance - south * aside, middle.y + south * distance + east * aside

    start, end = CENTRE + 3, away - edge - 3
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

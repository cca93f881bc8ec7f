"""What both drawings of a case are made of: marks with a place, in the units of an SVG."""

from dataclasses import dataclass

SIZE = 40
"""how wide and high the sign of a person is"""


@dataclass(frozen=True)
class Point:
    x: float
    y: float

    def __str__(self) -> str:
        return f"{self.x:.0f},{self.y:.0f}"


@dataclass(frozen=True)
class Stroke:
    """A line: through which points, how broken it is, how thick."""

    points: tuple[Point, ...]
    dash: str = ""
    width: float = 1.5

    @property
    def path(self) -> str:
        return " ".join(str(one) for one in self.points)


@dataclass(frozen=True)
class Words:
    """Text around a point: at most two short lines, and all of it for who listens or points at it."""

    at: Point
    lines: tuple[str, ...]
    full: str


def stroke(*points: tuple[float, float], dash: str = "", width: float = 1.5) -> Stroke:
    return Stroke(tuple(Point(x, y) for x, y in points), dash, width)


def cut(text: str, letters: int) -> str:
    """The text, or as many letters of it as there is room for."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def two_lines(text: str, letters: int) -> tuple[str, ...]:
    if len(text) <= letters:
        return (text,)
    return text[:letters], cut(text[letters:], letters)

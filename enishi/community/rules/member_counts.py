"""How many members there were, by field, quarter by quarter; and a chart of them as plain numbers."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from enishi.community.rules.rotation import months_back

NO_FIELD = ""


@dataclass(frozen=True)
class Belonging:
    """From when until when a member belonged (end exclusive), in which fields."""

    joined_on: datetime.date
    left_on: datetime.date | None
    fields: frozenset[str]


@dataclass(frozen=True)
class Counted:
    """``by_field``: a member of two fields counts in both; ``members`` counts it once."""

    on: datetime.date
    members: int
    by_field: Mapping[str, int]


def quarter_ends(on: datetime.date, quarters: int) -> list[datetime.date]:
    """The last days of the quarters that are over, and today as the last one."""
    first = on.replace(day=1)
    begun = months_back(first, (first.month - 1) % 3)
    ends = [
        months_back(begun, 3 * back) - datetime.timedelta(days=1) for back in reversed(range(quarters - 1))
    ]
    return [*ends, on]


def counted(
    members: Iterable[Belonging], days: Sequence[datetime.date], fields: Sequence[str]
) -> list[Counted]:
    """Members on each of the days, in each field; without a field under ``NO_FIELD``."""
    all_of_them = list(members)
    found = []
    for day in days:
        there = [
            one for one in all_of_them if one.joined_on <= day and (not one.left_on or one.left_on > day)
        ]
        by_field = {field: sum(field in one.fields for one in there) for field in fields}
        by_field[NO_FIELD] = sum(not one.fields for one in there)
        found.append(Counted(day, len(there), by_field))
    return found


@dataclass(frozen=True)
class Line:
    """One line of a chart: points as SVG writes them, and its last point for the label."""

    label: str
    points: str
    x: float
    y: float
    dash: str


DASHES = ("", "8 4", "2 3", "12 3 2 3", "5 2", "1 4", "10 2 4 2", "3 6")


@dataclass(frozen=True)
class Chart:
    width: int
    height: int
    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, int], ...]
    days: tuple[tuple[float, str], ...]


def chart(
    rows: Sequence[Counted], labels: Mapping[str, str], *, width: int = 720, height: int = 260
) -> Chart:
    """Lines of members by field over time, of fields that ever had one; labels at the right end keep apart."""
    left, right, top, bottom = 36, 150, 12, 28
    most = max((count for row in rows for count in row.by_field.values()), default=0)
    step = max(1, -(-most // 4))
    ceiling = max(step * -(-most // step), 1)
    span = max(len(rows) - 1, 1)

    def across(place: int) -> float:
        return round(left + (width - left - right) * place / span, 1)

    def up(count: int) -> float:
        return round(height - bottom - (height - top - bottom) * count / ceiling, 1)

    lines = []
    shown = {field: label for field, label in labels.items() if any(row.by_field.get(field) for row in rows)}
    for number, (field, label) in enumerate(shown.items()):
        counts = [row.by_field.get(field, 0) for row in rows]
        points = " ".join(f"{across(place)},{up(count)}" for place, count in enumerate(counts))
        last = counts[-1] if counts else 0
        lines.append(
            Line(f"{label} {last}", points, across(len(rows) - 1), up(last), DASHES[number % len(DASHES)])
        )
    ticks = tuple((up(count), count) for count in range(0, ceiling + 1, step))
    days = tuple(
        (across(place), f"{row.on:%Y-%m}")
        for place, row in enumerate(rows)
        if place % 2 == (len(rows) - 1) % 2
    )
    return Chart(width, height, tuple(_apart(lines, top + 4, height - bottom)), ticks, days)


def _apart(lines: Sequence[Line], top: float, bottom: float, least: float = 14) -> list[Line]:
    """Labels moved so that none lies on another, in the order of their lines' ends, and all within the drawing."""
    moved: dict[str, float] = {}
    before = top - least
    for one in sorted(lines, key=lambda line: (line.y, line.label)):
        before = moved[one.label] = max(one.y, before + least)
    over = max((y for y in moved.values()), default=0) - bottom
    if over > 0:
        after = bottom + least
        for label, y in sorted(moved.items(), key=lambda item: -item[1]):
            after = moved[label] = min(y, after - least)
    return [Line(one.label, one.points, one.x, round(moved[one.label], 1), one.dash) for one in lines]

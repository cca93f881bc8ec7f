"""The map of the directory: the outline the city has loaded and where the resources lie. No server of tiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from enishi.community.models import Boundary, Resource
from enishi.community.rules.outlines import Canvas, canvas_of, rings

NAMED = 4


@dataclass(frozen=True)
class Spot:
    """A place on the drawing with the resources that lie there, numbered as in the table beside."""

    x: float
    y: float
    number: int
    ids: tuple[UUID, ...]
    names: str
    exact: bool


@dataclass(frozen=True)
class Drawing:
    """What the page draws. ``outside``: resources beyond the window; ``nowhere``: without any place."""

    width: int
    height: int
    outline: str
    credit: str
    spots: tuple[Spot, ...]
    outside: tuple[Resource, ...]
    nowhere: tuple[Resource, ...]
    without_boundary: bool


def drawing(found: Sequence[Resource]) -> Drawing | None:
    """The map of some resources: one statement for the outlines; None where there is nothing to draw at all."""
    outlines = list(Boundary.objects.order_by("name", "pk"))
    points = [point for ring in rings(one.geometry for one in outlines) for point in ring]
    placed = [
        (float(one.longitude), float(one.latitude), one)
        for one in found
        if one.latitude is not None and one.longitude is not None
    ]
    canvas = canvas_of(points or [(longitude, latitude) for longitude, latitude, _one in placed])
    nowhere = tuple(one for one in found if one.latitude is None or one.longitude is None)
    if canvas is None:
        return None
    inside = [
        (longitude, latitude, one) for longitude, latitude, one in placed if canvas.holds(longitude, latitude)
    ]
    outside = tuple(one for longitude, latitude, one in placed if not canvas.holds(longitude, latitude))
    return Drawing(
        canvas.width,
        canvas.height,
        canvas.path(one.geometry for one in outlines),
        "、".join(dict.fromkeys(one.credit for one in outlines if one.credit)),
        _spots(canvas, inside),
        outside,
        nowhere,
        not outlines,
    )


def _names(there: Sequence[Resource]) -> str:
    """The first few by name; a town's centre may hold a hundred."""
    told = "、".join(one.name.strip() for one in there[:NAMED])
    return told + (f" ほか{len(there) - NAMED}件" if len(there) > NAMED else "")


def _spots(canvas: Canvas, placed: Sequence[tuple[float, float, Resource]]) -> tuple[Spot, ...]:
    """Resources at one place are one spot; numbers go from north to south, as one reads a page."""
    together: dict[tuple[float, float], list[Resource]] = {}
    for longitude, latitude, one in placed:
        x, y = canvas.place(longitude, latitude)
        together.setdefault((round(x / 6) * 6, round(y / 6) * 6), []).append(one)
    order = sorted(together, key=lambda place: (place[1], place[0]))
    return tuple(
        Spot(
            place[0],
            place[1],
            number,
            tuple(one.pk for one in together[place]),
            _names(together[place]),
            all(one.place_from != "town" for one in together[place]),
        )
        for number, place in enumerate(order, start=1)
    )

"""What rooms beside and above offer on the pages of an item: a list of URL names that take its id.

On the page of the item itself it is offered to who writes in it for the office that convened, on that of its minutes to everybody
who reads them. A room declares its entry in ``AppConfig.ready``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

ITEM, MINUTES = "item", "minutes"


@dataclass(frozen=True)
class Panel:
    """``name``: the name of an address with one argument, the item; ``needs``: a permission."""

    name: str
    label: str
    needs: str
    place: str = ITEM


_panels: list[Panel] = []


def declare(name: str, label: str, *, needs: str, place: str = ITEM) -> None:
    """Offer an address on one of the pages of every item to who holds a permission."""
    panel = Panel(name, label, needs, place)
    if panel not in _panels:
        _panels.append(panel)


def offered(item: UUID, may: Collection[str], *, place: str = ITEM) -> list[dict[str, str]]:
    """Labels and addresses for one item."""
    return [
        {"label": one.label, "url": reverse(one.name, args=[item])}
        for one in _panels
        if one.needs in may and one.place == place
    ]

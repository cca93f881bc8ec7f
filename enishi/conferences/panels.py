"""What rooms beside and above offer on the page of an item to who convened it: a list of URL names that take its id.

Here the meeting kit (会議キット) and other papers of a meeting put themselves. A room declares its entry in ``AppConfig.ready``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse


@dataclass(frozen=True)
class Panel:
    """``name``: the name of an address with one argument, the item; ``needs``: a permission."""

    name: str
    label: str
    needs: str


_panels: list[Panel] = []


def declare(name: str, label: str, *, needs: str) -> None:
    """Offer an address on the page of every item to who convened its meeting and holds a permission."""
    panel = Panel(name, label, needs)
    if panel not in _panels:
        _panels.append(panel)


def offered(item: UUID, may: Collection[str]) -> list[dict[str, str]]:
    """Labels and addresses for one item."""
    return [
        {"label": one.label, "url": reverse(one.name, args=[item])} for one in _panels if one.needs in may
    ]

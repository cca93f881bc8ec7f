"""What rooms upstairs offer on the page of a case: a list of URL names that take its id.

A room declares its entry in ``AppConfig.ready``. The page draws a link for who holds the permission, and knows nothing more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse


@dataclass(frozen=True)
class Panel:
    """``name``: the name of an address with one argument, the case; ``needs``: a permission."""

    name: str
    label: str
    needs: str


_panels: list[Panel] = []


def declare(name: str, label: str, *, needs: str) -> None:
    """Offer an address on the page of every case to who holds a permission."""
    panel = Panel(name, label, needs)
    if panel not in _panels:
        _panels.append(panel)


def offered(case: UUID, may: Collection[str]) -> list[dict[str, str]]:
    """Labels and addresses for one case."""
    return [
        {"label": one.label, "url": reverse(one.name, args=[case])} for one in _panels if one.needs in may
    ]

"""What rooms upstairs offer on the pages of a case: URL names that take its id.

A room declares its entry in ``AppConfig.ready``. The page draws a link for who holds the permission, and knows nothing more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from enishi.office.addresses import address

Place = Literal["case", "leading", "plan", "consents", "consent form"]


@dataclass(frozen=True)
class Panel:
    """``place``: on which page; ``name``: of an address; ``needs``: a permission.

    ``leading`` is the page of the case for who leads it, and for the coordinator; ``plan`` that of a plan put forward.
    """

    place: Place
    name: str
    label: str
    needs: str


_panels: list[Panel] = []


def declare(place: Place, name: str, label: str, *, needs: str) -> None:
    """Offer an address at a place of every case to who holds a permission."""
    panel = Panel(place, name, label, needs)
    if panel not in _panels:
        _panels.append(panel)


def offered(place: Place, may: Collection[str], case: UUID) -> list[dict[str, str]]:
    """Labels and addresses at a place, for one case."""
    return [
        {"label": one.label, "url": address(one.name, case)}
        for one in _panels
        if one.place == place and one.needs in may
    ]

"""What rooms upstairs offer on the page of a consultation or a referral: a list of URL names that take its id.

A room declares its entry in ``AppConfig.ready``. The page draws a link for who holds the permission, and knows nothing more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

CONSULTATION, REFERRAL = "consultation", "referral"


@dataclass(frozen=True)
class Panel:
    """``name``: the name of an address with one argument, the consultation or referral; ``needs``: a permission."""

    name: str
    label: str
    needs: str
    place: str = CONSULTATION


_panels: list[Panel] = []


def declare(name: str, label: str, *, needs: str, place: str = CONSULTATION) -> None:
    """Offer an address on the page of every consultation (or referral) to who holds a permission."""
    panel = Panel(name, label, needs, place)
    if panel not in _panels:
        _panels.append(panel)


def offered(about: UUID, may: Collection[str], place: str = CONSULTATION) -> list[dict[str, str]]:
    """Labels and addresses for one consultation (or referral)."""
    return [
        {"label": one.label, "url": reverse(one.name, args=[about])}
        for one in _panels
        if one.place == place and one.needs in may
    ]

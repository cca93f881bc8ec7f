"""What rooms upstairs offer on the page of a person: addresses that are asked about the register, and those joined with it.

A room declares its entry in ``AppConfig.ready``. The page draws a link for who holds the permission, and knows nothing more.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

RESIDENT = "resident"


@dataclass(frozen=True)
class Panel:
    """``name``: the name of an address; ``asked``: what it is asked besides the register; ``needs``: a permission."""

    name: str
    label: str
    needs: str
    asked: tuple[tuple[str, str], ...] = ()


_panels: list[Panel] = []


def declare(name: str, label: str, *, needs: str, **asked: str) -> None:
    """Offer an address on the page of every person to who holds a permission."""
    panel = Panel(name, label, needs, tuple(asked.items()))
    if panel not in _panels:
        _panels.append(panel)


def offered(registers: Iterable[UUID], may: Collection[str]) -> list[dict[str, str]]:
    """Labels and addresses for one person."""
    about = [(RESIDENT, str(one)) for one in registers]
    return [
        {"label": one.label, "url": f"{reverse(one.name)}?{urlencode([*one.asked, *about])}"}
        for one in _panels
        if one.needs in may
    ]

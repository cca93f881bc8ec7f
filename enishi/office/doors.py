"""Every address says who may come in. An address that says nothing is closed, and fails the start-up check."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
Kind = Literal["open", "link", "signed_in", "permission"]
OPEN: Kind = "open"
LINK: Kind = "link"
SIGNED_IN: Kind = "signed_in"
KINDS: dict[str, Kind] = {OPEN: OPEN, LINK: LINK, SIGNED_IN: SIGNED_IN}


@dataclass(frozen=True)
class Door:
    """Who may come in through one address.

    ``open``: everybody; ``link``: who came by an answer link; ``signed_in``: any hat; ``permission``: a hat whose
    role holds one of ``permissions`` (``agencies.roles.PERMISSIONS``; the start-up check knows the names).
    """

    kind: Kind
    permissions: frozenset[str] = frozenset()


def door(*who: str) -> Callable[[View], View]:
    """Declare who may come in: ``@door(SIGNED_IN)``, ``@door("receive")``, ``@door("coordinate", "audit")`` (any of them).

    Put it outermost. What the visitor then sees of a person is still decided by ``sharing`` alone.
    """
    if not who:
        raise TypeError("a door says who may come in")
    found = Door(KINDS[who[0]]) if len(who) == 1 and who[0] in KINDS else Door("permission", frozenset(who))

    def declare(view: View) -> View:
        view.door = found  # type: ignore[attr-defined]
        return view

    return declare


def door_of(view: Callable[..., Any]) -> Door | None:
    return getattr(view, "door", None)

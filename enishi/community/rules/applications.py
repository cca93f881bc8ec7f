"""The way of an application that came by the open form (`office.open_forms`)."""

from collections.abc import Mapping

APPLICATION_STEPS: Mapping[str, frozenset[str]] = {
    "sent": frozenset({"confirmed", "lapsed"}),
    "lapsed": frozenset({"confirmed"}),
    "confirmed": frozenset({"accepted", "declined"}),
    "accepted": frozenset(),
    "declined": frozenset(),
}
"""Of an application; who tends may confirm a lapsed one by telephone."""


def application_moves() -> list[tuple[str, str]]:
    """Every (before, after) that is allowed, in one order."""
    return sorted((before, after) for before, steps in APPLICATION_STEPS.items() for after in steps)

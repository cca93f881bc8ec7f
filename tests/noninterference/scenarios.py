"""Every scenario of the kernel. The mutants of its verbs are judged by them (``giving_mutants.py``)."""

from collections.abc import Callable

from tests.noninterference import (
    consent_scenarios,
    emergency_scenarios,
    giving_scenarios,
    inbox_scenarios,
    room_scenarios,
    sealing_scenarios,
)
from tests.noninterference.kernel_cast import Cast

SCENARIOS: list[Callable[[Cast], None]] = [
    one
    for room in (giving_scenarios, sealing_scenarios, emergency_scenarios, consent_scenarios, room_scenarios, inbox_scenarios)
    for one in vars(room).values()
    if callable(one)
    and getattr(one, "__module__", "") == room.__name__
    and list(getattr(one, "__annotations__", {})) == ["c", "return"]
]

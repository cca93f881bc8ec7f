"""Things behind doors with an id: what the doors test opens. ``MAKERS[thing](hat)`` makes one that ``hat`` may open.

A maker returns the arguments of the address, e.g. ``{"consultation_id": …}``.
"""

from collections.abc import Callable
from typing import Any

from enishi.agencies.hats import Hat

MAKERS: dict[str, Callable[[Hat], dict[str, Any]]] = {}
PUBLIC: set[str] = set()  # things that every hat whose role comes in may open: an agency, a code list

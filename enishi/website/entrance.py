"""Half-way in: what was proved so far, kept in the session for some minutes between the steps of signing in."""

from collections.abc import MutableMapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.http import url_has_allowed_host_and_scheme

KEY = "entering"
LASTS = 10 * 60


@dataclass
class Entering:
    """Who wants to come in (``staff``), what they proved, since when, and where they want to go."""

    staff: str
    at: float
    next: str
    proved: list[str] = field(default_factory=list)
    first_time: bool = False
    secret: str = ""
    enrolled: bool = False


def keep(session: MutableMapping[str, Any], entering: Entering) -> None:
    session[KEY] = asdict(entering)


def kept(session: MutableMapping[str, Any], now: float) -> Entering | None:
    """What was proved, unless that was more than ten minutes ago."""
    found = session.get(KEY)
    if not found or now - found["at"] > LASTS:
        return None
    return Entering(**found)


def safe_next(address: str) -> str:
    """An address of this house to go to, or the first page."""
    if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return address
    return "/"

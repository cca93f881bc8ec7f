"""What a browser's session keeps of a sign-in. The session itself is encrypted under the cookie (``website.sessions``)."""

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from enishi.agencies.hats import Hat

KEY = "sign_in"
Session = MutableMapping[str, Any]


@dataclass(frozen=True)
class Kept:
    """A sign-in as the browser remembers it. ``unfinished`` names what must be done before anything else."""

    sign_in_id: UUID
    secret: str = field(repr=False)
    staff_id: UUID | None
    link_id: UUID | None
    seen_at: float
    locked: bool
    unfinished: str
    factors: tuple[str, ...]


class Visit(HttpRequest):
    """Any request, after the middleware looked who comes."""

    hat: Hat | None
    kept: Kept | None


class HatRequest(HttpRequest):
    """A request behind a door that lets only hats in."""

    hat: Hat
    kept: Kept


def remember(
    session: Session,
    *,
    sign_in_id: UUID,
    secret: str,
    seen_at: float,
    staff_id: UUID | None = None,
    link_id: UUID | None = None,
    unfinished: str = "",
    factors: Sequence[str] = (),
) -> None:
    """Keep a fresh sign-in. The caller empties the session first, so that nothing of another person remains."""
    session[KEY] = {
        "id": str(sign_in_id),
        "secret": secret,
        "staff": str(staff_id) if staff_id else "",
        "link": str(link_id) if link_id else "",
        "seen": seen_at,
        "locked": False,
        "unfinished": unfinished,
        "factors": list(factors),
    }


def remembered(session: Session) -> Kept | None:
    kept = session.get(KEY)
    if not kept:
        return None
    return Kept(
        sign_in_id=UUID(kept["id"]),
        secret=kept["secret"],
        staff_id=UUID(kept["staff"]) if kept["staff"] else None,
        link_id=UUID(kept["link"]) if kept["link"] else None,
        seen_at=kept["seen"],
        locked=kept["locked"],
        unfinished=kept["unfinished"],
        factors=tuple(kept["factors"]),
    )


def change(session: Session, **values: Any) -> None:
    """Change ``seen``, ``locked`` or ``unfinished`` of the remembered sign-in."""
    session[KEY] = session[KEY] | values

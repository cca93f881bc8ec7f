"""Every address of the house with its door, and the check at the start that none is without."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from enishi.agencies.roles import PERMISSIONS
from enishi.office.doors import Door, door_of


def addresses(
    patterns: list[Any] | None = None, above: str = "", rooms: str = ""
) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """(name with its room, pattern, view) of every address there is."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            room = f"{one.namespace}:" if one.namespace else ""
            yield from addresses(one.url_patterns, above + str(one.pattern), rooms + room)
        elif isinstance(one, URLPattern):
            yield f"{rooms}{one.name or ''}", f"/{above}{one.pattern}", one.callback


def wrong_with(name: str, pattern: str, door: Door | None) -> str:
    """Why an address may not be opened to anybody, or nothing."""
    if not name or name.endswith(":"):
        return f"{pattern} has no name"
    if door is None:
        return f"{name} ({pattern}) does not say who may come in: @door(…)"
    unknown = sorted(door.permissions - set(PERMISSIONS))
    return f"{name} asks for a permission that no role knows: {', '.join(unknown)}" if unknown else ""


@register()
def every_address_has_a_door(**_: Any) -> list[CheckMessage]:
    found = [wrong_with(name, pattern, door_of(view)) for name, pattern, view in addresses()]
    return [Error(reason, id="enishi.E001") for reason in found if reason]

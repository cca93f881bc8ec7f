"""What can be offered on a day, as matching takes it: two statements, however many there are."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from enishi.agencies.rules.opening_times import Opening
from enishi.community.models import Menu, Resource
from enishi.community.models.resource import Offering
from enishi.community.rules.offers import Offer, is_paused, is_stale

LEFT_OUT = (
    "original",
    "description",
    "search_words",
    "closing_words",
    "barrier_words",
    "note",
    "access",
    "hours",
)


def offers(*, on: date) -> list[Offer]:
    """Every menu that runs on a day, and every resource without one; also what is paused, full or stale, marked so.

    Nothing is left out in silence: who is matched is told why each of them does not fit.
    """
    menus: dict[UUID, list[tuple[int, Menu]]] = defaultdict(list)
    for place, menu in enumerate(Menu.objects.order_by("name", "pk")):
        menus[menu.resource_id].append((place, menu))
    of_menus: list[tuple[int, Offer]] = []
    of_resources: list[Offer] = []
    alike: dict[Any, Any] = {}
    # One host after the other: thousands of rows held at once would leave the process large.
    for host in Resource.objects.running_on(on).defer(*LEFT_OUT).order_by("name", "pk").iterator(500):
        if host.pk not in menus:
            of_resources.append(_of_resource(host, on, alike))
        for place, menu in menus.get(host.pk, ()):
            if menu.ends_on is None or menu.ends_on > on:
                of_menus.append((place, _of_menu(menu, host, on, alike)))
    return [offer for _, offer in sorted(of_menus, key=itemgetter(0))] + of_resources


def _of_menu(menu: Menu, host: Resource, on: date, alike: dict[Any, Any]) -> Offer:
    values = _of_host(host, on) | _own(menu, host) | _pauses([host, menu], on)
    values |= {"menu_id": menu.pk, "name": menu.name, "purposes": frozenset([menu.purpose])}
    return Offer(**_shared(values, alike))


def _of_resource(host: Resource, on: date, alike: dict[Any, Any]) -> Offer:
    values = _of_host(host, on) | _own(host, host) | _pauses([host], on)
    values |= {"menu_id": None, "name": host.name, "purposes": frozenset(host.purposes)}
    return Offer(**_shared(values, alike))


def _shared(values: dict[str, Any], alike: dict[Any, Any]) -> dict[str, Any]:
    """Values that are equal become one: thousands of offers are open on the same days, and the process keeps them all."""
    return {name: _same(one, alike) for name, one in values.items()}


def _same(one: Any, alike: dict[Any, Any]) -> Any:
    if isinstance(one, dict):
        return alike.setdefault((dict, *one.items()), one)
    return alike.setdefault((type(one), one), one) if isinstance(one, (frozenset, tuple, str)) else one


def _of_host(host: Resource, on: date) -> dict[str, Any]:
    return {
        "resource_id": host.pk,
        "host": host.name,
        "kind": host.kind,
        "public_service": host.public_service,
        "latitude": None if host.latitude is None else float(host.latitude),
        "longitude": None if host.longitude is None else float(host.longitude),
        "town": host.town,
        "areas": frozenset(host.areas),
        "barrier_free": _flags(host.barrier_free),
        "stale": is_stale(host.verify_by, on=on),
        "asks_per_month": host.asks_per_month,
    }


def _own(one: Offering, host: Resource) -> dict[str, Any]:
    """What a menu says itself; where it says nothing, what its host says."""
    said = one if one.open_days or one.times else host
    return {
        "days": frozenset(said.open_days),
        "times": tuple(Opening(*each) for each in said.times),
        "capacity": one.capacity,
        "available": one.available,
        "waiting": one.waiting + one.queued,
        "considerations": _flags(host.considerations) | _flags(one.considerations),
        "targets": frozenset(one.targets or host.targets),
        "age_from": one.age_from if one.age_from is not None else host.age_from,
        "age_to": one.age_to if one.age_to is not None else host.age_to,
    }


def _flags(kept: Mapping[str, str]) -> dict[str, bool]:
    return {name: answer == "yes" for name, answer in kept.items() if answer in ("yes", "no")}


def _pauses(of: list[Offering], on: date) -> dict[str, Any]:
    """A pause of the host and one of the menu both count; it is over when both are, and unknown while one is open."""
    days = [one.paused_until for one in of if is_paused(one.paused_from, one.paused_until, on=on)]
    until = None if None in days else max((day for day in days if day), default=None)
    return {"paused": bool(days), "paused_until": until}


def offering(resource_id: UUID, menu_id: UUID | None) -> QuerySet[Menu] | QuerySet[Resource]:
    """The row whose places are counted: of the menu, or of a resource that is offered without one."""
    if menu_id:
        return Menu.objects.filter(pk=menu_id, resource=resource_id)
    return Resource.objects.filter(pk=resource_id)


def free_places(resource_id: UUID, menu_id: UUID | None) -> int | None:
    """How many places are free now; None where nobody has said, or the offer is no more."""
    return offering(resource_id, menu_id).values_list("available", flat=True).first()

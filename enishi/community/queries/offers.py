"""What can be offered on a day, as matching takes it: two statements, however many there are."""

from collections.abc import Mapping
from datetime import date
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
    resources = {
        one.pk: one
        for one in Resource.objects.running_on(on).defer(*LEFT_OUT).order_by("name", "pk").iterator(2_000)
    }
    menus = Menu.objects.filter(resource_id__in=resources).order_by("name", "pk") if resources else []
    found: list[Offer] = []
    with_menus: set[UUID] = set()
    for menu in menus:
        with_menus.add(menu.resource_id)
        if menu.ends_on is None or menu.ends_on > on:
            found.append(_of_menu(menu, resources[menu.resource_id], on))
    found += [_of_resource(one, on) for key, one in resources.items() if key not in with_menus]
    return found


def _of_menu(menu: Menu, host: Resource, on: date) -> Offer:
    values = _of_host(host, on) | _own(menu, host)
    values |= _pauses([host, menu], on)
    return Offer(menu_id=menu.pk, name=menu.name, purposes=frozenset([menu.purpose]), **values)


def _of_resource(host: Resource, on: date) -> Offer:
    values = _of_host(host, on) | _own(host, host)
    values |= _pauses([host], on)
    return Offer(menu_id=None, name=host.name, purposes=frozenset(host.purposes), **values)


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

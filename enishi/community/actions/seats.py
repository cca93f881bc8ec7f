"""Free places that placements upstairs take and give back, and how many stand in the queue for one. Nothing here knows who."""

from datetime import date
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.community.actions.tending import may_tend
from enishi.community.models import Menu, Resource, Seat
from enishi.community.queries.offers import offering
from enishi.office import trail
from enishi.office.errors import NotFound


@transaction.atomic
def take_seat(resource_id: UUID, menu_id: UUID | None, *, source: UUID, on: date, by: Hat) -> bool:
    """Take one of the free places, once for each source. False where none is free, or their number is not known.

    :param source: the placement's id, of which nothing is known here
    """
    may_tend(by)
    if Seat.objects.filter(source_id=source, freed_on__isnull=True).exists():
        return True
    one = _locked(resource_id, menu_id)
    if not one.available:
        return False
    Seat(resource_id=resource_id, menu_id=menu_id, source_id=source, taken_on=on).save(force_insert=True)
    _put(one, available=one.available - 1)
    trail.record("seat.taken", detail={"resource": str(resource_id), "menu": str(menu_id or "")})
    return True


@transaction.atomic
def free_seat(source: UUID, *, on: date, by: Hat) -> bool:
    """Give a place back. False where none was taken. Never more are free than there are in all."""
    may_tend(by)
    seat = Seat.objects.filter(source_id=source, freed_on__isnull=True).first()
    if seat is None:
        return False
    one = _locked(seat.resource_id, seat.menu_id)
    if not Seat.objects.filter(pk=seat.pk, freed_on__isnull=True).update(freed_on=max(on, seat.taken_on)):
        return False
    if one.available is not None and one.capacity is not None:
        _put(one, available=min(one.capacity, one.available + 1))
    trail.record("seat.freed", detail={"resource": str(seat.resource_id), "menu": str(seat.menu_id or "")})
    return True


@transaction.atomic
def hold_queue(resource_id: UUID, menu_id: UUID | None, *, by: Hat) -> None:
    """Let nobody else join or leave this queue before the transaction ends, so that its number is told right."""
    may_tend(by)
    _locked(resource_id, menu_id)


@transaction.atomic
def tell_queue(resource_id: UUID, menu_id: UUID | None, queued: int, *, by: Hat) -> None:
    """Say how many stand in the queue for a place; a number beside the one that the host tells."""
    may_tend(by)
    one = _locked(resource_id, menu_id)
    if one.queued != queued:
        type(one).objects.filter(pk=one.pk).update(queued=queued)  # type: ignore[attr-defined]  # both have a manager


def _locked(resource_id: UUID, menu_id: UUID | None) -> Resource | Menu:
    """:raises NotFound: there is no such resource or menu any more"""
    found: Resource | Menu | None = offering(resource_id, menu_id).select_for_update().first()
    if found is None:
        raise NotFound("resource", resource_id)
    return found


def _put(one: Resource | Menu, *, available: int) -> None:
    one.available = available
    one.version += 1
    one.save(update_fields=["available", "version"])

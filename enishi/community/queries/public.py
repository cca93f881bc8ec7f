"""What anybody may see."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from enishi.community.models import Activity, Happening, Resource
from enishi.office.errors import NotFound


def public_resource(resource_id: UUID, *, on: date) -> Resource:
    """:raises NotFound: not public, ended, or not confirmed in time"""
    found = Resource.objects.for_the_public(on).filter(pk=resource_id).first()
    if found is None:
        raise NotFound("resource", resource_id)
    return found


def running_activities(*, on: date, most: int = 50) -> list[Activity]:
    """Public activities that go on."""
    found = Activity.objects.select_related("resource").filter(public=True)
    return list(found.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on)).order_by("name", "pk")[:most])


def happenings_to_come(*, on: date, most: int = 30) -> list[Happening]:
    """Public events that have not passed, the next first."""
    coming = Q(ends_on__gte=on) | Q(ends_on__isnull=True, starts_on__gte=on)
    return list(Happening.objects.filter(coming, public=True).order_by("starts_on", "name", "pk")[:most])

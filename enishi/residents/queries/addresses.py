"""Where somebody lives."""

from datetime import date
from uuid import UUID

from enishi.residents.models import Address


def present_addresses(resident: UUID, *, on: date) -> list[Address]:
    """The addresses of a day, in the order in which they were told; a look at the register must stand. One query."""
    told = Address.objects.filter(resident=resident, ended_at__isnull=True).order_by("recorded_at", "id")
    return [one for one in told if one.ends_on is None or one.ends_on > on]

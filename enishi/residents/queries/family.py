from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.residents.models import HouseholdMember, Kinship
from enishi.residents.terms import HouseholdRole


@dataclass(frozen=True)
class Member:
    """Somebody who lives with the person asked about."""

    resident: UUID
    role: str
    since: date | None


@dataclass(frozen=True)
class Kin:
    """Who another person is to the one asked about."""

    id: UUID
    register: UUID
    other: UUID
    relation: str
    relation_label: str
    note: str
    since: date | None


def household_of(hat: Hat, residents: Iterable[UUID]) -> list[Member]:
    """Whom the hat may know to live with a person (all registers of one). One query, no look needed.

    A member whose whereabouts are sealed for the hat is not there, nor counted.
    """
    own = list(residents)
    mine = HouseholdMember.objects.filter(resident__in=own, ended_at__isnull=True).values("household")
    members = HouseholdMember.objects.filter(household__in=mine, ended_at__isnull=True).exclude(
        resident__in=own
    )
    seen: dict[UUID, Member] = {}
    for one in members.order_by("recorded_at", "id"):
        role = one.get_role_display() if one.role != HouseholdRole.UNKNOWN else ""
        seen.setdefault(one.resident_id, Member(one.resident_id, role, one.starts_on))
    return list(seen.values())


def kin_of(hat: Hat, residents: Iterable[UUID]) -> list[Kin]:
    """Who is kin to a person, among those that the hat may see. One query, after a look at the person."""
    rows = Kinship.objects.filter(resident__in=list(residents), ended_at__isnull=True)
    return [
        Kin(
            one.pk,
            one.resident_id,
            one.other_id,
            one.relation,
            one.get_relation_display(),
            one.note,
            one.starts_on,
        )
        for one in rows.order_by("recorded_at", "id")
    ]

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enishi.office import prepared
from enishi.residents.models import Address
from enishi.residents.terms import Protection
from enishi.sharing.terms import InformationClass, SealKind

SEALS = """
SELECT b.id, s.seal, s.kind, s.classes, s.sealed_at, s.lift_asked_by, s.holders
  FROM unnest(%s::uuid[]) AS b(id), LATERAL sharing_seals(b.id) AS s ORDER BY s.sealed_at, s.seal
"""


@dataclass(frozen=True)
class WhereaboutsSeal:
    """The seal over somebody's whereabouts, as those know it who hold a key."""

    id: UUID
    sealed_at: datetime
    lift_asked_by: UUID | None
    holders: tuple[UUID, ...]


def whereabouts_seal(resident: UUID) -> WhereaboutsSeal | None:
    """The seal on LOCATION of one register; None without one, or without a key. One query."""
    return whereabouts_seals([resident]).get(resident)


def whereabouts_seals(residents: Iterable[UUID]) -> dict[UUID, WhereaboutsSeal]:
    """Register → the seal on LOCATION for which the hat holds a key. One query."""
    found: dict[UUID, WhereaboutsSeal] = {}
    for resident, seal, kind, classes, sealed_at, asked_by, holders in prepared.rows(SEALS, [prepared.array(residents)]):
        if kind == SealKind.SUPPORT_MEASURE and classes & InformationClass.LOCATION:
            found.setdefault(resident, WhereaboutsSeal(seal, sealed_at, asked_by, tuple(holders or ())))
    return found


def protection_of(resident: UUID) -> str:
    """What was last written of the protection of a register's addresses; "" when none is protected. Needs a look. One query."""
    protected = Address.objects.filter(resident=resident).exclude(protection=Protection.NONE)
    return protected.order_by("-recorded_at", "id").values_list("protection", flat=True).first() or ""

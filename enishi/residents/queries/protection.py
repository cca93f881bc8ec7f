from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from enishi.sharing.terms import InformationClass, SealKind


@dataclass(frozen=True)
class WhereaboutsSeal:
    """The seal over somebody's whereabouts, as those know it who hold a key."""

    id: UUID
    sealed_at: datetime
    lift_asked_by: UUID | None
    holders: tuple[UUID, ...]


def whereabouts_seal(resident: UUID) -> WhereaboutsSeal | None:
    """The seal on LOCATION for which the hat holds a key; None without one. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seal, kind, classes, sealed_at, lift_asked_by, holders FROM sharing_seals(%s)", [resident]
        )
        for seal, kind, classes, sealed_at, asked_by, holders in cursor.fetchall():
            if kind == SealKind.SUPPORT_MEASURE and classes & InformationClass.LOCATION:
                return WhereaboutsSeal(seal, sealed_at, asked_by, tuple(holders or ()))
    return None

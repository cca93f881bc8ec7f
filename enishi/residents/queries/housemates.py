"""Who lives with somebody and is not protected with them (併せて支援を求める者), and what was decided about each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.office import prepared
from enishi.residents.queries.faces import Face, faces
from enishi.residents.terms import OpenReason
from enishi.sharing.access import open_binders
from enishi.sharing.terms import InformationClass, Purpose

# A housemate's row is there for whom it is not sealed, or who holds the key: then there is a seal to see.
OPEN_BESIDE = """
SELECT own.resident_id, other.resident_id, protected.sealed_at IS NOT NULL,
       decided.id, decided.reason, decided.note, decided.recorded_by, decided.recorded_at
  FROM residents_householdmember own
  JOIN residents_householdmember other ON other.household_id = own.household_id AND other.ended_at IS NULL
  LEFT JOIN LATERAL (SELECT s.sealed_at FROM sharing_seals(own.resident_id) s
                      WHERE s.kind = 'support_measure' AND (s.classes & 32) <> 0 LIMIT 1) protected ON true
  LEFT JOIN LATERAL (SELECT o.* FROM residents_leftopen o
                      WHERE o.resident_id = own.resident_id AND o.housemate_id = other.resident_id AND o.ended_at IS NULL
                        AND o.recorded_at >= greatest(protected.sealed_at, own.recorded_at, other.recorded_at)
                      ORDER BY o.recorded_at DESC, o.id LIMIT 1) decided ON true
 WHERE own.resident_id = ANY ((SELECT %(registers)s::uuid[])::uuid[]) AND own.ended_at IS NULL
   AND NOT (other.resident_id = ANY ((SELECT %(registers)s::uuid[])::uuid[]))
   AND (sharing_shown(other.resident_id) & 1) <> 0
   AND NOT EXISTS (SELECT 1 FROM sharing_seals(other.resident_id) s WHERE s.kind = 'support_measure' AND (s.classes & 32) <> 0)
 ORDER BY other.recorded_at, other.id
"""


@dataclass(frozen=True)
class Decided:
    """That somebody is not protected with a person: why, and who said so when."""

    id: UUID
    reason: OpenReason
    note: str
    by: UUID
    at: datetime

    @property
    def said(self) -> str:
        return f"{self.reason.label}：{self.note}" if self.note else str(self.reason.label)


@dataclass(frozen=True)
class OpenHousemate:
    """Somebody who lives with a person and whose whereabouts stand open, of those whom the hat may name.

    ``register``: of the person's registers, the one in whose household they are; ``beside_protected``: its whereabouts are
    sealed, and the hat holds the key; ``decided``: they are not to be protected with the person.
    """

    resident: UUID
    register: UUID
    beside_protected: bool
    decided: Decided | None


def open_housemates(registers: Iterable[UUID]) -> list[OpenHousemate]:
    """Those who live with a person (all registers of one) and are not protected. One query; what was decided needs a look."""
    found: dict[UUID, OpenHousemate] = {}
    for register, resident, protected, *decision in prepared.rows(OPEN_BESIDE, {"registers": prepared.array(registers)}):
        one, reason, *rest = decision
        decided = Decided(one, OpenReason(reason), *rest) if one else None
        found.setdefault(resident, OpenHousemate(resident, register, protected, decided))
    return list(found.values())


def open_housemate(register: UUID, housemate: UUID) -> OpenHousemate | None:
    """One of them beside one register, if it is protected and the hat holds the key. One query."""
    found = {one.resident: one for one in open_housemates([register])}
    one = found.get(housemate)
    return one if one and one.beside_protected else None


def housemates_to_offer(hat: Hat, registers: Sequence[UUID], *, on: date) -> list[tuple[Face, Decided | None]]:
    """Who may be ticked to be protected with a person (all registers of one). Looks at each."""
    found = open_housemates(registers)
    named = _faces(hat, [one.resident for one in found], on=on)
    return [(named[one.resident], one.decided) for one in found if one.resident in named]


def face_of_housemate(hat: Hat, housemate: UUID, *, on: date) -> Face | None:
    """How one of them is called. Looks at them."""
    return _faces(hat, [housemate], on=on).get(housemate)


def _faces(hat: Hat, residents: Sequence[UUID], *, on: date) -> dict[UUID, Face]:
    seen = open_binders(
        hat, residents, to=Purpose.SUPPORT, word="resident.family", classes=InformationClass.BASIC, deliberate=False
    )
    return faces(hat, [one for one in residents if one in seen], on=on)

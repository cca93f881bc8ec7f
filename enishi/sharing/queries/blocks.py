"""Who is shut out of a person's record, for those who may know (閲覧の禁止)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership, Staff
from enishi.agencies.queries.names import names
from enishi.sharing.queries.names import as_seen
from enishi.sharing.terms import BlockKind


@dataclass(frozen=True)
class Blocked:
    """A member of staff who may not see a person."""

    staff: UUID
    name: str
    agencies: str
    kind: str
    recorded_by: str
    recorded_at: datetime


def blocked(hat: Hat, registers: Iterable[UUID], *, classes: int) -> list[Blocked]:
    """Whom the hat may know to be shut out, one line for each. Three queries at most.

    :param classes: what is open of the registers: without 司法 no agency of justice is named
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT staff, kind, recorded_by, recorded_at FROM sharing_blocks(%s::uuid[])", [list(registers)]
        )
        rows = cursor.fetchall()
    found = {row[0]: row for row in reversed(rows)}
    staff = dict(Staff.objects.filter(pk__in=found).order_by("pk").values_list("pk", "name"))
    hats = list(Membership.objects.filter(staff__in=found).order_by("starts_on", "pk").values_list("staff_id", "agency_id"))
    known = as_seen(names([agency for _, agency in hats], [row[2] for row in rows]), classes, hat.agency_id)
    works: dict[UUID, list[str]] = {}
    for person, agency in hats:
        works.setdefault(person, []).append(known.agency(agency))
    return [
        Blocked(
            one,
            staff.get(one, ""),
            "、".join(dict.fromkeys(works.get(one, []))),
            str(BlockKind(kind).label),
            known.called(recorder),
            at,
        )
        for one, kind, recorder, at in sorted(found.values(), key=lambda row: (row[3], row[0]))
    ]


def staff_by_number(number: str) -> tuple[UUID, str] | None:
    """The active member of staff with this number, and the name."""
    found = (
        Staff.objects.filter(staff_number=number.strip(), is_active=True).values_list("pk", "name").first()
    )
    return (found[0], found[1]) if found else None

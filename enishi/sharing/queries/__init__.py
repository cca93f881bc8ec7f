"""Lists of what the kernel tells."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from enishi.agencies.models import Agency, Staff
from enishi.sharing.terms import EmergencyReason

COLUMNS = "ground, at, category, reason, staff, agency, due_on, reviewed_at, justified, remark"


@dataclass(frozen=True)
class Emergency:
    """One emergency look as its reviewer sees it: who, when and why; not whom."""

    ground: UUID
    at: datetime
    category: str
    reason: str
    staff_id: UUID
    staff: str
    agency: str
    due_on: date
    reviewed_at: datetime | None
    justified: bool | None
    remark: str

    @property
    def reference(self) -> str:
        return self.ground.hex[:8].upper()


def emergencies() -> list[Emergency]:
    """Every emergency look, newest first; nothing for a hat that does not review. Three queries."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM sharing_emergencies()")  # noqa: S608
        rows = cursor.fetchall()
    staff = dict(
        Staff.objects.filter(pk__in={row[4] for row in rows}).order_by("pk").values_list("pk", "name")
    )
    agencies = dict(
        Agency.objects.filter(pk__in={row[5] for row in rows}).order_by("pk").values_list("pk", "name")
    )
    labels = dict(EmergencyReason.choices)
    return [
        Emergency(
            ground,
            at,
            str(labels.get(category, category)),
            reason,
            person,
            staff.get(person, ""),
            agencies.get(agency, ""),
            due_on,
            reviewed_at,
            justified,
            remark,
        )
        for ground, at, category, reason, person, agency, due_on, reviewed_at, justified, remark in rows
    ]

"""On which ground the agency of one role sees: the article of a law, or the person's consent."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from enishi.cases.queries.given import LAST_MOMENT
from enishi.intake.queries.listing import short_day
from enishi.office import prepared
from enishi.sharing.rules import labels
from enishi.sharing.terms import GroundKind

GROUND = """
SELECT s.kind, s.article, s.classes, s.ends_at FROM cases_teamrole r, LATERAL sharing_shared_with(r.case_id) s
 WHERE r.id = %(role)s AND s.ground = ANY (r.grounds) ORDER BY s.starts_at LIMIT 1
"""


@dataclass(frozen=True)
class RoleGround:
    why: str
    classes: str
    mask: int
    until: str


def ground_of_role(role: UUID) -> RoleGround | None:
    """Nothing when it has ended; a look at the case must stand. One query."""
    for kind, article, classes, ends_at in prepared.rows(GROUND, {"role": role}):
        until = short_day(timezone.localdate(ends_at - LAST_MOMENT)) if ends_at else ""
        return RoleGround(article or str(GroundKind(kind).label), labels(classes), classes, until)
    return None


def still_open(case: UUID) -> bool:
    """Whether the hat goes on seeing anything of a case after what it did."""
    return bool(prepared.rows("SELECT sharing_classes(%(case)s)", {"case": case})[0][0])

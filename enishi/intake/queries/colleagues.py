"""Who of one's own agency could hold a consultation."""

from datetime import date
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.agencies.roles import SEEING_ROLES


def colleagues(hat: Hat, *, on: date) -> list[tuple[UUID, str]]:
    """Membership and name of everybody in the hat's agency who works with persons today. One query."""
    rows = Membership.objects.at_work(on).filter(agency=hat.agency_id, role__in=SEEING_ROLES)
    return list(rows.order_by("staff__kana", "staff__name", "pk").values_list("pk", "staff__name"))

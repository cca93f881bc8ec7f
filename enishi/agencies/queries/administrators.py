"""Who administers: never nobody, or a city could appoint nobody any more without the terminal of its server."""

from datetime import date

from django.db.models import QuerySet

from enishi.agencies.models import Agency, Membership
from enishi.agencies.roles import roles_with

ADMINISTERING = frozenset(roles_with("administer"))
NOBODY_LEFT = (
    "最後のシステム管理者のため、これを行うと管理する人がいなくなります。"
    "先に、ほかの職員にシステム管理者の所属を加えてください。"
)
NOT_ONESELF = "自分の所属や役割は、別のシステム管理者が変えてください。"


def administrators(*, on: date) -> QuerySet[Membership]:
    """Memberships by which somebody can administer on a day."""
    return Membership.objects.at_work(on).filter(role__in=ADMINISTERING, agency__in=Agency.objects.active_on(on))


def reasons_to_keep(*, on: date, **whose: object) -> list[str]:
    """Why these memberships (a filter) cannot end on a day: nobody else could administer from then on."""
    able = administrators(on=on)
    if able.filter(**whose).exists() and not able.exclude(**whose).exists():
        return [NOBODY_LEFT]
    return []

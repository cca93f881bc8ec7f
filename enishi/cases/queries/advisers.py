"""Whom the lead of a case may ask for advice or for help: agencies that coordinate and may know of the case."""

from uuid import UUID

from enishi.agencies.models import Agency
from enishi.sharing.actions.kernel import call


def advisers(case: UUID) -> list[UUID]:
    """Agencies, as the database says. None for who does not lead the case. One query."""
    return [UUID(str(one)) for one in call("cases_advisers", case) or []]


def advisers_to_choose(case: UUID) -> list[tuple[str, str]]:
    """The same with their names. Two queries."""
    found = Agency.objects.filter(pk__in=advisers(case)).order_by("kana", "name", "pk")
    return [(str(one), name) for one, name in found.values_list("pk", "name")]

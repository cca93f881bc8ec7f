"""The city's intervals, with the room's defaults behind them."""

from collections.abc import Collection
from datetime import date

from enishi.intake.rules.deadlines import INTERVALS
from enishi.office import city_settings
from enishi.office.models import ClosingDay


def intervals(*, on: date) -> dict[str, int]:
    """Every interval of the room as it is on a day. One query."""
    return city_settings.values_on(on, list(INTERVALS))


def closing_days(*, since: date) -> Collection[date]:
    """The city's own closing days from a day on."""
    return frozenset(ClosingDay.objects.filter(day__gte=since).values_list("day", flat=True))

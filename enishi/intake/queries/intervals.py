"""The city's intervals, with the room's defaults behind them."""

from collections.abc import Collection
from datetime import date

from enishi.intake.rules.deadlines import INTERVALS
from enishi.office.models import CitySetting, ClosingDay


def intervals(*, on: date) -> dict[str, int]:
    """Every interval of the room as it is on a day. One query.

    :raises KeyError: for a name that :data:`INTERVALS` does not know, at the caller
    """
    found = {name: one.default for name, one in INTERVALS.items()}
    rows = CitySetting.objects.filter(name__in=list(INTERVALS), starts_on__lte=on).order_by("starts_on")
    for name, value in rows.values_list("name", "value"):
        if isinstance(value, int) and value >= 0:
            found[name] = value
    return found


def closing_days(*, since: date) -> Collection[date]:
    """The city's own closing days from a day on."""
    return frozenset(ClosingDay.objects.filter(day__gte=since).values_list("day", flat=True))

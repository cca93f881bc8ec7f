"""The city's intervals, with the room's defaults behind them."""

from datetime import date

from enishi.intake.rules.deadlines import INTERVALS
from enishi.office import city_settings


def intervals(*, on: date) -> dict[str, int]:
    """Every interval of the room as it is on a day. One query."""
    return city_settings.values_on(on, list(INTERVALS))

"""和暦 in and out, and birth dates of every legal kind. Pure: no clock, no database."""

from enishi.office.wareki.birth_date import BirthDate
from enishi.office.wareki.eras import (
    ERAS,
    DateProblem,
    Era,
    era_of,
    wareki,
    wareki_month,
    wareki_short,
    wareki_year,
    year_in_era,
)
from enishi.office.wareki.reading import WrittenDay, is_calendar_day, read_day, read_written_day

__all__ = [
    "ERAS",
    "BirthDate",
    "DateProblem",
    "Era",
    "WrittenDay",
    "era_of",
    "is_calendar_day",
    "read_day",
    "read_written_day",
    "wareki",
    "wareki_month",
    "wareki_short",
    "wareki_year",
    "year_in_era",
]

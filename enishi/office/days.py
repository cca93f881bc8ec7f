"""Days in words, and days that can be meant: a slip of the year (1900, 2202) is told instead of kept."""

from datetime import MAXYEAR, MINYEAR, date


def years(day: date, number: int) -> date:
    """The same day some years later, or earlier; of 29 February the 28th."""
    year = max(MINYEAR, min(MAXYEAR, day.year + number))
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def reasons_about_day(label: str, day: date | None, earliest: date, latest: date) -> list[str]:
    """What is wrong with one typed day; an empty one is for others to ask for."""
    if day is None or earliest <= day <= latest:
        return []
    return [f"{label}は、{long_day(earliest)}から{long_day(latest)}までの日付にしてください。"]


def long_day(day: date) -> str:
    """「2026年4月1日」."""
    return f"{day.year}年{day.month}月{day.day}日"

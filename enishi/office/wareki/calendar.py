"""The days that a year, a month or an age covers."""

from datetime import date, timedelta

from enishi.office.wareki.reading import is_calendar_day


def span(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    if month is None or not 1 <= month <= 12:
        return date(year, 1, 1), date(year, 12, 31)
    after = date(year + month // 12, month % 12 + 1, 1)
    if day is None:
        return date(year, month, 1), after - timedelta(days=1)
    if not is_calendar_day(year, month, day):
        return after - timedelta(days=1), after
    return date(year, month, day), date(year, month, day)


def full_years(birth: tuple[int, int, int], day: date) -> int:
    return day.year - birth[0] - ((day.month, day.day) < birth[1:])


def years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)

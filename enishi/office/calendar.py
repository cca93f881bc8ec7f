"""Working days and fiscal years (年度). A city's own closing days are passed in."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

import jpholiday
from django.utils import timezone

from enishi.office.wareki.eras import year_in_era

FISCAL_YEAR_BEGINS_IN = 4
SATURDAY = 5
YEAR_END = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
LONGEST_SPAN_IN_DAYS = 36_600
NOTHING: frozenset[date] = frozenset()


def day_of(moment: datetime) -> date:
    """The day in Japan. The installation knows one zone; to ask Django which one this thread has takes longer than the rest."""
    return moment.astimezone(timezone.get_default_timezone()).date()


def today() -> date:
    return day_of(timezone.now())


@lru_cache(maxsize=4096)  # the library works each day out anew, and a page asks for the same days again and again
def is_holiday(day: date) -> bool:
    """National holiday, substitute holidays (振替休日) and 国民の休日 included."""
    return bool(jpholiday.is_holiday(day))


def is_year_end_closing(day: date) -> bool:
    """29 December to 3 January, when public offices are closed (行政機関の休日に関する法律1条)."""
    return (day.month, day.day) in YEAR_END


def is_working_day(day: date, closed: Collection[date] = NOTHING) -> bool:
    """Neither weekend, holiday, year-end closing nor one of the city's own closing days."""
    return (
        day.weekday() < SATURDAY
        and day not in closed
        and not is_year_end_closing(day)
        and not is_holiday(day)
    )


def why_closed(day: date, closed: Collection[date] = NOTHING) -> str:
    """Japanese reason why the office is closed that day, "" on a working day."""
    if is_holiday(day):
        return str(jpholiday.is_holiday_name(day))
    if is_year_end_closing(day):
        return "年末年始の閉庁日"
    if day in closed:
        return "市の閉庁日"
    return {5: "土曜日", 6: "日曜日"}.get(day.weekday(), "")


def add_working_days(day: date, count: int, closed: Collection[date] = NOTHING) -> date:
    """The `count`-th working day after `day` (before it when negative). 0: `day` or the next open day.

    Raises ValueError when the closing days leave no working day within a hundred years.
    """
    if count == 0:
        return next_working_day(day, closed)
    step, left, at = (1 if count > 0 else -1), abs(count), day
    for _ in range(LONGEST_SPAN_IN_DAYS):
        at += timedelta(days=step)
        left -= is_working_day(at, closed)
        if left == 0:
            return at
    raise ValueError("開庁日が見つかりません。閉庁日の設定を確かめてください。")


def next_working_day(day: date, closed: Collection[date] = NOTHING) -> date:
    """`day` itself when the office is open, else the first open day after it."""
    for ahead in range(LONGEST_SPAN_IN_DAYS):
        if is_working_day(at := day + timedelta(days=ahead), closed):
            return at
    raise ValueError("開庁日が見つかりません。閉庁日の設定を確かめてください。")


def working_days_between(start: date, end: date, closed: Collection[date] = NOTHING) -> int:
    """Working days after `start` up to and including `end`; negative when `end` is earlier.

    Fits `add_working_days`: working_days_between(d, add_working_days(d, n)) == n for n > 0.
    """
    if end < start:
        return -working_days_between(end, start, closed)
    return sum(is_working_day(day, closed) for day in _days(start + timedelta(days=1), end))


def fiscal_year(day: date) -> int:
    """年度 of a day: 2025-03-31 → 2024."""
    return day.year if day.month >= FISCAL_YEAR_BEGINS_IN else day.year - 1


def fiscal_year_starts_on(year: int) -> date:
    return date(year, FISCAL_YEAR_BEGINS_IN, 1)


def fiscal_year_ends_on(year: int) -> date:
    """Exclusive end: 1 April of the next year."""
    return date(year + 1, FISCAL_YEAR_BEGINS_IN, 1)


def fiscal_year_label(year: int) -> str:
    """2024 → 令和6年度, 2019 → 令和元年度 (officially called so although April was still 平成)."""
    era, number = year_in_era(date(year, 12, 31))
    return f"{era.name}{'元' if number == 1 else number}年度"


def fiscal_quarter(day: date) -> int:
    """1 (April–June) to 4 (January–March)."""
    return (day.month - FISCAL_YEAR_BEGINS_IN) % 12 // 3 + 1


def _days(start: date, end: date) -> Iterator[date]:
    while start <= end:
        yield start
        start += timedelta(days=1)

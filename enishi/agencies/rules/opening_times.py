"""When a place is open: weekly times with "first and third Monday", and holidays; on plain values.

Codes follow GIF 441 1.2-1.3: a day is 1 (Monday) … 7 (Sunday), weeks are "0" every, digits of 1-5 for the
nth, "6" the last, "7" every other; written `13Mo`, `14Tu4Th`, `6Fr`, `7Su`. Day 8 is ours: 祝日.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

HOLIDAY = 8
EVERY_DAY = range(1, 8)
WORKDAYS = range(1, 6)
DAY_LETTERS = "月火水木金土日祝"
EVERY_WEEK, LAST_WEEK, EVERY_OTHER_WEEK = "0", "6", "7"
MIDNIGHT = 24 * 60
TURN_OF_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}

_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_CODE = re.compile(r"([0-7]+)((?:Mo|Tu|We|Th|Fr|Sa|Su)+)")


class OnHolidays(Enum):
    """What a place does on a national holiday that falls on one of its days."""

    UNKNOWN = "unknown"
    CLOSED = "closed"
    AS_USUAL = "as_usual"
    OWN_TIMES = "own_times"


@dataclass(frozen=True, order=True)
class Opening:
    """Open on a day of the week, from `opens` to `closes`: minutes after midnight, also past 24:00."""

    day: int
    weeks: str = EVERY_WEEK
    opens: int = 0
    closes: int = MIDNIGHT

    def __post_init__(self) -> None:
        if not (1 <= self.day <= HOLIDAY and 0 <= self.opens < self.closes <= 2 * MIDNIGHT):
            raise ValueError(f"no such opening: {self.day} {self.opens} {self.closes}")
        if not re.fullmatch(r"0|7|[1-6]+", self.weeks):
            raise ValueError(f"no such weeks: {self.weeks}")


@dataclass(frozen=True)
class Schedule:
    """What is known of a place's times. `left_over`: what no rule understood; there the words decide."""

    openings: tuple[Opening, ...] = ()
    on_holidays: OnHolidays = OnHolidays.UNKNOWN
    left_over: str = ""

    @property
    def understood(self) -> bool:
        return bool(self.openings) and not self.left_over


def day_codes(text: str) -> list[tuple[str, int]] | None:
    """Weeks and days of a GIF code (`14Tu4Th`, `12345`); None when `text` is no such code.

    >>> day_codes("14Tu4Th")
    [('14', 2), ('4', 4)]
    """
    if re.fullmatch(r"[1-7]+", text):
        return [(EVERY_WEEK, int(day)) for day in dict.fromkeys(text)]
    if not re.fullmatch(f"(?:{_CODE.pattern})+", text):
        return None
    found = []
    for match in _CODE.finditer(text):
        weeks = "".join(sorted(set(match[1])))
        if not re.fullmatch(r"0|7|[1-6]+", weeks):
            return None
        found += [(weeks, _CODES.index(code) + 1) for code in re.findall("..", match[2])]
    return found


def code_of(days: Iterable[tuple[str, int]]) -> str:
    """The GIF code of weeks and days; holidays have none and are left out.

    >>> code_of([("14", 2), ("4", 4)])
    '14Tu4Th'
    """
    return "".join(f"{weeks}{_CODES[day - 1]}" for weeks, day in days if day < HOLIDAY)


def is_open(schedule: Schedule, at: datetime.datetime, *, holiday: bool) -> bool | None:
    """Open at that moment (local time)? None when it cannot be known: then the screen shows the words.

    At the turn of the year (29 December to 3 January) nothing is known unless it is open round the clock.
    """
    always = [opening for opening in schedule.openings if (opening.opens, opening.closes) == (0, MIDNIGHT)]
    if not schedule.openings or ((at.month, at.day) in TURN_OF_YEAR and not always):
        return None
    answers = [_open_on(schedule, at.date(), at.hour * 60 + at.minute, holiday)]
    if any(opening.closes > MIDNIGHT for opening in schedule.openings):
        yesterday = at.date() - datetime.timedelta(days=1)
        answers.append(_open_on(schedule, yesterday, at.hour * 60 + at.minute + MIDNIGHT, False))
    if True in answers:
        return True
    return None if None in answers or schedule.left_over else False


def _open_on(schedule: Schedule, on: datetime.date, minute: int, holiday: bool) -> bool | None:
    day = on.isoweekday()
    if holiday and schedule.on_holidays is OnHolidays.CLOSED:
        return False
    if holiday and schedule.on_holidays is OnHolidays.OWN_TIMES:
        day = HOLIDAY
    fitting = [
        opening
        for opening in schedule.openings
        if opening.day == day and opening.opens <= minute < opening.closes
    ]
    if not fitting:
        return False
    if holiday and schedule.on_holidays is OnHolidays.UNKNOWN:
        return None
    weeks = [in_weeks(opening.weeks, on) for opening in fitting]
    return True if True in weeks else (None if None in weeks else False)


def in_weeks(weeks: str, on: datetime.date) -> bool | None:
    """Does `on` lie in those weeks of its month? None for every other week: no calendar says which."""
    if weeks == EVERY_WEEK:
        return True
    if weeks == EVERY_OTHER_WEEK:
        return None
    nth = (on.day - 1) // 7 + 1
    last = on.day + 7 > calendar.monthrange(on.year, on.month)[1]
    return str(nth) in weeks or (LAST_WEEK in weeks and last)


def describe(schedule: Schedule) -> str:
    """The times in the words a colleague would use: 「月〜金 9:00〜17:00、祝日休み」."""
    hours_of: dict[tuple[int, str], list[str]] = {}
    for opening in sorted(schedule.openings):
        hours_of.setdefault((opening.day, opening.weeks), []).append(
            describe_hours(opening.opens, opening.closes)
        )
    days_of: dict[str, list[tuple[str, int]]] = {}
    for (day, weeks), hours in hours_of.items():
        days_of.setdefault("・".join(hours), []).append((weeks, day))
    words = [f"{describe_days(days)} {hours}" for hours, days in days_of.items()]
    if words and schedule.on_holidays is OnHolidays.CLOSED:
        words.append("祝日休み")
    if words and schedule.on_holidays is OnHolidays.AS_USUAL:
        words.append("祝日も開所")
    return "、".join(words)


def describe_days(days: Iterable[tuple[str, int]]) -> str:
    """「月〜金」「第1・3月」「最終金」「隔週日」「毎日」."""
    by_weeks: dict[str, list[int]] = {}
    for weeks, day in days:
        by_weeks.setdefault(weeks, []).append(day)
    return "・".join(_week_words(weeks) + _day_words(sorted(set(found))) for weeks, found in by_weeks.items())


def describe_hours(opens: int, closes: int) -> str:
    """「9:00〜17:00」「24時間」「22:00〜翌6:00」."""
    if (opens, closes) == (0, MIDNIGHT):
        return "24時間"
    late = closes > MIDNIGHT
    until = closes - MIDNIGHT if late else closes
    return f"{opens // 60}:{opens % 60:02d}〜{'翌' if late else ''}{until // 60}:{until % 60:02d}"


def _week_words(weeks: str) -> str:
    if weeks in (EVERY_WEEK, EVERY_OTHER_WEEK):
        return "" if weeks == EVERY_WEEK else "隔週"
    numbers = [digit for digit in weeks if digit != LAST_WEEK]
    words = f"第{'・'.join(numbers)}" if numbers else ""
    return words + ("・" if words and LAST_WEEK in weeks else "") + ("最終" if LAST_WEEK in weeks else "")


def _day_words(days: list[int]) -> str:
    if days[:7] == list(EVERY_DAY):
        return "毎日" + ("・祝" if HOLIDAY in days else "")
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1 and day != HOLIDAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    words = []
    for run in runs:
        letters = [DAY_LETTERS[day - 1] for day in run]
        words.append(f"{letters[0]}〜{letters[-1]}" if len(run) > 2 else "・".join(letters))
    return "・".join(words)

"""Closing days as people write them (定休日), as columns. What is not plain is said, and kept letter by letter.

Nothing is guessed: 「土曜日は会社カレンダーによる」 does not close Saturdays; it is left over.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from enishi.agencies.rules.opening_times import (
    EVERY_OTHER_WEEK,
    EVERY_WEEK,
    HOLIDAY,
    code_of,
    day_codes,
)
from enishi.community.rules import closing_words as words
from enishi.community.rules.letters import Letters, letters

Day = tuple[str, int]
Span = tuple[int, int, int, int]
LONGEST_SPAN = 62


class Reading(Enum):
    """How much of the words was understood."""

    EMPTY = "記入なし"
    NONE = "休みなし"
    WHOLE = "読めた"
    PART = "一部読めた"
    NOT = "読めない"


@dataclass(frozen=True)
class Closings:
    """``days``: weeks ("0" every, "13" first and third, "6" last, "7" every other) × day (1 Monday … 7, 8 = holidays).

    ``spans``: month, day, month, day, both inclusive, every year. ``seasons``: named without days (年末年始, お盆, GW).
    """

    reading: Reading
    days: tuple[Day, ...] = ()
    spans: tuple[Span, ...] = ()
    seasons: tuple[str, ...] = ()
    left_over: str = ""

    @property
    def on_holidays(self) -> bool:
        return any(day == HOLIDAY for _weeks, day in self.days)

    @property
    def at_turn_of_year(self) -> bool:
        """Closed on some day about New Year, whether said by name or by days."""
        return words.TURN in self.seasons or any(_touches_new_year(span) for span in self.spans)

    @property
    def code(self) -> str:
        """GIF 441 1.3: 毎週水曜日と第2・4土曜日 → 0We24Sa. Holidays have no code."""
        return code_of(day for day in self.days if day[1] < HOLIDAY)

    def weeks_of(self, day: int) -> str:
        """「毎週」「第2・4」「最終」「隔週」, or "" where that day is not closed."""
        found = [weeks for weeks, one in self.days if one == day]
        return "・".join(words.week_words(weeks) for weeks in found)


@dataclass
class _Found:
    days: list[Day] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    seasons: list[str] = field(default_factory=list)
    left: list[tuple[int, int]] = field(default_factory=list)
    none: bool = False
    month: int = 0

    def take(self, other: _Found) -> None:
        self.days += other.days
        self.spans += other.spans
        self.seasons += other.seasons
        self.left += other.left
        self.none = self.none or other.none
        self.month = other.month or self.month


@lru_cache(maxsize=4_096)
def read_closings(text: str) -> Closings:
    """Understand closing days as far as they are plain.

    >>> read_closings("毎週水曜日、木曜日").code
    '0We0Th'
    >>> read_closings("第2・4土曜").days
    (('24', 6),)
    """
    if not text.strip():
        return Closings(Reading.EMPTY)
    source = letters(text)
    if codes := day_codes(source.plain.strip()):
        return Closings(Reading.WHOLE, tuple(_merged(codes)))
    found = _Found()
    for start, end in _sentences(source.plain):
        _read_sentence(source.plain, start, end, found)
    left = _joined(source, found.left)
    days, spans = tuple(_merged(found.days)), tuple(dict.fromkeys(found.spans))
    told = {words.TURN} if any(map(_touches_new_year, spans)) else set()
    seasons = tuple(one for one in dict.fromkeys(found.seasons) if one not in told)
    something = bool(days or spans or seasons)
    reading = Reading.NOT
    if something:
        reading = Reading.PART if left else Reading.WHOLE
    elif found.none:
        reading = Reading.PART if left else Reading.NONE
    return Closings(reading, days, spans, seasons, left)


def _sentences(plain: str) -> Iterator[tuple[int, int]]:
    """Stretches between marks that end a thought; what stands in brackets stays with its words."""
    start, depth = 0, 0
    for place, letter in enumerate(plain):
        depth += (letter in "([〔【") - (letter in ")]〕】")
        if depth <= 0 and (letter in "。;\n\r" or (letter in "※" and place > start)):
            yield start, place
            start, depth = place + (letter != "※"), 0
    yield start, len(plain)


def _read_sentence(plain: str, start: int, end: int, found: _Found) -> None:
    place = start
    while place < end:
        if gap := words.GAP.match(plain, place, end):
            place = gap.end()
            continue
        place = _read_chain(plain, place, end, found)


def _read_chain(plain: str, start: int, end: int, found: _Found) -> int:
    """Words joined closely (土・日・祝) are believed together, or not at all when something is said of them."""
    chain = _Found(month=found.month)
    place = start
    while True:
        clause = _clause(plain, place, end, chain)
        if clause is None:
            stop = _end_of_clause(plain, place, end)
            if _is_about_them(plain, place, end):
                found.left.append((start, stop))
            else:
                found.take(chain)
                found.left.append((place, stop))
            return max(stop, place + 1)
        place = clause
        tight = words.TIGHT.match(plain, place, end)
        if tight is None and words.SINGLE.search(plain, start, place):
            tight = words.COMMA.match(plain, place, end)
        if tight is None or tight.end() >= end:
            found.take(chain)
            return place
        gap = words.GAP.match(plain, place, end)
        place = gap.end() if gap else tight.end()


def _is_about_them(plain: str, place: int, end: int) -> bool:
    """「土・日曜は…」「月・金曜の祝日」: what follows the last of the words is said of all of them."""
    last = place
    while item := words.ITEM.match(plain, last, end):
        last = item.end()
    about = words.ABOUT.match(plain, last, end) if last > place else None
    # 「土・日曜の午後」 speaks of both, 「毎週月曜日・祝日の翌日」 of the second only.
    return about is not None and (about[0] != "の" or words.SHARED.search(plain, 0, place) is not None)


def _end_of_clause(plain: str, start: int, end: int) -> int:
    depth = 0
    for place in range(start, end):
        letter = plain[place]
        depth += letter in "([〔【"
        closes = letter in ")]〕】"
        if depth <= 0 and place > start and words.STOP.match(plain, place, end):
            named = words.ITS_END.search(plain, start, place)
            if letter not in "・･" or not named:
                return place
        depth -= closes
    return end


def _clause(plain: str, start: int, end: int, found: _Found) -> int | None:
    """Items that follow each other up to a boundary; None when something else is said of them."""
    own = _Found(month=found.month)
    place = start
    if before := words.BEFORE.match(plain, place, end):
        own.left += [before.span("kept")] if before["kept"] else []
        place = before.end()
    if none := words.NONE.match(plain, place, end):
        own.none = True
        place = none.end()
    else:
        place = _items(plain, place, end, own)
        if place < 0:
            return None
    place = _after(plain, place, end, own)
    if place < end and not words.LOOSE.match(plain, place, end):
        return None
    found.take(own)
    return place


def _items(plain: str, place: int, end: int, own: _Found) -> int:
    """The place behind one item or several without anything between (土日祝); -1 without any, or an impossible one."""
    start, before = place, ""
    while item := words.ITEM.match(plain, place, end):
        weeks = words.weeks(item["weeks"]) if item["weeks"] else before
        if not _item(item, weeks or EVERY_WEEK, own):
            return -1
        place = _bracket(plain, item.end(), end, own)
        # 「第2・4土日」 speaks of both; 「第2土曜日曜」 and 「第2土（…）日」 do not.
        before = weeks if item[0][-1:] in words.DAYS and item["day"] and place == item.end() else ""
        before = "" if item[0].endswith("曜日") else before
    return place if place > start else -1


def _after(plain: str, place: int, end: int, own: _Found) -> int:
    if words.BUT.match(plain, place, end):
        own.days = [(EVERY_WEEK, day) for day in range(1, 8) if (EVERY_WEEK, day) not in own.days]
        place += len("以外")
    if own.none and (but := words.EXCEPT.match(plain, place, end)):
        inner = _Found(month=own.month)
        _read_sentence(plain, *but.span("what"), inner)
        own.take(inner)
        own.none = not (inner.days or inner.spans or inner.seasons)
        place = but.end()
    if after := words.AFTER.match(plain, place, end):
        own.left += [after.span("kept")] if after["kept"] else []
        place = after.end()
    return _bracket(plain, place, end, own)


def _bracket(plain: str, place: int, end: int, own: _Found) -> int:
    """「年末年始（12/29〜1/3）」 says the days, 「土（第4を除く）」 the weeks; anything else is left over."""
    match = words.BRACKET.match(plain, place, end)
    if match is None:
        return place
    inside = match["inside"]
    if own.days and (weeks := words.WEEKS_ONLY.fullmatch(inside)):
        numbers = set(re.findall(r"[1-5]", words.arabic(inside)))
        named = set("12345") - numbers if weeks["without"] else numbers
        own.days[-1] = ("".join(sorted(named)), own.days[-1][1])
        return match.end()
    inner = _Found(month=own.month)
    _read_sentence(plain, *match.span("inside"), inner)
    if inner.spans and not (inner.days or inner.left or inner.none or inner.seasons):
        own.spans += inner.spans
        if own.seasons and own.seasons[-1] != words.TURN:
            own.seasons.pop()
    else:
        own.left.append(match.span())
    return match.end()


def _item(item: re.Match[str], weeks: str, own: _Found) -> bool:
    """Add one item; False when it is impossible (30 February, a span of ten months)."""
    if item["season"]:
        own.seasons += words.seasons(item["season"])
    elif item["from_day"] or item["bare_day"]:
        return _span(item, own)
    elif item["without"]:
        numbers = words.weeks(item["without"])
        rest = "".join(week for week in "12345" if week not in numbers)
        own.days.append((rest, words.DAYS.index(item["other"]) + 1))
        return item["other"] == item["same"]
    elif item["holiday"]:
        own.days.append((EVERY_WEEK, HOLIDAY))
    elif item["first"]:
        first, last = words.DAYS.index(item["first"]) + 1, words.DAYS.index(item["last"]) + 1
        run = range(first, last + 1) if first < last else (*range(first, 8), *range(1, last + 1))
        own.days += [(weeks, day) for day in run]
    elif item["workdays"]:
        own.days += [(weeks, day) for day in range(1, 6)]
    else:
        own.days.append((weeks, words.DAYS.index(item["day"]) + 1))
    return True


def _span(item: re.Match[str], own: _Found) -> bool:
    month, day = int(item["from_month"] or own.month or 0), int(item["from_day"] or item["bare_day"])
    last_month, last_day = int(item["to_month"] or month), int(item["to_day"] or day)
    if not (_is_day(month, day) and _is_day(last_month, last_day)):
        return False
    own.month = last_month
    own.spans.append((month, day, last_month, last_day))
    return (_of_year(last_month, last_day) - _of_year(month, day)) % 366 <= LONGEST_SPAN


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2024, month)[1]


def _of_year(month: int, day: int) -> int:
    return sum(calendar.monthrange(2024, one)[1] for one in range(1, month)) + day


def _touches_new_year(span: Span) -> bool:
    month, day, last_month, last_day = span
    return (
        (last_month, last_day) < (month, day) or (month, day) <= (1, 1) or (last_month, last_day) >= (12, 31)
    )


def _merged(days: list[Day]) -> list[Day]:
    """A day that is closed every week needs no first and third; weeks of one day are one code."""
    by_day: dict[int, set[str]] = {}
    for weeks, day in days:
        by_day.setdefault(day, set()).add(weeks)
    merged: list[Day] = []
    for day in sorted(by_day):
        found = by_day[day]
        if EVERY_WEEK in found:
            merged.append((EVERY_WEEK, day))
            continue
        numbers = "".join(sorted({digit for weeks in found - {EVERY_OTHER_WEEK} for digit in weeks}))
        merged += [(numbers, day)] if numbers else []
        merged += [(EVERY_OTHER_WEEK, day)] if EVERY_OTHER_WEEK in found else []
    return merged


def _joined(source: Letters, left: list[tuple[int, int]]) -> str:
    """What was not understood, in its own letters and order; neighbours together, with what stood between them."""
    runs: list[list[int]] = []
    for start, end in sorted(left):
        if runs and not re.search(r"[^\s、,，・]", source.plain[runs[-1][1] : start]):
            runs[-1][1] = max(runs[-1][1], end)
        else:
            runs.append([start, end])
    return " / ".join(written for start, end in runs if (written := source.written(start, end).strip()))

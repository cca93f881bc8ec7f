"""Birth dates as a town hall meets them: exact, partly unknown, "about 45", and days no calendar has."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from enishi.office.text.characters import plain
from enishi.office.text.numerals import kanji_numbers_to_digits
from enishi.office.wareki.calendar import full_years, span, years_before
from enishi.office.wareki.eras import (
    ERA_BY_CODE,
    ERAS,
    DateProblem,
    Era,
    wareki,
    wareki_month,
    wareki_year,
    year_in_era,
)
from enishi.office.wareki.eras import year_text as year_of_era_text
from enishi.office.wareki.reading import APPROXIMATE, ESTIMATED, is_calendar_day, read_slip, read_written_day

AGE = re.compile(
    r"^(?:年齢)?[:：]?(?P<age>\d{1,3})(?:歳|才|さい|years?old|yo|y/o)?(?P<until>[-~〜から]+(?P<to>\d{1,3})(?:歳|才))?$"
)
AGE_WORD = re.compile(r"歳|才|さい|years? ?old|\byo\b|年齢|about \d{1,3}$", re.IGNORECASE)
DECADE_OF_AGE = re.compile(r"^(?P<age>\d{1,2})(?:歳|才)?代(?P<part>前半|半ば|なかば|後半)?$")
DECADE_OF_YEARS = re.compile(
    r"^(?:(?P<era>明治|大正|昭和|平成|令和)(?P<number>\d{1,2})|(?P<year>\d{4}))年代$"
)
SLACK_YEARS = 2
SLACK_AGE = 3
SLACK_DAYS_OF_MONTH = 31
SLACK_DAYS = 7
OLDEST_AGE = 130
PARTS_OF_DECADE = {"前半": (0, 4), "半ば": (3, 6), "なかば": (3, 6), "後半": (5, 9)}


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A birth date and how much of it is known.

    text         as given, never changed
    year, month, day   western year; each None when unknown
    year_to      last year when only a span is known (昭和40年代)
    era_code     元号 as written: "1" 明治 … "5" 令和, "" when western
    approximate  頃・約・推定;  estimated  推定
    age, age_to, said_on   「45歳くらい」: the age (or span) and the day it was said
    """

    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    year_to: int | None = None
    era_code: str = ""
    approximate: bool = False
    estimated: bool = False
    age: int | None = None
    age_to: int | None = None
    said_on: date | None = None

    @classmethod
    def read(cls, text: str, *, today: date | None = None) -> Self:
        """Read what a person wrote. `today` refuses future days and dates a stated age.

        Raises DateProblem, in Japanese, for nonsense (13月, 昭和70年, a future day). "" and 不詳: unknown.
        """
        written = plain(text)
        if not written:
            return cls(text=text)
        core = _without_qualifiers(written)
        for read in (cls._age, cls._years):
            if (found := read(text, core, written, today)) is not None:
                return found
        day = read_written_day(written)
        code = day.era.code if day.era else ""
        birth = cls(text, day.year, day.month, day.day, None, code, day.approximate, day.estimated)
        if today is not None and birth.earliest is not None and birth.earliest > today:
            raise DateProblem("未来の日付です。生年月日を確かめてください。")
        return birth

    @classmethod
    def read_leniently(cls, text: str, *, today: date | None = None) -> Self:
        """Like `read`, but nonsense becomes an unknown date that keeps the text (for ledgers)."""
        try:
            return cls.read(text, today=today)
        except DateProblem:
            return cls(text=text)

    @classmethod
    def as_slipped(cls, text: str) -> Self:
        """A day that cannot be (2月30日, 13月, a future year), for comparing it with what was meant. Never recorded."""
        try:
            day = read_slip(text)
        except DateProblem:
            return cls(text=text)
        if day.year is None or not 1800 <= day.year <= 2200:
            return cls(text=text)
        return cls(text, day.year, day.month, day.day, None, day.era.code if day.era else "", day.approximate)

    @classmethod
    def on(cls, day: date) -> Self:
        """An exact birth date."""
        return cls(text=day.isoformat(), year=day.year, month=day.month, day=day.day)

    @classmethod
    def at_age(cls, age: int, *, said_on: date, approximate: bool = True) -> Self:
        """「45歳くらい」 said on a day."""
        word = f"{age}歳くらい" if approximate else f"{age}歳"
        return cls(text=word, age=age, age_to=age, said_on=said_on, approximate=approximate)

    @classmethod
    def _age(cls, text: str, core: str, written: str, today: date | None) -> Self | None:
        if decade := DECADE_OF_AGE.match(core):
            low, high = PARTS_OF_DECADE.get(decade["part"] or "", (0, 9))
            age = int(decade["age"]) // 10 * 10
            return cls(text, age=age + low, age_to=age + high, said_on=today, approximate=True)
        found = AGE.match(core)
        if not found or not (
            AGE_WORD.search(written) or (len(found["age"]) <= 2 and APPROXIMATE.search(written))
        ):
            return None
        age, age_to = int(found["age"]), int(found["to"] or found["age"])
        if not age <= age_to <= OLDEST_AGE:
            raise DateProblem(f"{max(age, age_to)}歳は年齢として受け付けられません。")
        return cls(
            text,
            age=age,
            age_to=age_to,
            said_on=today,
            approximate=bool(APPROXIMATE.search(written)),
        )

    @classmethod
    def _years(cls, text: str, core: str, written: str, today: date | None) -> Self | None:
        if not (found := DECADE_OF_YEARS.match(core)):
            return None
        era: Era | None = next((era for era in ERAS if era.name == found["era"]), None)
        number = int(found["number"] or found["year"]) // 10 * 10
        first = era.western(max(number, 1)) if era else number
        last = era.western(number + 9) if era else number + 9
        if era is not None:
            if first > era.last_day.year:
                raise DateProblem(f"{era.name}は{era.last_year}年までです。年を確かめてください。")
            last = min(last, era.last_day.year)
        return cls(
            text,
            year=first,
            year_to=last,
            era_code=era.code if era else "",
            approximate=bool(APPROXIMATE.search(written)),
            estimated=bool(ESTIMATED.search(written)),
        )

    @property
    def is_exact(self) -> bool:
        """Year, month and day are known and nobody said 頃."""
        return None not in (self.year, self.month, self.day) and self.year_to is None and not self.approximate

    @property
    def is_unknown(self) -> bool:
        return self.year is None and self.month is None and self.age is None

    @property
    def era(self) -> Era | None:
        return ERA_BY_CODE.get(self.era_code)

    @property
    def exact_day(self) -> date | None:
        """The calendar day, when the date is exact and the calendar has it."""
        if self.is_exact and is_calendar_day(self.year or 0, self.month or 0, self.day or 0):
            return date(self.year or 0, self.month or 0, self.day or 0)
        return None

    @property
    def earliest(self) -> date | None:
        """First possible day, None when open. 29 February of a common year: 28 February to 1 March."""
        return self._bounds()[0]

    @property
    def latest(self) -> date | None:
        return self._bounds()[1]

    def may_be(self, other: "BirthDate") -> bool:
        """The two can mean one day: intervals meet and known months and days do not contradict."""
        mine, theirs = self._bounds(), other._bounds()
        if (mine[0] and theirs[1] and theirs[1] < mine[0]) or (theirs[0] and mine[1] and mine[1] < theirs[0]):
            return False
        if self.approximate or other.approximate:
            return True
        return _agree(self.month, other.month) and _agree(self.day, other.day)

    def age_on(self, day: date) -> int | None:
        """Full years on a day when certain, else None (see `ages_on`)."""
        ages = self.ages_on(day)
        return ages[0] if ages and ages[0] == ages[1] else None

    def ages_on(self, day: date) -> tuple[int, int] | None:
        """(youngest, oldest) on a day, None when nothing is known or the day is before birth.

        Years are counted on the birthday, as forms do (年齢計算ニ関スル法律: the end of the day before).
        """
        if self.is_exact:
            exact = full_years((self.year or 0, self.month or 0, self.day or 0), day)
            return (exact, exact) if exact >= 0 else None
        first, last = self._bounds()
        if first is None or last is None or first > day:
            return None
        oldest = full_years((first.year, first.month, first.day), day)
        return max(0, full_years((last.year, last.month, last.day), day)), oldest

    def written(self) -> str:
        """The date in 和暦 as the register shows it, without age: 昭和50年4月1日, 昭和50年頃, 45歳くらい."""
        if self.age is not None:
            return self._written_age()
        if self.is_unknown:
            return "年月日不詳"
        shown = f"{self._written_year()}{self._written_month_and_day()}"
        if self.estimated:
            return f"推定{shown}"
        return f"{shown}頃" if self.approximate else shown

    def display(self, on: date | None = None) -> str:
        """`written` and, for a day `on`, the age: 昭和50年4月1日（51歳）, 昭和50年（50〜51歳）."""
        ages = self.ages_on(on) if on and not self.approximate and self.age is None else None
        if ages is None:
            return self.written()
        youngest, oldest = ages
        return (
            f"{self.written()}（{oldest}歳）"
            if youngest == oldest
            else f"{self.written()}（{youngest}〜{oldest}歳）"
        )

    def note(self) -> str:
        """A plain Japanese remark on a legal but unusual date, or on the day an age was told; "" otherwise."""
        if self.age is not None and self.said_on is not None:
            return f"{wareki(self.said_on)}に聞いた年齢です。"
        if self.year is None or self.month is None or self.day is None:
            return ""
        if not is_calendar_day(self.year, self.month, self.day):
            day = f"{self.year}年{self.month}月{self.day}日"
            return f"暦に{day}はありませんが、届出どおりに記録します。間違いがないか確かめてください。"
        era = self.era
        if era and (self.year, self.month, self.day) > (
            era.last_day.year,
            era.last_day.month,
            era.last_day.day,
        ):
            new, number = year_in_era(date(self.year, self.month, self.day))
            return (
                f"{era.name}は{era.last_year}年{era.last_day.month}月{era.last_day.day}日までです。"
                f"暦のうえでは{year_of_era_text(new, number)}{self.month}月{self.day}日です。"
            )
        return ""

    def to_fields(self) -> dict[str, Any]:
        """Plain values to store; `from_fields` gives the same object back."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> Self:
        return cls(**{name: fields[name] for name in cls.__dataclass_fields__ if name in fields})

    def _written_age(self) -> str:
        if self.age_to == self.age:
            return f"{self.age}歳くらい" if self.approximate else f"{self.age}歳"
        age, age_to = self.age or 0, self.age_to or 0
        for part, (low, high) in {"": (0, 9), **PARTS_OF_DECADE}.items():
            if self.approximate and age % 10 == low and age_to == age - low + high:
                return f"{age - low}代{part}"
        return f"{self.age}〜{self.age_to}歳"

    def _written_year(self) -> str:
        if self.year is None:
            return ""
        if self.year_to is not None:
            return f"{wareki_year(self.year)}から{wareki_year(self.year_to)}"
        if self.era is not None:
            return year_of_era_text(self.era, self.year - self.era.starts_on.year + 1)
        if self.month is None:
            return wareki_year(self.year)
        if self.day is None or not is_calendar_day(self.year, self.month, self.day):
            return wareki_month(self.year, self.month).partition("年")[0] + "年"
        try:
            return year_of_era_text(*year_in_era(date(self.year, self.month, self.day)))
        except DateProblem:
            return f"{self.year}年"

    def _written_month_and_day(self) -> str:
        if self.month is None:
            return "" if self.day is None else f"（月不詳）{self.day}日"
        return f"{self.month}月{self.day}日" if self.day is not None else f"{self.month}月"

    def _bounds(self) -> tuple[date | None, date | None]:
        if self.age is not None:
            return self._bounds_from_age()
        if self.year is None:
            return None, None
        first, last = (
            span(self.year, self.month, self.day),
            span(self.year_to or self.year, self.month, self.day),
        )
        slack = timedelta(days=self._slack_days())
        return first[0] - slack, last[1] + slack

    def _bounds_from_age(self) -> tuple[date | None, date | None]:
        if self.said_on is None or self.age is None or self.age_to is None:
            return None, None
        slack = SLACK_AGE if self.approximate and self.age == self.age_to else 0
        first = years_before(self.said_on, self.age_to + slack + 1) + timedelta(days=1)
        return first, years_before(self.said_on, max(0, self.age - slack))

    def _slack_days(self) -> int:
        if not self.approximate:
            return 0
        if self.month is None:
            return SLACK_YEARS * 366
        return SLACK_DAYS_OF_MONTH if self.day is None else SLACK_DAYS


def _without_qualifiers(written: str) -> str:
    core = re.sub(r"\s+", "", APPROXIMATE.sub("", written))
    return kanji_numbers_to_digits(re.sub(r"\(.*?\)", "", core))


def _agree(mine: int | None, theirs: int | None) -> bool:
    return mine is None or theirs is None or mine == theirs

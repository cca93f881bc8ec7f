"""The five modern eras and days in them, both directions.

Borders: 大正 begins 1912-07-30 and 昭和 1926-12-25, days that also belong to the era before;
平成 begins 1989-01-08 and 令和 2019-05-01 (政令による施行日).
Japan counts by the Gregorian calendar from 1873-01-01 (明治6年1月1日); a day of 明治5年 or before, read
here as Gregorian, may differ from the one then written.
"""

from dataclasses import dataclass
from datetime import date


class DateProblem(ValueError):
    """A date that cannot be understood; the message is Japanese and says what to write."""


@dataclass(frozen=True, slots=True)
class Era:
    name: str
    letter: str
    code: str
    starts_on: date
    last_day: date

    @property
    def last_year(self) -> int:
        """Highest year number: 昭和 → 64."""
        return self.last_day.year - self.starts_on.year + 1

    def western(self, number: int) -> int:
        """Year of the era → western year, without a check of the borders."""
        return self.starts_on.year + number - 1


MEIJI = Era("明治", "M", "1", date(1868, 1, 25), date(1912, 7, 30))
TAISHO = Era("大正", "T", "2", date(1912, 7, 30), date(1926, 12, 25))
SHOWA = Era("昭和", "S", "3", date(1926, 12, 25), date(1989, 1, 7))
HEISEI = Era("平成", "H", "4", date(1989, 1, 8), date(2019, 4, 30))
REIWA = Era("令和", "R", "5", date(2019, 5, 1), date.max)
ERAS = (REIWA, HEISEI, SHOWA, TAISHO, MEIJI)
GREGORIAN_FROM = date(1873, 1, 1)

ERA_BY_SIGN = {sign: era for era in ERAS for sign in (era.name, era.name[0], era.letter, era.letter.lower())}
ERA_BY_CODE = {era.code: era for era in ERAS}


def era_of(day: date) -> Era:
    """Era of a day; on 1912-07-30 and 1926-12-25 the new one. Raises DateProblem before 明治."""
    for era in ERAS:
        if day >= era.starts_on:
            return era
    raise DateProblem("明治より前の日付は和暦で表せません。西暦で書いてください。")


def year_in_era(day: date) -> tuple[Era, int]:
    """2019-05-01 → (令和, 1)."""
    era = era_of(day)
    return era, day.year - era.starts_on.year + 1


def year_text(era: Era, number: int) -> str:
    """(令和, 1) → 令和元年."""
    return f"{era.name}{'元' if number == 1 else number}年"


def wareki(day: date) -> str:
    """2024-04-01 → 令和6年4月1日; days before 明治 in western years."""
    if day < MEIJI.starts_on:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{year_text(*year_in_era(day))}{day.month}月{day.day}日"


def wareki_short(day: date) -> str:
    """2024-04-01 → R6.4.1."""
    era, number = year_in_era(day)
    return f"{era.letter}{number}.{day.month}.{day.day}"


def wareki_year(year: int) -> str:
    """Western year → 和暦; a year of two eras shows both: 2019 → 平成31年・令和元年."""
    last = date(year, 12, 31)
    if last < MEIJI.starts_on:
        return f"{year}年"
    eras = [era for era in reversed(ERAS) if era.starts_on.year <= year <= era.last_day.year]
    return "・".join(year_text(era, year - era.starts_on.year + 1) for era in eras)


def wareki_month(year: int, month: int) -> str:
    """(2019, 4) → 平成31年4月. A month of two eras takes the era of its 28th day."""
    late = date(year, month, 28)
    if late < MEIJI.starts_on:
        return f"{year}年{month}月"
    return f"{year_text(*year_in_era(late))}{month}月"

"""Reading dates as people write them: 和暦, 西暦, with parts unknown. One grammar for all."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from enishi.office.text.characters import DASHES, plain
from enishi.office.text.numerals import kanji_numbers_to_digits
from enishi.office.wareki.eras import (
    ERA_BY_CODE,
    ERA_BY_SIGN,
    ERAS,
    GREGORIAN_FROM,
    DateProblem,
    Era,
    year_text,
)

EXAMPLE = "「昭和50年4月1日」「S50.4.1」「1975-04-01」のように書いてください。"
EXCELS_NUMBER = re.compile(r"[2-6]\d{4}(?:\.\d+)?")  # 1954 to 2091
APPROXIMATE = re.compile(
    r"頃|ころ|ごろ|くらい|ぐらい|位|約|およそ|前後|推定|推測|\babout\b|\bca?\.|初め|半ば|末頃", re.IGNORECASE
)
ESTIMATED = re.compile("推定|推測")
NOISE = re.compile(
    r"(?:生年月日|誕生日|出生日?)\s*[:：]?|生まれ|産まれ|うまれ|出生|(?<=[日\d])生$|\([月火水木金土日]曜?日?\)"
    r"|[\s'\"“”]+"
)
TIME_OF_DAY = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
PLACEHOLDER = re.compile(r"(?<![一二三四五六七八九〇十\d])〇{1,4}(?=[年月日])")
BLANK_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
UNKNOWN_WORDS = "不詳|不明|未詳|不祥|不知|わからない|分からない|[?？○〇×＊*xX]{1,4}|_{1,4}"
UNKNOWN_ALL = re.compile(
    rf"(?:生?年?月?日?(?:{UNKNOWN_WORDS})|unknown|不|未確認|聞き取れず|n/?a|-+)", re.IGNORECASE
)
UNKNOWN_MONTH_AND_DAY = re.compile(rf"月日(?:は|が)?(?:{UNKNOWN_WORDS})")
PART = rf"\d{{1,2}}|(?:{UNKNOWN_WORDS})|"
ERA_SIGNS = "明治|大正|昭和|平成|令和|[明大昭平令MTSHRmtshr]"
SEPARATOR = r"[-/.,年・]"

WITH_ERA = re.compile(
    rf"^(?P<era>{ERA_SIGNS})[.\-]?(?P<year>元|\d{{1,2}}|{UNKNOWN_WORDS})(?:{SEPARATOR}+|$)"
    rf"(?:(?P<month>{PART})(?:[-/.,月・]+|月?$)(?:(?P<day>{PART})日?(?:{UNKNOWN_WORDS})?)?)?$"
)
WESTERN = re.compile(
    rf"^(?:西暦|AD)?(?P<year>\d{{4}}|{UNKNOWN_WORDS})(?:{SEPARATOR}+|$)"
    rf"(?:(?P<month>{PART})(?:[-/.,月・]+|月?$)(?:(?P<day>{PART})日?(?:{UNKNOWN_WORDS})?)?)?$"
)
MONTH_DAY = re.compile(r"^(?P<month>\d{1,2})月(?P<day>\d{1,2})日$")
EIGHT_DIGITS = re.compile(r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})$")
SEVEN_DIGITS = re.compile(r"^(?P<code>[1-5])(?P<year>\d{2})(?P<month>\d{2})(?P<day>\d{2})$")
ERA_SIX_DIGITS = re.compile(rf"^(?P<era>{ERA_SIGNS})(?P<year>\d{{2}})(?P<month>\d{{2}})(?P<day>\d{{2}})$")
DAY_MONTH_YEAR = re.compile(r"^(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4})$")
ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ENGLISH = re.compile(
    r"^(?:(?P<day>\d{1,2})[-\s./,]*)?(?P<name>[A-Za-z]{3,9})\.?[-\s./,]*(?:(?P<later>\d{1,2})(?:st|nd|rd|th)?[\s,]+)?"
    r"(?P<year>\d{4})$"
)
LONGEST_MONTH = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """What was read: any part may be unknown; `era` as written (None when western); `year` is western."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    era: Era | None = None
    approximate: bool = False
    estimated: bool = False

    @property
    def is_complete(self) -> bool:
        return None not in (self.year, self.month, self.day)

    @property
    def is_unknown(self) -> bool:
        return self.year is None and self.month is None


def read_day(text: str) -> date:
    """A complete day of the calendar in any of the usual spellings. Raises DateProblem (Japanese)."""
    written = read_written_day(text)
    if written.year is None or written.month is None or written.day is None:
        raise DateProblem(f"年月日がそろっていません。{EXAMPLE}")
    try:
        return date(written.year, written.month, written.day)
    except ValueError:
        raise DateProblem(f"{written.year}年{written.month}月{written.day}日という日はありません。") from None


def read_written_day(text: str) -> WrittenDay:
    """Read a day with unknown parts. Raises DateProblem (Japanese).

    A complete day may be one that no calendar has (暦上日以外: 2月30日, 平年の2月29日, 4月31日): papers of other
    countries and old registers hold such, and the resident register keeps them as notified.
    """
    written = read_slip(text)
    _check(written.year, written.month, written.day, written.era)
    return written


def read_slip(text: str) -> WrittenDay:
    """Like `read_written_day`, but a day that cannot be (2月30日, 13月) stays as written: for finding slips of the pen."""
    original = plain(text)
    if not original:
        raise DateProblem(f"日付が空です。{EXAMPLE}")
    if english := _english(original):
        return english
    approximate = APPROXIMATE.search(original) is not None
    apart = BLANK_BETWEEN_DIGITS.sub("-", TIME_OF_DAY.sub("", APPROXIMATE.sub("", original)))
    core = _digits(NOISE.sub("", apart))
    for candidate in (core, re.sub(r"\(.*?\)", "", core)):
        if (found := _numbers(candidate)) is not None:
            return WrittenDay(*found, approximate, ESTIMATED.search(original) is not None)
    if EXCELS_NUMBER.fullmatch(original):
        raise DateProblem(f"「{original}」はExcelの日付の数とみられます。セルの書式を「日付」にして保存し直してください。")
    raise DateProblem(f"「{original}」は日付として読めません。{EXAMPLE}")


def _digits(text: str) -> str:
    dashes = "".join("-" if letter in DASHES or letter == "ー" else letter for letter in text)
    return kanji_numbers_to_digits(PLACEHOLDER.sub("○", dashes))


Found = tuple[int | None, int | None, int | None, Era | None]


def _numbers(core: str) -> Found | None:
    whole, core = core, UNKNOWN_MONTH_AND_DAY.sub("", core)
    if (
        not core
        or UNKNOWN_ALL.fullmatch(whole)
        or re.fullmatch(r"[09\-/.]*0000[09\-/.]*|9999[-/.]?99[-/.]?99", core)
    ):
        return None, None, None, None
    if found := (ERA_SIX_DIGITS.match(core) or WITH_ERA.match(core)):
        era = ERA_BY_SIGN[found["era"]]
        number = 1 if found["year"] == "元" else _part(found["year"])
        _check_era_year(era, number, found["year"])
        year = None if number is None else era.western(number)
        return year, _part(found["month"]), _part(found["day"]), era
    if found := SEVEN_DIGITS.match(core):
        era = ERA_BY_CODE[found["code"]]
        _check_era_year(era, int(found["year"]), found["year"])
        return era.western(int(found["year"])), _part(found["month"]), _part(found["day"]), era
    if found := (EIGHT_DIGITS.match(core) or WESTERN.match(core)):
        return _part(found["year"]), _part(found["month"]), _part(found["day"]), None
    if found := MONTH_DAY.match(core):
        return None, int(found["month"]), int(found["day"]), None
    if found := DAY_MONTH_YEAR.match(core):
        first, second = int(found["first"]), int(found["second"])
        if (first > 12) == (second > 12) and first != second:
            raise DateProblem(f"月と日のどちらが先か分かりません。{EXAMPLE}")
        month, day = (second, first) if first > 12 else (first, second)
        return int(found["year"]), month, day, None
    return None


def _part(written: str | None) -> int | None:
    """Digits as a number; 0, nothing and words for "unknown" as None."""
    return int(written) or None if written and written.isdigit() else None


def _english(text: str) -> WrittenDay | None:
    if not (found := ENGLISH.match(text)) or found["name"][:3].lower() not in ENGLISH_MONTHS:
        return None
    month = ENGLISH_MONTHS.index(found["name"][:3].lower()) + 1
    return WrittenDay(int(found["year"]), month, _part(found["day"] or found["later"]))


def _check_era_year(era: Era, number: int | None, written: str) -> None:
    if number is None:
        if written.strip("0") == "":
            raise DateProblem(f"{era.name}0年はありません。{era.name}は元年（1年）からです。")
        return
    if number > era.last_year:
        last, western = era.last_day, era.western(number)
        right = next(other for other in ERAS if western >= other.starts_on.year)
        hint = year_text(right, western - right.starts_on.year + 1)
        raise DateProblem(
            f"{era.name}は{era.last_year}年{last.month}月{last.day}日までです。"
            f"{era.name}{number}年は{western}年（{hint}）にあたります。"
            "元号か年を確かめてください。"
        )


def _check(year: int | None, month: int | None, day: int | None, era: Era | None) -> None:
    if year is not None and not 1800 <= year <= 2200:
        raise DateProblem(f"{year}年は日付として受け付けられません。西暦4桁か和暦で書いてください。")
    if month is not None and not 1 <= month <= 12:
        raise DateProblem(f"{month}月はありません。月は1から12で書いてください。")
    if day is not None and not 1 <= day <= 31:
        raise DateProblem(f"{day}日はありません。日は1から31で書いてください。")
    if day is not None and month is not None and year is None and day > LONGEST_MONTH[month]:
        raise DateProblem(f"{month}月{day}日はありません。日を確かめてください。")
    if era is not None and None not in (year, month):
        _check_before_era(era, year or 0, month or 0, day)


def _check_before_era(era: Era, year: int, month: int, day: int | None) -> None:
    """A day before its era began is nonsense; one soon after its end is found in registers (昭和64年3月).

    Days before 1873 were written in the old calendar, so 明治元年1月 is not checked.
    """
    start = era.starts_on
    if year >= GREGORIAN_FROM.year and (year, month, day or 31) < (start.year, start.month, start.day):
        raise DateProblem(
            f"{era.name}は{start.year}年{start.month}月{start.day}日に始まります。元号を確かめてください。"
        )


def is_calendar_day(year: int, month: int, day: int) -> bool:
    """False for 2月30日 or 29 February of a common year, which a register nevertheless keeps as notified, and for slips."""
    return month in LONGEST_MONTH and 1 <= day <= monthrange(year, month)[1]

"""Opening times as people write them, understood as far as they are plain; the words are always kept."""

from __future__ import annotations

import re
import unicodedata

from enishi.agencies.rules.opening_times import (
    DAY_LETTERS,
    EVERY_DAY,
    EVERY_OTHER_WEEK,
    EVERY_WEEK,
    HOLIDAY,
    LAST_WEEK,
    MIDNIGHT,
    WORKDAYS,
    OnHolidays,
    Opening,
    Schedule,
    day_codes,
)

Days = list[tuple[str, int]]

_WAVE = "[~〜\\-‐–—―−ー]|から"
_TIME = r"(午前|午後|am|pm)?(\d{1,2})(?::|時)(?:(\d{1,2})分?|半)?(?::\d{2})?"
_HOURS = re.compile(rf"{_TIME}(?:{_WAVE})翌?日?{_TIME}(?:まで)?")
_ALL_DAY = re.compile(r"(?:24時間)(?:常時)?(?:対応|営業|体制|受付|開所)?|終日")
_NOT_KNOWN = {"", "-", "ー", "―", "なし", "無し", "無", "不明", "未定", "同左", "要問合せ", "要問い合わせ"}
_DAY = re.compile(
    r"(?P<weeks>毎週|隔週|最終|第[1-5](?:[・,、.及びと]*第?[1-5])*(?:週の?|の)?|第[1-5]週)?"
    r"(?:(?P<holiday>国民の(?:祝日|休日)|祝祭日|祝日|祭日|祝)"
    r"|(?P<all>毎日|年中無休|無休|365日)"
    r"|(?P<workdays>平日)"
    rf"|(?P<first>[月火水木金土日])(?:曜日|曜)?(?:{_WAVE})"
    r"(?P<last>[月火水木金土日])(?:曜日|曜)?(?:まで)?"
    r"|(?P<day>[月火水木金土日])(?:曜日|曜)?)"
)
_SEPARATORS = re.compile(r"[・,、。./\s&]|及び|および|並びに|ならびに|または|と(?=[月火水木金土日第祝])")
_CLOSED_ON_HOLIDAYS = re.compile(
    r"[(（]?(?:ただし|但し)?(?:国民の)?(?:祝日|祝祭日|祝)(?:(?:[・、]|及び|と)?年末年始)?(?:は|を)?"
    r"(?:除く|休み|休業|休館|閉所|休)[)）]?"
)
_TURN_OF_YEAR = re.compile(r"年末年始(?:[(（][^)）]*[)）])?(?:は|を)?(?:除く|休み|休)?")


def fold(text: str) -> str:
    """Width and blanks made equal; only for understanding, never for keeping."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()


def parse_days(text: str) -> Days | None:
    """Days of 「月火水木金」「月〜金」「平日」「第1・3月曜日」「最終金曜」「12345」「14Tu4Th」「土日祝」.

    Day 8 stands for holidays. None when anything in `text` is not plain.
    """
    folded = fold(text).replace(" ", "")
    if not folded:
        return None
    if codes := day_codes(folded):
        return codes
    days: Days = []
    weeks, place = EVERY_WEEK, 0
    while place < len(folded):
        if separator := _SEPARATORS.match(folded, place):
            place = separator.end()
            continue
        match = _DAY.match(folded, place)
        if match is None:
            return None
        place = match.end()
        weeks = _weeks(match["weeks"]) if match["weeks"] else _weeks_go_on(weeks, folded, match.start())
        days += [(weeks if day < HOLIDAY else EVERY_WEEK, day) for day in _days(match)]
    return list(dict.fromkeys(days)) or None


def parse_hours(text: str) -> list[tuple[int, int]] | None:
    """Times of 「9:00～17:00」「午前9時から午後5時まで」「9:00-12:00、13:00-16:00」「24時間対応」.

    None when anything is not plain. A range that begins where it ends (`00:00-00:00`) is not: publishers
    write it both for "closed" and for "round the clock".
    """
    folded = fold(text).replace(" ", "")
    if _ALL_DAY.fullmatch(folded):
        return [(0, MIDNIGHT)]
    found = []
    rest = folded
    for match in _HOURS.finditer(folded):
        hours = _hours(match)
        if hours is None:
            return None
        found.append(hours)
        rest = rest.replace(match[0], "", 1)
    return found if found and not _SEPARATORS.sub("", rest) else None


def parse_words(text: str) -> Schedule:
    """A whole sentence: 「平日9:00～17:00、土曜9:00～12:00（祝日休み）」「毎日24時間対応」.

    What is not understood comes back in `left_over`; hours without days are not understood.
    """
    folded = fold(text).replace(" ", "")
    if folded in _NOT_KNOWN:
        return Schedule()
    holidays = OnHolidays.CLOSED if _CLOSED_ON_HOLIDAYS.search(folded) else OnHolidays.UNKNOWN
    plain = _TURN_OF_YEAR.sub("", _CLOSED_ON_HOLIDAYS.sub("", folded))
    openings: list[Opening] = []
    days: Days | None = None
    last = 0
    for match in re.finditer(f"{_HOURS.pattern}|{_ALL_DAY.pattern}", plain):
        words = plain[last : match.start()].strip("、,・:()（）。/ ")
        hours = parse_hours(match[0])
        days = parse_days(words) if words else days
        if days is None and not words and _ALL_DAY.fullmatch(plain):
            days = [(EVERY_WEEK, day) for day in EVERY_DAY]
        if days is None or hours is None:
            return Schedule(left_over=text)
        openings += _openings(days, hours)
        last = match.end()
        if "平日" in words:
            holidays = OnHolidays.CLOSED
    if plain[last:].strip("、,・()（）。/ "):
        return Schedule(left_over=text)
    return _schedule(openings, holidays)


def from_columns(days: str, opens: str, closes: str, note: str) -> Schedule:
    """Of four columns, as the national data sets have them (利用可能曜日, 開始時間, 終了時間, 特記事項).

    `note` is understood only as 「24時間…」, 「祝日…除く/休」 and the turn of the year; else it is left over.
    """
    known = parse_days(days) if days.strip() else None
    hours = parse_hours(f"{opens}-{closes}") if opens.strip() and closes.strip() else None
    folded = fold(note).replace(" ", "")
    if hours is None and _ALL_DAY.fullmatch(folded) and not (opens.strip() or closes.strip()):
        hours, folded = [(0, MIDNIGHT)], ""
        known = known or (None if days.strip() else [(EVERY_WEEK, day) for day in EVERY_DAY])
    holidays = OnHolidays.UNKNOWN
    if re.search(r"祝.{0,20}(?:除く|休|利用不可)|国民の祝日に関する法律に規定する休日.*利用不可", folded):
        holidays = OnHolidays.CLOSED
    if known is None or hours is None:
        words = " ".join(each for each in (days, opens, closes, note) if each.strip())
        return Schedule(left_over=words)
    return _schedule(_openings(known, hours), holidays, left_over=note.strip() if folded else "")


def from_day_kinds(
    workdays: str, saturday: str, sunday: str, holiday: str, closing: str, note: str
) -> Schedule:
    """Of the columns of WAM NET (平日, 土曜, 日曜, 祝日, 定休日, 留意事項).

    Regular closing days that are plain are taken out of the hours; what is not plain is left over.
    """
    openings: list[Opening] = []
    left_over = [note.strip()] if fold(note) not in _NOT_KNOWN else []
    for days, text in ((WORKDAYS, workdays), ((6,), saturday), ((7,), sunday), ((HOLIDAY,), holiday)):
        if not text.strip():
            continue
        hours = parse_hours(text)
        if hours is None:
            left_over.append(text.strip())
            continue
        openings += _openings([(EVERY_WEEK, day) for day in days], hours)
    closed, unclear = _closing(closing)
    if unclear:
        left_over.append(unclear)
    kept = [opening for opening in (_without(opening, closed) for opening in openings) if opening]
    holidays = OnHolidays.UNKNOWN
    if (EVERY_WEEK, HOLIDAY) in closed:
        holidays = OnHolidays.CLOSED
    elif any(opening.day == HOLIDAY for opening in kept):
        holidays = OnHolidays.OWN_TIMES
    return Schedule(tuple(sorted(set(kept))), holidays, " ".join(left_over))


def _closing(text: str) -> tuple[Days, str]:
    folded = fold(text).replace(" ", "")
    if folded in _NOT_KNOWN or re.fullmatch(r"年中無休|無休", folded):
        return [], ""
    plain = _TURN_OF_YEAR.sub("", re.sub(r"(?:は|が)?(?:休み|休業|休館|定休)$", "", folded)).strip("、・,")
    days = parse_days(plain) if plain else []
    return ([], text.strip()) if days is None else (days, "")


def _without(opening: Opening, closed: Days) -> Opening | None:
    for weeks, day in closed:
        if day != opening.day:
            continue
        if weeks == EVERY_WEEK:
            return None
        if opening.weeks == EVERY_WEEK and set(weeks) <= set("12345"):
            rest = "".join(week for week in "12345" if week not in weeks)
            return Opening(opening.day, rest, opening.opens, opening.closes) if rest else None
    return opening


def _schedule(openings: list[Opening], holidays: OnHolidays, left_over: str = "") -> Schedule:
    if holidays is OnHolidays.UNKNOWN and any(opening.day == HOLIDAY for opening in openings):
        holidays = OnHolidays.OWN_TIMES
    return Schedule(tuple(sorted(set(openings))), holidays, left_over)


def _openings(days: Days, hours: list[tuple[int, int]]) -> list[Opening]:
    return [Opening(day, weeks, opens, closes) for weeks, day in days for opens, closes in hours]


def _weeks(words: str) -> str:
    if words in ("毎週", "隔週", "最終"):
        return {"毎週": EVERY_WEEK, "隔週": EVERY_OTHER_WEEK, "最終": LAST_WEEK}[words]
    return "".join(sorted(set(re.findall(r"[1-5]", words))))


def _weeks_go_on(weeks: str, text: str, place: int) -> str:
    """「第1・3月火」 speaks of both days; after a separator, 「第1・3月、火」, a day is weekly again."""
    return weeks if place and text[place - 1] in "月火水木金土日曜" else EVERY_WEEK


def _days(match: re.Match[str]) -> list[int]:
    if match["holiday"]:
        return [HOLIDAY]
    if match["all"]:
        return list(EVERY_DAY)
    if match["workdays"]:
        return list(WORKDAYS)
    if match["day"]:
        return [DAY_LETTERS.index(match["day"]) + 1]
    first, last = DAY_LETTERS.index(match["first"]) + 1, DAY_LETTERS.index(match["last"]) + 1
    return list(range(first, last + 1)) if first < last else [*range(first, 8), *range(1, last + 1)]


def _hours(match: re.Match[str]) -> tuple[int, int] | None:
    opens, closes = _minutes(match[0], *match.group(1, 2, 3)), _minutes(match[0], *match.group(4, 5, 6))
    if opens is None or closes is None or opens == closes:
        return None
    closes = MIDNIGHT if closes == 0 else closes
    closes = closes + MIDNIGHT if closes < opens else closes
    return (opens, closes) if opens < MIDNIGHT and closes <= 2 * MIDNIGHT else None


def _minutes(words: str, half: str | None, hour: str, minute: str | None) -> int | None:
    number = int(hour) + (12 if half in ("午後", "pm") and int(hour) < 12 else 0)
    part = 30 if minute is None and f"{hour}時半" in words else int(minute or 0)
    return number * 60 + part if number <= 29 and part < 60 else None

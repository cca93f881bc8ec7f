"""Japanese addresses taken apart: postcode, prefecture, city, town, section, block, building.

Written spellings are read in any width and with any look-alike of a hyphen; a register of towns, where the city
has loaded one, tells which town is meant and where it lies. Without it the parts are still told apart by their marks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace

from enishi.community.rules import cities
from enishi.community.rules.towns import TownEntry, Towns
from enishi.office.text.characters import INVISIBLE, VARIATION_SELECTORS
from enishi.office.text.numerals import LETTERS, kanji_number

HYPHENS = "‐‑‒–—―−﹣－─━⁃ーｰ~〜～-"
_POSTCODE = re.compile(
    r"^[(（\[]?\s*(?:〒\s*(\d{3})\s*-?\s*(\d{4})|(\d{3})-(\d{4})(?!\d|-)|(\d{3})(\d{4})(?=\s*[^\d\s-]))"
    r"\s*[)）\]]?\s*"
)
_HYPHEN = rf"\s*[{re.escape(HYPHENS)}]\s*"
_LINK = re.compile(rf"(?<=[0-9A-Za-z目番地号条]){_HYPHEN}(?=[0-9])|(?<=[0-9]){_HYPHEN}(?=[0-9A-Za-z])")
_KANJI_NUMBER = re.compile(
    rf"(?<![{LETTERS}])([{LETTERS}]+)(?=丁目|番地|番(?![町丁館街])|号(?!館|棟)|[のノ]\d|-\d)|(?<=[北南東西])([{LETTERS}]+)(?=条)"
)
_KANJI_AFTER = re.compile(
    rf"(?<=番地|号の|地の|番の)([{LETTERS}]+)(?=$|[号の\s-])|(?<=番)([{LETTERS}]+)(?=$|[号\s-])"
)
_MARK = "甲乙丙丁戊己庚辛壬癸イロハニホヘトチリヌいろはに東西南北上下"
_STEP = re.compile(rf"(?:番地?(?:の|ノ|之)?|号(?:の|ノ|之)|-|の|ノ|之)\s*((?:[{_MARK[:10]}])?\d+)")
_FIRST = re.compile(rf"\s*-?\s*((?:[{_MARK}](?=\d))?\d+)")
_TAIL = re.compile(r"(?:番地|番(?![町丁館])|号(?![室館棟車]))(?:の(?!\d))?")
_NO_NUMBER = re.compile(r"\s*(無番地|番外地|番地なし)")
_BEYOND = re.compile(r"\s*(地先|先|地内|内)(?=$|\s)")
_CHOME = re.compile(r"(\d+)丁目")
_TOWN_UNIT = re.compile(r"(?:[北南東西]\d+条|\d+(?:条|線|番町|番丁|の町|区|軒))(?:[東西南北](?=\d))?")
_BUILDING = re.compile(
    r"荘|ビル|マンション|アパート|ハイツ|コーポ|団地|ハウス|メゾン|レジデンス|[館棟階室]|センター|プラザ|タワー|店|内[)）]$|\d+F$"
)


@dataclass(frozen=True)
class Address:
    """An address in its parts. Coordinates are those of the town, never of the house; ``level`` says of what.

    ``town`` holds the 丁目 (土橋町四丁目), ``section`` the 小字, ``block`` digits joined by hyphens (50-4).
    ``missing``: what could not be known, in words for the person who reads it. ``left_over``: letters in no part.
    """

    postcode: str = ""
    prefecture: str = ""
    city: str = ""
    town: str = ""
    section: str = ""
    block: str = ""
    building: str = ""
    latitude: float | None = None
    longitude: float | None = None
    level: str = ""
    town_kana: str = ""
    missing: tuple[str, ...] = ()
    left_over: str = ""

    @property
    def joined(self) -> str:
        """One spelling of the whole: prefecture to block, then the building after a blank."""
        whole = f"{self.prefecture}{self.city}{self.town}{self.section}{self.block}"
        return f"{whole} {self.building}".strip()

    @property
    def known(self) -> bool:
        """Was the town found in the register?"""
        return self.level in (SECTION, CHOME, TOWN, SOME_CHOME)


SECTION, CHOME, TOWN, SOME_CHOME, CITY = "小字", "丁目", "町字", "町字（丁目は不明）", "市区町村"


@dataclass
class _Parts:
    rest: str
    prefecture: str = ""
    city: str = ""
    missing: list[str] = field(default_factory=list)


def normal_letters(text: str) -> str:
    """One width, no invisible letters, one hyphen between numbers; 長音 inside words stays."""
    one = VARIATION_SELECTORS.sub("", INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))
    one = re.sub(r"\s+", " ", one).strip()
    one = re.sub(r"ニ(?=丁目)", "二", re.sub(r"[ー－](?=丁目)", "一", one))
    for pattern in (_KANJI_NUMBER, _KANJI_AFTER):
        one = pattern.sub(lambda run: str(kanji_number(run[0])), _LINK.sub("-", one))
    return _LINK.sub("-", one)


def read_address(text: str, towns: Towns | None = None, *, prefecture: str = "", city: str = "") -> Address:
    """Take an address apart. Never fails; what is not understood stands in ``left_over``.

    :param towns: a register; without one the town is told by its marks and has no coordinates
    :param prefecture: what to believe where the text says none, likewise ``city``
    """
    plain = normal_letters(text)
    if not plain:
        return Address()
    postcode = ""
    if found := _POSTCODE.match(plain):
        postcode = "".join(part for part in found.groups() if part)
        plain = plain[found.end() :]
    parts = _place(plain, towns, prefecture, city)
    read = _with_register(parts, towns) if towns else None
    read = read or _by_marks(parts, towns)
    entry = towns.by_postcode(postcode) if towns and postcode and not read.town else None
    if entry:
        read = replace(read, town=entry.town, latitude=entry.latitude, longitude=entry.longitude, level=TOWN)
    return replace(read, postcode=postcode)


def _place(plain: str, towns: Towns | None, prefecture: str, city: str) -> _Parts:
    found = next((one for one in cities.PREFECTURES if plain.startswith(one)), "")
    parts = _Parts(plain[len(found) :].lstrip(), found)
    known = towns.city_at_start(parts.rest, found) if towns else ""
    name = known or cities.city_at_start(parts.rest, found)
    parts.city, parts.rest = name, parts.rest[len(name) :].lstrip()
    while name and (again := next((one for one in (found + name, name) if parts.rest.startswith(one)), "")):
        parts.rest = parts.rest[len(again) :].lstrip()
    if not parts.city and towns:
        parts.city = (city if towns.has_city(city) else "") or towns.city_of_town(parts.rest)
    parts.city = parts.city or city
    if not parts.prefecture:
        of_city = towns.prefecture_of(parts.city) if towns and parts.city else ""
        parts.prefecture = of_city or cities.PREFECTURE_OF.get(parts.city.split("区")[0], "") or prefecture
        parts.prefecture = parts.prefecture or cities.prefecture_of(parts.city)
    if not parts.city:
        parts.missing.append("市区町村が書かれていません")
    if not parts.prefecture:
        parts.missing.append("都道府県がわかりません")
    return parts


def _with_register(parts: _Parts, towns: Towns) -> Address | None:
    """The town as the register spells it, with its place; None when the register does not know it."""
    match = towns.find(parts.city, parts.rest)
    if match is None:
        return None
    entry, end, chome_known = match
    level = SECTION if entry.section else CHOME if "丁目" in entry.town else TOWN
    if not chome_known:
        level = SOME_CHOME
        written = re.match(r"\s*\d", parts.rest[end:])
        parts.missing.append("丁目か番地かが書き方から決まりません" if written else "丁目が書かれていません")
    if entry.latitude is None:
        parts.missing.append("台帳に位置がありません")
    entry, rest = _finer(parts, entry, parts.rest[end:])
    return _finish(parts, entry, rest, level)


def _finer(parts: _Parts, entry: TownEntry, rest: str) -> tuple[TownEntry, str]:
    """A 丁目 or 小字 that stands behind the town and is not in the register is still no building."""
    if chome := re.match(r"\s*字?(\d+)丁目", rest):
        parts.missing.append("丁目が台帳にありません")
        return replace(entry, town=entry.town + chome_words(int(chome[1]))), rest[chome.end() :]
    section = re.match(rf"字?([^\d\s\-(（]{{1,12}}?)(?=[{_MARK[:10]}]?\d)", rest)
    if section and section[1] not in _MARK and not entry.section and not _BUILDING.search(section[1]):
        parts.missing.append("小字が台帳にありません")
        return replace(entry, section=section[1]), rest[section.end() :]
    return entry, rest


def _by_marks(parts: _Parts, towns: Towns | None) -> Address:
    """The town by its marks: everything before the first number, with its 丁目."""
    rest, start = parts.rest, 0
    while (unit := _TOWN_UNIT.search(rest, start)) and not re.search(r"\d", rest[start : unit.start()]):
        start = unit.end()
    number = re.search(rf"[{_MARK[:10]}]?\d", rest[start:])
    end = start + number.start() if number else len(rest)
    town = rest[:end]
    if number and (chome := _CHOME.match(rest, end)):
        town, end = town + chome_words(int(chome[1])), chome.end()
    elif " " in town.strip() or not number:
        town, end = _before_building(rest[:end], end)
    town = re.sub(r"^大字", "", town.strip().rstrip("-")).strip()
    section = ""
    if split := re.match(r"(.+?)(?<![文十八大])字(?=\D)(?P<section>.+)$", town):
        town, section = split[1], split["section"]
    if not town:
        parts.missing.append("町字が書かれていません")
    elif towns is None:
        parts.missing.append("町字の台帳がないため、位置がわかりません")
    else:
        parts.missing.append("町字が台帳にありません")
    entry = TownEntry(parts.prefecture, parts.city, town, section)
    return _finish(parts, entry, rest[end:], CITY if parts.city and not town else "")


def _before_building(text: str, end: int) -> tuple[str, int]:
    """「高町東山 シバタハイツ」: without a number, words after a blank that look like a building are one."""
    place, blank, last = text.rstrip().rpartition(" ")
    if blank and _BUILDING.search(last):
        return place, len(place)
    return text, end


def _finish(parts: _Parts, entry: TownEntry, rest: str, level: str) -> Address:
    block, rest = _block(rest)
    building, left = _building(rest)
    return Address(
        prefecture=parts.prefecture or entry.prefecture,
        city=parts.city or entry.city,
        town=entry.town,
        section=entry.section,
        block=block,
        building=building,
        latitude=entry.latitude,
        longitude=entry.longitude,
        level=level,
        town_kana=entry.kana,
        missing=tuple(parts.missing),
        left_over=left,
    )


def _block(rest: str) -> tuple[str, str]:
    """「50番地の4」「50-4」「甲3208番地9」 → 50-4, 甲3208-9, and what follows."""
    rest = re.sub(r"^\s*(?:字|大字)\s*(?=\d)", "", rest)
    if none := _NO_NUMBER.match(rest):
        return none[1], rest[none.end() :]
    first = _FIRST.match(rest)
    if first is None or re.match(r"\s*(?:階|F\b|号室|号館|丁目)", rest[first.end() :]):
        return "", rest
    numbers, place = [first[1]], first.end()
    while (step := _STEP.match(rest, place)) and not re.match(
        r"(?:階|F(?![A-Za-z])|号室|号館)", rest[step.end() :]
    ):
        numbers.append(step[1])
        place = step.end()
    if tail := _TAIL.match(rest, place):
        place = tail.end()
    return "-".join(_plain_number(one) for one in numbers), rest[place:]


def _plain_number(text: str) -> str:
    mark, digits = re.match(r"(\D*)(\d+)", text).groups()  # type: ignore[union-attr]
    return mark + (digits.lstrip("0") or "0")


def _building(rest: str) -> tuple[str, str]:
    """The rest is a building, but for words that say "near here"."""
    left = ""
    if beyond := _BEYOND.match(rest):
        left, rest = beyond[1], rest[beyond.end() :]
    if re.fullmatch(r"[\s、,。.-]*", rest):
        return "", (left + rest.strip()).strip()
    return rest.strip(" 、,-"), left


def chome_words(number: int) -> str:
    """4 → 四丁目, as registers of towns write it."""
    digits = "〇一二三四五六七八九"
    if number < 10:
        return f"{digits[number]}丁目"
    tens, ones = divmod(number, 10)
    return (
        f"{digits[tens] if tens > 1 else ''}十{digits[ones] if ones else ''}丁目"
        if number < 100
        else f"{number}丁目"
    )

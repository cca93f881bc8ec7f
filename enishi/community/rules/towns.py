"""A register of towns (町字), asked by what people write: 大字・字 left out, ケ and ヶ, の and ノ, 丁目 in any numerals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from enishi.office.text.characters import KANJI, fold_variants
from enishi.office.text.numerals import LETTERS, kanji_number

_CHOME = re.compile(rf"([{LETTERS}\d]+)丁目")
_SAME = str.maketrans(
    {"ヶ": "ケ", "ヵ": "ケ", "が": "ケ", "ガ": "ケ", "ッ": "ツ", "之": "ノ", "の": "ノ", "乃": "ノ"}
)
_IS_KANJI = re.compile(f"[{KANJI}]")


@dataclass(frozen=True, slots=True)
class TownEntry:
    """One town or section of a register."""

    prefecture: str
    city: str
    town: str
    section: str = ""
    latitude: float | None = None
    longitude: float | None = None
    postcode: str = ""
    kana: str = ""
    code: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.city, self.town, self.section


def folded(text: str) -> tuple[str, list[int]]:
    """The text for comparing, and for each of its letters where in ``text`` the next one begins."""
    letters: list[str] = []
    ends: list[int] = []
    place = 0
    while place < len(text):
        if text.startswith("大字", place) or (text.startswith("字", place) and _is_mark(text, place)):
            place += 2 if text[place] == "大" else 1
            continue
        if chome := _CHOME.match(text, place):
            for letter in f"{_number(chome[1])}丁目":
                letters.append(letter)
                ends.append(chome.end())
            place = chome.end()
            continue
        letter = text[place]
        place += 1
        if letter == " ":
            continue
        for one in fold_variants(letter).translate(_SAME):
            letters.append(one)
            ends.append(place)
    return "".join(letters), ends


def _number(text: str) -> str:
    return text if re.search(r"\d", text) else str(kanji_number(text))


def _is_mark(text: str, place: int) -> bool:
    """Is this 字 the mark of a section, not a letter of a name (十文字, 大字)?"""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return before not in ("文", "十", "八") and bool(after) and not after.isdigit()


class Towns:
    """A register: find the town at the start of a text. Later entries of a name fill what earlier ones lack."""

    def __init__(self, entries: Iterable[TownEntry]) -> None:
        self._names: dict[str, dict[str, TownEntry]] = {}
        self._chomes: dict[str, dict[str, dict[int, TownEntry]]] = {}
        self._inside: dict[str, dict[str, list[TownEntry]]] = {}
        self._prefectures: dict[str, set[str]] = {}
        self._postcodes: dict[str, list[TownEntry]] = {}
        self._longest = 1
        for entry in entries:
            self._add(entry)

    def _add(self, entry: TownEntry) -> None:
        names = self._names.setdefault(entry.city, {})
        self._prefectures.setdefault(entry.city, set()).update({entry.prefecture} - {""})
        key, _ends = folded(entry.town + entry.section)
        if not key:
            return
        held = names.get(key)
        whole = entry if held is None else _filled(held, entry)
        names[key] = whole
        self._longest = max(self._longest, len(key))
        if entry.postcode:
            self._postcodes.setdefault(entry.postcode, []).append(whole)
        if entry.section:
            town, _ends = folded(entry.town)
            self._inside.setdefault(entry.city, {}).setdefault(town, []).append(whole)
        if chome := re.fullmatch(r"(.+?)(\d+)丁目", key):
            by_number = self._chomes.setdefault(entry.city, {}).setdefault(chome[1], {})
            by_number[int(chome[2])] = whole

    def __bool__(self) -> bool:
        return bool(self._names)

    def __len__(self) -> int:
        return sum(len(names) for names in self._names.values())

    @property
    def cities(self) -> list[str]:
        return sorted(self._names)

    def has_city(self, city: str) -> bool:
        return city in self._names

    def prefecture_of(self, city: str) -> str:
        found = self._prefectures.get(city, set())
        return next(iter(found)) if len(found) == 1 else ""

    def city_at_start(self, text: str, prefecture: str) -> str:
        """The longest city of the register with which the text begins; also without its 郡."""
        fitting = [one for one in self._names if text.startswith(one)]
        return max(fitting, key=len, default="")

    def city_of_town(self, text: str) -> str:
        """The one city of the register that has a town with which the text begins; "" when none or several."""
        found = [city for city in self._names if self.find(city, text) is not None]
        return found[0] if len(found) == 1 else ""

    def by_postcode(self, postcode: str) -> TownEntry | None:
        found = self._postcodes.get(postcode, [])
        return found[0] if len({one.key for one in found}) == 1 else None

    def find(self, city: str, text: str) -> tuple[TownEntry, int, bool] | None:
        """The longest town of a city at the start of the text, where it ends, and whether its 丁目 is sure.

        「土橋町4-50-4」 is 土橋町四丁目, if there is one; 「高町東山7-43」 is the section 東山 of 高町.
        """
        names = self._names.get(city)
        if not names:
            return None
        key, ends = folded(text)
        chomes, inside = self._chomes.get(city, {}), self._inside.get(city, {})
        for length in range(min(self._longest, len(key)), 0, -1):
            start = key[:length]
            numbers = chomes.get(start)
            if numbers and (found := _chome_after(numbers, key, ends, length)):
                return found
            if start in names and not (start[-1].isdigit() and key[length : length + 1].isdigit()):
                within = [*(numbers or {}).values(), *inside.get(start, [])]
                return _placed(names[start], within), ends[length - 1], True
            if not numbers and start in inside:
                # A register that lists only the sections of a town: the town lies in the middle of them.
                whole = replace(inside[start][0], section="", latitude=None, longitude=None)
                return _placed(whole, inside[start]), ends[length - 1], True
            if numbers and (length == len(key) or not _IS_KANJI.match(key[length])):
                return _some(numbers, start), ends[length - 1], False
        return None


def _chome_after(
    numbers: dict[int, TownEntry], key: str, ends: list[int], length: int
) -> tuple[TownEntry, int, bool] | None:
    number = re.match(r"(\d+)(?:丁目?|[-ノ](?=\d))", key[length:])
    if number is None or int(number[1]) not in numbers:
        return None
    return numbers[int(number[1])], ends[length + number.end() - 1], True


def _placed(entry: TownEntry, within: Sequence[TownEntry]) -> TownEntry:
    """A town of a list without coordinates (郵便番号) lies in the middle of its parts, where another list knows them."""
    if entry.latitude is not None or not within:
        return entry
    latitude, longitude = _middle(within)
    return replace(entry, latitude=latitude, longitude=longitude)


def _some(numbers: dict[int, TownEntry], base: str) -> TownEntry:
    """A town whose 丁目 is not said: in the middle of them."""
    first = next(iter(numbers.values()))
    name = re.sub(rf"[{LETTERS}\d]+丁目$", "", first.town + first.section) or base
    latitude, longitude = _middle(list(numbers.values()))
    return replace(first, town=name, section="", latitude=latitude, longitude=longitude)


def _middle(entries: Sequence[TownEntry]) -> tuple[float | None, float | None]:
    placed = [
        (one.latitude, one.longitude)
        for one in entries
        if one.latitude is not None and one.longitude is not None
    ]
    if not placed:
        return None, None
    return (
        round(sum(latitude for latitude, _longitude in placed) / len(placed), 6),
        round(sum(longitude for _latitude, longitude in placed) / len(placed), 6),
    )


def _filled(held: TownEntry, more: TownEntry) -> TownEntry:
    return replace(
        held,
        prefecture=held.prefecture or more.prefecture,
        latitude=more.latitude if held.latitude is None else held.latitude,
        longitude=more.longitude if held.longitude is None else held.longitude,
        postcode=held.postcode or more.postcode,
        kana=held.kana or more.kana,
        code=held.code or more.code,
    )

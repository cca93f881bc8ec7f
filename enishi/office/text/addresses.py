"""Keys of Japanese addresses: place, numbers and building apart, so that spellings of one address meet."""

import re
from dataclasses import dataclass

from enishi.office.text.characters import DASHES, KANJI, fold_variants, plain
from enishi.office.text.numerals import LETTERS, kanji_number

POSTCODE = re.compile(r"^\s*〒?\s*\d{3}-?\d{4}(?=\D)\s*|^\s*〒\s*")
REMARK = re.compile(r"\(.*?\)|〔.*?〕|【.*?】")
PREFECTURE = re.compile(r"^(北海道|東京都|京都府|大阪府|神奈川県|和歌山県|鹿児島県|[^\d\s]{2}県)")
CITIES_WITH_A_SECOND_SIGN = "四日市市|廿日市市|八日市場市|野々市市|市川市|市原市"
MUNICIPALITY = re.compile(
    rf"^((?:{CITIES_WITH_A_SECOND_SIGN}|[^\d\s市]{{1,5}}?市|[^\d\s郡市]{{1,4}}郡[^\d\s]{{1,5}}?[町村])"
    r"(?:[^\d\s区町]{1,3}区)?|[^\d\s市区町]{1,4}区)"
)
KANJI_NUMBER_BEFORE_UNIT = re.compile(
    rf"(?<![{LETTERS}])([{LETTERS}]+)(?=丁目|番地|番(?![町丁])|号(?!館|棟)|条|線|\d|-|の\d|ノ\d)"
)
KANJI_NUMBER_AFTER_NUMBER = re.compile(rf"(?<=[\d\-地番目])(?:の|ノ|之|-)?([{LETTERS}]+)(?=$|号|番|-)")
CHOME = re.compile(r"丁目|(?<!番)丁(?=\d)")
LOT = re.compile(r"番地?(?:の|ノ|之)?(?=\d)|番地の?|番(?![町丁])|(?<=\d)号(?![室館棟])")
LINK_BETWEEN_DIGITS = re.compile(rf"(?<=\d)\s*[{re.escape(DASHES)}ー~〜のノ之・,、.]\s*(?=\d)")
SMALL_KE = re.compile(f"(?<=[{KANJI}])[ヶヵケカがガ](?=[{KANJI}])")
SMALL_NO = re.compile(f"(?<=[{KANJI}])[のノ之乃](?=[{KANJI}])")
SECTION_WORDS = re.compile(r"大字|小字|(?<![十文八])字(?=.)")
NUMBERS = re.compile(r"\d+(?:-\d+)*")
UNIT_OF_TOWN = re.compile(r"\d+(?:条|線|区|軒|組|の町|番町|番丁|丁(?!\d))")
BUILDING_NOISE = re.compile(r"[\s\-・'’]|号室?$|号室|階|室$")


@dataclass(frozen=True, slots=True)
class AddressParts:
    """An address taken apart for comparing; every part is a key, not a spelling to show.

    prefecture  愛知県 or ""
    place       municipality and town without 大字/字: 豊田市高町東山
    numbers     丁目・番地・号 as digits: ("7", "43")
    building    building and room: サンシャイン八城501
    municipality  豊田市 when it could be told apart, else ""
    """

    prefecture: str
    place: str
    numbers: tuple[str, ...]
    building: str
    municipality: str

    @property
    def town(self) -> str:
        return self.place.removeprefix(self.municipality)

    @property
    def key(self) -> str:
        """Place and numbers, without prefecture and building."""
        return self.place + "-".join(self.numbers)

    def __bool__(self) -> bool:
        return bool(self.place or self.numbers)


def address_key(text: str | None) -> str:
    """愛知県豊田市土橋町四丁目５０番地の４ サンシャイン八城501号 → 豊田市土橋町4-50-4."""
    return address_parts(text).key


def address_parts(text: str | None) -> AddressParts:
    """Take an address apart. Never fails: what is not understood stays in `place`."""
    written = REMARK.sub(" ", POSTCODE.sub("", plain(text)))
    found = PREFECTURE.match(written)
    prefecture = found.group(1) if found else ""
    unified = _unify_numbers(fold_variants(written.removeprefix(prefecture).strip()))
    place, numbers, building = _cut(unified)
    place = _place_key(place)
    city = MUNICIPALITY.match(place)
    return AddressParts(
        prefecture=prefecture,
        place=place,
        numbers=numbers,
        building=BUILDING_NOISE.sub("", building.strip()).upper(),
        municipality=city.group(1) if city else "",
    )


def _unify_numbers(text: str) -> str:
    """三丁目403番地の1 → 3-403-1; kanji numerals inside town names (八日市, 一番町) stay."""
    digits = KANJI_NUMBER_BEFORE_UNIT.sub(lambda run: str(kanji_number(run.group(1))), text)
    joined = LOT.sub("-", CHOME.sub("-", LINK_BETWEEN_DIGITS.sub("-", digits)))
    joined = KANJI_NUMBER_AFTER_NUMBER.sub(lambda run: "-" + str(kanji_number(run.group(1))), joined)
    joined = re.sub(r"(?<=\d-)\s+(?=\d)", "", joined)
    joined = LINK_BETWEEN_DIGITS.sub("-", joined)
    return re.sub(r"-{2,}", "-", joined)


def _cut(text: str) -> tuple[str, tuple[str, ...], str]:
    """Place before the first house number, the numbers, and what follows."""
    start = 0
    while (town := UNIT_OF_TOWN.search(text, start)) and not re.search(r"\d", text[start : town.start()]):
        start = town.end()
    first = NUMBERS.search(text, start)
    if not first:
        place, _, building = text.partition(" ") if start == 0 else (text, "", "")
        return (place, (), building) if _looks_like_building(building) else (text, (), "")
    rest = text[first.end() :].lstrip("- ")
    place, blank, last_word = text[: first.start()].rpartition(" ")
    if blank and _looks_like_building(last_word):
        return place, (), text[len(place) :]
    numbers = tuple(number.lstrip("0") or "0" for number in first.group().split("-"))
    return text[: first.start()], numbers, rest


def _looks_like_building(text: str) -> bool:
    return bool(
        re.search(r"荘|ビル|マンション|アパート|ハイツ|コーポ|団地|ハウス|メゾン|レジデンス|号|階|棟", text)
    )


def _place_key(place: str) -> str:
    compact = re.sub(r"[\s\-]", "", place)
    return SMALL_NO.sub("ノ", SMALL_KE.sub("ケ", SECTION_WORDS.sub("", compact)))

"""Comparing phones and addresses."""

from collections.abc import Iterable

from rapidfuzz.distance import DamerauLevenshtein

from enishi.office.text import AddressParts
from enishi.residents.matching.likeness import Evidence

MOBILE = ("070", "080", "090")
SHORTEST_FULL_NUMBER = 10


def compare_phones(mine: Iterable[str], theirs: Iterable[str]) -> Evidence | None:
    """Best evidence over all pairs of phone keys; None when a side has none."""
    one, other = list(mine), list(theirs)
    if not one or not other:
        return None
    return max((_phone(a, b) for a in one for b in other), key=lambda found: found.bits)


def _phone(a: str, b: str) -> Evidence:
    if a == b and len(a) >= SHORTEST_FULL_NUMBER:
        mobile = a.startswith(MOBILE)
        return Evidence(
            "phone.same", 9 if mobile else 7.5, "携帯電話番号が一致" if mobile else "電話番号が一致"
        )
    short, long = sorted((a, b), key=len)
    if 6 <= len(short) < SHORTEST_FULL_NUMBER and long.endswith(short):
        return Evidence("phone.local", 5.5, "電話番号が一致（市外局番なし）")
    if len(long) >= SHORTEST_FULL_NUMBER and DamerauLevenshtein.distance(a, b) == 1:
        return Evidence("phone.near", 3.5, "電話番号が1字違い")
    return Evidence("phone.differs", -0.5)


def compare_addresses(mine: Iterable[AddressParts], theirs: Iterable[AddressParts]) -> Evidence | None:
    """Best evidence over all pairs of addresses; None when a side has none."""
    one, other = [part for part in mine if part], [part for part in theirs if part]
    if not one or not other:
        return None
    return max((compare_address(a, b) for a in one for b in other), key=lambda found: found.bits)


def compare_address(a: AddressParts, b: AddressParts) -> Evidence:
    """Evidence of two addresses, from the same room down to another town."""
    if not _same_place(a.place, b.place):
        return _near_place(a, b)
    if a.numbers and a.numbers == b.numbers:
        return _same_numbers(a, b)
    shorter, longer = sorted((a.numbers, b.numbers), key=len)
    if len(shorter) >= 2 and longer[: len(shorter)] == shorter:
        return Evidence("address.lot", 6.5, "住所が一致（番地まで）")
    if _joined_alike(a.numbers, b.numbers):
        return Evidence("address.near", 4.5, "住所の番地が1字違い")
    if not shorter:
        return Evidence("address.town", 3 if len(a.town or b.town) > 1 else 0, "町名まで一致")
    return Evidence("address.town", 1.5, "町名まで一致（番地は違う）")


def _same_place(one: str, other: str) -> bool:
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    before = long.removesuffix(short)
    return not before or (len(short) > 1 and before != long and before[-1] in "市区町村郡県")


def _same_numbers(a: AddressParts, b: AddressParts) -> Evidence:
    if a.building and b.building:
        if a.building == b.building:
            return Evidence("address.same", 8, "住所が一致（建物・部屋まで）")
        if _digits(a.building) and _digits(b.building) and _digits(a.building) != _digits(b.building):
            return Evidence("address.room", 5, "住所が一致（番地まで。部屋番号は違う）")
    return Evidence("address.lot", 7.5, "住所が一致（番地まで）")


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _joined_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    a, b = "-".join(one), "-".join(other)
    return (
        len(one) >= 2
        and len(other) >= 2
        and max(len(a), len(b)) > 4
        and DamerauLevenshtein.distance(a, b) == 1
    )


def _near_place(a: AddressParts, b: AddressParts) -> Evidence:
    if a.municipality and b.municipality and not _same_municipality(a.municipality, b.municipality):
        return Evidence("address.differs", -1.5, "市区町村が違う（転居の可能性）")
    same_numbers = len(a.numbers) >= 2 and a.numbers == b.numbers
    town_a, town_b = a.town or a.place, b.town or b.place
    if same_numbers and min(len(town_a), len(town_b)) > 1:
        contains = town_a.endswith(town_b) or town_b.endswith(town_a) or town_a in town_b or town_b in town_a
        if contains or DamerauLevenshtein.distance(town_a, town_b) == 1:
            return Evidence("address.near", 5.5, "番地が一致し、町名の書き方が違う")
    return Evidence("address.differs", -1)


def _same_municipality(one: str, other: str) -> bool:
    """名古屋市 and 名古屋市北区, 愛知郡東郷町 and 東郷町 are taken for the same."""
    return one.startswith(other) or other.startswith(one) or one.endswith(other) or other.endswith(one)

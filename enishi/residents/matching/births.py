"""Comparing two birth dates, known in full or in part."""

from math import inf, log2

from rapidfuzz.distance import DamerauLevenshtein

from enishi.office.wareki import BirthDate
from enishi.office.wareki.eras import HEISEI, MEIJI, REIWA, SHOWA, TAISHO
from enishi.residents.matching.likeness import Evidence

SAME = 12.0
LIFETIME_IN_DAYS = 36_500
MISTAKEN = (
    *((SHOWA, HEISEI), (HEISEI, REIWA), (TAISHO, SHOWA), (MEIJI, TAISHO)),
    *((TAISHO, HEISEI), (SHOWA, REIWA)),
)
STRANGER_AT_MOST = 45
GENERATION = 15

Triple = tuple[int, int, int]


def compare_births(a: BirthDate | None, b: BirthDate | None) -> Evidence | None:
    """Evidence of two birth dates; None when one of them is unknown."""
    if a is None or b is None or a.is_unknown or b.is_unknown:
        return None
    if a.is_exact and b.is_exact:
        return _exact(_triple(a), _triple(b))
    return _partial(a, b)


def _triple(birth: BirthDate) -> Triple:
    return birth.year or 0, birth.month or 0, birth.day or 0


def _exact(one: Triple, other: Triple) -> Evidence:
    if one == other:
        return Evidence("birth.same", SAME, "生年月日が一致")
    years = abs(one[0] - other[0])
    if years == 0 and one[1:] == other[:0:-1]:
        return Evidence("birth.swapped", 7.5, "生年月日の月と日が入れ替わっている可能性")
    if {one[1:], other[1:]} in ({(2, 29), (2, 28)}, {(2, 29), (3, 1)}) and years == 0:
        return Evidence("birth.leap", 8, "生年月日が一致（平年の2月29日の扱いの違い）")
    if one[1:] == other[1:]:
        return _same_day_of_the_year(one[0], other[0])
    if years == 0:
        return _same_year(one, other)
    if _digits_apart(one, other) == 1:
        return Evidence("birth.slip", 3, "生年月日が1字違い（書き誤りの可能性）")
    if years >= GENERATION:
        return Evidence("birth.generation", -13, f"生年が{years}年違う", at_most=STRANGER_AT_MOST)
    return Evidence("birth.differs", -11, f"生年が{years}年違う" if years > 1 else "生年月日が違う")


def _same_day_of_the_year(one: int, other: int) -> Evidence:
    years = abs(one - other)
    if eras := _eras_mistaken(*sorted((one, other))):
        return Evidence("birth.era", 7, f"月日が一致し、元号の取り違え（{eras}）の可能性")
    if years == 1:
        return Evidence("birth.year", 6, "月日が一致し、生年が1年違う（和暦換算の誤りの可能性）")
    if DamerauLevenshtein.distance(str(one), str(other)) == 1:
        return Evidence("birth.year", 5, f"月日が一致し、生年が1字違い（{years}年差）")
    return Evidence("birth.year", -1, f"月日は一致するが、生年が{years}年違う")


def _eras_mistaken(earlier: int, later: int) -> str:
    """昭和5年 and 平成5年: the same number in two eras, of a year that one of the two had."""
    for first, second in MISTAKEN:
        number = earlier - first.starts_on.year + 1
        longest = max(era.last_year for era in (first, second) if era is not REIWA)
        if 0 < number <= longest and second.western(number) == later:
            return f"{first.name}と{second.name}"
    return ""


def _same_year(one: Triple, other: Triple) -> Evidence:
    if _digits_apart(one, other) == 1:
        return Evidence("birth.slip", 5.5, "生年月日が1字違い（書き誤りの可能性）")
    if one[1] == other[1]:
        return Evidence("birth.day", 1.5, "生年月が一致し、日が違う")
    if one[2] == other[2]:
        return Evidence("birth.month", 2, "生年と日が一致し、月が違う")
    return Evidence("birth.differs", -6, "生年は同じだが月日が違う")


def _digits_apart(one: Triple, other: Triple) -> int:
    def written(day: Triple) -> str:
        return f"{day[0]:04}{day[1]:02}{day[2]:02}"

    return int(DamerauLevenshtein.distance(written(one), written(other)))


def _partial(a: BirthDate, b: BirthDate) -> Evidence:
    if not a.may_be(b):
        return Evidence("birth.differs", -8, _contradiction(a, b))
    if (a.year is None and b.year is None) or None in (a.earliest, b.earliest, a.latest, b.latest):
        return _without_year(a, b)
    widest = max(_width(a), _width(b))
    bits = max(0.0, 0.8 * log2(LIFETIME_IN_DAYS / widest))
    return Evidence("birth.partial", round(bits, 1), _agreement(a, b))


def _without_year(a: BirthDate, b: BirthDate) -> Evidence:
    if None not in (a.month, a.day, b.month, b.day):
        return Evidence("birth.partial", 6, "月日が一致（生年は不詳）")
    return Evidence("birth.partial", 0)


def _width(birth: BirthDate) -> float:
    if birth.earliest is None or birth.latest is None:
        return inf
    return (birth.latest - birth.earliest).days + 1


def _agreement(a: BirthDate, b: BirthDate) -> str:
    if a.age is not None or b.age is not None:
        return "年齢が生年月日と合う"
    if a.approximate or b.approximate or a.year_to or b.year_to:
        return "おおよその生年が合う"
    return "生年月が一致（日は不詳）" if a.month and b.month else "生年が一致（月日は不詳）"


def _contradiction(a: BirthDate, b: BirthDate) -> str:
    if a.age is not None or b.age is not None:
        return "年齢が生年月日と合わない"
    return "分かっている範囲の生年月日が合わない"

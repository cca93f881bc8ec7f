"""Comparing two personal names: what agrees, what may be a slip, what speaks for another person."""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from math import inf

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.fuzz import ratio

from enishi.office.text import fold_variants, kana_loose_key, kana_sound_key
from enishi.residents.matching.likeness import Evidence
from enishi.residents.matching.name_forms import NameForm, cut_like, turned_like
from enishi.residents.matching.sounds import kana_in_latin, latin_key, look_alike, sound_alike


class Level(IntEnum):
    """How two spellings of one part relate."""

    UNKNOWN = 0
    DIFFERENT = 1
    NEAR = 2
    ALIKE = 3
    SAME = 4


U, D, N, A, S = Level.UNKNOWN, Level.DIFFERENT, Level.NEAR, Level.ALIKE, Level.SAME

# Bits by (kanji level, kana level). A given name that differs in both is another person: see `compare_names`.
SURNAME_BITS = {
    (S, S): 5.5, (S, A): 5.5, (S, N): 5, (S, D): 4.5, (S, U): 5.5, (A, S): 3, (A, A): 3, (A, N): 1, (A, D): -4, (A, U): 2,
    (N, S): 4, (N, A): 4, (N, N): 1.5, (N, D): -3, (N, U): 2, (D, S): 1.5, (D, A): 1, (D, N): -3, (D, D): -5, (D, U): -5,
    (U, S): 5, (U, A): 4.5, (U, N): 2, (U, D): -5, (U, U): 0,
}  # fmt: skip
GIVEN_BITS = {
    (S, S): 7, (S, A): 7, (S, N): 6.5, (S, D): 5, (S, U): 7, (A, S): 6, (A, A): 5.5, (A, N): 3, (A, D): -6, (A, U): 4.5,
    (N, S): 6, (N, A): 5.5, (N, N): 1.5, (N, D): -7, (N, U): 0.5, (D, S): 4, (D, A): 2, (D, N): -7, (D, D): -12, (D, U): -10,
    (U, S): 6, (U, A): 5, (U, N): 1.5, (U, D): -12, (U, U): 0,
}  # fmt: skip
BOTH_SCRIPTS_AGREE = 1.0
TURNED_BITS = -1.5
FAMILY_AT_MOST = 30
STRANGER_AT_MOST = 25
DOUBTFUL_AT_MOST = 55
KANA_SLIP_AT_MOST = 80


@dataclass(frozen=True, slots=True)
class NameLikeness:
    """Evidence of names and the levels it stands on."""

    evidence: tuple[Evidence, ...]
    surname: Level
    given: Level
    same: bool = False

    @property
    def bits(self) -> float:
        return sum(one.bits for one in self.evidence)

    @property
    def at_most(self) -> float:
        return min((one.at_most for one in self.evidence), default=inf)


UNKNOWN_NAME = NameLikeness((), U, U)


@lru_cache(maxsize=16_384)
def compare_names(a: NameForm, b: NameForm) -> NameLikeness:
    """Compare two prepared names; nothing in common to compare gives no evidence."""
    if not a or not b:
        return UNKNOWN_NAME
    if whole := (_foreign(a, b) or _whole(a, b)):
        return whole
    straight = _by_parts(cut_like(a, b), cut_like(b, a))
    if straight.given >= N or not (turned := _turned_over(a, b)):
        return straight
    return turned


def _by_parts(a: NameForm, b: NameForm) -> NameLikeness:
    kanji, kana = _kanji_levels(a, b), _kana_levels(a, b)
    if kanji == (U, U) and kana == (U, U):
        note = Evidence(
            "name.unreadable", 0, "氏名は漢字とカナで書かれ比べられない", at_most=KANA_SLIP_AT_MOST
        )
        return NameLikeness((note,), U, U)
    surname_bits, given_bits = SURNAME_BITS[kanji[0], kana[0]], GIVEN_BITS[kanji[1], kana[1]]
    evidence = _explain(a, b, kanji, kana, surname_bits, given_bits)
    return NameLikeness(evidence, _verdict(surname_bits), _verdict(given_bits))


def _turned_over(a: NameForm, b: NameForm) -> NameLikeness | None:
    """One side wrote the given name first and the other surname first, and the spellings differ besides."""
    for one, other in ((a, turned_like(b, a)), (turned_like(a, b), b)):
        if one is None or other is None:
            continue
        found = _by_parts(cut_like(one, other), cut_like(other, one))
        if found.surname == S and found.given >= N:
            note = Evidence("name.turned", TURNED_BITS, "姓と名の順が逆とみられる")
            return NameLikeness((*found.evidence, note), found.surname, found.given)
    return None


def _verdict(bits: float) -> Level:
    if bits >= 4:
        return S
    return N if bits > 0 else (U if bits == 0 else D)


def _whole(a: NameForm, b: NameForm) -> NameLikeness | None:
    """The usual case: the whole name agrees."""
    kanji = bool(a.kanji) and a.kanji == b.kanji
    kana = bool(a.kana) and a.kana == b.kana
    found: list[Evidence] = []
    if kanji:
        found.append(Evidence("name.same", 12.5, f"氏名が一致{_glyphs(a, b)}"))
        if kana:
            found.append(Evidence("name.kana", BOTH_SCRIPTS_AGREE, "カナ氏名も一致"))
        elif a.kana and b.kana:
            found.append(_readings_differ(a, b))
    elif kana and not (a.kanji and b.kanji):
        found.append(Evidence("name.kana", 11, "カナ氏名が一致"))
    elif _kanji_turned(a, b) or _kanji_turned(b, a):
        found.append(Evidence("name.turned", 10.5, "氏名が一致（姓と名の順が逆）"))
    elif not (a.kanji and b.kanji) and (_kana_turned(a, b) or _kana_turned(b, a)):
        found.append(Evidence("name.turned", 9.5, "カナ氏名が一致（姓と名の順が逆）"))
    return NameLikeness(tuple(found), S, S, same=True) if found else None


def _readings_differ(a: NameForm, b: NameForm) -> Evidence:
    if a.kana_loose == b.kana_loose:
        return Evidence("name.kana.loose", 0.8, "カナ氏名は濁点などの違いだけ")
    if DamerauLevenshtein.distance(a.kana, b.kana) <= 2:
        return Evidence("name.kana.near", 0.3, "カナ氏名は1・2字の違い")
    return Evidence("name.kana.differs", -2, "カナ氏名の読みが違う")


def _kanji_turned(one: NameForm, other: NameForm) -> bool:
    """`other`, cut or not, is the given name of `one` followed by its surname."""
    return bool(one.surname and one.given and other.kanji == one.given + one.surname)


def _kana_turned(one: NameForm, other: NameForm) -> bool:
    turned = one.kana_given + one.kana_surname
    return bool(one.kana_surname and one.kana_given and other.kana in {turned, kana_sound_key(turned)})


def _glyphs(a: NameForm, b: NameForm) -> str:
    """（髙/高の字体違い） where the spellings differ only by variants of kanji."""
    if a.raw == b.raw or len(a.raw) != len(b.raw):
        return ""
    pairs = [
        f"{one}/{other}"
        for one, other in zip(a.raw, b.raw, strict=True)
        if one != other and fold_variants(one) == fold_variants(other)
    ]
    return f"（{'・'.join(dict.fromkeys(pairs))}の字体違い）" if pairs else ""


def kanji_level(one: str, other: str, *, given: bool) -> Level:
    """Relation of two kanji spellings of one part."""
    if not one or not other:
        return U
    if one == other:
        return S
    if len(one) == len(other):
        differing = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
        if given and all(sound_alike(*pair) for pair in differing):
            return A
        if len(differing) == 1 and (look_alike(*differing[0]) or len(one) > 2):
            return N
        return N if len(one) > 1 and one[::-1] == other else D
    slip = DamerauLevenshtein.distance(one, other) == 1 and (given or min(len(one), len(other)) > 1)
    return N if slip else D


def kana_level(one: str, other: str) -> Level:
    """Relation of two sounds of one part."""
    if not one or not other:
        return U
    if one == other:
        return S
    if kana_loose_key(one) == kana_loose_key(other):
        return A
    longest, distance = max(len(one), len(other)), DamerauLevenshtein.distance(one, other)
    if (distance == 1 and longest > 2) or (distance == 2 and longest > 6):
        return N
    return D


Levels = tuple[Level, Level]


def _kanji_levels(a: NameForm, b: NameForm) -> Levels:
    if not a.kanji or not b.kanji:
        return U, U
    return kanji_level(a.surname, b.surname, given=False), kanji_level(a.given, b.given, given=True)


def _kana_levels(a: NameForm, b: NameForm) -> Levels:
    if a.kana_given and b.kana_given:
        return kana_level(a.kana_surname, b.kana_surname), kana_level(a.kana_given, b.kana_given)
    whole = kana_level(a.kana, b.kana)
    if whole != D:
        return whole, whole
    return _unspaced_kana(a.kana, b.kana)


def _unspaced_kana(one: str, other: str) -> Levels:
    """Neither side says where the surname ends: a long common beginning is the surname, a long common end the name."""
    head = next(
        (n for n, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other))
    )
    tail_pairs = zip(reversed(one), reversed(other), strict=False)
    tail = next((n for n, (x, y) in enumerate(tail_pairs) if x != y), min(len(one), len(other)))
    if head >= 2 and head >= tail:
        return S, D
    return (D, S) if tail >= 3 else (D, D)


def _foreign(a: NameForm, b: NameForm) -> NameLikeness | None:
    """Names of several words in Latin letters or katakana: the order of words is free, middle names may lack.

    One person's name is often there in both scripts, and each may be the better written one.
    """
    found = [likeness for likeness in (_by_latin(a, b), _by_kana_words(a, b)) if likeness]
    return max(found, key=lambda likeness: likeness.bits, default=None)


def _by_latin(a: NameForm, b: NameForm) -> NameLikeness | None:
    if a.latin and b.latin:
        return _word_sets(
            [latin_key(word) for word in a.latin], [latin_key(word) for word in b.latin], "ローマ字氏名"
        )
    if (a.latin and b.kana_words) or (b.latin and a.kana_words):
        return _word_sets(_in_latin(a), _in_latin(b), "ローマ字とカナの氏名")
    return None


def _by_kana_words(a: NameForm, b: NameForm) -> NameLikeness | None:
    several = max(len(a.kana_words), len(b.kana_words)) > 2 or a.latin or b.latin
    if a.kanji or b.kanji or not (several and a.kana and b.kana):
        return None
    if a.kana == b.kana:
        return NameLikeness((Evidence("name.kana", 11.5, "カナ氏名が一致"),), S, S, same=True)
    return _word_sets(list(a.kana_words), list(b.kana_words), "カナ氏名")


def _in_latin(form: NameForm) -> list[str]:
    words = form.latin or tuple(form.kana_words)
    return [latin_key(word) if form.latin else kana_in_latin(word) for word in words]


def _word_sets(one: list[str], other: list[str], what: str) -> NameLikeness | None:
    mine, theirs = sorted(one), sorted(other)
    if mine == theirs or "".join(one) == "".join(other):
        order = "" if one == other else "（語順・区切りの違い）"
        return NameLikeness((Evidence("name.words", 11, f"{what}が一致{order}"),), S, S, same=True)
    common = set(mine) & set(theirs)
    if len(common) >= 2 and (common == set(mine) or common == set(theirs)):
        return NameLikeness((Evidence("name.words", 8, f"{what}の主な語が一致"),), S, N)
    likeness = ratio("".join(mine), "".join(theirs))
    if likeness >= 84:
        return NameLikeness((Evidence("name.words", 7, f"{what}がほぼ一致"),), N, N)
    if common:
        return NameLikeness(
            (Evidence("name.words", -4, f"{what}の一部だけが一致", at_most=DOUBTFUL_AT_MOST),), N, D
        )
    found = Evidence("name.words", -9, f"{what}が違う", at_most=STRANGER_AT_MOST)
    return NameLikeness((found,), D, D)


def _explain(
    a: NameForm, b: NameForm, kanji: Levels, kana: Levels, surname_bits: float, given_bits: float
) -> tuple[Evidence, ...]:
    surname = Evidence("name.surname", surname_bits, _part_reason("姓", kanji[0], kana[0]))
    doubtful = given_bits < 0 or (kanji[1], kana[1]) in {(N, U)}
    if given_bits >= 0:
        only_kana_slip = kanji[1] == U and kana[1] == N
        ceiling = KANA_SLIP_AT_MOST if only_kana_slip or doubtful else inf
        if (kanji[1], kana[1]) == (N, N):
            ceiling = DOUBTFUL_AT_MOST
        return surname, Evidence("name.given", given_bits, _part_reason("名", kanji[1], kana[1]), ceiling)
    if (kanji[1], kana[1]) == (D, U) and len(a.given) == len(b.given) and set(a.given) & set(b.given):
        return surname, Evidence("name.given", -6, "名が1字違う（別人か書き誤り）", DOUBTFUL_AT_MOST)
    if surname_bits > 0:
        reason = "姓は同じで名が違う（家族・きょうだいの可能性）"
        return (surname, Evidence("name.given.differs", given_bits, reason, FAMILY_AT_MOST))
    return surname, Evidence("name.given.differs", given_bits, "氏名が違う", STRANGER_AT_MOST)


def _part_reason(part: str, kanji: Level, kana: Level) -> str:
    reasons: dict[Levels, str] = {
        (S, D): f"{part}の漢字が一致（読みは違う）",
        (S, N): f"{part}の漢字が一致（カナは1字違い）",
        (A, U): f"{part}が同じ読みの別の漢字とみられる",
        (N, U): f"{part}が1字違い（書き誤りの可能性）",
        (N, N): f"{part}が漢字・カナとも1字違い（きょうだいか書き誤り）",
        (U, N): f"{part}のカナが1字違い（書き誤りの可能性）",
        (U, A): f"{part}のカナが一致（濁点などの違い）",
        (U, S): f"{part}のカナが一致",
    }
    if (kanji, kana) in reasons:
        return reasons[kanji, kana]
    if kanji == S:
        return f"{part}が一致"
    if kana in {S, A} and kanji in {D, A, N}:
        return f"{part}の読みが一致（漢字は違う）"
    if D in {kanji, kana}:
        return f"{part}が違う"
    return f"{part}が似ている"

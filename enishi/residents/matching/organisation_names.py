"""Comparing names of organisations and their facilities: own name, kind words and branch apart."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.fuzz import ratio

from enishi.office.text import kana_loose_key, kana_sound_key, organisation_name, plain
from enishi.office.text.numerals import kanji_number
from enishi.residents.matching.likeness import Evidence


def _words(use: str) -> dict[str, str]:
    """Word → meaning from `kind_words.tsv`, longest first so that none hides a longer one."""
    lines = (files(__package__) / "kind_words.tsv").read_text(encoding="utf-8").splitlines()[1:]
    found = {word: means for kind, word, means in (line.split("\t") for line in lines) if kind == use}
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


ABBREVIATIONS = _words("short")
KIND_WORDS = tuple(_words("kind"))
WEAK_TAILS = (
    "センター",
    "ステーション",
    "ホーム",
    "施設",
    "支援室",
    "相談室",
    "本部",
    "本店",
    "本社",
    "本所",
    "ノ家",
)
CUT = "\x00"
WEAK_AFTER_KIND = re.compile(f"{CUT}+(?:センター|ステーション|ホーム|施設|支援室|相談室)?")
CORE_OF_CORPORATION = 2
NUMBERING = re.compile(
    r"第?(\d+|[一二三四五六七八九十]+)(?:号館|号棟|号店|号|番館|館|棟|ユニット|丁目)?|([A-Z])(?=棟|館|型|$)|(Ⅰ|Ⅱ|Ⅲ)"
)
ROMAN = {"III": "3", "II": "2", "I": "1"}
PUBLIC_OWNER = re.compile(r"(?:.{2,3}[都道府県])?(?:[^市区町村]{1,6}[市区町村])?立?")
REMARK_OF_PLACE = re.compile(r"[（(](?=[^（()）]{4,})[^（()）]*(?:内|階|隣)[）)]")
REMARK_OF_STATE = re.compile(r"[（(](?:旧|元)[^（()）]{2,}[）)]|[（(][^（()）]*(?:休止中?|休業中?|廃止|閉鎖|移転)[^（()）]*[）)]")
REMARK_WITH_MARK = re.compile(r"(?<=\S)\s*[※＊*].*$")
DIRECTIONS = frozenset("東西南北上下中新本")
OTHER_FACILITY_AT_MOST = 50
OTHER_SERVICE_AT_MOST = 58


@dataclass(frozen=True, slots=True, eq=False)
class FacilityName:
    """A facility's name prepared for comparing.

    core     whole name without legal form; own: without its operator's name in front
    proper   what is left of it when kind words (デイサービス, 事業所 …) are taken out; kinds: those words
    whole    the same of the core, so that an operator's name counts wherever it stands (希望2号館, 訪問看護希望2号館)
    numbers  第1・2号館・B棟; form: 株式会社 …; sound, loose: reading
    """

    core: str
    own: str
    proper: str
    whole: str
    kinds: frozenset[str]
    numbers: tuple[str, ...]
    form: str
    branch: str
    sound: str
    loose: str
    raw: str
    operator: str

    def __bool__(self) -> bool:
        return bool(self.core)


@lru_cache(maxsize=8_192)
def facility_name(name: str, kana: str = "", corporation: str = "") -> FacilityName:
    """Prepare a facility's name, knowing its reading and who runs it."""
    found = organisation_name(_without_remarks(name))
    core = _spelled_out(found.core)
    operator = _spelled_out(organisation_name(corporation).core)
    own = core
    if len(operator) >= CORE_OF_CORPORATION and core.startswith(operator) and len(core) > len(operator) + 1:
        own = core[len(operator) :]
    proper, kinds = _proper(own)
    sound = kana_sound_key(organisation_name(kana).core)
    return FacilityName(
        core=core,
        own=own,
        proper=proper or own,
        whole=_proper(core)[0],
        kinds=kinds,
        numbers=_numbers(own),
        form=found.form,
        branch=found.branch,
        sound=sound,
        loose=kana_loose_key(sound),
        raw=plain(name),
        operator=operator,
    )


def compare_facility_names(a: FacilityName, b: FacilityName) -> Evidence | None:
    """Evidence of two names; None when one is missing."""
    if not a or not b:
        return None
    if a.operator != b.operator:
        a, b = _without_operator(a, b.operator), _without_operator(b, a.operator)
    return _memorised(a, b)


@lru_cache(maxsize=8_192)
def _without_operator(facility: FacilityName, operator: str) -> FacilityName:
    """Leave out the other side's operator where the name begins with it (社会福祉法人X会 Y園 / Y園)."""
    core = facility.core
    if len(operator) < CORE_OF_CORPORATION or not core.startswith(operator) or len(core) < len(operator) + 2:
        return facility
    own = core[len(operator) :]
    proper, kinds = _proper(own)
    return replace(facility, own=own, proper=proper or own, kinds=kinds, numbers=_numbers(own))


@lru_cache(maxsize=16_384)
def _memorised(a: FacilityName, b: FacilityName) -> Evidence:
    if a.core == b.core:
        how = "" if a.raw == b.raw else "（表記の違いを除く）"
        return Evidence("name.same", 11 + 0.45 * min(len(a.core), 10), f"名称が一致{how}")
    if a.numbers != b.numbers and (a.numbers or b.numbers) and _unnumbered(a.own) == _unnumbered(b.own):
        return Evidence("name.number", -6, "名称の番号・棟などが違う", OTHER_FACILITY_AT_MOST)
    if a.own == b.own or a.own == b.core or a.core == b.own:
        return Evidence("name.own", 10 + 0.3 * min(len(a.own), 8), "法人名を除いた名称が一致")
    if a.sound and b.sound and a.loose == b.loose:
        return Evidence("name.kana", 9.5, "名称の読みが一致")
    if (a.proper == b.proper and len(a.proper) > 1) or (a.whole == b.whole and len(a.whole) > 1):
        return _same_proper_name(a, b)
    return _similar(a, b)


def _same_proper_name(a: FacilityName, b: FacilityName) -> Evidence:
    if a.kinds and b.kinds and not (a.kinds <= b.kinds or b.kinds <= a.kinds):
        return Evidence(
            "name.kind", 1, "名称の固有の部分は一致するが、事業の種類の語が違う", OTHER_SERVICE_AT_MOST
        )
    shared = a.proper if a.proper == b.proper else a.whole
    return Evidence(
        "name.proper", 9 + 0.3 * min(len(shared), 6), "名称の固有の部分が一致（種類の語の有無）"
    )


def _similar(a: FacilityName, b: FacilityName) -> Evidence:
    longest = max(len(a.core), len(b.core))
    distance = DamerauLevenshtein.distance(a.core, b.core)
    if _names_of_branches(a, b):
        return Evidence("name.branch", -4, "同じ系列の別の拠点とみられる", OTHER_FACILITY_AT_MOST)
    if (distance == 1 and longest >= 4) or (distance == 2 and longest >= 9):
        return Evidence("name.near", 7.5, f"名称が{distance}字違い（書き誤りの可能性）")
    if a.sound and b.sound and DamerauLevenshtein.distance(a.loose, b.loose) == 1 and len(a.sound) > 4:
        return Evidence("name.near", 6.5, "名称の読みが1字違い")
    if (contained := _contained(a, b)) is not None:
        return contained
    likeness = max(ratio(a.core, b.core), ratio(a.proper, b.proper))
    if likeness >= 82:
        return Evidence("name.alike", 4, "名称が似ている")
    if likeness >= 66:
        return Evidence("name.alike", -1, "名称の一部が似ている", at_most=72)
    return Evidence("name.differs", -7, "名称が違う", at_most=OTHER_FACILITY_AT_MOST)


def _contained(a: FacilityName, b: FacilityName) -> Evidence | None:
    for one, other in ((a, b), (b, a)):
        for short in sorted({one.core, one.own, one.proper}, key=len, reverse=True):
            if len(short) < 3 or short not in other.core:
                continue
            rest, _kinds = _proper(other.own.replace(short, "", 1))
            if rest in WEAK_TAILS or rest == one.operator or PUBLIC_OWNER.fullmatch(rest):
                return Evidence(
                    "name.part", 8, "一方の名称がもう一方に含まれる（種類の語の有無）", at_most=92
                )
            if len(short) > 0.6 * len(other.own):
                return Evidence("name.part", 5, "一方の名称がもう一方に含まれる", at_most=85)
            return Evidence("name.part", 2, "名称の一部が共通", at_most=OTHER_SERVICE_AT_MOST)
    return None


def _names_of_branches(a: FacilityName, b: FacilityName) -> bool:
    """Both are long, begin (or end) alike and each has its own tail: 豊田キャリアセンター梅坪校 and 駅前校."""
    one, other = a.core, b.core
    head = next(
        (n for n, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other))
    )
    tail = next(
        (n for n, (x, y) in enumerate(zip(reversed(one), reversed(other), strict=False)) if x != y),
        min(len(one), len(other)),
    )
    tail = min(tail, len(one) - head, len(other) - head)
    mine, theirs = one[head : len(one) - tail], other[head : len(other) - tail]
    if not mine or not theirs or head + tail < 3:
        return False
    if len(mine) == len(theirs) == 1:
        return mine in DIRECTIONS and theirs in DIRECTIONS
    shared = set(mine) & set(theirs)
    return len(mine) >= 2 and len(theirs) >= 2 and not shared and head + tail >= max(len(mine), len(theirs))


def _spelled_out(core: str) -> str:
    for short, long in ABBREVIATIONS.items():
        if short in core and long not in core:
            core = core.replace(short, long)
    return core


def _without_remarks(name: str) -> str:
    """Leave out remarks that tell where or what became of it (（高松市保健センター１階）, （休止中）, ※移転)."""
    return REMARK_WITH_MARK.sub("", REMARK_OF_STATE.sub("", REMARK_OF_PLACE.sub("", name)))


def _proper(own: str) -> tuple[str, frozenset[str]]:
    kinds = []
    for word in KIND_WORDS:
        if word in own:
            kinds.append(word)
            own = own.replace(word, CUT, 1)
    own = WEAK_AFTER_KIND.sub("", own)
    for tail in WEAK_TAILS:
        if own.endswith(tail) and len(own) > len(tail) + 1:
            own = own.removesuffix(tail)
            break
    return own, frozenset(word for word in kinds if word not in {"事業所", "指定", "事業部"})


def _numbers(own: str) -> tuple[str, ...]:
    found = []
    for number, letter, roman in NUMBERING.findall(re.sub("III|II", lambda run: ROMAN[run.group()], own)):
        digits = str(kanji_number(number)) if number and not number.isdigit() else number
        if letter and own.endswith(("A型", "B型")):
            continue
        found.append(digits or letter or roman)
    return tuple(found)


def _unnumbered(own: str) -> str:
    return NUMBERING.sub("#", re.sub("III|II", "1", own)).replace("第#", "#").replace("#", "")

"""Whether the name of somebody known stands in a text that leaves the city, however it is written.

A slip costs more than a word that has to be written otherwise: what may be a name is found, and the sentence says which word it
was. Only where a name is so short that every other text would hold it (アキ, ミナ, 林), it has to be written as a name.
"""

import re
from collections.abc import Callable, Iterable

from enishi.office.text.characters import BLANKS, fold_variants, plain, unfold_repeats
from enishi.office.text.kana import HIRAGANA_TO_KATAKANA, is_kana, kana_key, kana_sound_key, katakana

CALLED = "(?:さん|さま|様|氏|くん|君|ちゃん|殿)"
KANA_RUN = re.compile("[ァ-ヺーヽヾ]+")
LATIN = re.compile(r"[a-z][a-z'’.-]*")
LONG = 3
"""so many letters of kana are looked for everywhere, in either script; shorter ones only where they stand for themselves"""
NOT_NAMES = frozenset(["ミナ", "トウ", "カア", "ニイ", "ネエ", "ジイ", "バア", "オク", "オバ", "オジ", "ナニ", "ダレ", "コド"])
"""みなさん, おとうさん, おくさん: with さん behind it no name"""


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Which of the names (or parts of them) of known people stand in a text: in kanji of any form, kana of any script and width,
    or Latin letters, however spaced.

    >>> names_in("やまだ は畑が好き。", ["山田", "ヤマダ"])
    ['ヤマダ']
    """
    read = _Text(text)
    return [name for name in dict.fromkeys(names) if _looked_for(plain(name))(read)]


class _Text:
    """A text in the forms in which names are looked for."""

    def __init__(self, text: str) -> None:
        self.words = plain(text).lower()
        self.bare = BLANKS.sub("", self.words)
        self.kanji = _kanji(self.bare)
        runs = KANA_RUN.findall(katakana(self.bare))
        self.kana = "\n".join(kana_key(run) for run in runs)
        self.heard = "\n".join(kana_sound_key(run) for run in runs)


def _looked_for(name: str) -> Callable[[_Text], bool]:
    if not name:
        return lambda _: False
    if is_kana(name):
        return _kana(katakana(name))
    latin = name.lower()
    if LATIN.fullmatch(latin):
        found = re.compile(rf"(?<![a-z]){re.escape(latin)}(?![a-z])")
        return lambda read: len(latin) > 1 and bool(found.search(read.words))
    written = _kanji(BLANKS.sub("", latin))
    if len(written) > 1:
        return lambda read: written in read.kanji
    called = re.compile(rf"(?<![一-龠々]){re.escape(written)}{CALLED}")
    return lambda read: bool(called.search(read.kanji))


def _kana(name: str) -> Callable[[_Text], bool]:
    if len(name) >= LONG:
        spelt, heard = kana_key(name), kana_sound_key(name)  # of いえのうえだ is heard イエノオエダ
        return lambda read: spelt in read.kana or heard in read.heard
    hiragana = name.translate({katakana: hiragana for hiragana, katakana in HIRAGANA_TO_KATAKANA.items()})
    as_itself = re.compile(rf"(?<![ァ-ヺー]){name}(?![ァ-ヺー])|(?<![ぁ-ゖー]){hiragana}(?![ぁ-ゖー])")
    as_called = re.compile(rf"(?<![ぁ-ゖー]){hiragana}{CALLED}|(?<![ァ-ヺー]){name}{CALLED}")
    called = name not in NOT_NAMES
    return lambda read: len(name) > 1 and bool(as_itself.search(read.bare) or (called and as_called.search(read.bare)))


def _kanji(text: str) -> str:
    return unfold_repeats(fold_variants(text))

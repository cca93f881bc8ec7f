"""Which kanji of given names sound or look alike, and what kana sound like in Latin letters."""

import re
from functools import cache
from importlib.resources import files

CONSONANTS = {
    "カ": "k",
    "サ": "s",
    "タ": "t",
    "ナ": "n",
    "ハ": "h",
    "マ": "m",
    "ラ": "r",
    "ガ": "g",
    "ザ": "z",
    "ダ": "d",
    "バ": "b",
    "パ": "p",
}
ROW_LETTERS = {
    "カ": "カキクケコ",
    "サ": "サシスセソ",
    "タ": "タチツテト",
    "ナ": "ナニヌネノ",
    "ハ": "ハヒフヘホ",
    "マ": "マミムメモ",
    "ラ": "ラリルレロ",
    "ガ": "ガギグゲゴ",
    "ザ": "ザジズゼゾ",
    "ダ": "ダヂヅデド",
    "バ": "バビブベボ",
    "パ": "パピプペポ",
}
VOWELS = "aiueo"
LATIN_FOLDS = (
    ("shi", "si"),
    ("chi", "ti"),
    ("tsu", "tu"),
    ("sh", "sy"),
    ("ch", "ty"),
    ("ji", "zi"),
    ("j", "zy"),
    ("ph", "h"),
    ("f", "h"),
    ("l", "r"),
    ("v", "b"),
    ("c", "k"),
    ("q", "k"),
    ("oh", "o"),
    ("ou", "o"),
    ("mb", "nb"),
    ("mp", "np"),
)


@cache
def _groups(relation: str) -> dict[str, frozenset[int]]:
    """Kanji → numbers of the groups it stands in, from `sounds.tsv`."""
    lines = (files(__package__) / "sounds.tsv").read_text(encoding="utf-8").splitlines()[1:]
    groups = [kanji for kind, kanji in (line.split("\t") for line in lines) if kind == relation]
    return {
        letter: frozenset(n for n, group in enumerate(groups) if letter in group)
        for letter in set("".join(groups))
    }


def _together(one: str, other: str, relation: str) -> bool:
    groups = _groups(relation)
    return one == other or not groups.get(one, frozenset()).isdisjoint(groups.get(other, frozenset()))


def sound_alike(one: str, other: str) -> bool:
    """True when two kanji are commonly read alike in names (裕/祐, 郎/朗)."""
    return _together(one, other, "sound")


def look_alike(one: str, other: str) -> bool:
    """True when two kanji are easily mistaken when copying (未/末)."""
    return _together(one, other, "look")


@cache
def _syllables() -> dict[str, str]:
    table = dict(zip("アイウエオ", VOWELS, strict=True))
    for row, letters in ROW_LETTERS.items():
        table |= {letter: CONSONANTS[row] + vowel for letter, vowel in zip(letters, VOWELS, strict=True)}
    table |= {"ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o", "ン": "n", "ッ": "", "ー": ""}
    return table | {"ヂ": "zi", "ヅ": "zu", "ヴ": "bu"}


def kana_in_latin(kana: str) -> str:
    """Rough sound in Latin letters for comparing with `latin_key`: サトウ → sato, ショウコ → syoko."""
    large = str.maketrans("ァィゥェォャュョヮ", "アイウエオヤユヨワ")
    out = ""
    for letter in kana:
        sound = _syllables().get(letter.translate(large), "")
        if (letter in "ャュョ" and out.endswith("i")) or (letter in "ァィゥェォ" and out):
            out = out[:-1] + sound
        else:
            out += sound
    return _short(out)


def latin_key(word: str) -> str:
    """A Latin spelling in the same rough sound: SATOH, Satou, Sato → sato."""
    sound = re.sub(r"[^a-z]", "", word.lower())
    for written, heard in LATIN_FOLDS:
        sound = sound.replace(written, heard)
    return _short(sound)


def _short(sound: str) -> str:
    return re.sub(r"(.)\1+", r"\1", sound.replace("ou", "o"))

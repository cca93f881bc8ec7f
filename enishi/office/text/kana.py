"""Kana keys: ひらがな, カタカナ and ﾊﾝｶｸ become one script, and, on wish, one sound."""

import re
import unicodedata

from enishi.office.text.characters import DASHES, plain

HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
SMALL_TO_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
SAME_SOUND = str.maketrans("ヂヅヲヰヱ", "ジズオイエ")
FOREIGN_SOUNDS = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"))
ROWS = {
    "ア": "アカサタナハマヤラワガザダバパァャヮ",
    "イ": "イキシチニヒミリギジヂビピィ",
    "ウ": "ウクスツヌフムユルグズヅブプゥュッヴ",
    "エ": "エケセテネヘメレゲゼデベペェ",
    "オ": "オコソトノホモヨロヲゴゾドボポォョ",
}
VOWEL = {letter: vowel for vowel, row in ROWS.items() for letter in row}
VOICED_MARKS = re.compile("[\u3099\u309a]")
NOT_KANA = re.compile("[^ァ-ヺー]")
DRAWN_OUT = str.maketrans(dict.fromkeys([*DASHES, "〜"], "ー"))
REPEATS = re.compile("[ヽヾ]")
KANA_ONLY = re.compile(r"[ぁ-ゖゝゞァ-ヺーヽヾ・･\s]+")


def katakana(text: str | None) -> str:
    """Full-width katakana, words still apart: 「やまだ　たろう」「ﾔﾏﾀﾞ ﾀﾛｳ」 → 「ヤマダ タロウ」."""
    # A half-width voiced mark after a full-width letter (カﾞ) becomes a combining mark that NFC must join.
    return unicodedata.normalize("NFC", plain(text)).translate(HIRAGANA_TO_KATAKANA)


def kana_key(text: str | None) -> str:
    """Exact kana without blanks and signs, good for sorting in 五十音 order and for prefix search."""
    return NOT_KANA.sub("", _unfold_kana_repeats(katakana(text).translate(DRAWN_OUT)))


def kana_sound_key(text: str | None) -> str:
    """What is heard: long vowels as vowels (オーノ → オオノ), small letters large, ヂヅヲ as ジズオ."""
    sound = kana_key(text)
    for written, heard in FOREIGN_SOUNDS:
        sound = sound.replace(written, heard)
    return _with_long_vowels(sound).translate(SMALL_TO_LARGE).translate(SAME_SOUND)


def kana_loose_key(text: str | None) -> str:
    """`kana_sound_key` without voiced marks: ヤマザキ and ヤマサキ meet."""
    return VOICED_MARKS.sub("", unicodedata.normalize("NFD", kana_sound_key(text)))


def is_kana(text: str | None) -> bool:
    """True when nothing but kana, blanks and middle dots is written."""
    words = plain(text)
    return bool(words) and KANA_ONLY.fullmatch(words) is not None


def _with_long_vowels(text: str) -> str:
    heard: list[str] = []
    for letter in text:
        before = VOWEL.get(heard[-1], "") if heard else ""
        lengthens = letter == "ー" or letter + before in {"ウオ", "イエ"}
        heard.append(before if lengthens else letter)
    return "".join(heard)


def _unfold_kana_repeats(text: str) -> str:
    if not REPEATS.search(text):
        return text
    out: list[str] = []
    for letter in text:
        before = unicodedata.normalize("NFD", out[-1])[0] if out else ""
        repeated = {"ヽ": before, "ヾ": unicodedata.normalize("NFC", before + "\u3099")} if before else {}
        out.append(repeated.get(letter, letter))
    return "".join(out)

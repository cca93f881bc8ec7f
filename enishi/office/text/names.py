"""Keys of personal names."""

import re
import unicodedata

from enishi.office.text.characters import KANJI, fold_variants, plain, unfold_repeats
from enishi.office.text.kana import katakana

SEPARATORS = re.compile(r"[\s・･·,，、.．=＝/_\-‐–—]+")
SMALL_KE = re.compile(f"(?<=[{KANJI}])[ヶヵケカがガ](?=[{KANJI}])")
HONORIFICS = re.compile(r"(?<=.)[\s](?:様|さま|さん|氏|殿|ちゃん|くん|君)$")
REMARK = re.compile(r"[(\[【〔<《].*?[)\]】〕>》]")
MARKED_LATIN = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
MARKS = re.compile("[\u0300-\u036f]+")
OWN_LETTERS = str.maketrans({"Đ": "D", "Ð": "D", "Ø": "O", "Ł": "L", "Æ": "AE", "Œ": "OE", "Þ": "TH"})


def name_words(text: str | None) -> tuple[str, ...]:
    """The parts of a name as written, apart by blanks, dots or commas, variants folded, Latin in upper case without marks.

    Remarks in brackets are left out (they are aliases or readings: see `name_remarks`).
    """
    cleaned = HONORIFICS.sub("", REMARK.sub(" ", plain(text)).strip())
    folded = fold_variants(katakana(cleaned).upper())
    return tuple(_one_spelling(word) for word in SEPARATORS.split(folded) if word)


def name_remarks(text: str | None) -> tuple[str, ...]:
    """What stands in brackets behind a name: 「山田花子（旧姓 佐藤）」 → ("旧姓 佐藤",)."""
    return tuple(found.group()[1:-1].strip() for found in REMARK.finditer(plain(text)))


def name_key(text: str | None) -> str:
    """One key for all spellings of a name: 「髙橋　太郎」「高橋太郎」 → the same. Katakana for kana."""
    return _one_spelling("".join(name_words(text)))


def _without_marks(letter: re.Match[str]) -> str:
    """Ễ → E: a keyboard at the counter has no such letter, and a residence card writes none."""
    return MARKS.sub("", unicodedata.normalize("NFD", letter[0])).translate(OWN_LETTERS)


def _one_spelling(word: str) -> str:
    plainly = MARKED_LATIN.sub(_without_marks, unicodedata.normalize("NFKC", word))
    return SMALL_KE.sub("ケ", unfold_repeats(plainly))

"""Folding of words that somebody searches by; the database folds its columns in the same way."""

import unicodedata

HIRAGANA = "".join(chr(code) for code in range(0x3041, 0x3097))
KATAKANA = "".join(chr(ord(letter) + 0x60) for letter in HIRAGANA)
_KANA = str.maketrans(HIRAGANA, KATAKANA)
MOST_WORDS = 20


def folded(text: str) -> str:
    """NFKC, lower case, katakana: 「ｐｏｒｔ」「PORT」 and 「むもん」「ムモン」 meet."""
    return unicodedata.normalize("NFKC", text).lower().translate(_KANA)


def typed_words(text: str) -> list[str]:
    """The words of a search as they were typed, the first twenty: each is sought in every row."""
    return text.split(maxsplit=MOST_WORDS)[:MOST_WORDS]


def words(text: str) -> list[str]:
    """The words of a search, folded; all of them must be found."""
    return typed_words(folded(text))

"""Words of interests and strengths that mean nearly the same (versioned data, 要確認)."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

VERSION = "2026-11"
_TO_HIRAGANA = {number: number - 0x60 for number in range(ord("ァ"), ord("ヶ") + 1)}


@cache
def topics() -> dict[str, tuple[str, ...]]:
    """Topic → the words that belong to it, folded."""
    read = tomllib.loads((files(__package__) / "topics.toml").read_text(encoding="utf-8"))
    return {name: tuple(fold(word) for word in words) for name, words in read["topics"].items()}


_TO_KATAKANA = {there: here for here, there in _TO_HIRAGANA.items()}


def fold(text: str) -> str:
    """Text as it is compared: width, case and kana do not count."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_TO_HIRAGANA)


@cache
def topic_of(word: str) -> str:
    """The topic a person's word belongs to; empty when none is known."""
    folded = fold(word)
    for name, words in topics().items():
        if any(one in folded or (len(folded) > 1 and folded in one) for one in words):
            return name
    return ""


@cache
def near_words(word: str) -> tuple[str, ...]:
    """The word itself and those of its topic, the word first; each as it may stand in a `plain` text, in both kana."""
    own = fold(word).strip()
    near = [one for one in (own, *topics().get(topic_of(word), ())) if one]
    return tuple(dict.fromkeys(form for one in near for form in (one, one.translate(_TO_KATAKANA))))


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Text in which `near_words` are looked for: quicker than `fold`, kana stay as they are."""
    return unicodedata.normalize("NFKC", text).casefold()

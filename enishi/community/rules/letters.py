"""A text made plain for understanding, each letter of which still knows what was written there."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

WAVES = dict.fromkeys("〜～∼〰", "~")
HYPHENS = dict.fromkeys("‐‑‒–—―−﹣－─━⁃", "-")


@dataclass(frozen=True)
class Letters:
    """``plain``: width and look-alikes made one; ``places``: where each of its letters begins in ``text``."""

    text: str
    plain: str
    places: tuple[int, ...]

    def written(self, start: int, end: int) -> str:
        """What was written, to the letter, where ``plain[start:end]`` was read."""
        if start >= end:
            return ""
        last = self.places[end] if end < len(self.places) else len(self.text)
        return self.text[self.places[start] : last]


def letters(text: str) -> Letters:
    """Read a text without its width: 「１２／２９～１／３」 is 12/29~1/3, and is still known as it was written."""
    plain: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for one in unicodedata.normalize("NFKC", WAVES.get(letter) or HYPHENS.get(letter) or letter):
            plain.append(WAVES.get(one) or HYPHENS.get(one) or one)
            places.append(place)
    return Letters(text, "".join(plain), tuple(places))

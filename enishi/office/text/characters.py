"""Letters: one form for searching and comparing. What a person wrote is stored as written."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

VARIATION_SELECTORS = re.compile("[\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")
BLANKS = re.compile(r"\s+")
DASHES = "-‐‑‒–—―−⁃﹘﹣－─━"
KANJI = "\u2e80-\u2fdf々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
REPEATED_KANJI = re.compile(f"([{KANJI}])々")


def without_variation_selectors(text: str) -> str:
    """Drop the selectors that choose a glyph (葛󠄀 → 葛); the character itself stays."""
    return VARIATION_SELECTORS.sub("", text)


def plain(text: str | None) -> str:
    """NFKC, no selectors, no invisible characters, blanks as one space. Keeps case and kana script."""
    if not text:
        return ""
    composed = unicodedata.normalize("NFKC", without_variation_selectors(text))
    return BLANKS.sub(" ", INVISIBLE.sub("", composed)).strip()


def search_text(text: str | None) -> str:
    """Form for full-text search: `plain`, lower case, one kind of dash, variants of kanji folded."""
    lowered = plain(text).lower()
    return fold_variants("".join("-" if letter in DASHES else letter for letter in lowered))


@cache
def variant_table() -> dict[str, str]:
    """Variant kanji → canonical kanji (旧字体 and spellings met in names), from `variants.tsv`."""
    lines = (files(__package__) / "variants.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {variant: canonical for variant, canonical, _kind in (line.split("\t") for line in lines)}


@cache
def _variant_codes() -> dict[int, str]:
    return {ord(variant): canonical for variant, canonical in variant_table().items()}


def fold_variants(text: str) -> str:
    """Replace every variant kanji by its canonical form (髙﨑 → 高崎, 渡邊 → 渡辺)."""
    return text.translate(_variant_codes())


def unfold_repeats(text: str) -> str:
    """佐々木 → 佐佐木, so that both spellings meet."""
    previous = ""
    while previous != text:
        previous, text = text, REPEATED_KANJI.sub(r"\1\1", text)
    return text

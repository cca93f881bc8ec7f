"""Where words stand in a text, compared in the form for searching, told in the letters as they were written."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from enishi.office.text.characters import search_text

CLUSTER = re.compile(
    r"\s+|.[\u3099\u309a\uff9e\uff9f\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL
)
ELLIPSIS = "…"


class Piece(NamedTuple):
    """A stretch of a text, and whether it is a word that was looked for."""

    text: str
    marked: bool = False


def search_words(text: str | None) -> list[str]:
    """The words of a query in the form for searching (`search_text`), each once."""
    return list(dict.fromkeys(search_text(text).split()))


def pieces_around(text: str, words: Sequence[str], *, before: int = 40, after: int = 120) -> list[Piece]:
    """The text around the first word that stands in it, in pieces; all their texts joined are the excerpt.

    :param words: from `search_words`
    :param before: letters shown before the first word, ``after``: from there on
    """
    spans = list(_spans(text, words))
    first = spans[0][0] if spans else 0
    start, end = max(0, first - before), min(len(text), first + after)
    if spans:
        end = max(end, spans[0][1])
    pieces, here = [], start
    for left, right in spans:
        if left >= end:
            break
        here, before = min(right, end), here
        pieces += [Piece(text[before:left]), Piece(text[left:here], marked=True)]
    pieces.append(Piece(text[here:end]))
    if start:
        pieces.insert(0, Piece(ELLIPSIS))
    if end < len(text):
        pieces.append(Piece(ELLIPSIS))
    return [one for one in pieces if one.text]


def _spans(text: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where words begin and end in ``text``; what touches or overlaps is one."""
    form, places = _form(text)
    found = []
    for word in words:
        at = form.find(word)
        while word and at >= 0:
            found.append((places[at][0], places[at + len(word) - 1][1]))
            at = form.find(word, at + len(word))
    held: tuple[int, int] | None = None
    for left, right in sorted(found):
        if held and left <= held[1]:
            held = held[0], max(held[1], right)
            continue
        if held:
            yield held
        held = left, right
    if held:
        yield held


@lru_cache(maxsize=8192)
def _letter(written: str) -> str:
    """The form of one letter with its marks, or of blanks. Texts hold the same few hundred again and again."""
    return " " if written.isspace() else search_text(unicodedata.normalize("NFKC", written))


def _form(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The form for searching, and for each letter of it where in ``text`` it comes from."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for cluster in CLUSTER.finditer(text):
        form = _letter(cluster.group())
        letters += form
        places += [cluster.span()] * len(form)
    return "".join(letters), places

"""Column heads: one field known by many names, however its publisher wrote them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_MARKS = re.compile(r"[○◎●※*]+$|^[○◎●※*#]+|[（(](?:必須|任意|半角|全角)[)）]$")
_SPACES = re.compile(r"\s+")
_ALIKE = str.maketrans(
    {"ー": "-", "―": "-", "‐": "-", "−": "-", "–": "-", "—": "-", "・": "", "･": "", "／": "/"}
)


def fold_head(head: str) -> str:
    """`head` without what publishers vary: width, half-width kana, blanks, case, dashes, marks of obligation.

    >>> fold_head("名称_ｶﾅ○") == fold_head("名称＿カナ")
    True
    """
    folded = head
    while (further := _fold_once(folded)) != folded:
        folded = further
    return folded


def _fold_once(head: str) -> str:
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", head)).strip("\ufeff\u200b")
    return _MARKS.sub("", plain).translate(_ALIKE).casefold()


@dataclass(frozen=True)
class Heads:
    """Which column holds which field.

    `unknown`: heads that no alias names; `twice`: fields found in two columns.
    """

    columns: Mapping[str, int]
    unknown: tuple[str, ...]
    twice: tuple[str, ...]


def match_heads(cells: Sequence[str], aliases: Mapping[str, Iterable[str]]) -> Heads:
    """Assign columns to fields. `aliases`: field → its names, the most usual first, then the field itself.

    A column serves one field. Where two columns fit one field, the earlier alias wins, then the left column.
    """
    folded = [fold_head(cell) for cell in cells]
    ranks: dict[str, tuple[str, int]] = {}
    for field, names in aliases.items():
        for rank, name in enumerate((*names, field)):
            ranks.setdefault(fold_head(name), (field, rank))
    columns: dict[str, int] = {}
    best: dict[str, int] = {}
    twice = []
    for position, head in enumerate(folded):
        if head not in ranks:
            continue
        field, rank = ranks[head]
        if field in columns:
            twice.append(field)
            if rank >= best[field]:
                continue
        columns[field], best[field] = position, rank
    unknown = tuple(
        cell for cell, head in zip(cells, folded, strict=True) if cell.strip() and head not in ranks
    )
    return Heads(columns, unknown, tuple(dict.fromkeys(twice)))


def known_heads(cells: Sequence[str], aliases: Mapping[str, Iterable[str]]) -> int:
    """How many cells of a row are heads we know: the row that has most is the head of the table."""
    return len(match_heads(cells, aliases).columns)

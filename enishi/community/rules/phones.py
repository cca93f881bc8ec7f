"""Telephone numbers as people write them, told in one way beside the original (GIF 445: digits and half-width hyphens)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from enishi.office.text.characters import DASHES
from enishi.office.text.phones import EXTENSION, phone_keys

_DASH = re.compile(rf"\s*[{re.escape(DASHES)}ーｰ~〜～の]\s*")
_GROUPED = re.compile(r"\(?(0\d{1,4})\)?[-( ]?(\d{1,4})[-) ]+(\d{3,4})(?!\d)")
_MOBILE = ("050", "060", "070", "080", "090")
_FREE = {"0120": (4, 3), "0800": (4, 3), "0570": (4, 3), "0990": (4, 3)}
_TWO = ("03", "06")


@dataclass(frozen=True)
class Phone:
    """``number``: the first one, with hyphens where the area code is known; ``others``: further ones in the same cell."""

    number: str = ""
    digits: str = ""
    extension: str = ""
    others: tuple[str, ...] = ()
    missing: str = ""


def read_phone(text: str, areas: Mapping[str, int] | None = None) -> Phone:
    """Understand a cell. Six shapes meet in one: 0565-41-4122, 0565(41)4122, 0565414122, full width, +81, 内線 behind.

    :param areas: first four digits → length of the area code, learnt from the other rows (``learn_areas``)
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return Phone()
    digits = phone_keys(text)
    if not digits:
        return Phone(missing="電話番号として読めません")
    extension = EXTENSION.search(plain)
    numbers = [_written(one, plain, areas or {}) for one in digits]
    missing = "" if len(digits[0]) >= 10 else "市外局番がないか、桁が足りません"
    if len(digits[0]) >= 10 and "-" not in numbers[0]:
        missing = "市外局番の区切りがわかりません"
    return Phone(
        numbers[0],
        digits[0],
        re.sub(r"\D", "", extension[0]) if extension else "",
        tuple(numbers[1:]),
        missing,
    )


def learn_areas(cells: Iterable[str]) -> dict[str, int]:
    """How long the area codes are, from the cells that separate them; what is written in two ways is not believed."""
    seen: dict[str, set[int]] = {}
    for cell in cells:
        for found in _GROUPED.finditer(_DASH.sub("-", unicodedata.normalize("NFKC", cell))):
            digits = "".join(found.groups())
            if len(digits) == 10:
                seen.setdefault(digits[:4], set()).add(len(found[1]))
    return {start: next(iter(lengths)) for start, lengths in seen.items() if len(lengths) == 1}


def _written(digits: str, plain: str, areas: Mapping[str, int]) -> str:
    if len(digits) == 11 and digits.startswith(_MOBILE):
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    if digits[:4] in _FREE and len(digits) in (10, 11):
        return f"{digits[:4]}-{digits[4:7]}-{digits[7:]}"
    if len(digits) != 10:
        return digits
    own = next(
        (found for found in _GROUPED.finditer(_DASH.sub("-", plain)) if "".join(found.groups()) == digits),
        None,
    )
    length = len(own[1]) if own else areas.get(digits[:4], 2 if digits.startswith(_TWO) else 0)
    return f"{digits[:length]}-{digits[length:6]}-{digits[6:]}" if length else digits

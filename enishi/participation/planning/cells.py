"""What may stand in a cell, as people write it; a `ValueError` says in Japanese what to write instead."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

MOST_DECIMALS = 6
MOST = 10**12
_UNIT = re.compile(r"^(?:定員|約)|(?:人|名|枠|件|点|円|km|キロ|日)$")
_DAYS = "月火水木金土日"
_ENGLISH_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_NO = {"不可", "否", "×", "x", "no", "n", "false", "0", "無", "なし"}
_YES = {"可", "○", "◯", "yes", "y", "true", "1", "有", "あり", "ok", ""}


def key(text: str) -> str:
    """A number of a need or place as it is compared: width and blanks do not count."""
    return unicodedata.normalize("NFKC", text).strip()


def number(text: str) -> int | Decimal:
    """A number as people write it (１，０００ or 5人). Raises ValueError with a sentence."""
    try:
        value: int | Decimal = int(text)
    except ValueError:
        value = _decimal(text)
    if not -MOST <= value <= MOST:
        raise ValueError(f"「{text.strip()}」は大きすぎます。1兆までの数で書いてください。")
    return value


def _decimal(text: str) -> Decimal:
    plain = _UNIT.sub("", unicodedata.normalize("NFKC", text).strip().casefold()).replace(",", "").strip()
    plain = plain.replace("−", "-").replace("▲", "-").replace("△", "-")
    if not plain:
        raise ValueError("空欄です。数を書いてください（なければ0）。")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise ValueError(f"「{text.strip()}」は数として読めません。数字だけで書いてください（例: 3、0.5）。")
    if decimals(value) > MOST_DECIMALS:
        raise ValueError(
            f"「{text.strip()}」は小数が細かすぎます。小数は{MOST_DECIMALS}桁までにしてください。"
        )
    return value


def decimals(value: int | Decimal) -> int:
    """How many digits stand after the point, without the zeros at the end."""
    if isinstance(value, int):
        return 0
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def whole(values: list[int | Decimal]) -> tuple[list[int], int]:
    """Numbers made whole by one factor, and the factor."""
    scale = 10 ** max((decimals(value) for value in values if type(value) is not int), default=0)
    return [int(value * scale) for value in values], scale


def not_negative(text: str) -> int | Decimal:
    """A number that is 0 or more."""
    value = number(text)
    if value < Decimal(0):
        raise ValueError(f"「{text.strip()}」は0より小さい数です。0以上で書いてください。")
    return value


def whole_number(text: str) -> int:
    """A whole number that is 0 or more."""
    value = not_negative(text)
    if value != int(value):
        raise ValueError(f"「{text.strip()}」は整数で書いてください。")
    return int(value)


def people(text: str) -> int:
    """A whole number small enough to count people or days with."""
    value = whole_number(text)
    if value > 1_000_000:
        raise ValueError(f"「{text.strip()}」は大きすぎます。100万までの整数で書いてください。")
    return value


def degrees(most: int) -> Callable[[str], float]:
    """A reader of latitudes (90) or longitudes (180)."""

    def read(text: str) -> float:
        try:
            value = float(unicodedata.normalize("NFKC", text).strip())
        except ValueError:
            value = math.nan
        if not abs(value) <= most:
            raise ValueError(f"「{text.strip()}」は{most}までの度（10進）で書いてください（例: 35.0824）。")
        return value

    return read


def days(text: str) -> int:
    """Days of the week as bits (月=1); 月・水, 月火水木金, 毎日, 平日, Mo;We and 13Mo-like codes are read."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain in ("毎日", "daily", "everyday"):
        return 0b1111111
    bits = 0
    if "平日" in plain or "weekday" in plain:
        bits |= 0b0011111
    for place, day in enumerate(_DAYS):
        written = plain.replace("曜日", "").replace("祝日", "").replace("平日", "")
        bits |= (day in written) << place
    for place, day in enumerate(_ENGLISH_DAYS):
        bits |= (day in plain) << place
    if not bits:
        raise ValueError(f"「{text.strip()}」から曜日が読めません。「月・水」のように書いてください。")
    return bits


def is_allowed(text: str) -> bool:
    """可 or 不可."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain in _NO:
        return False
    if plain in _YES:
        return True
    raise ValueError(f"「{text.strip()}」は「可」か「不可」で書いてください。")


def words(text: str) -> list[str]:
    """Kinds in one cell: 居場所・体験 is two."""
    plain = unicodedata.normalize("NFKC", text)
    return [word for word in (part.strip().casefold() for part in re.split(r"[・、,;/\s|]+", plain)) if word]

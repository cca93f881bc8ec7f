"""Keys of Japanese telephone numbers."""

import re

from enishi.office.text.characters import DASHES, plain

EXTENSION = re.compile(r"(?:\(?\s*(?:内線|内|ext\.?|EXT\.?|#|転送)\s*[:：]?\s*\d+\s*\)?)")
DASH_BETWEEN = re.compile(rf"\s*[{re.escape(DASHES)}ーｰ~〜の]\s*")
INTERNATIONAL = re.compile(r"(?:\+|\b00|\b010)\s*-?\s*81\s*-?\s*(?:\(0\)|0)?\s*-?\s*")
SEPARATE_NUMBERS = re.compile(r"[^\d+\-(). ]+|(?<=\d)\s+(?=\(?0\d{1,4}[-()])")


def phone_key(text: str | None) -> str:
    """Digits of the first number: six shapes, full width, +81, extension left out; "" when there is none."""
    numbers = phone_keys(text)
    return numbers[0] if numbers else ""


def phone_keys(text: str | None) -> tuple[str, ...]:
    """Every number in the text as domestic digits. Local numbers stay short; a 0 lost by Excel comes back."""
    written = EXTENSION.sub(" ", plain(text))
    written = INTERNATIONAL.sub("0", DASH_BETWEEN.sub("-", written))
    found = (_domestic(part) for part in SEPARATE_NUMBERS.split(written))
    return tuple(dict.fromkeys(number for number in found if number))


def _domestic(part: str) -> str:
    digits = re.sub(r"\D", "", re.sub(r"\.0$", "", part.strip()))
    if len(digits) == 9 and digits[0] != "0":
        digits = "0" + digits
    if len(digits) == 10 and digits[:2] in {"70", "80", "90", "50"}:
        digits = "0" + digits
    if not 5 <= len(digits) <= 11 or len(set(digits)) == 1:
        return ""
    return digits

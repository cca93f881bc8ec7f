"""Whole numbers as a browser, a file or an address brings them."""

MOST_DIGITS = 18
LAST_ROW = 99_999_999
"""No file of ours is longer, and no list."""


def whole_number(sent: object, *, least: int = 0, most: int = 10**MOST_DIGITS) -> int | None:
    """The whole number that was sent in plain digits, if it is one from ``least`` to ``most``."""
    digits = str(sent)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        return None
    return found if least <= (found := int(digits)) <= most else None

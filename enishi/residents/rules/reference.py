"""The number that people read (整理番号): eight letters of Crockford's base 32, made from a random id."""

from collections.abc import Callable
from uuid import UUID

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MEANT = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
LENGTH = 8


def reference(binder: UUID) -> str:
    """First 40 bits of the id: ``K3M7-Q2XD``. A counter would tell how many hidden registers exist."""
    number = binder.int >> (128 - 5 * LENGTH)
    letters = "".join(LETTERS[(number >> 5 * place) & 31] for place in reversed(range(LENGTH)))
    return f"{letters[:4]}-{letters[4:]}"


def numbered(what: str) -> Callable[[UUID], str]:
    """How a draft says of what it is: ``相談 K3M7-Q2XD``."""
    return lambda binder: f"{what} {reference(binder)}"


def reference_key(text: str) -> str:
    """The eight letters of a reference as somebody typed it, or "" when it is none."""
    letters = "".join(one for one in text.upper() if one.isascii() and one.isalnum()).translate(MEANT)
    return letters if len(letters) == LENGTH and set(letters) <= set(LETTERS) else ""

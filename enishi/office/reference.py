"""The number that people read of something: eight letters made from its random id."""

from uuid import UUID

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def reference(one: UUID) -> str:
    """First 40 bits of the id: ``K3M7-Q2XD``. A counter would tell how many there are."""
    number = one.int >> 88
    letters = "".join(LETTERS[(number >> 5 * place) & 31] for place in reversed(range(8)))
    return f"{letters[:4]}-{letters[4:]}"

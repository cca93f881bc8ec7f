"""Ids: read from what was sent, and made for rows, rising with time."""

import os
from time import time_ns
from uuid import UUID

VERSION_AND_VARIANT = (7 << 76) | (2 << 62)
RANDOM = (0xFFF << 64) | ((1 << 62) - 1)


def identity(typed: object) -> UUID | None:
    """The id that was sent, if it is one."""
    try:
        return UUID(str(typed))
    except ValueError:
        return None


def in_order() -> UUID:
    """A fresh id (UUID version 7). What is written together stands together in an index, and the next save goes beside it: a random
    id goes to a random page, which is read, written and logged for one row.

    For rows, never for binders: their ids are numbers that people read and tell, and must say nothing.
    """
    milliseconds = time_ns() // 1_000_000
    return UUID(int=(milliseconds << 80) | (int.from_bytes(os.urandom(10)) & RANDOM) | VERSION_AND_VARIANT)

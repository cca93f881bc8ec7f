"""Giving memory back after something large: the C library keeps what was freed, and a web worker would stay as large as that."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def given_back() -> Iterator[None]:
    """Around what needs much memory once: afterwards what was freed goes back to the machine (glibc; elsewhere nothing)."""
    try:
        yield
    finally:
        trim = getattr(_library, "malloc_trim", None)
        if trim is not None:
            trim(0)


_library = ctypes.CDLL(None)

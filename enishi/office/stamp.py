"""Stamps of what a process may remember: code lists and city settings, and what agencies and staff are called.

A trigger renews a stamp with every change of what hangs on it, by anybody and from anywhere. So a change, a rollback and another
process's change are all seen at the next question. A request is told the stamps with its first statement (``website.access``) and
asks no more for them; elsewhere it costs one small statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import ClassVar
from uuid import UUID

from enishi.office import prepared


class Stamp:
    """The one row of ``table``."""

    known: ClassVar[list[Stamp]] = []
    """every stamp there is"""

    def __init__(self, table: str) -> None:
        self._asks = f"SELECT stamp FROM {table}"  # noqa: S608  (a name of the code)
        self._told: ContextVar[UUID | None] = ContextVar(f"stamp of {table}", default=None)
        self.known.append(self)

    def current(self) -> UUID:
        """The stamp as the request was told it, else as it stands now."""
        told = self._told.get()
        if told is not None:
            return told
        [(found,)] = prepared.rows(self._asks, ())
        return UUID(str(found))

    def told(self, stamp: UUID) -> None:
        self._told.set(stamp)

    def changed(self) -> None:
        """Call after a change of what hangs on it: what follows in the same request asks anew."""
        self._told.set(None)

    @contextmanager
    def remembering(self) -> Iterator[None]:
        token = self._told.set(None)
        try:
            yield
        finally:
            self._told.reset(token)


LISTS = Stamp("office_vocabularystamp")


@contextmanager
def remembering() -> Iterator[None]:
    """For one request: what a stamp was told holds to its end."""
    with ExitStack() as all_of_them:
        for one in Stamp.known:
            all_of_them.enter_context(one.remembering())
        yield

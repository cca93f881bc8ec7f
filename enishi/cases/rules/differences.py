"""What changed between two versions, as data (差分): of a plan, or of the answers of a sheet on two days."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Text = TypeVar("Text")


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference(Generic[Key, Text]):
    """One part that is not the same: what it said before, and what it says now (None: not there)."""

    key: Key
    before: Text | None
    after: Text | None

    @property
    def change(self) -> Change:
        if self.before is None:
            return Change.ADDED
        return Change.REMOVED if self.after is None else Change.CHANGED


def differences(before: Mapping[Key, Text], after: Mapping[Key, Text]) -> list[Difference[Key, Text]]:
    """In the order of the later version; what was removed comes last."""
    found = [Difference(key, before.get(key), text) for key, text in after.items() if before.get(key) != text]
    return found + [Difference(key, text, None) for key, text in before.items() if key not in after]

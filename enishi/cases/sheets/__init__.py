"""The sheets (帳票) as data: which items a form has, in which words, classes and vocabularies (``*.toml``).

A sheet is never changed once it was filled: a changed form is a file with a higher version, and what was filled with the
older one is read with the older one.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


class ItemKind(StrEnum):
    """How an item is filled in. ``READ`` is not filled in at all: it is told elsewhere, and read there when shown."""

    SINGLE = "single"
    MULTI = "multi"
    YES_NO = "yes_no"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    GOALS = "goals"
    READ = "read"


CHOSEN = frozenset({ItemKind.SINGLE, ItemKind.MULTI, ItemKind.YES_NO})


@dataclass(frozen=True)
class Item:
    """One field of a form."""

    code: str
    label: str
    kind: ItemKind
    vocabulary: str = ""
    information_class: int = 1
    reported: bool = False
    """国への報告事項 (太枠)"""
    reads: str = ""
    """where a ``READ`` item is told, e.g. ``resident.name``"""
    after: str = ""
    """the item that this one says more about"""
    is_opinion: bool = False
    """所見: what staff think, as against facts"""


@dataclass(frozen=True)
class Section:
    """Items that stand together on screen and on paper."""

    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Sheet:
    """One version of a form."""

    code: str
    label: str
    version: int
    source: str
    starts_on: date
    unverified: bool
    items: tuple[Item, ...] = field(default_factory=tuple)
    sections: tuple[Section, ...] = field(default_factory=tuple)

    def item(self, code: str) -> Item | None:
        return next((one for one in self.items if one.code == code), None)

    @property
    def filled(self) -> tuple[Item, ...]:
        """The items that are filled in here, as against read from elsewhere."""
        return tuple(one for one in self.items if one.kind != ItemKind.READ)

    @property
    def vocabularies(self) -> list[str]:
        return list(dict.fromkeys(one.vocabulary for one in self.items if one.vocabulary))


@cache
def sheets() -> dict[tuple[str, int], Sheet]:
    """Every version of every form."""
    found = {(one.code, one.version): one for one in _read()}
    return dict(sorted(found.items()))


def sheet(code: str, version: int | None = None) -> Sheet:
    """One version of a form, without ``version`` the newest.

    :raises KeyError: when there is no such form
    """
    if version is not None:
        return sheets()[code, version]
    newest = max((one for known, one in sheets() if known == code), default=None)
    if newest is None:
        raise KeyError(code)
    return sheets()[code, newest]


def _read() -> Iterator[Sheet]:
    for path in sorted(HERE.glob("*.toml")):
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        items = {one["code"]: _item(one, given["opinions"]) for one in given["items"]}
        yield Sheet(
            code=given["code"],
            label=given["label"],
            version=given["version"],
            source=given["source"],
            starts_on=given["starts_on"],
            unverified=given["unverified"],
            items=tuple(items.values()),
            sections=tuple(
                Section(one["label"], tuple(items[code] for code in one["items"]))
                for one in given["sections"]
            ),
        )


def _item(given: dict[str, Any], opinions: list[str]) -> Item:
    known = {"code", "label", "kind", "vocabulary", "class", "reported", "reads", "after"}
    if set(given) - known:
        raise KeyError(f"{given.get('code')}: {sorted(set(given) - known)}")
    return Item(
        code=given["code"],
        label=given["label"],
        kind=ItemKind(given["kind"]),
        vocabulary=given.get("vocabulary", ""),
        information_class=given.get("class", 1),
        reported=given.get("reported", False),
        reads=given.get("reads", ""),
        after=given.get("after", ""),
        is_opinion=given["code"] in opinions,
    )

"""Form layouts as data (``layouts/*.toml``): which fields stand where, in which version, from when, and where that comes from.

A layout that was used is never changed: a changed form is a file with a higher version that begins on a later day.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from enishi.reporting.rules.fields import Field, fields_of
from enishi.reporting.terms import FormOf

HERE = Path(__file__).resolve().parents[1] / "layouts"
KINDS = {
    "heading": set[str](),
    "facts": set[str](),
    "ticks": set[str](),
    "passage": {"lines"},
    "rows": {"columns", "fewest"},
    "note": {"size"},
    "signature": {"date"},
    "blank": {"label"},
}
"""What a block can be → what else it may say."""


@dataclass(frozen=True)
class Part:
    """One block of a layout: what it is, of which field, and the rest as written."""

    kind: str
    of: Any
    more: Mapping[str, Any]

    @property
    def fields(self) -> list[str]:
        if self.kind == "facts":
            return list(self.of)
        return [self.of] if self.kind in ("ticks", "passage", "rows") else []


@dataclass(frozen=True)
class Layout:
    code: str
    label: str
    of: FormOf
    version: int
    source: str
    starts_on: date
    ends_on: date | None
    unverified: bool
    parts: tuple[Part, ...]
    offered: bool = True
    """``False``: kept as data until the record holds what it prints"""

    @property
    def kind(self) -> str:
        return f"{self.label} 第{self.version}版"

    @property
    def fields(self) -> dict[str, Field]:
        known = fields_of(self.of)
        return {name: known[name] for part in self.parts for name in part.fields}

    def holds_on(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


class WrongLayout(ValueError):
    """A layout that cannot be printed; says which and why."""


def layouts(on: date) -> list[Layout]:
    """The newest version of every form that holds on a day, in the order of their files."""
    found: dict[str, Layout] = {}
    for one in _all():
        if one.holds_on(on) and (one.code not in found or found[one.code].version < one.version):
            found[one.code] = one
    return list(found.values())


def layout(code: str, of: FormOf, on: date) -> Layout | None:
    """A form that is offered for a thing, on a day."""
    return next((one for one in layouts(on) if one.code == code and one.of == of and one.offered), None)


@cache
def _all() -> tuple[Layout, ...]:
    return tuple(read(path.read_text(encoding="utf-8"), path.name) for path in sorted(HERE.glob("*.toml")))


def read(text: str, name: str = "") -> Layout:
    """:raises WrongLayout: an unknown field or block"""
    given = tomllib.loads(text)
    found = Layout(
        code=given["code"],
        label=given["label"],
        of=FormOf(given["of"]),
        version=given["version"],
        source=given["source"],
        starts_on=given["starts_on"],
        ends_on=given.get("ends_on"),
        unverified=given["unverified"],
        offered=given.get("offered", True),
        parts=tuple(_part(one, name) for one in given["blocks"]),
    )
    for sentence in wrong_in(found):
        raise WrongLayout(f"{name}: {sentence}")
    return found


def _part(given: dict[str, Any], name: str) -> Part:
    kinds = set(given) & set(KINDS)
    if len(kinds) != 1:
        raise WrongLayout(f"{name}: one of {sorted(KINDS)} in {given}")
    (kind,) = kinds
    more = {key: value for key, value in given.items() if key != kind}
    if set(more) - KINDS[kind]:
        raise WrongLayout(f"{name}: {kind} takes no {sorted(set(more) - KINDS[kind])}")
    return Part(kind, given[kind], more)


def wrong_in(layout: Layout) -> Iterator[str]:
    """What cannot be printed in a layout."""
    known = fields_of(layout.of)
    for part in layout.parts:
        for name in part.fields:
            if name not in known:
                yield f"no field {name} of {layout.of}"
                continue
            one = known[name]
            if part.kind == "ticks" and not one.vocabulary:
                yield f"{name} has no list to tick"
            if part.kind == "rows" and set(part.more["columns"]) - set(one.columns):
                yield f"{name} has no columns {part.more['columns']}"
            if part.kind in ("facts", "passage") and one.columns:
                yield f"{name} is a table"

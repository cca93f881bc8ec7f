"""What a list of resources would change: new, changed, unchanged, perhaps there already, double, or wrong, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

from enishi.agencies.rules.agency_changes import Difference
from enishi.agencies.rules.agency_rows import identity_text
from enishi.community.rules.resource_layouts import ResourceLayout
from enishi.community.rules.resource_likeness import Likeness
from enishi.community.rules.resource_rows import ResourceRow

FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "hours": ("times", "open_days", "on_holidays", "left_over"),
    "closing_words": ("closings",),
    "phone": ("phone_digits",),
    "address": ("prefecture", "city", "town", "block", "building"),
}
"""What was understood of a text stays as it is while the text does: two layouts write the same in other columns."""


class Fate(Enum):
    """What becomes of a row."""

    NEW = "新規"
    CHANGED = "変更"
    UNCHANGED = "変更なし"
    THERE = "登録済みと見られる"
    DOUBLE = "ファイルの中で重複"
    WRONG = "エラー"


@dataclass(frozen=True)
class KnownResource:
    """A resource that runs, in the fields a row can have. ``cells``: the row it came from, if from a file."""

    id: UUID
    values: Mapping[str, Any]
    layout: str = ""
    source_number: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))


@dataclass
class Change:
    """A row, its fate, the resource it speaks of, what differs, and a sentence where one is needed."""

    row: ResourceRow
    fate: Fate
    known: KnownResource | None = None
    differences: list[Difference] = field(default_factory=list)
    sentence: str = ""

    @property
    def told(self) -> str:
        """What somebody who confirms the row was told of it."""
        return repr(
            (self.row.number, self.fate.name, self.known and self.known.id, self.sentence, self.differences)
        )


def identity(values: Mapping[str, Any]) -> str:
    """Name, service, address and organisation, without what varies between two writings of the same."""
    return "|".join(
        identity_text(str(values.get(key) or "")) for key in ("name", "service", "address", "organisation")
    )


class Known:
    """The resources of today, found by identity, by the publisher's number, by likeness."""

    def __init__(self, resources: Sequence[KnownResource]) -> None:
        self.by_identity: dict[str, KnownResource] = {}
        self.by_source: dict[tuple[str, str], KnownResource] = {}
        self.by_name: dict[str, list[tuple[KnownResource, Likeness]]] = {}
        self.by_id = {str(one.id): one for one in resources}
        for one in resources:
            self.by_identity.setdefault(identity(one.values), one)
            if one.source_number:
                self.by_source.setdefault((one.layout, one.source_number), one)
            likeness = Likeness.of(one.values)
            self.by_name.setdefault(likeness.name, []).append((one, likeness))


def plan_resources(
    rows: Sequence[ResourceRow],
    resources: Sequence[KnownResource],
    *,
    layout: ResourceLayout,
    labels: Mapping[str, str],
    as_new: Collection[int] = (),
) -> list[Change]:
    """What the rows would change.

    :param labels: field → its Japanese label
    :param as_new: numbers of rows that somebody confirmed to be another resource than the one that looks the same
    """
    known = Known(resources)
    seen: dict[str, ResourceRow] = {}
    taken: set[UUID] = set()
    once = Counter(_moving_key(row.values) for row in rows)
    changes: list[Change] = []
    for row in rows:
        change = _fate(row, known, layout, labels, as_new, seen, once, taken)
        if change.known and change.fate in (Fate.CHANGED, Fate.UNCHANGED):
            taken.add(change.known.id)
        changes.append(change)
    return changes


def _fate(
    row: ResourceRow,
    known: Known,
    layout: ResourceLayout,
    labels: Mapping[str, str],
    as_new: Collection[int],
    seen: dict[str, ResourceRow],
    once: Counter[str],
    taken: set[UUID],
) -> Change:
    if any(problem.blocking for problem in row.problems):
        return Change(row, Fate.WRONG)
    same = identity(row.values)
    first = seen.setdefault(same, row)
    if first is not row:
        return _again(row, first)
    if own := known.by_id.get(row.cells.get("資源ID", "").strip()):
        return _compared(row, own, layout, labels)
    exact = known.by_identity.get(same)
    if exact and exact.id not in taken:
        return _compared(row, exact, layout, labels)
    if (numbered := _by_number(row, known, layout)) and numbered.id not in taken:
        return _compared(row, numbered, layout, labels)
    if row.number in as_new or not known.by_name:
        return Change(row, Fate.NEW)
    if (moved := _moved(row, known, layout, once)) and moved.id not in taken:
        change = _compared(row, moved, layout, labels)
        change.sentence = (
            "同じ公表元の、名称・サービス・法人が同じ資源です。住所が変わったものとして直します。"
        )
        return change
    if found := _alike(row, known):
        there, reasons = found
        return Change(row, Fate.THERE, there, sentence=_there(there, reasons))
    return Change(row, Fate.NEW)


def _moving_key(values: Mapping[str, Any]) -> str:
    return "|".join(identity_text(str(values.get(key) or "")) for key in ("name", "service", "organisation"))


def _moved(
    row: ResourceRow, known: Known, layout: ResourceLayout, once: Counter[str]
) -> KnownResource | None:
    """One resource of the same publisher that has moved: name, service and corporation once here and once there."""
    key = _moving_key(row.values)
    there = [
        one
        for one, _like in known.by_name.get(Likeness.of(row.values).name, [])
        if one.layout == layout.key and _moving_key(one.values) == key
    ]
    named = bool(row.values.get("service") or row.values.get("organisation"))
    return there[0] if named and len(there) == 1 and once[key] == 1 else None


def _by_number(row: ResourceRow, known: Known, layout: ResourceLayout) -> KnownResource | None:
    """The publisher's number, believed only where service and name, or service and place, also stayed."""
    if not (layout.numbers_are_keys and row.source_number):
        return None
    one = known.by_source.get((layout.key, row.source_number))
    if one is None:
        return None
    theirs, ours = Likeness.of(one.values), Likeness.of(row.values)
    stayed = theirs.address == ours.address or theirs.name == ours.name
    return one if theirs.service == ours.service and stayed else None


def _alike(row: ResourceRow, known: Known) -> tuple[KnownResource, list[str]] | None:
    """A resource of the same name and, where both say one, the same service, that shares an address, a phone or a number."""
    ours = Likeness.of(row.values)
    best: tuple[KnownResource, list[str]] | None = None
    for one, theirs in known.by_name.get(ours.name, []):
        if ours.service and theirs.service and ours.service != theirs.service:
            continue
        reasons = [
            label
            for label, mine, other in (
                ("法人番号", ours.corporation_number, theirs.corporation_number),
                ("住所", ours.address, theirs.address),
                ("電話", ours.phone, theirs.phone),
            )
            if mine and mine == other
        ]
        differs = ours.address and theirs.address and ours.address != theirs.address
        if reasons == ["法人番号"] and differs:
            continue
        if reasons and (best is None or len(reasons) > len(best[1])):
            best = one, ["名称", *reasons]
    return best


def _there(there: KnownResource, reasons: Sequence[str]) -> str:
    return (
        f"「{there.name}」（{there.values.get('address') or '住所なし'}）と{'・'.join(reasons)}が同じです。"
        "別の資源であれば、この行を「別の資源」として選んでください。"
    )


def _again(row: ResourceRow, first: ResourceRow) -> Change:
    differing = [head for head, text in row.cells.items() if first.cells.get(head) != text]
    told = f"（違う列: {'、'.join(differing)}）" if differing else ""
    sentence = f"{first.number}行目と同じ資源です{told}。{first.number}行目を取り込みます。"
    return Change(row, Fate.DOUBLE, sentence=sentence)


def _compared(
    row: ResourceRow, known: KnownResource, layout: ResourceLayout, labels: Mapping[str, str]
) -> Change:
    """What differs. A row that is the one taken in last time changes nothing, also what was corrected by hand since."""
    if known.layout == layout.key and dict(known.cells) == dict(row.cells):
        return Change(row, Fate.UNCHANGED, known)
    _leave_what_follows(row.values, known.values)
    differences = [
        Difference(labels.get(key, key), _shown(known.values.get(key)), _shown(value))
        for key, value in row.values.items()
        if key in known.values and key != "place_from" and _shown(known.values.get(key)) != _shown(value)
    ]
    if not differences and known.layout == layout.key:
        differences = [
            Difference(f"元の値「{head}」", known.cells.get(head, ""), text)
            for head, text in row.cells.items()
            if known.cells.get(head, "") != text
        ]
    return Change(row, Fate.CHANGED if differences else Fate.UNCHANGED, known, differences)


def _leave_what_follows(said: dict[str, Any], known: Mapping[str, Any]) -> None:
    for text, following in FOLLOWS.items():
        if text in said and said[text] == known.get(text):
            for key in following:
                said.pop(key, None)
            if text == "address" and said.get("place_from") == "town":
                for key in ("latitude", "longitude", "place_from"):
                    said.pop(key, None)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "、".join(_shown(one) for one in value)
    if isinstance(value, dict):
        return "、".join(f"{key}={_shown(one)}" for key, one in sorted(value.items()))
    if isinstance(value, bool):
        return "はい" if value else ""
    return str(value)

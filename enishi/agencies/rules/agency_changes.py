"""What a file of agencies would change: new, changed, unchanged, double, replaced, or wrong, row by row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from enishi.agencies.rules.agency_rows import AgencyRow, Problem, identity_text
from enishi.agencies.rules.layouts import Layout


class Fate(Enum):
    """What becomes of a row."""

    NEW = "新規"
    CHANGED = "変更"
    UNCHANGED = "変更なし"
    REPLACED = "別の機関に交代"
    DOUBLE = "重複"
    WRONG = "エラー"


@dataclass(frozen=True)
class KnownAgency:
    """An agency that works today, in the fields a row can have. `cells`: the row it came from, if from a file."""

    id: UUID
    values: Mapping[str, object]
    layout: str = ""
    source_number: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    parent_code: str = ""
    catchments: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return str(self.values.get("code", ""))

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    @property
    def identity(self) -> str:
        parts = (self.values.get(key, "") for key in ("name", "service", "address", "corporation"))
        return "|".join(identity_text(str(part)) for part in parts)


@dataclass(frozen=True)
class Difference:
    """One field: what stands now, what the file says."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}「{self.before}」→「{self.after}」".replace("\n", " ")


@dataclass
class Change:
    """A row, its fate, the agency it speaks of, what differs, and a sentence where one is needed."""

    row: AgencyRow
    fate: Fate
    known: KnownAgency | None = None
    differences: list[Difference] = field(default_factory=list)
    sentence: str = ""

    @property
    def told(self) -> str:
        """What somebody who confirms the row was told of it."""
        return repr(
            (self.row.number, self.fate.name, self.known and self.known.id, self.sentence, self.differences)
        )


class Known:
    """The agencies of today, found by code, by identity, by the publisher's number."""

    def __init__(self, agencies: Sequence[KnownAgency]) -> None:
        self.by_code = {agency.code: agency for agency in agencies if agency.code}
        self.by_identity: dict[str, KnownAgency] = {}
        self.by_source: dict[tuple[str, str], KnownAgency] = {}
        for agency in agencies:
            self.by_identity.setdefault(agency.identity, agency)
            if agency.source_number:
                self.by_source.setdefault((agency.layout, agency.source_number), agency)


def plan(
    rows: Sequence[AgencyRow],
    agencies: Sequence[KnownAgency],
    *,
    layout: Layout,
    labels: Mapping[str, str],
    renamed: Collection[int] = (),
) -> list[Change]:
    """What the rows would change.

    An agency is its uuid; a code is a label. A row whose code belongs to an agency of another name does not
    rename it: the old one ends and a new one begins, unless the row says 旧名称 or its number is in `renamed`
    (confirmed on the screen). Without codes, name + service + address + corporation tell offices apart.

    :param labels: field → its Japanese label
    """
    known = Known(agencies)
    taken: set[UUID] = set()
    seen: dict[str, AgencyRow] = {}
    changes = []
    for row in rows:
        change = _fate(row, known, layout=layout, labels=labels, renamed=renamed, seen=seen)
        if change.known and change.fate in (Fate.CHANGED, Fate.UNCHANGED, Fate.REPLACED):
            already = change.known.id in taken
            taken.add(change.known.id)
            changes.append(Change(row, Fate.NEW) if already else change)
            continue
        changes.append(change)
    return changes


def _fate(
    row: AgencyRow,
    known: Known,
    *,
    layout: Layout,
    labels: Mapping[str, str],
    renamed: Collection[int],
    seen: dict[str, AgencyRow],
) -> Change:
    if any(problem.blocking for problem in row.problems):
        return Change(row, Fate.WRONG)
    first = seen.setdefault(f"code {row.code}" if row.code else row.identity, row)
    if first is not row:
        return _again(row, first)
    if row.code and (holder := known.by_code.get(row.code)):
        if (
            same_name(row.name, holder.name)
            or same_name(row.former_name, holder.name)
            or row.number in renamed
        ):
            return _compared(row, holder, layout, labels)
        return Change(row, Fate.REPLACED, holder, sentence=_replacing(row, holder))
    agency = known.by_identity.get(row.identity) or _by_number(row, known, layout)
    return _compared(row, agency, layout, labels) if agency else Change(row, Fate.NEW)


def _by_number(row: AgencyRow, known: Known, layout: Layout) -> KnownAgency | None:
    """The publisher's number, believed only where the name or the place also stayed the same."""
    if not (layout.numbers_are_keys and row.source_number):
        return None
    agency = known.by_source.get((layout.key, row.source_number))
    if agency is None or identity_text(str(row.values.get("service", ""))) != identity_text(
        str(agency.values.get("service", ""))
    ):
        return None
    same_place = identity_text(str(row.values.get("address", ""))) == identity_text(
        str(agency.values.get("address", ""))
    )
    return agency if same_place or same_name(row.name, agency.name) else None


def _again(row: AgencyRow, first: AgencyRow) -> Change:
    if row.identity != first.identity:
        sentence = f"機関コード「{row.code}」が{first.number}行目「{first.name}」にもあります。"
        row.problems.append(Problem(row.number, "機関コード", sentence))
        return Change(row, Fate.WRONG)
    differing = [head for head, text in row.cells.items() if first.cells.get(head) != text]
    told = f"（違う列: {'、'.join(differing)}）" if differing else ""
    return Change(
        row,
        Fate.DOUBLE,
        sentence=f"{first.number}行目と同じ機関です{told}。{first.number}行目を取り込みます。",
    )


def _replacing(row: AgencyRow, holder: KnownAgency) -> str:
    return (
        f"機関コード「{row.code}」は今「{holder.name}」のものです。「{row.name}」は別の機関として新しく登録し、"
        f"「{holder.name}」は取り込みの日で終了します。「{holder.name}」の職員と閲覧の権限は引き継がれません。"
        "名称が変わっただけのときは、「旧名称」の列に前の名称を書くか、確認画面で「名称変更」を選んでください。"
    )


def _compared(row: AgencyRow, agency: KnownAgency, layout: Layout, labels: Mapping[str, str]) -> Change:
    differences = [
        Difference(labels.get(key, key), str(agency.values.get(key) or ""), str(value or ""))
        for key, value in row.values.items()
        if str(agency.values.get(key) or "") != str(value or "")
    ]
    if row.parent_code is not None and row.parent_code != agency.parent_code:
        differences.append(Difference("上位機関", agency.parent_code, row.parent_code))
    if row.catchments is not None and set(row.catchments) != set(agency.catchments):
        differences.append(Difference("担当地区", "、".join(agency.catchments), "、".join(row.catchments)))
    if agency.layout == layout.key and not differences:
        differences = [
            Difference(f"元の値「{head}」", agency.cells.get(head, ""), text)
            for head, text in row.cells.items()
            if agency.cells.get(head, "") != text
        ]
    return Change(row, Fate.CHANGED if differences else Fate.UNCHANGED, agency, differences)


def same_name(one: str, other: str) -> bool:
    """Is it the same name, however written? An empty name is nobody's."""
    return bool(one.strip()) and identity_text(one) == identity_text(other)

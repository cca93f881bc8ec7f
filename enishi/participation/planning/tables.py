"""From three files to a problem; what is wrong is told by row and column, and nothing is guessed over."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

from enishi.office.errors import why_not
from enishi.office.sheets.delimited import DELIMITERS, rows_of, sniff_delimiter
from enishi.office.sheets.encodings import decode
from enishi.office.sheets.faults import SheetRefused
from enishi.office.sheets.formulas import from_csv_text
from enishi.office.sheets.heads import known_heads, match_heads
from enishi.participation.planning import cells as reading
from enishi.participation.planning.columns import LABELS
from enishi.participation.planning.problem import Problem

HEAD_WITHIN = 20
MOST_BYTES = 400 * 1024 * 1024
MOST_REFUSED = 3


class Wrong(Exception):
    """The files cannot be used: sentences for the terminal, most important first."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass
class Faults:
    """What is wrong with a file, row by row and column by column; the first twenty are told."""

    file: str
    found: list[str] = field(default_factory=list)

    def add(self, row: int, column: str, sentence: str) -> None:
        """One wrong cell: where it stands and what to do."""
        self.found.append(f"{self.file} {row}行目「{column}」: {sentence}")


@dataclass
class Table:
    """Rows of a file (number as in Excel, cells), where each field stands, and how the file was read."""

    name: str
    rows: Iterator[tuple[int, list[str]]]
    places: Mapping[str, int]
    heads: Mapping[str, str]
    form: str

    def cell(self, cells: list[str], name: str) -> str:
        """The text of a field; empty where the row or the table has none."""
        place = self.places.get(name, -1)
        return cells[place] if 0 <= place < len(cells) else ""

    def described(self) -> str:
        """For the terminal: how it was read and which column was taken for what."""
        used = "、".join(f"{LABELS[name]}←{head}" for name, head in self.heads.items())
        return f"{self.name}: {self.form}。使う列: {used}"


@dataclass
class Parties:
    """Needs or places as read: their numbers, and their columns as values (None where a cell is empty)."""

    ids: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    values: dict[str, list[Any]] = field(default_factory=dict)

    def column(self, name: str) -> list[Any] | None:
        """The values of a column; None when the file has no such column."""
        return self.values.get(name)


Reader = Callable[[str], object]
READ_NEEDS: dict[str, Reader] = {
    "priority": reading.people, "load": reading.not_negative, "days": reading.days, "kinds": reading.words,
    "latitude": reading.degrees(90), "longitude": reading.degrees(180), "max_km": reading.not_negative,
}  # fmt: skip
READ_PLACES: dict[str, Reader] = {
    "capacity": reading.not_negative, "used": reading.people, "days": reading.days, "kinds": reading.words,
    "latitude": reading.degrees(90), "longitude": reading.degrees(180),
}  # fmt: skip


def open_table(path: Path, aliases: Mapping[str, Sequence[str]], required: Sequence[str]) -> Table:
    """The table of a CSV (UTF-8, cp932, UTF-16 …) or XLSX file. Raises Wrong."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Wrong([f"{path}: ファイルが大きすぎます（{MOST_BYTES // 1024 // 1024}MBまで）。"])
        rows, form = _rows(path.read_bytes())
        return _table(path.name, rows, form, aliases, required)
    except FileNotFoundError:
        raise Wrong([f"{path}: ファイルがありません。名前と場所を確かめてください。"]) from None
    except OSError as failed:
        raise Wrong([f"{path}: ファイルを読めません（{why_not(failed)}）。"]) from None
    except SheetRefused as refused:
        raise Wrong([f"{path.name}: {refused}"]) from None


def _rows(content: bytes) -> tuple[Iterator[tuple[int, list[str]]], str]:
    if not content.strip():
        raise SheetRefused("ファイルが空です。")
    if content.startswith(b"PK"):
        from enishi.office.sheets.workbooks import read_workbook

        page = read_workbook(content)
        return iter(page.rows), f"XLSX、シート「{page.title}」"
    decoded = decode(content)
    delimiter = sniff_delimiter(decoded.text)
    return rows_of(decoded.text, delimiter), f"CSV、{decoded.label}、{DELIMITERS[delimiter]}区切り"


def _table(
    name: str,
    rows: Iterator[tuple[int, list[str]]],
    form: str,
    aliases: Mapping[str, Sequence[str]],
    required: Sequence[str],
) -> Table:
    first = [(number, cells) for number, cells in islice(rows, HEAD_WITHIN) if any(map(str.strip, cells))]
    if not first:
        raise SheetRefused("ファイルに文字のある行がありません。")
    at = max(range(len(first)), key=lambda place: (known_heads(first[place][1], aliases), -place))
    _number, head = first[at]
    found = match_heads(head, aliases)
    if missing := [field for field in required if field not in found.columns]:
        wanted = "、".join(f"「{LABELS[field]}」（{aliases[field][0]}）" for field in missing)
        read = "、".join(cell for cell in head if cell.strip())[:200]
        raise SheetRefused(
            f"見出しの行に{wanted}の列がありません。読めた見出し: {read}。"
            "列の名前は enishi plan-placements --help にあります。"
        )
    heads = {field: head[place].strip() for field, place in found.columns.items()}
    return Table(name, chain(first[at + 1 :], rows), found.columns, heads, form)


def read_parties(
    table: Table, readers: Mapping[str, Reader], faults: Faults, *, required: Sequence[str] = ()
) -> Parties:
    """Needs or places with their columns; a cell that cannot be read becomes a fault."""
    parties = Parties(values={name: [] for name in readers if name in table.places})
    for number, cells in table.rows:
        if not any(map(str.strip, cells)):
            continue
        text = from_csv_text(table.cell(cells, "id")).strip()
        if not text:
            faults.add(number, table.heads["id"], "空欄です。番号を書いてください。")
        elif reading.key(text) in parties.places:
            faults.add(number, table.heads["id"], f"「{text}」が二度出てきます。一行にまとめてください。")
        parties.places.setdefault(reading.key(text), len(parties.ids))
        parties.ids.append(text)
        for name, values in parties.values.items():
            cell = from_csv_text(table.cell(cells, name))
            try:
                values.append(readers[name](cell) if cell.strip() or name in required else None)
            except ValueError as wrong:
                values.append(None)
                faults.add(number, table.heads[name], str(wrong))
    if not parties.ids:
        faults.found.append(f"{table.name}: 見出しの下に行がありません。")
    return parties


@dataclass
class Pairs:
    """Possible pairs as read: costs and loads as written; `refused`: why a need may not go somewhere."""

    need: array[int] = field(default_factory=lambda: array("i"))
    place: array[int] = field(default_factory=lambda: array("i"))
    cost: list[int | Decimal] = field(default_factory=list)
    load: list[int | Decimal | None] = field(default_factory=list)
    refused: dict[int, list[str]] = field(default_factory=dict)


def read_pairs(table: Table, needs: Parties, places: Parties, faults: Faults) -> Pairs:
    """Pairs of a file; each must name a known need and a known place, once."""
    reader = _PairReader(table, needs, places, faults)
    for number, cells in table.rows:
        reader.add(number, cells)
    return reader.pairs


class _PairReader:
    """Reads pair after pair. What is written plainly takes the short way: there are hundreds of thousands."""

    def __init__(self, table: Table, needs: Parties, places: Parties, faults: Faults) -> None:
        self.table, self.needs, self.places, self.faults = table, needs, places, faults
        self.pairs, self.seen = Pairs(), set[int]()
        at = table.places
        self.need_at, self.place_at, self.cost_at = at["need"], at["place"], at.get("cost", -1)
        self.is_plain = self.cost_at >= 0 and not {"load", "allowed"} & set(at)

    def add(self, number: int, cells: list[str]) -> None:
        """Take a row; a cell that cannot be used becomes a fault."""
        if self.is_plain:
            try:
                need = self.needs.places[cells[self.need_at]]
                place = self.places.places[cells[self.place_at]]
                cost = int(cells[self.cost_at])
            except (KeyError, IndexError, ValueError):
                pass
            else:
                if -reading.MOST <= cost <= reading.MOST:
                    self._keep(number, need, place, cost, None)
                    return
        if any(map(str.strip, cells)):
            self._add_carefully(number, cells)

    def _add_carefully(self, number: int, cells: list[str]) -> None:
        need = self._party("need", number, cells, self.needs)
        place = self._party("place", number, cells, self.places)
        column = "allowed"
        try:
            allowed = "allowed" not in self.table.places or reading.is_allowed(
                self.table.cell(cells, "allowed")
            )
            cost: int | Decimal = 0
            load: int | Decimal | None = None
            column = "cost"
            if allowed and self.cost_at >= 0:
                cost = reading.number(self.table.cell(cells, "cost"))
            column = "load"
            if allowed and self.table.cell(cells, "load").strip():
                load = reading.not_negative(self.table.cell(cells, "load"))
        except ValueError as wrong:
            self.faults.add(number, self.table.heads[column], str(wrong))
            return
        if need is None or place is None:
            return
        if allowed:
            self._keep(number, need, place, cost, load)
        else:
            _refuse(self.pairs, need, self.places.ids[place], self.table.cell(cells, "reason"))

    def _keep(
        self, number: int, need: int, place: int, cost: int | Decimal, load: int | Decimal | None
    ) -> None:
        both = need * len(self.places.ids) + place
        if both in self.seen:
            self.faults.add(number, self.table.heads["place"], "同じ本人と場所の組が、前の行にもあります。")
            return
        self.seen.add(both)
        self.pairs.need.append(need)
        self.pairs.place.append(place)
        self.pairs.cost.append(cost)
        self.pairs.load.append(load)

    def _party(self, name: str, number: int, cells: list[str], parties: Parties) -> int | None:
        text = from_csv_text(self.table.cell(cells, name))
        found = parties.places.get(reading.key(text)) if text.strip() else None
        if found is None:
            file = "本人の表（--needs）" if name == "need" else "場所の表（--places）"
            self.faults.add(number, self.table.heads[name], f"「{text.strip()}」は{file}にありません。")
        return found


def _refuse(pairs: Pairs, need: int, place: str, reason: str) -> None:
    told = pairs.refused.setdefault(need, [])
    if len(told) <= MOST_REFUSED:
        told.append(f"{place}は不可（{reason.strip()}）" if reason.strip() else f"{place}は不可")


def whole_problem(needs: Parties, places: Parties, pairs: Pairs, *, maximise: bool) -> Problem:
    """Everything in whole numbers. A pair's own load counts; else the need's; else one."""
    own = needs.column("load") or [None] * len(needs.ids)
    loads = [
        load if load is not None else 1 if own[need] is None else own[need]
        for need, load in zip(pairs.need, pairs.load, strict=True)
    ]
    costs, cost_scale = reading.whole(pairs.cost)
    together, load_scale = reading.whole([*loads, *places.values["capacity"]])
    used = places.column("used")
    priorities = needs.column("priority")
    return Problem(
        needs.ids,
        places.ids,
        together[len(loads) :],
        pairs.need,
        pairs.place,
        array("q", costs),
        array("q", together[: len(loads)]),
        priorities=[value or 0 for value in priorities] if priorities else (),
        used=[value or 0 for value in used] if used else (),
        maximise=maximise,
        cost_scale=cost_scale,
        load_scale=load_scale,
        refused={need: _told(reasons) for need, reasons in pairs.refused.items()},
    )


def _told(reasons: list[str]) -> str:
    return "、".join(reasons[:MOST_REFUSED]) + ("ほか" if len(reasons) > MOST_REFUSED else "")

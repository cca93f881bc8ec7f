"""Reading a sheet that somebody brings: CSV or XLSX in, rows of named fields out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from enishi.office.sheets.delimited import DELIMITERS, rows_of, sniff_delimiter
from enishi.office.sheets.encodings import decode
from enishi.office.sheets.faults import SheetRefused
from enishi.office.sheets.formulas import from_csv_text
from enishi.office.sheets.heads import Heads, known_heads, match_heads
from enishi.office.sheets.workbooks import MOST_COLUMNS, MOST_ROWS, read_workbook

MOST_BYTES = 30 * 1024 * 1024
HEAD_WITHIN = 20
MOST_NOTES = 20
LONGEST_SHARED, MOST_SHARED = 40, 5_000

_HTML = re.compile(rb"^\s*(?:<!doctype|<html|<head|<body|<table|<meta)", re.IGNORECASE)
_SPREADSHEET_XML = re.compile(
    rb"^\s*<\?xml[^>]*>.{0,400}(?:<\?mso-application|<Workbook)", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True)
class Sheet:
    """What stood in a file. `rows`: number as in Excel, cells as text; empty rows left out.

    `form` says how it was read ("CSV、Shift_JIS（Windows）、カンマ区切り"), `notes` what to know about it.
    """

    rows: list[tuple[int, list[str]]]
    form: str
    notes: tuple[str, ...] = ()
    title: str = ""
    other_titles: tuple[str, ...] = ()


class Cells(Mapping[str, str]):
    """The cells of a row under their heads, which all rows share: a dictionary a row would be most of a file's memory."""

    __slots__ = ("_places", "_texts")

    def __init__(self, places: Mapping[str, int], texts: Sequence[str]) -> None:
        self._places, self._texts = places, texts

    def __getitem__(self, head: str) -> str:
        return self._texts[self._places[head]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its number as in Excel, its fields, every cell as it stood under its own head."""

    number: int
    fields: Mapping[str, str]
    cells: Mapping[str, str]

    def get(self, field: str) -> str:
        """The text of `field` without blanks around it; empty when the table has no such column."""
        return self.fields.get(field, "").strip()


@dataclass(frozen=True)
class Table:
    """Rows under named heads."""

    heads: Heads
    head_row: int
    rows: list[Row]
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


def read_sheet(content: bytes, *, sheet: str | None = None, encoding: str | None = None) -> Sheet:
    """Rows of a CSV or XLSX file, recognised by content, never by file name.

    `sheet` names a sheet of a workbook, `encoding` overrules the guess for text. Raises SheetRefused, whose
    Japanese sentence says what to do: too large, empty, .xls, HTML under the name of .xls, password, wrong
    bytes (with line and byte), NUL, a quotation mark that never closes.
    """
    if len(content) > MOST_BYTES:
        raise SheetRefused(
            f"ファイルが大きすぎます（{MOST_BYTES // 1024 // 1024}MBまで）。ファイルを分けてください。"
        )
    if not content.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise SheetRefused("ファイルが空です。")
    if content.startswith(b"PK"):
        page = read_workbook(content, sheet)
        return Sheet(page.rows, f"XLSX、シート「{page.title}」", page.notes, page.title, page.other_titles)
    refuse_other_forms(content)
    return _read_text(content, encoding)


def read_table(sheet: Sheet, aliases: Mapping[str, Iterable[str]], *, required: Sequence[str] = ()) -> Table:
    """The table of a sheet: its head is the row, among the first twenty, with most heads `aliases` knows.

    Raises SheetRefused when no head is known, or a `required` field has no column (naming what was found).
    """
    if not sheet.rows:
        raise SheetRefused("ファイルに文字のある行がありません。見出しの行と内容のある表を選んでください。")
    candidates = sheet.rows[:HEAD_WITHIN]
    place, (head_row, head) = max(
        enumerate(candidates), key=lambda item: (known_heads(item[1][1], aliases), -item[0])
    )
    heads = match_heads(head, aliases)
    missing = [field for field in required if field not in heads.columns]
    if not heads.columns or missing:
        wanted = "、".join(
            f"「{next(iter(aliases.get(field, ())), field)}」" for field in missing or required
        )
        raise SheetRefused(
            f"見出しの行に{wanted or '知っている見出し'}が見つかりません。"
            f"読めた見出し: {'、'.join(cell for cell in head if cell.strip())[:200] or '（なし）'}",
            row=head_row,
        )
    names = _distinct(head)
    places = {name: place for place, name in enumerate(names)}
    rows, notes, surplus = [], [], 0
    for number, cells in sheet.rows[place + 1 :]:
        if len(cells) > len(head) and any(cell.strip() for cell in cells[len(head) :]):
            surplus += 1
            if surplus <= MOST_NOTES:
                notes.append(f"{number}行目の列が見出しより多く（{len(cells)}列）、余りは取り込みません。")
        padded = cells if len(cells) >= len(head) else [*cells, *[""] * (len(head) - len(cells))]
        fields = {field: padded[column] for field, column in heads.columns.items()}
        rows.append(Row(number, fields, Cells(places, padded)))
    if surplus > MOST_NOTES:
        notes.append(f"列が見出しより多い行が、ほかに{surplus - MOST_NOTES:,}行あります。")
    if not rows:
        notes.append(f"見出し（{head_row}行目）の下に行がありません。取り込むものはありません。")
    return Table(heads, head_row, rows, names, tuple(notes))


def _distinct(head: Sequence[str]) -> tuple[str, ...]:
    """Heads as keys: an empty one gets its column letter, a repeated one its number."""
    names: list[str] = []
    for position, cell in enumerate(head, start=1):
        name = cell.strip() or f"列{position}"
        names.append(name if name not in names else f"{name}（{position}列目）")
    return tuple(names)


def _read_text(content: bytes, encoding: str | None) -> Sheet:
    decoded = decode(content, encoding)
    text, notes = decoded.text, list(decoded.notes)
    declared = re.match(r"sep=(.)\r?\n", text)
    delimiter = declared[1] if declared and declared[1] in DELIMITERS else sniff_delimiter(text)
    rows = []
    shared: dict[str, str] = {}
    for number, cells in rows_of(text, delimiter):
        if declared and number == 1:
            continue
        if len(cells) > MOST_COLUMNS:
            raise SheetRefused(f"{number}行目に列が{MOST_COLUMNS}を超えてあります。", row=number)
        if any(cell.strip() for cell in cells):
            rows.append((number, [_shared(from_csv_text(cell), shared) for cell in cells]))
        if len(rows) > MOST_ROWS:
            raise SheetRefused(f"行が多すぎます（{MOST_ROWS:,}行まで）。ファイルを分けてください。")
    return Sheet(rows, f"CSV、{decoded.label}、{DELIMITERS[delimiter]}区切り", tuple(notes))


def _shared(text: str, known: dict[str, str]) -> str:
    """The same short text once: columns of 有 and 無 would else be half a million texts."""
    if len(text) > LONGEST_SHARED:
        return text
    if text not in known and len(known) < MOST_SHARED:
        known[text] = text
    return known.get(text, text)


def refuse_other_forms(content: bytes) -> None:
    """:raises SheetRefused: for a form that is no table, under whatever name it came"""
    """:raises SheetRefused: for a form that is no table, under whatever name it came"""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise SheetRefused("パスワードの付いたExcelブックです。パスワードを外して保存し直してください。")
        raise SheetRefused(
            "古い形式のExcel（.xls）です。Excelで開き、「名前を付けて保存」で「Excelブック（.xlsx）」か"
            "「CSV UTF-8」を選んで保存し直してください。"
        )
    head = content[:2048].removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(head) or _SPREADSHEET_XML.match(head):
        raise SheetRefused(
            "名前は表でも中身はウェブページ（HTML/XML）です。Excelで開き、「名前を付けて保存」で"
            "「Excelブック（.xlsx）」を選んで保存し直してください。"
        )
    if head.startswith(b"%PDF"):
        raise SheetRefused("PDFです。元の表をExcelブック（.xlsx）かCSVで受け取ってください。")
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise SheetRefused("画像です。元の表をExcelブック（.xlsx）かCSVで受け取ってください。")

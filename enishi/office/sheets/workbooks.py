"""Rows of an XLSX workbook as text, the way its reader sees them in Excel."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook.workbook import Workbook

from enishi.office.sheets.faults import SheetRefused

MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 200_000
MOST_COLUMNS = 500
LAST_ROW = 1_048_576
SHEET_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

_ZEROS = re.compile(r"^0{2,}$")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Page:
    """One sheet: its rows (number as in Excel, cells as text) and what a reader should know."""

    title: str
    rows: list[tuple[int, list[str]]]
    notes: tuple[str, ...]
    other_titles: tuple[str, ...]


def read_workbook(content: bytes, sheet: str | None = None) -> Page:
    """The sheet named `sheet`, or the first visible one that holds anything.

    Codes keep their leading zeros where the cell's format shows them; days come as 2025-04-01, times as
    09:00; a merged cell's text stands in every cell it covers. Raises SheetRefused for what is no workbook,
    is too large when unpacked, or has no such sheet.
    """
    _refuse_bombs(content)
    with _damage_is_refused("Excelブックとして読めません。ファイルが壊れているおそれがあります。"):
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        with _damage_is_refused("Excelブックのシートが途中で壊れています。"):
            return _page(book, sheet)
    finally:
        book.close()


@contextmanager
def _damage_is_refused(sentence: str) -> Iterator[None]:
    """Whatever the library meets in damaged bytes (it promises no exception of its own) is the file's fault, and said."""
    try:
        yield
    except SheetRefused:
        raise
    except Exception as error:
        raise SheetRefused(f"{sentence}Excelで開いて保存し直してください。") from error


def _page(book: Workbook, wanted: str | None) -> Page:
    visible = [name for name in book.sheetnames if getattr(book[name], "sheet_state", "visible") == "visible"]
    if wanted is not None and wanted not in book.sheetnames:
        raise SheetRefused(f"シート「{wanted}」がありません。あるシート: {'、'.join(book.sheetnames)}")
    filled: list[str] = []
    found: Page | None = None
    for title in [wanted] if wanted else visible:
        rows = list(_rows(book, title))
        if not rows:
            continue
        filled.append(title)
        if found is None:
            merged, uncalculated = _beside_the_cells(book, title)
            notes = []
            if uncalculated:
                notes.append(
                    f"計算結果が保存されていない数式のセルが{len(uncalculated)}個あります（{'、'.join(uncalculated[:5])}）。"
                    "空欄として読みました。Excelで開いて保存し直してください。"
                )
            found = Page(title, _spread(rows, merged), tuple(notes), ())
    if found is None:
        raise SheetRefused("どのシートにも文字がありません。")
    others = tuple(name for name in filled if name != found.title)
    return Page(found.title, found.rows, found.notes, others)


def _rows(book: Workbook, title: str) -> Iterator[tuple[int, list[str]]]:
    sheet = book[title]
    if not hasattr(sheet, "iter_rows"):
        return
    # A sheet written elsewhere may declare a smaller range than it fills: without this its rows are lost.
    sheet.reset_dimensions()
    count = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > LAST_ROW:
            raise SheetRefused("行番号がExcelの上限を超えています。ファイルが壊れています。")
        texts = [text_of(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        if len(texts) > MOST_COLUMNS:
            raise SheetRefused(f"{number}行目に列が{MOST_COLUMNS}を超えてあります。", row=number)
        count += 1
        if count > MOST_ROWS:
            raise SheetRefused(f"行が多すぎます（{MOST_ROWS:,}行まで）。ファイルを分けてください。")
        yield number, texts


def text_of(cell: Cell | MergedCell) -> str:
    """The text of one cell: no ".0" on whole numbers, leading zeros of a 00000 format, ISO days and times."""
    value: object = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value) if "_x" in value else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return _moment(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = str(value)
    if isinstance(value, int) and _ZEROS.match(cell.number_format or ""):
        return text.zfill(len(cell.number_format))
    return text


def _moment(value: datetime.date | datetime.time | datetime.timedelta) -> str:
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time(0):
            return value.date().isoformat()
        return f"{value:%Y-%m-%d %H:%M}" + (f":{value:%S}" if value.second else "")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}" + (f":{value:%S}" if value.second else "")
    minutes = round(value.total_seconds() / 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _beside_the_cells(book: Workbook, title: str) -> tuple[list[str], list[str]]:
    """Ranges of merged cells, and cells whose formula has no saved result: read-only mode tells neither."""
    sheet = book[title]
    path = getattr(sheet, "_worksheet_path", None)
    archive = getattr(book, "_archive", None)
    if path is None or archive is None:
        return [], []
    merged, uncalculated = [], []
    with archive.open(path) as part:
        # expat >= 2.4.1 refuses entity bombs by itself, and openpyxl parses the same part with it.
        for _event, element in ElementTree.iterparse(part):  # noqa: S314
            if element.tag == SHEET_XML + "mergeCell":
                merged.append(element.get("ref", ""))
            elif element.tag == SHEET_XML + "row":
                for cell in element:
                    if cell.find(SHEET_XML + "f") is not None and not cell.findtext(SHEET_XML + "v"):
                        uncalculated.append(cell.get("r", "?"))
                element.clear()
    return [ref for ref in merged if ref], uncalculated


def _spread(rows: list[tuple[int, list[str]]], merged: list[str]) -> list[tuple[int, list[str]]]:
    """Rows in which the text of a merged cell stands in every cell it covers."""
    by_number = dict(rows)
    for ref in merged:
        left, top, right, bottom = range_boundaries(ref)
        if None in (left, top, right, bottom) or right > MOST_COLUMNS:  # type: ignore[operator]
            continue
        source = by_number.get(top, [])  # type: ignore[arg-type]
        text = source[left - 1] if len(source) >= left else ""  # type: ignore[operator]
        for number in range(top, bottom + 1) if text else ():  # type: ignore[arg-type, operator]
            cells = by_number.get(number)
            if cells is None:
                continue
            cells.extend([""] * (right - len(cells)))  # type: ignore[operator]
            cells[left - 1 : right] = [text] * (right - left + 1)  # type: ignore[operator]
    return [(number, by_number[number]) for number, _cells in rows]


def _refuse_bombs(content: bytes) -> None:
    with _damage_is_refused("Excelブックとして読めません。ファイルが途中で切れているおそれがあります。"):
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    names = {part.filename for part in parts}
    if "mimetype" in names and "content.xml" in names:
        raise SheetRefused(
            "LibreOfficeの表（.ods）です。「名前を付けて保存」で「Excel 2007-365（.xlsx）」か"
            "CSVにしてください。"
        )
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise SheetRefused("WordかPowerPointのファイルです。Excelブック（.xlsx）かCSVを選んでください。")
    if "xl/workbook.bin" in names:
        raise SheetRefused(
            "バイナリ形式のブック（.xlsb）です。「Excelブック（.xlsx）」で保存し直してください。"
        )
    if not any(name.startswith("xl/") for name in names):
        raise SheetRefused("ZIPファイルです。中のExcelブック（.xlsx）かCSVを取り出して選んでください。")
    if any(part.flag_bits & 1 for part in parts):
        raise SheetRefused("パスワードの付いたファイルです。パスワードを外して保存し直してください。")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise SheetRefused(
            f"展開すると大きすぎるブックです（{MOST_UNPACKED // 1024 // 1024}MBまで）。"
            "使っていない書式や画像を消すか、CSVで保存してください。"
        )

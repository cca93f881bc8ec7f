"""Writing sheets that people take away: every cell is text, nothing is calculated, nothing lost unsaid."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from enishi.office.sheets.formulas import csv_text, xlsx_text
from enishi.office.sheets.shortened import Shortened

LONGEST_XLSX_CELL = 32_767
MOST_XLSX_ROWS = 1_048_576
# One JIS code, two Unicode readings: Windows holds only the right-hand one; in print they are the same.
SAME_IN_JIS = str.maketrans("〜‖−¢£¬—", "～∥－￠￡￢―")


@dataclass(frozen=True)
class Unheld:
    """A character that the chosen encoding or cell could not hold, and what stands in its place."""

    row: int
    head: str
    character: str
    written: str


@dataclass
class Report:
    """Filled while a sheet is written: how many rows, and what could not be held."""

    rows: int = 0
    unheld: list[Unheld] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """For the screen, one sentence a place, at most twenty."""
        shown = [
            f"{place.row}行目「{place.head}」の「{place.character}」は {place.written} として書きました。"
            for place in self.unheld[:20]
        ]
        if len(self.unheld) > 20:
            shown.append(
                f"ほか{len(self.unheld) - 20}か所。すべての文字を残すにはUTF-8かXLSXを選んでください。"
            )
        return shown


def write_csv(
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    encoding: str = "utf-8-sig",
    report: Report | None = None,
) -> Iterator[bytes]:
    """The lines of a CSV file, one chunk a row, every cell quoted, CRLF, formula-safe.

    `encoding`: "utf-8-sig" (Excel reads it) or "cp932"; there a character outside becomes 〔U+20BB7〕 and is
    listed in `report`. The list is complete once the iterator is exhausted.
    """
    filled = report if report is not None else Report()
    if encoding == "utf-8-sig":
        yield b"\xef\xbb\xbf"
    codec = "utf-8" if encoding == "utf-8-sig" else encoding
    for number, cells in enumerate(_with_head(heads, rows), start=1):
        texts = [csv_text(text_for(cell)) for cell in cells]
        if codec != "utf-8":
            texts = [
                _held(text, codec, number, _head(heads, place), filled) for place, text in enumerate(texts)
            ]
        buffer = io.StringIO(newline="")
        csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(texts)
        filled.rows = number - 1
        yield buffer.getvalue().encode(codec)


def write_xlsx(
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    target: BinaryIO,
    *,
    title: str = "一覧",
    footer: str = "",
    author: str = "",
    widths: Sequence[int] = (),
    report: Report | None = None,
) -> Report:
    """Write a workbook into `target`, row by row (memory does not grow with the rows).

    Bold frozen head with filter, the head repeated on every printed page, `footer` (who took it, when)
    on every printed page, `author` in the file's properties. More rows than a sheet holds go on in a further sheet.
    """
    filled = report if report is not None else Report()
    book = Workbook(write_only=True)
    book.properties.creator = book.properties.description = author or "Enishi"
    source = iter(rows)
    part, more = 0, True
    while more:
        part += 1
        more = _write_part(book, heads, source, _title(title, part), footer, widths, filled)
    book.save(target)
    return filled


def text_for(value: object) -> str:
    """The text of a value in a cell; None is empty, and what a screen shortens stands whole."""
    if isinstance(value, Shortened):
        return value.whole
    return "" if value is None else str(value)


def _with_head(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    yield heads
    yield from rows


def _head(heads: Sequence[str], place: int) -> str:
    return heads[place] if place < len(heads) else f"{place + 1}列目"


def _held(text: str, codec: str, row: int, head: str, report: Report) -> str:
    try:
        text.encode(codec)
        return text
    except UnicodeEncodeError:
        pass
    letters = []
    for letter in text.translate(SAME_IN_JIS):
        try:
            letter.encode(codec)
            letters.append(letter)
        except UnicodeEncodeError:
            written = f"〔U+{ord(letter):04X}〕"
            report.unheld.append(Unheld(row, head, letter, written))
            letters.append(written)
    return "".join(letters)


def _title(title: str, part: int) -> str:
    cleaned = re.sub(r"[\[\]:*?/\\]", "・", title).strip("'") or "一覧"
    return cleaned[:28] if part == 1 else f"{cleaned[:26]} {part}"


def _write_part(
    book: Workbook,
    heads: Sequence[str],
    source: Iterator[Sequence[object]],
    title: str,
    footer: str,
    widths: Sequence[int],
    report: Report,
) -> bool:
    """One sheet. Returns whether rows may be left over."""
    sheet = book.create_sheet(title)
    last = get_column_letter(max(len(heads), 1))
    for place in range(len(heads)):
        width = widths[place] if place < len(widths) else max(10, min(40, len(heads[place]) * 2 + 4))
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = footer.replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
    font, fill = Font(bold=True), PatternFill("solid", fgColor="FFE8F1FE")
    head_cells = []
    for head in heads:
        cell = _text_cell(sheet, xlsx_text(text_for(head)))
        cell.font, cell.fill, cell.alignment = font, fill, Alignment(vertical="top", wrap_text=True)
        head_cells.append(cell)
    sheet.append(head_cells)
    written = 1
    for cells in source:
        report.rows += 1
        written += 1
        sheet.append(
            [
                _text_cell(sheet, _fitting(text_for(cell), report, _head(heads, place)))
                for place, cell in enumerate(cells)
            ]
        )
        if written == MOST_XLSX_ROWS:
            break
    sheet.auto_filter.ref = f"A1:{last}{written}"
    return written == MOST_XLSX_ROWS


def _text_cell(sheet: Worksheet, text: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, value=None)
    # Setting the value first would let openpyxl turn "=1+1" into a formula and "#N/A" into an error.
    cell._value, cell.data_type, cell.number_format = text, "s", "@"  # type: ignore[attr-defined]
    return cell


def _fitting(text: str, report: Report, head: str) -> str:
    safe = xlsx_text(text)
    if len(safe.encode("utf-16-le")) // 2 <= LONGEST_XLSX_CELL:
        return safe
    kept = safe.encode("utf-16-le")[: (LONGEST_XLSX_CELL - 60) * 2].decode("utf-16-le", errors="ignore")
    report.unheld.append(Unheld(report.rows + 1, head, "（長い文章）", "先頭だけ（全文はCSVで出力）"))
    return kept + "…（Excelのセルに入りきらないため続きはCSVで出力）"

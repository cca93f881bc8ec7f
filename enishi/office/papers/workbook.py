"""The same paper as a workbook, one sheet: for who must hand in or go on with a file. Every cell is text."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell as XlsxCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from enishi.office.papers.blocks import (
    Block,
    Cell,
    Facts,
    Heading,
    Mark,
    Note,
    Page,
    Paper,
    Passage,
    Rows,
    Signature,
    Ticks,
)
from enishi.office.sheets.formulas import xlsx_text

COLUMNS = 12
WIDTH = 8.0
THIN, THICK = Side(style="thin"), Side(style="medium")
SHADE = PatternFill("solid", fgColor="FFF0F0F0")
LONGEST = 32_000
MOST_LINES = 24
LINE = 15.0
LETTERS_A_COLUMN = 3.6


def xlsx(paper: Paper, mark: Mark) -> bytes:
    """The paper as XLSX, A4 upright, the mark on every printed page and in the file's properties."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101
    book.properties.creator = book.properties.description = mark.line
    book.properties.keywords, book.properties.title = mark.number, paper.title
    _page(sheet, paper, mark)
    writer = _Writer(sheet)
    writer.line(paper.title, size=15, centre=True)
    for text in (paper.beside, paper.subject):
        if text:
            writer.line(text, size=9)
    for block in paper.blocks:
        writer.block(block)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _page(sheet: Worksheet, paper: Paper, mark: Mark) -> None:
    sheet.title = "".join("・" if one in "[]:*?/\\" else one for one in paper.title)[:28] or "様式"
    for number in range(1, COLUMNS + 1):
        sheet.column_dimensions[chr(64 + number)].width = WIDTH
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    head, foot = HeaderFooterItem(), HeaderFooterItem()
    head.left.text = f"{paper.kind} {paper.remark}".strip().replace("&", "&&")
    foot.left.text = mark.line.replace("&", "&&")
    foot.right.text = f"{mark.number}　&P / &N"
    sheet.oddHeader, sheet.oddFooter = head, foot


class _Writer:
    """Writes downwards; remembers the row."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.row = sheet, 1

    def line(self, text: str, *, size: float = 10, centre: bool = False) -> None:
        cell = self._cell(1, COLUMNS, text, bordered=False)
        cell.font = Font(size=size)
        if centre:
            cell.alignment = Alignment(horizontal="center", wrap_text=True)
        self._down([(text, COLUMNS)])

    def block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self.row += 1
            self.line(block.text, size=11)
        elif isinstance(block, Facts):
            self._facts(block.cells)
        elif isinstance(block, Passage):
            self._labelled(Cell(block.label, block.text, block.reported))
        elif isinstance(block, Ticks):
            said = "　".join(f"{one.mark or '□'}{one.label}" for one in block.options)
            self._labelled(Cell(block.label, said, block.reported))
        elif isinstance(block, Rows):
            self._rows(block)
        elif isinstance(block, Note):
            self.line("\n".join(one for one in (block.text, block.beside) if one))
        elif isinstance(block, Page):
            self.sheet.row_breaks.append(Break(id=self.row - 1))
        elif isinstance(block, Signature):
            self.line(f"{block.label}　{block.date}\n\n　　　　　　　　　　　　　　　　　　　　")

    def _labelled(self, cell: Cell) -> None:
        """A long text goes on in further rows: a row is at most so high, and what is below is not printed."""
        for number, piece in enumerate(_pieces(cell.text, COLUMNS - 2)):
            label = _label(cell) if number == 0 else f"{cell.label}（続き）"
            self._cell(1, 2, label, shaded=True)
            self._cell(3, COLUMNS, piece, reported=cell.reported)
            self._down([(label, 2), (piece, COLUMNS - 2)])

    def _facts(self, cells: Sequence[Cell]) -> None:
        each = COLUMNS // len(cells)
        if each < 3:
            for cell in cells:
                self._labelled(cell)
            return
        heights = []
        for place, cell in enumerate(cells):
            first = place * each + 1
            labelled = max(1, min(2, each // 2))
            self._cell(first, first + labelled - 1, _label(cell), shaded=True)
            last = COLUMNS if place == len(cells) - 1 else first + each - 1
            self._cell(first + labelled, last, cell.text, reported=cell.reported)
            heights += [(_label(cell), labelled), (cell.text, last - first - labelled + 1)]
        self._down(heights)

    def _rows(self, block: Rows) -> None:
        if block.label:
            self.line(_label(Cell(block.label, "", block.reported)), size=9)
        spans = _spans(block.widths)
        empty = [[""] * len(block.heads)] * max(0, block.fewest - len(block.rows))
        for number, row in enumerate([block.heads, *_whole(block.rows, spans), *empty]):
            first = 1
            for text, span in zip(row, spans, strict=True):
                self._cell(first, first + span - 1, text, shaded=number == 0)
                first += span
            self._down(list(zip(row, spans, strict=True)))

    def _cell(
        self,
        first: int,
        last: int,
        text: str,
        *,
        shaded: bool = False,
        reported: bool = False,
        bordered: bool = True,
    ) -> XlsxCell:
        side = THICK if reported else THIN
        for column in range(first, last + 1):
            one = self.sheet.cell(self.row, column)
            if bordered:
                one.border = Border(top=side, bottom=side, left=side, right=side)
        if last > first:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)
        cell = self.sheet.cell(self.row, first)
        assert isinstance(cell, XlsxCell)  # noqa: S101  (the first of merged cells is one)
        cell._value, cell.data_type, cell.number_format = _fitting(text), "s", "@"  # type: ignore[attr-defined]
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if shaded:
            cell.fill = SHADE
        return cell

    def _down(self, cells: Sequence[tuple[str, int]]) -> None:
        """Merged cells grow by nobody's hand but ours."""
        lines = max(sum(_lines(line, span) for line in text.split("\n")) for text, span in cells)
        self.sheet.row_dimensions[self.row].height = min(409.0, LINE * lines + 4)
        self.row += 1


def _whole(rows: Sequence[Sequence[str]], spans: Sequence[int]) -> list[list[str]]:
    """The rows, one with a long cell in several."""
    found: list[list[str]] = []
    for row in rows:
        cells = [_pieces(text, span) for text, span in zip(row, spans, strict=True)]
        for number in range(max(len(one) for one in cells)):
            found.append([one[number] if number < len(one) else "" for one in cells])
    return found


def _lines(text: str, span: int) -> int:
    return 1 + int(len(text) / (span * LETTERS_A_COLUMN))


def _pieces(text: str, span: int) -> list[str]:
    """The text in pieces that fit into one row each."""
    most = int(span * LETTERS_A_COLUMN * (MOST_LINES - 1))
    pieces, used = [""], 0
    for line in text.split("\n"):
        for first in range(0, max(1, len(line)), most):
            part = line[first : first + most]
            if used and used + _lines(part, span) > MOST_LINES:
                pieces.append(part)
                used = _lines(part, span)
            else:
                pieces[-1] = f"{pieces[-1]}\n{part}" if used else part
                used += _lines(part, span)
    return pieces


def _label(cell: Cell) -> str:
    return f"{cell.label}【国】" if cell.reported else cell.label


def _spans(widths: Sequence[int]) -> list[int]:
    """Twelve columns shared out by width, none without one."""
    whole = sum(widths)
    spans = [max(1, round(one * COLUMNS / whole)) for one in widths]
    spans[spans.index(max(spans))] += COLUMNS - sum(spans)
    return spans


def _fitting(text: str) -> str:
    safe = xlsx_text(text)
    return safe if len(safe) <= LONGEST else f"{safe[:LONGEST]}…（続きはPDFで出力）"

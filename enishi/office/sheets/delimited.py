"""Rows of a delimited text (CSV): which delimiter, quoted line breaks, row numbers as Excel counts them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from enishi.office.sheets.faults import SheetRefused

DELIMITERS = {",": "カンマ", "\t": "タブ", ";": "セミコロン"}
LONGEST_CELL = 131_072


def rows_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Row number (first row = 1; a quoted line break does not count; an empty line does) and its cells.

    Raises SheetRefused where quotation marks do not fit or one cell is absurdly long.
    """
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    try:
        # Without `strict` two forgotten marks would swallow the rows between them into one cell without a word.
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1
        ):
            yield number, cells
    except csv.Error as error:
        if "field larger" not in str(error):
            raise _broken_quote(text, delimiter, number + 1) from error
        raise SheetRefused(
            f"{number + 1}行目のセルが長すぎます（{LONGEST_CELL:,}文字まで）。"
            '引用符（"）が閉じているか確かめてください。',
            row=number + 1,
        ) from error


def sniff_delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the same number of cells; a comma when none does."""
    sample = text[:65_536]
    return max(DELIMITERS, key=lambda delimiter: _regularity(sample, delimiter))


def _regularity(sample: str, delimiter: str) -> tuple[int, int]:
    widths: Counter[int] = Counter()
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for _, cells in zip(range(50), reader, strict=False):
            if cells:
                widths[len(cells)] += 1
    except csv.Error:
        return (0, 0)
    if not widths:
        return (0, 0)
    width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
    return (rows, width) if width > 1 else (0, 0)


def _broken_quote(text: str, delimiter: str, row: int) -> SheetRefused:
    """Where in record `row` a quotation mark does not fit: column, line of the text, and what to write instead."""
    start, line = _start_of_record(text, delimiter, row)
    column, line = _unfitting_cell(text, delimiter, start, line)
    return SheetRefused(
        f'{row}行目（テキストの{line}行目）で始まる引用符（"）が、{column}列目で正しく閉じていません。'
        'セルの終わりに引用符があるか確かめ、セルの中の引用符は2つ重ねて（""）書いてください。',
        row=row,
        line=line,
    )


def _unfitting_cell(text: str, delimiter: str, start: int, line: int) -> tuple[int, int]:
    """Column, and line on which it begins, of the cell of a record from which its mark does not lead out again."""
    column, at = 1, start
    while at < len(text):
        if text[at] == '"' and (at == start or text[at - 1] == delimiter):
            inside = re.compile(r'"(?:[^"]|"")*"').match(text, at)
            if inside is None or text[inside.end() : inside.end() + 1] not in ("", delimiter, "\r", "\n"):
                break
            line += inside[0].count("\n")
            at = inside.end()
        else:
            column += text[at] == delimiter
            at += 1
    return column, line


def _start_of_record(text: str, delimiter: str, row: int) -> tuple[int, int]:
    """Offset and line of the text where record `row` begins; the records before it are sound."""
    source = io.StringIO(text, newline="")
    lines = [0]

    def counted() -> Iterator[str]:
        for one in source:
            lines[0] += len(one)
            yield one

    reader = csv.reader(counted(), delimiter=delimiter, strict=True)
    for _record in zip(range(row - 1), reader, strict=False):
        pass
    return lines[0], reader.line_num + 1

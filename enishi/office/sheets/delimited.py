"""Rows of a delimited text (CSV): which delimiter, quoted line breaks, row numbers as Excel counts them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from enishi.office.sheets.faults import SheetRefused

DELIMITERS = {",": "カンマ", "\t": "タブ", ";": "セミコロン"}
LONGEST_CELL = 131_072


def rows_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Row number (first row = 1; a quoted line break does not count; an empty line does) and its cells.

    Raises SheetRefused where a quotation mark is never closed or one cell is absurdly long.
    """
    _refuse_open_quote(text, delimiter)
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        ):
            yield number, cells
    except csv.Error as error:
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


def _refuse_open_quote(text: str, delimiter: str) -> None:
    """A forgotten closing mark would swallow the rest of the file into one cell without a word."""
    if text.count('"') % 2 == 0:
        return
    number, line = 0, 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for _cells in reader:
            number += 1
            line = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise SheetRefused(
                f'{number + 1}行目（テキストの{line}行目）で始まる引用符（"）が閉じていません。'
                'セルの中の引用符は2つ重ねて（""）書いてください。',
                row=number + 1,
                line=line,
            ) from error

"""What goes wrong with a sheet, in a sentence that tells its reader what to do."""

from __future__ import annotations


class SheetRefused(Exception):
    """The file cannot be read or written; `str()` is a Japanese sentence for the screen.

    `row` is the row as Excel numbers it, `line` the line of the text file, `byte` the offset from its start
    (first byte = 1); each is None where it has no meaning.
    """

    def __init__(
        self, sentence: str, *, row: int | None = None, line: int | None = None, byte: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.row = row
        self.line = line
        self.byte = byte

"""What a paper is made of. Values are plain text; nothing here is markup, so nothing that somebody wrote can become any."""

from collections.abc import Sequence
from dataclasses import dataclass, is_dataclass
from typing import Any


@dataclass(frozen=True)
class Cell:
    """A label and what stands beside it; ``reported``: a field of the report to the state (太枠)."""

    label: str
    text: str = ""
    reported: bool = False


@dataclass(frozen=True)
class Heading:
    text: str
    what: str = "heading"


@dataclass(frozen=True)
class Facts:
    """Short values side by side."""

    cells: Sequence[Cell]
    what: str = "facts"


@dataclass(frozen=True)
class Passage:
    """A long text under its label; empty, there is room for ``lines`` lines by hand."""

    label: str
    text: str = ""
    reported: bool = False
    lines: int = 3
    what: str = "passage"


@dataclass(frozen=True)
class Tick:
    label: str
    mark: str = ""


@dataclass(frozen=True)
class Ticks:
    """Every choice of a list, with a mark (✓, ◎, ○) where it holds."""

    label: str
    options: Sequence[Tick]
    reported: bool = False
    what: str = "ticks"


@dataclass(frozen=True)
class Rows:
    """A table; the head is repeated on every page. ``widths`` are parts of the whole."""

    label: str
    heads: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    fewest: int = 3
    reported: bool = False
    what: str = "rows"

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each row with the heads, for a screen on which a row stands by itself."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Note:
    """Words of the form itself; ``beside`` the same in Japanese, for who reads it out."""

    text: str
    beside: str = ""
    size: str = "normal"
    what: str = "note"


@dataclass(frozen=True)
class Signature:
    """A place to sign: date and name by hand."""

    label: str
    date: str = ""
    beside: str = ""
    what: str = "signature"


@dataclass(frozen=True)
class Page:
    """What follows begins on a new page."""

    what: str = "page"


Block = Heading | Facts | Passage | Ticks | Rows | Note | Signature | Page


@dataclass(frozen=True)
class Paper:
    """One form, filled in as far as its reader may see.

    :param language: of the text, as in HTML (``ja``, ``zh-CN``)
    :param kind: which form in which version; stands at the top of every page
    :param remark: e.g. 要確認; stands beside ``kind``
    """

    title: str
    blocks: Sequence[Block]
    kind: str = ""
    remark: str = ""
    subject: str = ""
    language: str = "ja"
    beside: str = ""
    """the title in Japanese, when the paper is in another language"""
    compact: bool = False
    """smaller and closer, for a paper of which each page is to be taken in at a glance"""

    def told(self) -> dict[str, Any]:
        """As the press reads it. Facts that stand below each other in as many columns are lines of one table: a table costs
        more than a line."""
        blocks: list[Any] = []
        for one in self.blocks:
            last = blocks[-1] if blocks else None
            if not isinstance(one, Facts):
                blocks.append(_plain(one))
            elif isinstance(last, dict) and last["what"] == "facts" and len(last["lines"][0]) == len(one.cells):
                last["lines"].append(_plain(one.cells))
            else:
                blocks.append({"what": "facts", "lines": [_plain(one.cells)]})
        return {**vars(self), "blocks": blocks}


def _plain(value: Any) -> Any:
    """What a block is made of, in dictionaries and lists (``asdict`` copies every letter)."""
    if is_dataclass(value):
        return {name: _plain(one) for name, one in vars(value).items()}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def on_screen(paper: Paper) -> dict[str, Any]:
    """What the template that draws a paper on a screen needs. Facts that stand in lines below each other are one list there."""
    found: list[Block] = []
    for one in paper.blocks:
        last = found[-1] if found else None
        if isinstance(one, Facts) and isinstance(last, Facts):
            found[-1] = Facts([*last.cells, *one.cells])
        else:
            found.append(one)
    headed = next((place for place, one in enumerate(found) if isinstance(one, Heading)), len(found))
    return {"paper": paper, "blocks": [(one, 3 if place > headed else 2) for place, one in enumerate(found)]}


@dataclass(frozen=True)
class Mark:
    """Who printed this copy: stands on every page. ``number`` leads to the line of the trail."""

    number: str
    line: str
    across: bool = True
    """also faintly across the page, so that a photograph of it tells the copy"""

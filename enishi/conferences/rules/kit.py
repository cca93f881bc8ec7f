"""One A4 for one item, to be read in 60 seconds (会議キット): what stands on it, and how it is cut so that it stays one A4.

A paper depends on what its reader was told and on nothing else: what is hidden from somebody and what was never written are
the same bytes. What is cut is said.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from enishi.conferences.terms import KitLine, Question
from enishi.office.papers.blocks import Block, Cell, Facts, Note, Page, Paper, Passage, Rows
from enishi.office.rules.numbers import whole_number

TITLE = "会議資料"
READ_ON = "続きは議題の画面にあります"
ASK = "この資料は番号で管理しています。写さず、会議のあと招集した機関に返してください。"
EMPTY = TAKEN_BACK = "―"
"""A text that was taken back leaves this row in its class: who sees that class alone reads on paper what an empty line says."""
HEADS = {
    Question.HOUSEHOLD: "把握している世帯像",
    Question.WORK: "現在の取り組み",
    Question.WANTED: "関わってほしい機関",
    Question.REQUEST: "お願いしたいこと",
}
FOR_HAND = {
    KitLine.QUESTION: 3,
    KitLine.ISSUES: 2,
    KitLine.TEAM: 2,
    KitLine.CONTACTS: 2,
    KitLine.GOALS: 3,
    KitLine.WISH: 2,
}
"""How many lines of the paper each of them gets; more while there is room, first who leads and who is on the team."""
FIRST = (KitLine.TEAM, *(one for one in KitLine if one != KitLine.TEAM))
WIDE, HALF, NARROW, AGENCY = 50.0, 41.0, 10.5, 7.0
"""How many full-width letters stand in one line: over the paper, beside a label, in a column of the sheets, an agency's name."""
QUESTION = 36.0
"""The same for what is to be decided, which is printed larger."""
LINE, LARGE, ROOM = 4.15, 6.2, 1.2
"""Millimetres: one line, a larger one, and what a row adds."""
PAPER = 262.0
"""Millimetres of one A4 between its margins."""
MOST_YEARS = 4


@dataclass(frozen=True)
class KitItem:
    """One item as one reader may see it."""

    who: str
    purpose: str
    lines: Mapping[KitLine, str] = field(default_factory=dict)
    sheets: Sequence[tuple[str, Mapping[Question, str]]] = ()
    """agency → its answers, as far as the reader may see them"""
    years: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class KitHead:
    """The meeting, and whose copy it is."""

    meeting: str
    when: str
    place: str
    number: int
    copies: int
    reader: str
    until: str

    @property
    def copy(self) -> str:
        return f"{self.number} / {self.copies}"


def kit(head: KitHead, items: Sequence[KitItem]) -> Paper:
    """The whole copy: one page for each item that is open to its reader."""
    blocks: list[Block] = []
    for number, one in enumerate(items, 1):
        if blocks:
            blocks.append(Page())
        blocks += one_page(head, one, number)
    return Paper(TITLE, blocks, kind=paper_kind(head.number), remark=f"写し {head.copy}", compact=True)


def paper_kind(number: int) -> str:
    """What the trail keeps of a copy that left: its number, so that it is known how often each was taken out."""
    return f"会議キット 写し{number}"


def number_of(kind: str) -> int:
    return whole_number(kind.rpartition("写し")[2], most=999_999) or 0


def one_page(head: KitHead, item: KitItem, number: int) -> list[Block]:
    """Who, why, what is to be decided, how things stand, what each agency wrote; never more than one A4."""
    foot: list[Block] = [
        *_years(item.years),
        Note(f"{ASK}取り出せるのは{head.until}までです。", size="small"),
    ]
    top = _top(head, item, number, FOR_HAND)
    left = PAPER - 12 - sum(map(height, top)) - sum(map(height, foot))
    sheets = _sheets(item.sheets, left)
    given = _given(item.lines, left - sum(map(height, sheets)))
    return [*(_top(head, item, number, given) if given != FOR_HAND else top), *sheets, *foot]


def _given(lines: Mapping[KitLine, str], free: float) -> Mapping[KitLine, int]:
    """How many lines each text gets when the rest of the paper is dealt out: nothing is left out of a paper that is half empty."""
    given = dict(FOR_HAND)
    for line in FIRST:
        large = line == KitLine.QUESTION
        tall = LARGE if large else LINE
        missing = len(wrapped(lines.get(line, "").strip(), QUESTION if large else HALF)) - given[line]
        more = min(max(missing, 0), int(max(free, 0.0) / tall))
        given[line] += more
        free -= more * tall
    return given


def _top(head: KitHead, item: KitItem, number: int, given: Mapping[KitLine, int]) -> list[Block]:
    question = cut(item.lines.get(KitLine.QUESTION, "") or EMPTY, QUESTION, given[KitLine.QUESTION])
    return [
        Facts([Cell("会議", head.meeting), Cell("日時", head.when)]),
        Facts([Cell("写し", head.copy), Cell("読む人", cut(head.reader, 18.0, 3))]),
        Facts([Cell(f"議題{number}", cut(item.purpose, 18.0, 1)), Cell("場所", cut(head.place, 18.0, 2))]),
        Passage("だれについて", cut(item.who, WIDE, 3), lines=1),
        Note(f"決めること：{question}", size="large"),
        *(
            Facts([Cell(str(line.label), cut(item.lines.get(line, "") or EMPTY, HALF, given[line]))])
            for line in KitLine
            if line != KitLine.QUESTION
        ),
    ]


def _sheets(sheets: Sequence[tuple[str, Mapping[Question, str]]], left: float) -> list[Block]:
    """As many agencies as there is room for, with shorter answers where there are many; the others are counted."""
    for lines in (5, 4, 3, 2):
        rows = [_row(agency, answers, lines) for agency, answers in sheets]
        table = _table(rows)
        if height(table) + LINE + ROOM <= left:
            return [table]
    while rows and height(_table(rows)) + 2 * LINE > left:
        rows.pop()
    told = f"ほか{len(sheets) - len(rows)}機関の準備シートは、議題の画面にあります。"
    return [_table(rows), Note(told, size="small")]


def _row(agency: str, answers: Mapping[Question, str], lines: int) -> list[str]:
    return [
        cut(agency, AGENCY, max(lines, 3)),
        *(cut(answers.get(one, ""), NARROW, lines) or EMPTY for one in HEADS),
    ]


def _table(rows: Sequence[Sequence[str]]) -> Rows:
    return Rows("準備シート", ["機関", *HEADS.values()], [5, 7, 7, 7, 7], rows, fewest=1)


def _years(years: Sequence[tuple[str, str]]) -> list[Block]:
    """The last years of the family; earlier ones are counted."""
    if not years:
        return []
    more = len(years) - MOST_YEARS
    told = [f"（ほか{more}件）"] if more > 0 else []
    told += [cut(f"{when} {what}", WIDE - 2, 1) for when, what in years[-MOST_YEARS:]]
    return [Passage("家族年表", "\n".join(told), lines=1)]


def height(block: Block) -> float:
    """About how many millimetres a block takes, rather more than less."""
    if isinstance(block, Facts):
        width = HALF if len(block.cells) == 1 else 18.0
        return ROOM + LINE * max(
            max(len(wrapped(one.text, width)), len(wrapped(one.label, 8.0))) for one in block.cells
        )
    if isinstance(block, Passage):
        return 2 * ROOM + LINE * (1 + len(wrapped(block.text, WIDE)))
    if isinstance(block, Rows):
        widths = [AGENCY, *[NARROW] * len(HEADS)]
        rows = [
            max(len(wrapped(text, width)) for text, width in zip(row, widths, strict=True))
            for row in block.rows
        ]
        return 8 + (ROOM + LINE) + sum(ROOM + LINE * one for one in rows or [1])
    if isinstance(block, Note):
        large = block.size == "large"
        return 4 + (LARGE if large else 4.2) * len(wrapped(block.text, QUESTION if large else 54.0))
    return 0.0


def cut(text: str, width: float, lines: int) -> str:
    """As much of a text as stands in so many lines; what is left out is marked."""
    found = wrapped(text.strip(), width)
    if len(found) <= lines:
        return text.strip()
    last = found[lines - 1]
    while last and _wide(last) + 1 > width:
        last = last[:-1]
    kept = _joined(text.strip(), [*found[: lines - 1], last])
    return f"{kept}…"


def _joined(text: str, lines: Iterable[str]) -> str:
    """The beginning of a text that these lines are: its own line breaks stay, those of the paper do not."""
    place = 0
    for line in lines:
        while not text.startswith(line, place):
            place += 1
        place += len(line)
    return text[:place].rstrip()


def wrapped(text: str, width: float) -> list[str]:
    """A text as the lines in which it stands on paper, about."""
    found: list[str] = []
    for line in text.split("\n"):
        part, used = "", 0.0
        for one in line:
            wide = _wide_letter(one)
            if used + wide > width:
                found.append(part)
                part, used = "", 0.0
            part, used = part + one, used + wide
        found.append(part)
    return found


def _wide(text: str) -> float:
    """In full-width letters."""
    return sum(map(_wide_letter, text))


@lru_cache(maxsize=4096)  # a page is written with a few hundred letters
def _wide_letter(letter: str) -> float:
    return 1.0 if unicodedata.east_asian_width(letter) in "FWA" else 0.62

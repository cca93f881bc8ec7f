"""A layout and what the record tells make a paper. What is not told is printed empty, whatever the reason."""

from collections.abc import Mapping, Sequence

from enishi.office.papers.blocks import (
    Block,
    Cell,
    Facts,
    Heading,
    Note,
    Paper,
    Passage,
    Rows,
    Signature,
    Tick,
    Ticks,
)
from enishi.reporting.rules.fields import Field, Told
from enishi.reporting.rules.layouts import Layout, Part

UNVERIFIED = "要確認（公式の様式との照合が必要です）"
REPORTED = "太枠・「国」は国への報告事項（要確認）"
Lists = Mapping[str, Sequence[tuple[str, str]]]
"""vocabulary → its choices, code and label, in their order"""


def filled(layout: Layout, told: Told, lists: Lists, *, subject: str = "") -> Paper:
    """The paper. Its blocks depend on the layout and on what is told, never on what is hidden."""
    fields = layout.fields
    reported = any(one.reported for one in fields.values())
    return Paper(
        title=layout.label,
        blocks=([Note(REPORTED, size="small")] if reported else [])
        + [_block(part, told, lists, fields) for part in layout.parts],
        kind=layout.kind,
        remark=UNVERIFIED if layout.unverified else "",
        subject=subject,
    )


def _block(part: Part, told: Told, lists: Lists, fields: Mapping[str, Field]) -> Block:
    if part.kind == "heading":
        return Heading(part.of)
    if part.kind == "facts":
        return Facts([_cell(fields[name], told, lists) for name in part.of])
    if part.kind == "ticks":
        return _ticks(fields[part.of], told, lists)
    if part.kind == "passage":
        cell = _cell(fields[part.of], told, lists)
        return Passage(cell.label, cell.text, cell.reported, part.more.get("lines", 3))
    if part.kind == "rows":
        return _rows(part, fields[part.of], told)
    if part.kind == "blank":
        return Passage(part.more["label"], "", lines=part.of)
    if part.kind == "note":
        return Note(part.of, size=part.more.get("size", "normal"))
    date = told.texts.get(part.more.get("date", ""), "")
    return Signature(part.of, date or "　　　　年　　月　　日")


def _cell(one: Field, told: Told, lists: Lists) -> Cell:
    """A field with a list, drawn as text, says the labels of what is ticked."""
    if one.vocabulary and one.name in told.marks:
        labels = dict(lists.get(one.vocabulary, ()))
        text = "、".join(labels.get(code, code) for code in told.marks[one.name])
    else:
        text = told.texts.get(one.name, "")
    return Cell(one.label, text, one.reported)


def _ticks(one: Field, told: Told, lists: Lists) -> Ticks:
    marks = told.marks.get(one.name, {})
    choices = list(lists.get(one.vocabulary, ()))
    return Ticks(one.label, [Tick(label, marks.get(code, "")) for code, label in choices], one.reported)


def _rows(part: Part, one: Field, told: Told) -> Rows:
    columns: Mapping[str, int] = part.more["columns"]
    return Rows(
        label=one.label,
        heads=[one.columns[name] for name in columns],
        widths=list(columns.values()),
        rows=[[row.get(name, "") for name in columns] for row in told.rows.get(one.name, ())],
        fewest=part.more.get("fewest", 3),
        reported=one.reported,
    )


def missing(layout: Layout, told: Told) -> list[Field]:
    """The fields asked by the state that say nothing to this reader, in the order of the form."""
    return [
        one
        for name, one in layout.fields.items()
        if one.reported
        and not (
            told.texts.get(name, "").strip() or any(told.marks.get(name, {}).values()) or told.rows.get(name)
        )
    ]

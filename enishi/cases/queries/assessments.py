"""Reading a sheet: what stands in it, what has changed since, and how much of what is reported to the state is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enishi.cases.access import OpenedCase
from enishi.cases.models import Assessment, AssessmentAnswer
from enishi.cases.queries.answers import (
    Standing,
    Vocabularies,
    rows_of,
    standing,
    value_of,
    values,
    vocabularies,
)
from enishi.cases.queries.prefill import told
from enishi.cases.rules.assessment import EMPTY, Meter, Value, meter
from enishi.cases.rules.differences import Difference, differences
from enishi.cases.sheets import Item, ItemKind, Sheet, sheet
from enishi.cases.terms import AssessmentState
from enishi.office.errors import NotFound


@dataclass(frozen=True)
class AnswerLine:
    """An item as it stands: in words, and who wrote it last."""

    item: Item
    value: Value
    text: str
    origin: UUID | None = None
    author: UUID | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class FilledSheet:
    """A sheet as one hat sees it: items of classes that are not seen are not in it."""

    row: Assessment
    sheet: Sheet
    lines: Sequence[AnswerLine]
    meter: Meter

    def line(self, item: str) -> AnswerLine:
        return next(one for one in self.lines if one.item.code == item)


def assessments_of(found: OpenedCase) -> list[Assessment]:
    """Those of the case and of the members whose files are open, the newest first."""
    return list(Assessment.objects.filter(case=found.id, binder_id__in=found.files))


def read_sheet(found: OpenedCase, assessment: UUID, *, on: date) -> FilledSheet:
    """A sheet with what stands in it, and with what is read from elsewhere. The number of statements is constant.

    :raises NotFound: hidden and absent alike
    """
    row, form = _one(found, assessment)
    lists = vocabularies(form, on=on)
    now = standing(rows_of(found.id, row.binder_id, row.sheet), until=row.confirmed_at)
    seen = found.opened.classes.get(row.binder_id, 0)
    read = told(found, row.binder_id, form.items, on=on)
    answered = values(form, now)
    visible = {one.code for one in _visible(form, lists, seen)} | {code for code, _ in now}
    lines = [
        _line(item, answered.get(item.code, EMPTY), now, lists)
        if item.kind != ItemKind.READ
        else AnswerLine(item, Value(text=read[item.code]), read[item.code])
        for item in form.items
        if item.code in visible and (item.kind != ItemKind.READ or item.code in read)
    ]
    return FilledSheet(
        row,
        form,
        lines,
        meter([one.item for one in lines], {*answered, *(code for code, text in read.items() if text)}),
    )


def _line(item: Item, value: Value, now: Standing, lists: Vocabularies) -> AnswerLine:
    rows = [row for (code, _), row in now.items() if code == item.code]
    newest = max(rows, key=lambda row: (row.at, row.edition), default=None)
    return AnswerLine(
        item,
        value,
        lists.text(item, value),
        newest.origin_id if newest else None,
        newest.author_id if newest else None,
        newest.at if newest else None,
    )


def _visible(form: Sheet, lists: Vocabularies, seen: int) -> list[Item]:
    """The items of which the reader may see something: by their own class, or by one of their ticks."""
    return [
        item
        for item in form.items
        if any(cls & seen for cls in (set(lists.of(item).values()) or {item.information_class}))
    ]


def compare(found: OpenedCase, assessment: UUID, earlier: UUID, *, on: date) -> list[Difference[Item, str]]:
    """What changed in a person's sheet from an earlier filling to a later one, in words, item by item.

    :raises NotFound: also when the two are not of one person and one sheet
    """
    row, form = _one(found, assessment)
    before, _ = _one(found, earlier)
    if (row.binder_id, row.sheet) != (before.binder_id, before.sheet):
        raise NotFound("assessment", earlier)
    rows = rows_of(found.id, row.binder_id, row.sheet)
    return _compared(form, rows, before.confirmed_at, row.confirmed_at, on)


def compare_days(
    found: OpenedCase, assessment: UUID, since: datetime, until: datetime | None = None, *, on: date
) -> list[Difference[Item, str]]:
    """The same between two moments."""
    row, form = _one(found, assessment)
    return _compared(form, rows_of(found.id, row.binder_id, row.sheet), since, until, on)


def _compared(
    form: Sheet, rows: list[AssessmentAnswer], since: datetime | None, until: datetime | None, on: date
) -> list[Difference[Item, str]]:
    lists = vocabularies(form, on=on)

    def words(moment: datetime | None) -> dict[Item, str]:
        stands = values(form, standing(rows, until=moment))
        return {item: lists.text(item, stands[item.code]) for item in form.filled if item.code in stands}

    return differences(words(since), words(until))


def history(found: OpenedCase, assessment: UUID, item: str, *, on: date) -> list[AnswerLine]:
    """Every answer ever given to one item about this person, the newest first."""
    row, form = _one(found, assessment)
    one = form.item(item)
    if one is None:
        raise NotFound("assessment.item", item)
    lists = vocabularies(form, on=on)
    return [
        AnswerLine(
            one,
            value_of(answer),
            lists.text(one, value_of(answer)),
            answer.origin_id,
            answer.author_id,
            answer.at,
        )
        for answer in reversed(rows_of(found.id, row.binder_id, row.sheet))
        if answer.item == item
    ]


def draft_of(found: OpenedCase, file: UUID, code: str) -> Assessment | None:
    """The one that is being filled in, if any."""
    return Assessment.objects.filter(
        case=found.id, binder_id=file, sheet=code, state=AssessmentState.DRAFT
    ).first()


def _one(found: OpenedCase, assessment: UUID) -> tuple[Assessment, Sheet]:
    row = Assessment.objects.filter(pk=assessment, case=found.id, binder_id__in=found.files).first()
    if row is None:
        raise NotFound("assessment", assessment)
    return row, sheet(row.sheet, row.sheet_version)

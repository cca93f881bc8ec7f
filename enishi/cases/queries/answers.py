"""What stands in a sheet on a day: the newest answer of every item and class, as far as the look goes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enishi.cases.models import AssessmentAnswer
from enishi.cases.rules.assessment import Value, together
from enishi.cases.sheets import Item, ItemKind, Sheet
from enishi.intake.queries.vocabulary import labels
from enishi.office.vocabularies import terms_of

Standing = dict[tuple[str, int], AssessmentAnswer]
"""(item, class) → the answer that stands"""


@dataclass(frozen=True)
class Vocabularies:
    """The code lists of a sheet on a day."""

    labels: Mapping[str, Mapping[str, str]]
    classes: Mapping[str, Mapping[str, int]]

    def of(self, item: Item) -> Mapping[str, int]:
        """Code → class of the item's list."""
        return self.classes.get(item.vocabulary, {})

    def text(self, item: Item, value: Value) -> str:
        """The value in words, also with entries that have ended."""
        if value.codes:
            names = self.labels.get(item.vocabulary, {})
            return "、".join(names.get(one, one) for one in value.codes)
        if value.number is not None:
            return f"{value.number.normalize():f}"
        return f"{value.day:%Y/%m/%d}" if value.day else value.text


def vocabularies(sheet: Sheet, *, on: date) -> Vocabularies:
    """The code lists that the sheet uses."""
    found = terms_of(sheet.vocabularies, on=on)
    return Vocabularies(
        labels(*sheet.vocabularies),
        {name: {one.code: one.information_class for one in entries} for name, entries in found.items()},
    )


def rows_of(case: UUID, file: UUID, sheet: str) -> list[AssessmentAnswer]:
    """Every answer ever given to a sheet about one person, the oldest first. One query; a look must stand."""
    return list(
        AssessmentAnswer.objects.filter(case=case, binder_id=file, assessment__sheet=sheet)
        .select_related("assessment")
        .order_by("at", "edition", "id")
    )


def standing(rows: Iterable[AssessmentAnswer], *, until: datetime | None = None) -> Standing:
    """What stood at a moment, without one what stands now.

    :param rows: the oldest first
    """
    found: Standing = {}
    for row in rows:
        if until is None or row.at <= until:
            found[row.item, row.information_class] = row
    return found


def value_of(row: AssessmentAnswer) -> Value:
    return Value(tuple(row.codes), row.number, row.day, row.text)


def values(sheet: Sheet, found: Standing) -> dict[str, Value]:
    """Item → its value, for the items that say something. Of an item with one tick the newest is the one."""
    answers: dict[str, Value] = {}
    for item in sheet.filled:
        rows = [row for (code, _), row in found.items() if code == item.code and not value_of(row).is_empty]
        rows.sort(key=lambda row: (row.at, row.edition))
        if item.kind in (ItemKind.SINGLE, ItemKind.YES_NO):
            rows = rows[-1:]
        if rows:
            answers[item.code] = together(value_of(row) for row in rows)
    return answers

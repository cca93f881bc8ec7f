"""Filling in a sheet (アセスメント): its fields come from the sheet's items, as far as the hat may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from enishi.cases.forms.fields import IdField
from enishi.cases.queries.sheet_page import Question
from enishi.cases.rules.assessment import Value
from enishi.cases.rules.merging import Texts
from enishi.cases.rules.reasons import LONGEST_TEXT
from enishi.cases.sheets import ItemKind
from enishi.intake.forms.fields import DateInput
from enishi.office.forms import Form

NOT_SAID = ("", "未記入")
MOST_TILES = 5


@dataclass(frozen=True)
class Part:
    """A section of the form as the page draws it: fields with their layout."""

    label: str
    fields: Sequence[tuple[Any, str]]


class SheetForm(Form):
    """Fields are named ``a-<item>``; the same names carry what the form said when it was drawn."""

    def __init__(self, *args: Any, sections: Sequence[tuple[str, Sequence[Question]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections
        for _, asked in sections:
            for one in asked:
                self.fields[name_of(one)] = field_for(one)

    @property
    def parts(self) -> list[Part]:
        return [
            Part(label, [(self[name_of(one)], _layout(one)) for one in asked])
            for label, asked in self.sections
        ]

    def value(self, code: str) -> Value:
        """What was typed into an item, as the verb takes it."""
        given = self.cleaned_data.get(f"a-{code}")
        kind = next(one.item.kind for _, asked in self.sections for one in asked if one.item.code == code)
        if kind == ItemKind.MULTI:
            return Value(codes=tuple(given or ()))
        if kind in (ItemKind.SINGLE, ItemKind.YES_NO):
            return Value(codes=(given,) if given else ())
        if kind == ItemKind.NUMBER:
            return Value(number=given)
        if kind == ItemKind.DATE:
            return Value(day=given)
        return Value(text=given or "")


def name_of(one: Question) -> str:
    return f"a-{one.item.code}"


def said(one: Question) -> Texts:
    """What stands in an item, as its field sends it."""
    value = one.value
    if value.codes:
        return value.codes
    if value.number is not None:
        return (f"{value.number.normalize():f}",)
    return (value.day.isoformat(),) if value.day else ((value.text,) if value.text else ())


def stands(sections: Sequence[tuple[str, Sequence[Question]]]) -> dict[str, Texts]:
    return {name_of(one): said(one) for _, asked in sections for one in asked}


def _tiles(one: Question) -> bool:
    return one.item.kind == ItemKind.YES_NO or len(one.choices) < MOST_TILES


def _layout(one: Question) -> str:
    if one.item.kind == ItemKind.MULTI or (
        one.item.kind in (ItemKind.SINGLE, ItemKind.YES_NO) and _tiles(one)
    ):
        return "tiles"
    return ""


def field_for(one: Question) -> forms.Field:
    given: dict[str, Any] = {"label": one.item.label, "required": False, "help_text": one.hint}
    kind = one.item.kind
    if kind == ItemKind.MULTI:
        return forms.MultipleChoiceField(
            choices=list(one.choices), widget=forms.CheckboxSelectMultiple, **given
        )
    if kind in (ItemKind.SINGLE, ItemKind.YES_NO):
        widget = forms.RadioSelect if _tiles(one) else forms.Select
        return forms.ChoiceField(choices=[NOT_SAID, *one.choices], widget=widget, **given)
    if kind == ItemKind.NUMBER:
        return forms.DecimalField(min_value=0, max_digits=12, decimal_places=2, **given)
    if kind == ItemKind.DATE:
        return forms.DateField(widget=DateInput(), **given)
    return forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2}), **given)


class BeginSheetForm(Form):
    """About whom a sheet is begun."""

    file = IdField(label="だれのアセスメントか", widget=forms.RadioSelect)

    def __init__(self, *args: Any, files: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].choices = files  # type: ignore[attr-defined]
        if files:
            self.fields["file"].initial = files[0][0]

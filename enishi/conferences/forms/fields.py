"""Fields that several forms of the room share."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from enishi.cases.forms.fields import IdField, words
from enishi.intake.forms.fields import NOT_CHOSEN, DateInput, MomentInput
from enishi.intake.terms import SourceKind, StatementClass

__all__ = ["IdField", "MomentField", "class_field", "day_field", "offer", "source_field", "words"]


class MomentField(forms.DateTimeField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=MomentInput(), **kwargs)


def day_field(label: str, *, initial: date | None = None, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput(), initial=initial, **more)


def class_field(seen: int, **more: Any) -> forms.ChoiceField:
    """The class of what is written: one that the writer sees in this room."""
    found = [one for one in StatementClass.choices if seen & int(one[0])]
    given: dict[str, Any] = {"label": "情報の区分", "help_text": "この区分を見てよい人だけが読みます。"}
    return forms.ChoiceField(choices=found, **(given | more))


def source_field(**more: Any) -> forms.ChoiceField:
    given: dict[str, Any] = {
        "label": "情報の性質",
        "initial": SourceKind.FACT,
        "widget": forms.RadioSelect,
    }
    return forms.ChoiceField(choices=SourceKind.choices, **(given | more))


def offer(form: forms.Form, name: str, choices: Sequence[tuple[str, str]], *, empty: bool = False) -> None:
    form.fields[name].choices = [NOT_CHOSEN, *choices] if empty else list(choices)  # type: ignore[attr-defined]

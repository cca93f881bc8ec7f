"""Forms that are made for every request: their fields are copied as cheaply as they can be."""

import copy
from collections.abc import Callable, Mapping
from types import MethodType
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget, Widget
from django.utils.choices import CallableChoiceIterator

USUAL_FIELDS = frozenset({forms.Field.__deepcopy__, forms.ChoiceField.__deepcopy__})
USUAL_WIDGETS = frozenset({Widget.__deepcopy__, ChoiceWidget.__deepcopy__})


class Form(forms.Form):
    """Like Django's, and its fields are this form's own; what never changes in them (choices, rules) is shared.

    Django copies every field with all that hangs on it: for a form of 25 fields a sixth of what saving it cost.
    Choices are set anew on a form (``self.fields[…].choices = …``), never changed in place.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kind = type(self)
        if not isinstance(kind.base_fields, _Fields):
            kind.base_fields = _Fields(kind.base_fields)
        super().__init__(*args, **kwargs)


class _Fields(dict[str, forms.Field]):
    """The fields of a class of forms, of which every form takes its copy."""

    def __init__(self, fields: Mapping[str, forms.Field]) -> None:
        super().__init__(fields)
        self.recipes = [(name, _recipe(field)) for name, field in fields.items()]

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {name: copied() for name, copied in self.recipes}


def _recipe(field: forms.Field) -> Callable[[], forms.Field]:
    """How a field is copied: found out once, as it is done for every form."""
    if type(field).__deepcopy__ not in USUAL_FIELDS or type(field.widget).__deepcopy__ not in USUAL_WIDGETS:
        return lambda: copy.deepcopy(field)
    kind, own = type(field), field.__dict__
    widget_kind, widget_own = type(field.widget), field.widget.__dict__
    offered = getattr(field, "_choices", None)
    asked = offered.func if isinstance(offered, CallableChoiceIterator) else None
    offers = asked.__func__ if isinstance(asked, MethodType) and asked.__self__ is field else None

    def copied() -> forms.Field:
        mine, widget = object.__new__(kind), object.__new__(widget_kind)
        widget.__dict__ = widget_own | {"attrs": widget_own["attrs"].copy()}
        mine.__dict__ = own | {
            "widget": widget,
            "error_messages": own["error_messages"].copy(),
            "validators": own["validators"][:],
        }
        if offers:  # the copy offers its own
            mine.choices = MethodType(offers, mine)  # type: ignore[attr-defined]
        return mine

    return copied

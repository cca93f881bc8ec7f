"""Forms that are made for every request: their fields are copied as cheaply as they can be."""

import copy
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

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {name: _copied(field) for name, field in self.items()}


def _copied(field: forms.Field) -> forms.Field:
    if type(field).__deepcopy__ not in USUAL_FIELDS or type(field.widget).__deepcopy__ not in USUAL_WIDGETS:
        return copy.deepcopy(field)
    mine, widget = _twin(field), _twin(field.widget)
    widget.attrs = field.widget.attrs.copy()
    mine.widget, mine.error_messages, mine.validators = (
        widget,
        field.error_messages.copy(),
        field.validators[:],
    )
    offered = getattr(field, "_choices", None)
    asked = offered.func if isinstance(offered, CallableChoiceIterator) else None
    if isinstance(asked, MethodType) and asked.__self__ is field:  # the copy offers its own
        mine.choices = MethodType(asked.__func__, mine)
    return mine


def _twin(one: Any) -> Any:
    twin = object.__new__(type(one))
    twin.__dict__.update(one.__dict__)
    return twin

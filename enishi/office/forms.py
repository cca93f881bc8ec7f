"""The form of every room: it takes no 個人番号, and its fields are copied as cheaply as they can be, only where one is touched."""

import copy
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from types import MethodType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import CheckboxInput, ChoiceWidget, Widget
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy

from enishi.office.rules.individual_number import NOT_HERE, holds_individual_number

USUAL_FIELDS = frozenset({forms.Field.__deepcopy__, forms.ChoiceField.__deepcopy__})
USUAL_WIDGETS = frozenset({Widget.__deepcopy__, ChoiceWidget.__deepcopy__})
READ_BY_NAME = frozenset(one.value_from_datadict for one in (Widget, ChoiceWidget, CheckboxInput))
CLEANED_BY = ("clean", "_clean_bound_field", "to_python", "validate", "run_validators")
CLEANED_AS_SENT = forms.Field._clean_bound_field  # type: ignore[attr-defined]
BEHIND_LABELS = gettext_lazy(":")
CONSTANT = (str, bool, type(None))


class Form(forms.Form):
    """Like Django's, and its fields are this form's own; what never changes in them (choices, rules) is shared.

    Django copies every field with all that hangs on it, and asks each what it makes of nothing: for the two forms of 45 fields in
    which somebody new is told, of which ten are filled in, a seventh of what saving them cost.
    Choices are set anew on a form (``self.fields[…].choices = …``), never changed in place.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kind = type(self)
        if not isinstance(kind.base_fields, _Fields):
            kind.base_fields = _Fields(kind)
        super().__init__(*args, **{"label_suffix": BEHIND_LABELS} | kwargs)

    def _clean_fields(self) -> None:
        """As Django does; a field that nobody touched is read as in every form, without a copy of it."""
        untouched = self.fields.untouched if isinstance(self.fields, _Copies) else {}
        for name in self.fields:
            usual = untouched.get(name)
            if usual and usual.of_nothing and self.data.get(self.add_prefix(name)) in (None, ""):
                self.cleaned_data[name] = usual.of_nothing[0]
            else:
                self._clean_one(name, usual.field if usual and usual.only_reads else self.fields[name])

    def _clean_one(self, name: str, field: Any) -> None:
        try:
            if field.disabled or type(field)._clean_bound_field is not CLEANED_AS_SENT:
                self.cleaned_data[name] = field._clean_bound_field(self[name])
            else:  # what draws a field is not needed to read it
                sent = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
                self.cleaned_data[name] = field.clean(sent)
            if hook := getattr(self, f"clean_{name}", None):
                self.cleaned_data[name] = hook()
            _refuse_individual_number(field, self.cleaned_data[name])
        except ValidationError as wrong:
            self.add_error(name, wrong)


def _refuse_individual_number(field: forms.Field, value: object) -> None:
    typed = isinstance(field, forms.CharField) and not (field.widget.is_hidden or isinstance(field.widget, forms.PasswordInput))
    if typed and isinstance(value, str) and holds_individual_number(value):
        raise ValidationError(NOT_HERE, code="individual_number")


class _Usual:
    """One field as the class has it.

    ``only_reads``: its cleaning is Django's own and changes nothing in it. ``of_nothing``: what it makes of nothing, in a tuple;
    an empty one where that is not sure before somebody asks.
    """

    def __init__(self, field: forms.Field, *, hooked: bool) -> None:
        self.field, self.copied = field, _recipe(field)
        self.only_reads = not any(getattr(type(field), one).__module__ != forms.Field.__module__ for one in CLEANED_BY)
        self.of_nothing = _of_nothing(field) if self.only_reads and not hooked else ()


class _Fields(dict[str, forms.Field]):
    """The fields of a class of forms, of which every form takes its copy."""

    def __init__(self, kind: type[forms.Form]) -> None:
        super().__init__(kind.base_fields)
        for field in self.values():
            if isinstance(field.widget, forms.Textarea):  # a browser cuts off what is pasted beyond it, without a word
                field.widget.attrs.pop("maxlength", None)
        self.usual = {
            name: _Usual(field, hooked=hasattr(kind, f"clean_{name}")) for name, field in kind.base_fields.items()
        }

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Copies":
        return _Copies(self.usual)


class _Copies(MutableMapping[str, forms.Field]):
    """The fields of one form: each is copied when somebody asks for it."""

    def __init__(self, usual: Mapping[str, _Usual]) -> None:
        self.untouched = dict(usual)
        self._fields: dict[str, Any] = dict(usual)

    def __getitem__(self, name: str) -> forms.Field:
        if usual := self.untouched.pop(name, None):
            self._fields[name] = usual.copied()
        return self._fields[name]  # type: ignore[no-any-return]

    def __setitem__(self, name: str, field: forms.Field) -> None:
        self.untouched.pop(name, None)
        self._fields[name] = field

    def __delitem__(self, name: str) -> None:
        del self._fields[name]
        self.untouched.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __contains__(self, name: object) -> bool:
        return name in self._fields


def _of_nothing(field: forms.Field) -> tuple[Any, ...]:
    """What a field that is cleaned as Django does makes of nothing: always the same, where it is no list."""
    widget = field.widget
    if field.required or field.disabled or type(widget).value_from_datadict not in READ_BY_NAME:
        return ()
    if getattr(widget, "allow_multiple_selected", False) or isinstance(field, forms.FileField):
        return ()
    value = field.clean(None)
    return (value,) if isinstance(value, CONSTANT) else ()


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

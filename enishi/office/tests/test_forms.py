"""Fields of a form are its own: what one request sets on them no other sees."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.http import QueryDict

from enishi.office.forms import Form
from enishi.office.rules.individual_number import NOT_HERE


class Offering(forms.ChoiceField):
    """Asks for its choices when they are needed; more of them when it must be filled in."""

    def __init__(self) -> None:
        super().__init__(choices=self.offered)

    def offered(self) -> list[tuple[str, str]]:
        return [("a", "あ"), *([("b", "い")] if self.required else [])]


class Example(Form):
    text = forms.CharField(max_length=5)
    one = forms.ChoiceField(choices=[("a", "あ")])
    some = forms.MultipleChoiceField(choices=[("a", "あ"), ("b", "い")], required=False)
    day = forms.DateField(required=False)
    file = forms.FileField(required=False)
    offered = Offering()


class Longer(Example):
    more = forms.CharField()


GOOD = {"text": "あいう", "one": "a", "some": ["a", "b"], "day": "2026-04-01", "offered": "b"}


def test_a_form_reads_as_any_other() -> None:
    form = Example(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2026, 4, 1)
    assert form.cleaned_data["some"] == ["a", "b"]
    assert set(Example({"text": "あいうえおか", "one": "x"}).errors) == {"text", "one", "offered"}


def test_what_is_set_on_one_form_is_not_on_another() -> None:
    first = Example()
    first.fields["one"].choices = [("z", "ん")]  # type: ignore[attr-defined]
    first.fields["text"].widget.attrs["rows"] = 9
    first.fields["text"].validators.clear()
    first.fields["text"].error_messages["required"] = "ほかの言葉"
    first.fields["offered"].required = False
    del first.fields["day"]
    second = Example()
    assert list(second.fields["one"].choices) == [("a", "あ")]  # type: ignore[attr-defined]
    assert list(second.fields["one"].widget.choices) == [("a", "あ")]
    assert "rows" not in second.fields["text"].widget.attrs
    assert second.fields["text"].validators
    assert second.fields["text"].error_messages["required"] != "ほかの言葉"
    assert "day" in second.fields
    assert [len(list(one.fields["offered"].choices)) for one in (first, second)] == [1, 2]  # type: ignore[attr-defined]
    assert [len(list(one.fields["offered"].widget.choices)) for one in (first, second)] == [1, 2]


def test_a_form_that_adds_fields_has_those_of_the_shorter_one() -> None:
    Example()
    assert list(Longer().fields) == [*Example().fields, "more"]


class Hooked(Form):
    """Fields of which nothing is said about most."""

    text = forms.CharField(required=False)
    padded = forms.CharField(required=False, strip=False, empty_value="-")
    ticked = forms.BooleanField(required=False)
    day = forms.DateField(required=False)
    identity = forms.UUIDField(required=False)
    one = forms.ChoiceField(choices=[("a", "あ")], required=False, widget=forms.RadioSelect)
    some = forms.MultipleChoiceField(choices=[("a", "あ")], required=False)
    asked = forms.CharField(required=False)
    counted = forms.CharField()
    locked = forms.CharField(required=False, disabled=True, initial="いつも")

    def clean_asked(self) -> str:
        return self.cleaned_data["asked"] or "聞かれた"


def as_django_does(form: type[forms.Form]) -> type[forms.Form]:
    """The same fields in a form of Django's own."""
    return type("Plain", (forms.Form,), {**form.base_fields, "clean_asked": Hooked.clean_asked})


Plain = as_django_does(Hooked)


def both(data: dict[str, str], **given: Any) -> tuple[forms.Form, forms.Form]:
    sent = QueryDict(urlencode(data))
    return Hooked(sent, **given), Plain(sent, **given)


@pytest.mark.parametrize(
    "data",
    [
        {},
        dict.fromkeys(Hooked.base_fields, ""),
        dict.fromkeys(Hooked.base_fields, " "),
        {"text": "あ", "ticked": "on", "day": "2026-04-01", "one": "a", "some": "a", "counted": "1", "locked": "ほか"},
        {"ticked": "false", "day": "きょう", "one": "z", "identity": "x"},
    ],
)
@pytest.mark.parametrize("prefix", [None, "new"])
def test_what_is_left_empty_is_read_as_django_reads_it(data: dict[str, str], prefix: str | None) -> None:
    sent = {f"{prefix}-{name}" if prefix else name: value for name, value in data.items()}
    ours, theirs = both(sent, prefix=prefix)
    assert ours.errors == theirs.errors
    assert ours.cleaned_data == theirs.cleaned_data
    assert list(ours.cleaned_data) == list(theirs.cleaned_data)


def test_what_a_form_was_told_about_a_field_holds_where_nothing_is_written_into_it() -> None:
    form, _ = both({"counted": "1"})
    form.fields["text"].required = True
    form.fields["ticked"] = forms.BooleanField()
    assert set(form.errors) == {"text", "ticked"}


def test_a_field_that_is_taken_out_is_not_read() -> None:
    form, _ = both({"counted": "1", "day": "2026-04-01"})
    form.fields.pop("day")
    del form.fields["text"]
    assert form.is_valid()
    assert not {"day", "text"} & set(form.cleaned_data)
    assert not {"day", "text"} & set(dict(form.fields))
    assert [one.name for one in form] == list(form.fields)


class Typed(Form):
    text = forms.CharField(required=False)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    password = forms.CharField(required=False, widget=forms.PasswordInput)
    one = forms.ChoiceField(required=False, choices=[("123456789018", "あ")])


def test_no_form_takes_an_individual_number() -> None:
    form = Typed({"text": "番号は １２３４－５６７８－９０１８ と話された。"})
    assert not form.is_valid()
    assert form.errors == {"text": [NOT_HERE]}
    assert "１２３４－５６７８－９０１８" in str(form["text"]), "what was typed stays, to be mended"


def test_what_nobody_typed_or_nobody_reads_is_no_such_number() -> None:
    assert Typed({"kept": "123456789018", "password": "123456789018", "one": "123456789018"}).is_valid()


class Written(Form):
    text = forms.CharField(max_length=5, widget=forms.Textarea)


def test_what_is_pasted_into_a_large_field_is_not_cut_off_but_refused_with_its_length() -> None:
    assert "maxlength" not in str(Written()["text"])
    form = Written({"text": "あいうえおか"})
    assert "5" in form.errors["text"][0]
    assert "6" in form.errors["text"][0]
    assert "あいうえおか" in str(form["text"])

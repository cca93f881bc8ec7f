"""Fields of a form are its own: what one request sets on them no other sees."""

from datetime import date

from django import forms

from enishi.office.forms import Form


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

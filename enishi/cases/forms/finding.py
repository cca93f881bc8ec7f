"""Searching the journal by words. Sent by POST, so that no word about a person stands in an address."""

from typing import Any

from django import forms

from enishi.cases.queries import Sought, place_of
from enishi.intake.forms.fields import DateInput
from enishi.office.forms import Form


class FindForm(Form):
    text = forms.CharField(
        label="探すことば",
        max_length=100,
        required=False,
        help_text="空白で区切ると、すべてのことばを含む記録を探します。",
    )
    since = forms.DateField(label="いつから", required=False, widget=DateInput())
    until = forms.DateField(label="いつまで", required=False, widget=DateInput())
    own = forms.BooleanField(label="自分の機関が書いた記録だけ", required=False)
    before = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "「いつから」より後の日にしてください。")
        return cleaned

    def sought(self) -> Sought:
        given = self.cleaned_data
        return Sought(given["text"], given["since"], given["until"], given["own"], place_of(given["before"]))

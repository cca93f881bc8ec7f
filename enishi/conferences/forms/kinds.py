"""What a city says of a kind of meeting."""

from typing import Any

from django import forms

from enishi.agencies.forms import DayField
from enishi.agencies.terms import AgencyKind
from enishi.cases.forms.fields import words
from enishi.conferences.actions.kinds import NewVersion
from enishi.office.forms import Form


class KindForm(Form):
    """The next version of a kind; the law's side of it is shown above the form and not typed."""

    label = forms.CharField(label="市での呼び名", max_length=60)
    secrecy = words("守秘の文", 4, required=True, most=1000, help_text="変えると、守秘の確認を全員にもう一度求めます。")
    penalty = words("罰則の文", 2, most=1000)
    excluded_agencies = forms.MultipleChoiceField(
        label="構成員になれない機関",
        choices=AgencyKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="加えることだけできます。いまのものは外せません。",
    )
    source = forms.CharField(label="出典", max_length=200, required=False)
    unverified = forms.BooleanField(label="要確認", required=False, help_text="出典で確かめたら、外します。")
    starts_on = DayField(label="使い始める日")
    version = forms.UUIDField(widget=forms.HiddenInput)

    def new_version(self) -> NewVersion:
        given: dict[str, Any] = dict(self.cleaned_data)
        given.pop("version")
        return NewVersion(**given | {"excluded_agencies": tuple(given["excluded_agencies"])})


class KindEndForm(Form):
    """From which day on the city holds no more of them."""

    on = DayField(label="この日から開かない")
    version = forms.UUIDField(widget=forms.HiddenInput)

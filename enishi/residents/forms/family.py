from django import forms

from enishi.office.forms import Form
from enishi.residents.forms.fields import DayField
from enishi.residents.terms import HouseholdRole, Relation


class PersonSearchForm(Form):
    """Whom is meant: looked for like anywhere else, within what the asker may see."""

    text = forms.CharField(label="相手の氏名・カナ・整理番号", max_length=100, required=False)
    other = forms.UUIDField(required=False, widget=forms.HiddenInput)


class HouseholdForm(PersonSearchForm):
    role = forms.ChoiceField(
        label="世帯での立場", choices=HouseholdRole.choices, initial=HouseholdRole.UNKNOWN
    )
    starts_on = DayField(label="いつから")


class KinshipForm(PersonSearchForm):
    relation = forms.ChoiceField(label="相手は本人の", choices=Relation.choices)
    note = forms.CharField(label="補足", max_length=200, required=False)
    starts_on = DayField(label="いつから")

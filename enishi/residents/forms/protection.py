from django import forms

from enishi.office.forms import Form
from enishi.residents.forms.fields import DayField
from enishi.residents.rules.measures import NewMeasure
from enishi.residents.terms import MeasureAct, Protection

PROTECTING = [(one.value, one.label) for one in Protection if one is not Protection.NONE]
MEASURED = [(one.value, one.label) for one in Protection if one not in (Protection.NONE, Protection.UNKNOWN)]


class ProtectionForm(Form):
    protection = forms.ChoiceField(label="支援措置の状態", choices=PROTECTING, widget=forms.RadioSelect)


class MeasureForm(Form):
    """A support measure (支援措置の記録)."""

    state = forms.ChoiceField(label="状態", choices=MEASURED, widget=forms.RadioSelect)
    applicant = forms.CharField(label="申出者", max_length=100)
    acts = forms.MultipleChoiceField(
        label="行為", choices=MeasureAct.choices, widget=forms.CheckboxSelectMultiple
    )
    other_party = forms.CharField(
        label="相手方（申出のとおり）", max_length=200, required=False, help_text="申出書に書かれたまま。"
    )
    staff_number = forms.CharField(
        label="相手方が職員のとき、その職員番号",
        max_length=40,
        required=False,
        help_text="入れると、その職員はこの登録を一切見られなくなります。",
    )
    starts_on = DayField(label="開始日")
    ends_on = DayField(label="更新の期限", help_text="過ぎても保護は外れません。")
    note = forms.CharField(label="補足", max_length=300, required=False)
    renews = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def new_measure(self, other_party_staff: object = None) -> NewMeasure:
        given = {name: value for name, value in self.cleaned_data.items() if name != "staff_number"}
        return NewMeasure(**given, other_party_staff=other_party_staff)  # type: ignore[arg-type]

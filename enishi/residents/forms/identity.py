from django import forms

from enishi.office.forms import Form
from enishi.residents.forms.fields import BirthField, DayField, KanaField
from enishi.residents.rules.registration import NewName
from enishi.residents.terms import NameKind, Sex


class IdentityForm(Form):
    name = forms.CharField(label="氏名", max_length=200, required=False)
    kana = KanaField(label="カナ")
    unidentified = forms.BooleanField(label="だれか分からない（未特定）", required=False)
    birth = BirthField()
    sex = forms.ChoiceField(label="性別", choices=Sex.choices, widget=forms.RadioSelect)
    name_version = forms.IntegerField(widget=forms.HiddenInput)
    particulars_version = forms.IntegerField(widget=forms.HiddenInput)


class NameForm(Form):
    kind = forms.ChoiceField(
        label="種類",
        choices=[
            (NameKind.KNOWN_AS, "通称"),
            (NameKind.FORMER, "旧姓・旧氏名"),
            (NameKind.LEGAL, "新しい氏名（改姓・改名）"),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label="名前", max_length=200, required=False)
    kana = KanaField(label="カナ")
    starts_on = DayField(label="いつから")

    def new_name(self) -> NewName:
        return NewName(
            self.cleaned_data["text"],
            self.cleaned_data["kana"],
            self.cleaned_data["kind"],
            self.cleaned_data["starts_on"],
        )

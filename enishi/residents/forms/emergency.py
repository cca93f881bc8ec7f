from django import forms

from enishi.office.forms import Form
from enishi.residents.forms.fields import BirthField, KanaField
from enishi.sharing.rules import EMERGENCY_REASON_LENGTH
from enishi.sharing.terms import EmergencyReason


class EmergencyForm(Form):
    kana = KanaField(label="カナ氏名（姓と名、正確に）", required=True)
    birth = BirthField(help_text="年月日のそろった生年月日。分からないときは携帯電話を入れてください。")
    phone = forms.CharField(label="携帯電話", max_length=40, required=False)
    category = forms.ChoiceField(
        label="緊急の種類", choices=EmergencyReason.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="理由",
        min_length=EMERGENCY_REASON_LENGTH,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"{EMERGENCY_REASON_LENGTH}文字以上。個人情報保護の責任者が点検します。",
    )

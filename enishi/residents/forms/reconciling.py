from django import forms

from enishi.office.forms import Form
from enishi.residents.rules.reference import reference_key


class DecisionForm(Form):
    """What the coordinator decides about a pair."""

    decision = forms.ChoiceField(choices=[("same", "同じ人"), ("different", "別の人")])
    winner = forms.UUIDField(required=False)
    remark = forms.CharField(label="判断の理由", max_length=300, required=False)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == "same" and not cleaned.get("winner"):
            self.add_error("winner", "代表にする登録を選んでください。")
        return cleaned


class AskAgainForm(Form):
    """Two registers by the numbers that people read, and why it is asked again whether they are one person."""

    one = forms.CharField(label="整理番号（一人め）", max_length=20, help_text="例：K3M7-Q2XD。それぞれの住民のページにあります。")
    other = forms.CharField(label="整理番号（二人め）", max_length=20)
    reason = forms.CharField(label="もう一度判断する理由", max_length=200)

    def clean_one(self) -> str:
        return _number(self.cleaned_data["one"])

    def clean_other(self) -> str:
        return _number(self.cleaned_data["other"])

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("one") and cleaned.get("one") == cleaned.get("other"):
            self.add_error("other", "一人めと同じ番号です。")
        return cleaned


def _number(typed: str) -> str:
    key = reference_key(typed)
    if not key:
        raise forms.ValidationError("整理番号は、K3M7-Q2XD のような8文字です。")
    return key

from django import forms

from enishi.office.forms import Form


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

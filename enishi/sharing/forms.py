from django import forms

from enishi.office.forms import Form


class ReviewForm(Form):
    """Whether an emergency look was needed (緊急閲覧の点検)."""

    justified = forms.TypedChoiceField(
        label="緊急閲覧は必要でしたか",
        choices=[("yes", "必要だった"), ("no", "必要とは認められない")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        empty_value=None,
    )
    remark = forms.CharField(
        label="所見", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("justified") is False and not cleaned.get("remark"):
            self.add_error("remark", "認められないときは、所見を書いてください。")
        return cleaned

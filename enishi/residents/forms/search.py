from django import forms

from enishi.office.forms import Form


class SearchForm(Form):
    """Whom somebody looks for. Sent by POST, so that no name stands in an address."""

    text = forms.CharField(
        label="氏名・カナ・電話・生年月日・整理番号",
        max_length=100,
        required=False,
        help_text="氏名とカナは初めの部分だけでも探せます。",
    )
    birth = forms.CharField(label="生年月日で絞る", max_length=60, required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=100, widget=forms.HiddenInput)

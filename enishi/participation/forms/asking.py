"""What stands on the card of a host."""

from typing import Any

from django import forms

from enishi.cases.forms.fields import words
from enishi.office.forms import Form
from enishi.participation.actions import NewAsk
from enishi.participation.terms import AskKind

NO_NAMES = "氏名・住所・電話番号・生年月日・ケース番号は書きません。どの窓口から来た人かも書きません。"


class AskHostForm(Form):
    """受入先に渡す紙面."""

    kind = forms.ChoiceField(
        label="何を聞きますか",
        choices=AskKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "何を聞くかを選んでください。"},
    )
    lead = words("お願いの文", 4, required=True, help_text=NO_NAMES)
    able = words("好きなこと・できること", 3)
    needs = words("配慮してほしいこと", 3)
    when = forms.CharField(label="曜日・回数", max_length=200, required=False)
    sender = forms.CharField(
        label="差出人と電話番号", max_length=100, required=False, help_text="入れなければ、機関の名称だけが出ます。"
    )
    days = forms.TypedChoiceField(
        label="リンクを使える期間", choices=[(7, "7日"), (14, "14日"), (30, "30日")], coerce=int, initial=14
    )

    def ask(self) -> NewAsk:
        given: dict[str, Any] = self.cleaned_data
        return NewAsk(**(given | {"kind": AskKind(given["kind"])}))

"""Forms of a placement: its step, the agreement of three sides, what happened, the end."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from enishi.cases.forms.fields import words
from enishi.intake.forms.fields import DateInput
from enishi.office.forms import Form
from enishi.participation.actions import NewAgreement, NewEnd, NewRecord
from enishi.participation.rules.placing import STEPS
from enishi.participation.terms import EndWord, NoReason, PlacementState, RecordKind


def day_field(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DateInput(), **more)


class MoveForm(Form):
    """Which step comes next."""

    to = forms.ChoiceField(
        label="どの段階に進みますか",
        widget=forms.RadioSelect,
        error_messages={"required": "段階を選んでください。"},
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = STEPS[PlacementState(state)] - {PlacementState.ENDED}
        self.fields["to"].choices = [(one.value, one.label) for one in PlacementState if one in allowed]  # type: ignore[attr-defined]


class AgreementForm(Form):
    """取り決め. Whoever of the three has said yes is written down with the day."""

    agreement = words(
        "取り決め",
        5,
        required=True,
        help_text="いつ、どこで、何を、どこまで。困ったときの連絡先。受入先に伝えてよいこと。",
    )
    insurance = forms.CharField(label="保険", max_length=200, required=False)
    transport = forms.CharField(label="交通・送迎", max_length=200, required=False)
    reward = forms.CharField(label="報酬・工賃", max_length=200, required=False)
    person_agreed_on = day_field("本人が合意した日")
    host_agreed_on = day_field("受入先が合意した日")
    agency_agreed_on = day_field("支援機関が合意した日")

    def agreed(self) -> NewAgreement:
        return NewAgreement(**self.cleaned_data)


class RecordForm(Form):
    """What happened on a day."""

    kind = forms.ChoiceField(
        label="種類",
        choices=[(one.value, one.label) for one in RecordKind if one != RecordKind.STEP],
        widget=forms.RadioSelect,
        error_messages={"required": "種類を選んでください。"},
    )
    day = forms.DateField(
        label="日", widget=DateInput(), error_messages={"required": "いつのことかを入れてください。"}
    )
    text = words("内容", 3, most=1000, help_text="出席・欠席は空欄でもかまいません。")
    next_on = day_field(
        "次に聞く日・期日",
        help_text="フォローのあとに、次に聞く日。困りごとは、片づける期日。空欄なら、いつもの間隔。",
    )

    owner = forms.ChoiceField(
        label="困りごとに対応する人", required=False, help_text="困りごとのときだけ使います。その人のやることに入ります。"
    )

    def __init__(self, *args: Any, today: date, owners: Sequence[tuple[UUID, str]], me: UUID | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("day", today)
        self.initial.setdefault("owner", str(me or ""))
        self.fields["owner"].choices = [(str(key), name) for key, name in owners]  # type: ignore[attr-defined]

    def record(self) -> NewRecord:
        given = self.cleaned_data
        owner = UUID(given["owner"]) if given["owner"] else None
        return NewRecord(RecordKind(given["kind"]), given["day"], given["text"], given["next_on"], owner)


class SettleForm(Form):
    text = words("どう片づいたか", 3, required=True, most=1000)


class EndForm(Form):
    """Both sides' word. A side that does not agree is heard in its words; it does not keep the other from ending."""

    person_word = forms.ChoiceField(
        label="本人は、終わることに", choices=EndWord.choices, required=False, widget=forms.RadioSelect
    )
    person_comment = words("本人のことば", 2, most=1000)
    host_word = forms.ChoiceField(
        label="受入先は、終わることに", choices=EndWord.choices, required=False, widget=forms.RadioSelect
    )
    host_comment = words("受入先のことば", 2, most=1000)
    reason = forms.ChoiceField(
        label="終わりの理由", choices=[("", "選んでください"), *NoReason.choices], required=False
    )

    def end(self) -> NewEnd:
        return NewEnd(**self.cleaned_data)

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from enishi.office.forms import Form
from enishi.residents.forms.fields import DayField
from enishi.residents.rules.measures import NewMeasure, WhyOpen
from enishi.residents.terms import MeasureAct, OpenReason, Protection

PROTECTING = [(one.value, one.label) for one in Protection if one is not Protection.NONE]
MEASURED = [(one.value, one.label) for one in Protection if one not in (Protection.NONE, Protection.UNKNOWN)]


class TogetherField(forms.MultipleChoiceField):
    """Those who are protected with somebody; nobody is ticked beforehand. Who may be ticked says the verb: the page may be old."""

    def __init__(self) -> None:
        super().__init__(
            label="いっしょに保護する人（併せて支援を求める者）",
            help_text="加害者がこの世帯に残っているときは、その人を選ばないでください。"
            "選んだ人の住所と固定電話も、同じように守ります。",
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def valid_value(self, value: Any) -> bool:
        return True

    def clean(self, value: Any) -> list[UUID]:
        try:
            return [UUID(one) for one in super().clean(value)]
        except ValueError:
            raise ValidationError("いっしょに保護する人を、一覧から選んでください。") from None


class WithOthersForm(Form):
    """What is done for one person may be done for those who live with them."""

    together = TogetherField()

    def offer(self, people: Sequence[tuple[str, str]]) -> None:
        """Who can be ticked, as the page is drawn: (register, how they are called). Without anybody the question is not asked."""
        if people:
            self.fields["together"].choices = people  # type: ignore[attr-defined]
            return
        del self.fields["together"]
        for reason in self.errors.pop("together", ()):
            self.add_error(None, reason)


class ProtectionForm(WithOthersForm):
    protection = forms.ChoiceField(label="支援措置の状態", choices=PROTECTING, widget=forms.RadioSelect)

    field_order = ("protection", "together")


class MeasureForm(WithOthersForm):
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

    field_order = ("state", "applicant", "together")

    def new_measure(self, other_party_staff: object = None) -> NewMeasure:
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("staff_number", "together")}
        return NewMeasure(**given, other_party_staff=other_party_staff)  # type: ignore[arg-type]


class LeftOpenForm(Form):
    """Somebody in the household is not protected with a person, and why (いっしょに保護しない)."""

    reason = forms.ChoiceField(label="いっしょに保護しない理由", choices=OpenReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="補足", max_length=200, required=False, help_text="「その他」のときは、理由を書いてください。"
    )
    version = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def why(self) -> WhyOpen:
        return WhyOpen(self.cleaned_data["reason"], self.cleaned_data["note"])

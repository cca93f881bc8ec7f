"""What the project reads of somebody (支援依頼)."""

from typing import Any

from django import forms

from enishi.agencies.forms import DayField
from enishi.cases.forms.fields import words
from enishi.community.terms import Consideration, Purpose
from enishi.office.forms import Form
from enishi.participation.actions import NewCommission
from enishi.participation.forms.profile import ticks

LONGEST = 1000
DISCLOSURES = {False: "年代、希望、強み、配慮まで。地区は中学校区まで。", True: "年代、希望、強み、配慮まで。地区は伝えません。"}
"""By whether the place is protected: what is proposed to be agreed to."""


class CommissionForm(Form):
    """支援依頼: wishes, strengths and considerations; nothing that tells who it is."""

    purposes = ticks("希望する形", Purpose.choices)
    wishes = words("本人の希望", 4, required=True, most=LONGEST)
    strengths = words("強み", 3, most=LONGEST)
    considerations = ticks("必要な配慮", Consideration.choices)
    care = words("配慮してほしいこと", 3, most=LONGEST, help_text="病名は書きません。どうすれば参加できるかを書きます。")
    frequency = forms.CharField(label="曜日・回数", max_length=120, required=False)
    district = forms.ChoiceField(
        label="中学校区", required=False, help_text="居所が守られている人では、選びません。"
    )
    disclosure = words("開示してよい範囲", 2, required=True, most=LONGEST)
    deadline = DayField(label="いつまでに", required=False)

    def __init__(self, *args: Any, districts: list[str], protected: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        names = [] if protected else districts
        self.fields["district"].choices = [("", "（決めない）"), *((one, one) for one in names)]  # type: ignore[attr-defined]
        if protected:
            del self.fields["district"]

    def commission(self) -> NewCommission:
        given = dict(self.cleaned_data)
        purposes, considerations = given.pop("purposes"), given.pop("considerations")
        return NewCommission(forms=tuple(purposes), considerations=tuple(considerations), **given)

"""Forms around a suggestion: keep the search, consider a place, decide about it."""

from typing import Any

from django import forms

from enishi.cases.forms.fields import words
from enishi.office.forms import Form
from enishi.participation.terms import NoReason

GO_ON, WAIT, DROP = "go", "wait", "drop"


class KeepForm(Form):
    """What is missing, in words."""

    note = words(
        "足りないもの",
        3,
        most=1000,
        help_text="どんな場があればよかったか。名前や住所は書きません。新しいメニューを頼むときのもとになります。",
    )


class ProposeForm(Form):
    """A place to consider; where one condition is missing, what to talk about with the host."""

    ask = words("受入先と相談すること", 2, most=500, help_text="本人の名前や病名は書きません。")

    def __init__(self, *args: Any, near: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ask"].required = near
        self.fields["ask"].error_messages["required"] = "合わないところを、どう相談するかを書いてください。"


class ShunForm(Form):
    """Why somebody must never be sent somewhere."""

    why = words(
        "候補にしない理由（区分：権利擁護）",
        2,
        required=True,
        most=500,
        help_text="候補の画面には「本人の安全のため」とだけ出ます。この区分が見える人だけが読めます。",
    )


class DecideForm(Form):
    """Go on, or not, and by whose side."""

    decision = forms.ChoiceField(
        label="どうしますか",
        choices=[(GO_ON, "この受入先で進める（受入れ調整を始める）"), (WAIT, "空きを待つ（順番に入る）"), (DROP, "見送る")],
        widget=forms.RadioSelect,
        error_messages={"required": "進めるか、見送るかを選んでください。"},
    )
    reason = forms.ChoiceField(
        label="見送る理由",
        choices=[("", "選んでください"), *[one for one in NoReason.choices if one[0] != NoReason.ACHIEVED]],
        required=False,
        help_text="見送るときだけ。",
    )
    remark = words("補足", 2, most=500)

    def __init__(self, *args: Any, may_wait: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = self.fields["decision"].choices  # type: ignore[attr-defined]
        self.fields["decision"].choices = [one for one in ways if may_wait or one[0] != WAIT]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("decision") == DROP and not given.get("reason"):
            self.add_error("reason", "見送る理由を選んでください。")
        return given

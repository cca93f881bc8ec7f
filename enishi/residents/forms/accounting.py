"""Forms of blocks, the paper for the person and requests for disclosure."""

from collections.abc import Sequence
from typing import Any

from django import forms

from enishi.office.forms import Form
from enishi.residents.forms.fields import DayField
from enishi.sharing.actions import NewDisclosureRequest, NewLineDecision
from enishi.sharing.rules import law
from enishi.sharing.rules.disclosure import sentences
from enishi.sharing.terms import (
    BlockKind,
    ConsentGiver,
    ConsentMeans,
    LineDecision,
    RequesterKind,
    RequestOutcome,
)

OTHERS = [(one.value, one.label) for one in BlockKind if one is not BlockKind.DECLARED]
WAYS = [(ConsentMeans.SPOKEN.value, "対面で手渡し"), (ConsentMeans.WRITTEN.value, "郵送（安全な宛先）")]
AREA = forms.Textarea(attrs={"rows": 3})


class BlockForm(Form):
    """Shut a member of staff out (閲覧の禁止)."""

    staff_number = forms.CharField(label="職員番号", max_length=40, help_text="職員名簿の番号です。")
    kind = forms.ChoiceField(label="理由", choices=OTHERS, widget=forms.RadioSelect)


class SheetForm(Form):
    """To whom the paper goes and what it holds."""

    recipient = forms.ChoiceField(label="渡す相手", choices=ConsentGiver.choices)
    since = DayField(label="いつからの閲覧を載せるか", required=True)
    named = forms.BooleanField(label="見た職員の名前も載せる", required=False)


class HandOverForm(Form):
    """How the paper was handed over (交付の記録)."""

    means = forms.ChoiceField(label="渡し方", choices=WAYS, widget=forms.RadioSelect)
    note = forms.CharField(
        label="本人確認と、渡したときのようす",
        max_length=1000,
        widget=AREA,
        help_text="例：運転免許証で確認。読み上げて説明した。",
    )


class RequestForm(Form):
    """A request for disclosure, as it was received (開示請求の受付)."""

    number = forms.CharField(label="請求の番号", max_length=30, help_text="文書管理の受付番号。")
    requester = forms.ChoiceField(label="請求者", choices=RequesterKind.choices, widget=forms.RadioSelect)
    requester_name = forms.CharField(label="請求者の氏名", max_length=100)
    identity = forms.CharField(
        label="本人確認の書類", max_length=300, help_text="例：運転免許証（写しは請求書に添付）"
    )
    authority = forms.CharField(
        label="代理権の確認",
        max_length=300,
        required=False,
        help_text="代理人のとき。例：戸籍謄本、委任状と本人の意思の確認",
    )
    asked = forms.CharField(label="請求の内容", max_length=2000, widget=AREA)
    received_on = DayField(label="受けた日", required=True)

    def new_request(self) -> NewDisclosureRequest:
        return NewDisclosureRequest(**self.cleaned_data)


class LineForm(Form):
    """What is decided about one line of the record."""

    decision = forms.ChoiceField(label="判断", choices=LineDecision.choices, widget=forms.RadioSelect)
    withheld = forms.TypedMultipleChoiceField(
        label="開示しない文", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    article = forms.ChoiceField(label="開示しない条項", required=False)
    reason = forms.CharField(label="開示しない理由", max_length=1000, required=False, widget=AREA)

    def __init__(self, *args: Any, text: str, **more: Any) -> None:
        super().__init__(*args, **more)
        articles = [(code, f"{one}　{one.about}") for code, one in law.withholding().items()]
        self.fields["article"].choices = [("", "選んでください"), *articles]  # type: ignore[attr-defined]
        self.fields["withheld"].choices = [  # type: ignore[attr-defined]
            (place, one.strip() or "（改行）") for place, one in enumerate(sentences(text))
        ]

    def new_decision(self) -> NewLineDecision:
        given = self.cleaned_data
        return NewLineDecision(given["decision"], given["article"], given["reason"], tuple(given["withheld"]))


class ExtendForm(Form):
    """One extension (期限の延長)."""

    until = DayField(label="新しい期限", required=True)
    reason = forms.CharField(label="延長の理由", max_length=1000, widget=AREA)


class LendForm(Form):
    """To whom the room of a meeting is opened, to read over what of it is disclosed."""

    member = forms.ChoiceField(label="読み合わせる職員", widget=forms.RadioSelect)

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = list(colleagues)  # type: ignore[attr-defined]


class OutcomeForm(Form):
    """What was decided on the whole request (開示決定等)."""

    outcome = forms.ChoiceField(label="決定", choices=RequestOutcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="決定の理由（決裁の番号・決裁者）",
        max_length=2000,
        widget=AREA,
        help_text="この欄は通知には出ません。",
    )

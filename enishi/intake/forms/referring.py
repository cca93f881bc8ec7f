"""つなぐ: whom to, how, what goes along, why; and the answers."""

from typing import Any

from django import forms

from enishi.intake.forms.changing import NextDateForm
from enishi.intake.forms.fields import CodeField
from enishi.intake.rules.receiving import NewReferral
from enishi.intake.terms import Priority, ReferralKind, Vocabulary
from enishi.office.forms import Form
from enishi.sharing.rules import bits, mask
from enishi.sharing.terms import InformationClass

KINDS = {
    ReferralKind.HANDOVER: "引き継ぎ：相手が受けたら、担当が移ります",
    ReferralKind.JOIN: "併行支援：いっしょに支援します。担当は自分のままです",
    ReferralKind.INQUIRY: "照会：状況や制度を尋ねます。担当は自分のままです",
}
WHAT = {
    InformationClass.BASIC: "氏名・生年月日・連絡先と、「基本」で書かれた話。必ず渡します",
    InformationClass.LIVING: "収入・家計・住まい・仕事の困りごと",
    InformationClass.HEALTH: "病気・障害・こころの困りごと",
    InformationClass.FAMILY: "世帯・家族・子育て・介護の困りごと",
    InformationClass.RIGHTS: "DV・虐待・後見など",
    InformationClass.LOCATION: "住所・固定電話・気になる家の場所。支援措置などで保護された人の居所は渡せません",
    InformationClass.JUSTICE: "矯正施設・非行など。ほんとうに要るときだけ",
}


class ReferralForm(Form):
    """The letter to another agency (つなぐシート)."""

    receiver = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": "つなぎ先の機関を選んでください。"}
    )
    kind = forms.ChoiceField(
        label="つなぎ方", choices=list(KINDS.items()), widget=forms.RadioSelect, initial=ReferralKind.HANDOVER
    )
    priority = forms.ChoiceField(
        label="急ぎ", choices=Priority.choices, initial=Priority.NORMAL, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="つなぐ理由",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="何に困っていて、なぜこの機関か。",
    )
    request = forms.CharField(
        label="お願いしたいこと", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    care = forms.CharField(
        label="配慮してほしいこと", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    person_agrees = forms.ChoiceField(
        label="本人の同意",
        choices=[
            ("yes", "同意している"),
            ("no", "まだ話していない・同意していない"),
            ("unknown", "確かめていない"),
        ],
        widget=forms.RadioSelect,
        initial="unknown",
    )
    classes = forms.MultipleChoiceField(label="渡す情報", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, held: int, offered: int, may_hand_over: bool = True, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {}).setdefault("classes", [str(one.value) for one in bits(offered)])
        super().__init__(*args, **kwargs)
        if not may_hand_over:
            self.fields["kind"].choices = [  # type: ignore[attr-defined]
                one for one in KINDS.items() if one[0] != ReferralKind.HANDOVER
            ]
        self.fields["classes"].choices = [  # type: ignore[attr-defined]
            (str(one.value), f"{one.label}：{WHAT[one]}") for one in bits(held) if one in WHAT
        ]

    def referral(self) -> NewReferral:
        given = self.cleaned_data
        return NewReferral(
            receiver=given["receiver"],
            kind=given["kind"],
            classes=mask(int(one) for one in given["classes"]) | InformationClass.BASIC.value,
            reason=given["reason"],
            request=given["request"],
            care=given["care"],
            person_agrees=given["person_agrees"],
            priority=given["priority"],
        )


class AnswerForm(Form):
    """Words that go with a step."""

    text = forms.CharField(
        label="ひとこと", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )


class SignedAnswerForm(AnswerForm):
    signature = forms.CharField(
        label="回答する人の名前",
        max_length=100,
        error_messages={"required": "回答する人の名前を書いてください。"},
    )


class ContactForm(AnswerForm):
    means = CodeField(Vocabulary.CONTACT, label="連絡の方法", required=False)


class ContactThenForm(NextDateForm, ContactForm):
    """初回接触, by who has taken the need over: what comes next stands in the same form."""


class HelpedThenForm(NextDateForm, AnswerForm):
    """支援につながった, where no first contact was reported before."""


class SignedContactForm(SignedAnswerForm):
    means = CodeField(Vocabulary.CONTACT, label="連絡の方法", required=False)


def reasoned(vocabulary: str, label: str, *, signed: bool = False) -> type[forms.Form]:
    """A form with a reason of one code list before the words."""
    base = SignedAnswerForm if signed else AnswerForm
    reason = CodeField(vocabulary, label=label, widget=forms.RadioSelect)
    made: type[forms.Form] = type(
        "ReasonedForm", (base,), {"reason": reason, "field_order": ["reason", "text", "signature"]}
    )
    return made


class CodeForm(Form):
    """The six digits that were told by phone."""

    code = forms.RegexField(
        r"^\s*[0-9０-９]{6}\s*$",
        label="確認番号(6けた)",
        help_text="送った機関が電話などでお伝えした番号です。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "確認番号を入れてください。", "invalid": "6けたの数字を入れてください。"},
    )

    def clean_code(self) -> str:
        return (
            str(self.cleaned_data["code"])
            .strip()
            .translate(str.maketrans("０１２３４５６７８９", "0123456789"))
        )

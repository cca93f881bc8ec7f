from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms

from enishi.office.forms import Form
from enishi.residents.forms.fields import BirthField, KanaField
from enishi.residents.rules.registration import (
    NewAddress,
    NewConsideration,
    NewContact,
    Registration,
    contact_kind_of,
    reasons_not_to_register,
)
from enishi.residents.terms import AddressKind, ConsiderationKind, Protection, Sex

BESIDE = ("phone", "second_phone", "address", "language")
TOLD = ("name", "kana", "unidentified", "birth", "known_as", "former_name", *BESIDE)


def is_told(data: Mapping[str, str], prefix: str) -> bool:
    """Whether anything was typed of somebody new, before the form is drawn up."""
    return any(data.get(f"{prefix}-{name}", "").strip() for name in TOLD)


class RegistrationForm(Form):
    """A person met for the first time: name, kana, birth, sex, phones, address with protection, language."""

    name = forms.CharField(label="氏名", max_length=200, required=False, help_text="聞いたとおりの字で。")
    kana = KanaField(label="カナ")
    unidentified = forms.BooleanField(label="だれか分からない（未特定）", required=False)
    birth = BirthField()
    sex = forms.ChoiceField(label="性別", choices=Sex.choices, initial=Sex.UNKNOWN, widget=forms.RadioSelect)
    known_as = forms.CharField(label="通称", max_length=200, required=False)
    former_name = forms.CharField(label="旧姓", max_length=200, required=False)
    phone = forms.CharField(label="電話", max_length=60, required=False, help_text="携帯でも固定電話でも。")
    second_phone = forms.CharField(label="電話（2つ目）", max_length=60, required=False)
    no_voicemail = forms.BooleanField(label="留守電不可", required=False)
    no_name = forms.BooleanField(label="この番号には本人名を出さない", required=False)
    address = forms.CharField(label="住所・居所", max_length=300, required=False)
    address_kind = forms.ChoiceField(
        label="住所の種類", choices=AddressKind.choices, initial=AddressKind.LIVING, required=False
    )
    protection = forms.ChoiceField(
        label="支援措置（DV等）",
        choices=Protection.choices,
        initial=Protection.UNKNOWN,
        required=False,
        help_text="「該当なし（確認済み）」のほかは、住所と固定電話をほかの機関に見せません。",
    )
    language = forms.CharField(
        label="ことば・配慮", max_length=300, required=False, help_text="例：ポルトガル語の通訳、筆談"
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            for reason in reasons_not_to_register(self.registration()):
                self.add_error(None, reason)
        return cleaned

    def beside(self) -> Registration | None:
        """The numbers, address and consideration that were typed of somebody who turned out to be registered already; none, when
        nothing was."""
        if not any(self.data.get(self.add_prefix(name), "").strip() for name in BESIDE):
            return None
        self.is_valid()  # a name that is missing is no matter here
        given = dict.fromkeys(self.fields, "") | self.cleaned_data
        return Registration(
            contacts=self._contacts(given), addresses=self._addresses(given), considerations=self._considerations(given)
        )

    def registration(self) -> Registration:
        """What was typed, as the verb takes it."""
        return self._told

    @cached_property
    def _told(self) -> Registration:
        given = self.cleaned_data
        return Registration(
            name=given["name"],
            kana=given["kana"],
            birth=given["birth"],
            sex=given["sex"],
            known_as=given["known_as"],
            former_name=given["former_name"],
            contacts=self._contacts(given),
            addresses=self._addresses(given),
            considerations=self._considerations(given),
            identified=not given["unidentified"],
        )

    def _considerations(self, given: Mapping[str, Any]) -> tuple[NewConsideration, ...]:
        return (NewConsideration(given["language"], ConsiderationKind.LANGUAGE),) if given["language"] else ()

    def _contacts(self, given: Mapping[str, Any]) -> tuple[NewContact, ...]:
        return tuple(
            NewContact(
                number,
                contact_kind_of(number),
                no_voicemail=bool(given["no_voicemail"]),
                no_name=bool(given["no_name"]),
            )
            for number in (given["phone"], given["second_phone"])
            if number
        )

    def _addresses(self, given: Mapping[str, Any]) -> tuple[NewAddress, ...]:
        if not given["address"]:
            return ()
        return (
            NewAddress(
                given["address"],
                given["address_kind"] or AddressKind.LIVING,
                protection=given["protection"] or Protection.UNKNOWN,
            ),
        )

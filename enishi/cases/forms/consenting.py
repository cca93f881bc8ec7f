"""What the person agreed to, and taking it back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from enishi.cases.forms.fields import ClassesField, IdField, IdsField, class_choices, words
from enishi.cases.terms import ConsentLanguage
from enishi.intake.forms.fields import DateInput
from enishi.intake.terms import EARLIEST
from enishi.office.forms import Form
from enishi.sharing.rules import NewConsent
from enishi.sharing.terms import ALL_CLASSES, ConsentGiver, ConsentMeans, ConsentStage, InformationClass

STAGES = [
    (ConsentStage.SUPPORT, "支援の申込み：多機関協働などの支援を利用する（はじめに）"),
    (ConsentStage.SHARING, "支援関係機関での情報共有：選んだ機関に、選んだ情報を知らせる"),
    (ConsentStage.PLAN, "支援プラン：プランの内容と役割分担"),
    (ConsentStage.HOST, "受入先への情報提供：体験・活動・仕事の受入先に知らせる"),
]
LASTS = timedelta(days=364)
LAST_DAY = date.max - timedelta(days=1)
"""after which there is another one"""


class ConsentForm(Form):
    """One consent; support first, the others name agencies."""

    of = IdField(label="だれの同意か", widget=forms.RadioSelect)
    stage = forms.ChoiceField(label="何についての同意か", choices=STAGES, widget=forms.RadioSelect)
    find = forms.CharField(label="機関を探して加える", required=False, max_length=60)
    recipients = IdsField(label="知らせてよい相手の機関")
    classes = ClassesField(label="知らせてよい情報")
    purpose = forms.CharField(label="何のために", max_length=200, initial="多機関協働による支援のため")
    starts_on = forms.DateField(label="いつから", widget=DateInput())
    ends_on = forms.DateField(
        label="いつまで", widget=DateInput(), help_text="1年以内。この日の終わりまで見えます。"
    )
    given_by = forms.ChoiceField(
        label="同意した人", choices=ConsentGiver.choices, initial=ConsentGiver.SELF, widget=forms.RadioSelect
    )
    means = forms.ChoiceField(label="同意の方法", choices=ConsentMeans.choices, widget=forms.RadioSelect)
    language = forms.ChoiceField(label="説明した言語", choices=ConsentLanguage.choices, initial="ja")
    evidence = words(
        "どのように確かめたか",
        4,
        required=True,
        help_text="日時・場所・立ち会った人・説明したこと・同意書の保管場所など。",
    )

    def __init__(
        self,
        *args: Any,
        persons: Mapping[UUID, str],
        agencies: Sequence[tuple[str, str]],
        first: str,
        **kwargs: Any,
    ) -> None:
        today = timezone.localdate()
        own = next(iter(persons), None)
        given = {
            "of": str(own or ""),
            "stage": first,
            "starts_on": today,
            "ends_on": today + LASTS,
            "classes": [str(InformationClass.BASIC.value)],
        }
        kwargs["initial"] = given | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = [(str(one), name) for one, name in persons.items()]  # type: ignore[attr-defined]
        self.fields["recipients"].choices = agencies  # type: ignore[attr-defined]
        self.fields["classes"].choices = class_choices(ALL_CLASSES)  # type: ignore[attr-defined]

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                "同意の始まりは今日以前にしてください。先の日の同意は、その日に記録します。"
            )
        if day < EARLIEST.date():
            raise forms.ValidationError("同意の始まりの年を確かめてください。西暦4けたで入れます（令和8年は2026年）。")
        return day

    def consent(self, at: datetime) -> NewConsent:
        given = self.cleaned_data
        begins = _midnight(given["starts_on"])
        return NewConsent(
            stage=given["stage"],
            classes=given["classes"],
            recipients=tuple(given["recipients"]),
            purpose=given["purpose"],
            starts_at=at if given["starts_on"] == timezone.localdate(at) else begins,
            ends_at=_midnight(min(given["ends_on"], LAST_DAY) + timedelta(days=1)),
            given_by=given["given_by"],
            means=given["means"],
            evidence=given["evidence"],
            language=given["language"],
        )


class WithdrawForm(Form):
    means = forms.ChoiceField(
        label="撤回の申し出の方法", choices=ConsentMeans.choices, widget=forms.RadioSelect
    )
    note = words("申し出の内容", 3, help_text="いつ、だれが、どのように。書けるだけで構いません。")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

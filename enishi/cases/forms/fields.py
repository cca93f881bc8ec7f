"""Fields that several forms of the room share."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from enishi.cases.queries.intervals import intervals
from enishi.cases.terms import CaseVocabulary
from enishi.intake.forms.fields import CodeField, NextDateField
from enishi.intake.rules.reasons import next_date_from
from enishi.office.city import closing_days
from enishi.office.ids import identity
from enishi.sharing.rules import bits
from enishi.sharing.terms import InformationClass

WITHOUT_DATE = "次の期日を入れてください。期日のないケースは作れません。"
WHAT = {
    InformationClass.BASIC: "氏名・生年月日・連絡先・チームと経過の基本",
    InformationClass.LIVING: "収入・家計・住まい・仕事",
    InformationClass.HEALTH: "病気・障害・こころ",
    InformationClass.FAMILY: "世帯・家族・子育て・介護",
    InformationClass.RIGHTS: "DV・虐待・後見など",
    InformationClass.LOCATION: "住所・居所。保護された人の居所は渡せません",
    InformationClass.JUSTICE: "矯正施設・非行など。ほんとうに要るときだけ",
}


def next_date(label: str = "次の期日", **more: Any) -> NextDateField:
    return NextDateField(label=label, error_messages={"required": WITHOUT_DATE}, **more)


def next_action(**more: Any) -> CodeField:
    return CodeField(CaseVocabulary.NEXT_ACTION, label="次にすること", **more)


def default_next_date(setting: str = "cases.next_date_days") -> date:
    today = timezone.localdate()
    return next_date_from(today, today, intervals(on=today)[setting], closing_days())


def words(
    label: str, rows: int = 4, *, required: bool = False, most: int = 5000, **more: Any
) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


def part_of(whole: str, part: str) -> str:
    """A label whose first words are heard and not drawn: of several rows each field has a name of its own."""
    return format_html('<span class="visually-hidden">{} </span>{}', whole, part)


def class_choices(held: int) -> list[tuple[str, str]]:
    """The classes that can be shared, of those held."""
    return [(str(one.value), f"{one.label}：{WHAT[one]}") for one in bits(held) if one in WHAT]


class ClassesField(forms.MultipleChoiceField):
    """Classes to tick, as one number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def clean(self, value: Any) -> int:
        return sum(int(one) for one in set(super().clean(value)))


class IdsField(forms.MultipleChoiceField):
    """Agencies to tick, as ids. What was ticked in an earlier search stays."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def clean(self, value: Any) -> list[UUID]:
        return [UUID(one) for one in super().clean(value)]


class IdField(forms.ChoiceField):
    """One of several things, as an id, or nothing."""

    def clean(self, value: Any) -> UUID | None:
        text = super().clean(value)
        return UUID(text) if text else None


def ids_in(values: Iterable[str]) -> list[UUID]:
    """What of a sent list is an id."""
    return [one for one in map(identity, values) if one]

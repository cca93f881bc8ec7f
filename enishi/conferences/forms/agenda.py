"""Putting an item on the agenda, seating members, bringing along, the city's decision to support."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from enishi.cases.forms.fields import ClassesField, class_choices
from enishi.conferences.forms.fields import IdField, day_field, offer, words
from enishi.conferences.terms import AgendaPurpose
from enishi.office.forms import Form

OF_A_CASE = [one for one in AgendaPurpose.choices if one[0] != AgendaPurpose.THEME]
WHO = "この議題に参加する人が最初に読みます。ケースを見られない人もいるので、必要なことだけを書いてください。"


class ForCaseForm(Form):
    """A case is put to a meeting that is called already."""

    conference = IdField(label="どの会議にかけるか", widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label="目的", choices=OF_A_CASE, initial=AgendaPurpose.SUPPORT)
    who = words("だれについての議題か", 2, required=True, help_text=WHO)

    def __init__(self, *args: Any, meetings: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "conference", meetings)


class ItemForm(Form):
    """A meeting gets an item: a case by choice or by its number."""

    case = IdField(label="ケース", required=False, widget=forms.RadioSelect)
    reference = forms.CharField(
        label="ケース番号", required=False, max_length=12, help_text="上にないときは、番号で選べます。"
    )
    purpose = forms.ChoiceField(label="目的", choices=OF_A_CASE, initial=AgendaPurpose.SUPPORT)
    who = words("だれについての議題か", 2, help_text=WHO)

    def __init__(self, *args: Any, cases: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "case", cases)
        if not cases:
            del self.fields["case"]


class ThemeForm(Form):
    """An item of a meeting that speaks of no person."""

    who = words("議題", 3, required=True, help_text="個人が分からないように書いてください。")


class SeatForm(Form):
    """Several members get a seat with the same classes."""

    members = forms.MultipleChoiceField(
        label="参加してもらう人", required=False, widget=forms.CheckboxSelectMultiple
    )
    classes = ClassesField(label="見せる情報の区分")

    def __init__(self, *args: Any, members: Sequence[tuple[str, str]], held: int, **kwargs: Any) -> None:
        kwargs["initial"] = {"classes": ["1"]} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        offer(self, "members", members)
        offer(self, "classes", class_choices(held))

    def clean_members(self) -> list[UUID]:
        chosen = [UUID(one) for one in self.cleaned_data["members"]]
        if not chosen:
            raise forms.ValidationError("参加してもらう人を選んでください。")
        return chosen


class ChooseForm(Form):
    """Rows of a page, ticked."""

    chosen = forms.MultipleChoiceField(label="選んだもの", required=False)

    def __init__(self, *args: Any, rows: Sequence[UUID], must: str = "", **kwargs: Any) -> None:
        self.must = must
        super().__init__(*args, **kwargs)
        offer(self, "chosen", [(str(one), "") for one in rows])

    def clean_chosen(self) -> list[UUID]:
        chosen = [UUID(one) for one in self.cleaned_data["chosen"]]
        if self.must and not chosen:
            raise forms.ValidationError(self.must)
        return chosen


class OrderForm(Form):
    """One number for each item."""

    def __init__(self, *args: Any, items: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, (one, label) in enumerate(items, start=1):
            self.fields[f"item-{one}"] = forms.IntegerField(
                label=label, initial=place, min_value=1, max_value=99
            )

    def order(self) -> list[UUID]:
        return [
            UUID(name.removeprefix("item-"))
            for name in sorted(self.cleaned_data, key=lambda one: self.cleaned_data[one])
        ]


class SupportForm(Form):
    """支援対象の決定: the day and the number of the paper."""

    decided_on = day_field("支援対象と決めた日")
    document_number = forms.CharField(label="文書番号", required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"decided_on": timezone.localdate()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

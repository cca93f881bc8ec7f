"""Calling a meeting, proposing times, inviting, moving it, recording who came."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from enishi.conferences.actions import NewConference
from enishi.conferences.forms.fields import MomentField, offer
from enishi.conferences.terms import AvailabilityAnswer
from enishi.office.forms import Form

MOST_TIMES = 5


class CallForm(Form):
    """Which meeting, when, where, with which other meetings, and how long its papers are seen."""

    kind = forms.ChoiceField(label="会議の種類", widget=forms.RadioSelect)
    starts_at = MomentField(label="始まり", help_text="あとで候補を出して変えられます。")
    ends_at = MomentField(label="終わり")
    place = forms.CharField(
        label="場所", max_length=100, help_text="オンラインなら、その旨。本人の名前は書かないでください。"
    )
    joint = forms.MultipleChoiceField(
        label="合同で開く会議", required=False, widget=forms.CheckboxSelectMultiple
    )
    days_before = forms.IntegerField(
        label="会議の何日前から資料を見られるか", required=False, min_value=0, max_value=30
    )
    days_after = forms.IntegerField(
        label="会議の何日後まで資料を見られるか", required=False, min_value=0, max_value=60
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        begins = timezone.localtime() + timedelta(days=14)
        begins = begins.replace(hour=10, minute=0, second=0, microsecond=0)
        given = {"starts_at": begins, "ends_at": begins + timedelta(hours=1)}
        kwargs["initial"] = given | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        offer(self, "kind", kinds)
        offer(self, "joint", [(code, label.split("：")[0]) for code, label in kinds])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") and cleaned["kind"] in cleaned.get("joint", []):
            cleaned["joint"] = [one for one in cleaned["joint"] if one != cleaned["kind"]]
        return cleaned

    def conference(self) -> NewConference:
        given = self.cleaned_data
        return NewConference(
            kind=given["kind"],
            place=given["place"],
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            joint=tuple(given["joint"]),
            days_before=given["days_before"],
            days_after=given["days_after"],
        )


class TimesForm(Form):
    """Up to five proposed beginnings; each lasts as long as the meeting."""

    def __init__(self, *args: Any, lasts: timedelta, **kwargs: Any) -> None:
        self.lasts = lasts
        super().__init__(*args, **kwargs)
        for place in range(1, MOST_TIMES + 1):
            self.fields[f"time{place}"] = MomentField(label=f"候補{place}", required=place == 1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, moment in list(cleaned.items()):
            if moment and moment <= timezone.now():
                self.add_error(name, "候補の日時は、今より後にしてください。")
        return cleaned

    def times(self) -> list[tuple[datetime, datetime]]:
        found = sorted({one for one in self.cleaned_data.values() if one})
        return [(one, one + self.lasts) for one in found]


class AnswersForm(Form):
    """○△× for each proposed time."""

    def __init__(self, *args: Any, options: Iterable[tuple[UUID, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = {str(one): answer for one, _, answer in options}
        for one, label, answer in options:
            self.fields[f"option-{one}"] = forms.ChoiceField(
                label=label,
                choices=AvailabilityAnswer.choices,
                required=False,
                initial=answer,
                widget=forms.RadioSelect,
            )

    def answers(self) -> dict[UUID, AvailabilityAnswer]:
        """Those that are new."""
        given = {name.removeprefix("option-"): value for name, value in self.cleaned_data.items() if value}
        return {
            UUID(one): AvailabilityAnswer(value)
            for one, value in given.items()
            if self.before.get(one) != value
        }


class InviteForm(Form):
    find = forms.CharField(label="人を探す", required=False, max_length=60)
    persons = forms.MultipleChoiceField(label="招く人", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, persons: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "persons", persons)

    def clean_persons(self) -> list[UUID]:
        chosen = [UUID(one) for one in self.cleaned_data["persons"]]
        if not chosen:
            raise forms.ValidationError("招く人を選んでください。名前か機関名で探すと、ここに出ます。")
        return chosen


class SubstituteForm(InviteForm):
    """One person, instead of a member."""

    def __init__(self, *args: Any, persons: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, persons=persons, **kwargs)
        self.fields["persons"] = forms.ChoiceField(
            label="代わりに出る人", widget=forms.RadioSelect, choices=persons, required=False
        )

    def clean_persons(self) -> list[UUID]:
        if not self.cleaned_data["persons"]:
            raise forms.ValidationError(
                "代わりに出る人を選んでください。名前か機関名で探すと、ここに出ます。"
            )
        return [UUID(self.cleaned_data["persons"])]


class RescheduleForm(Form):
    starts_at = MomentField(label="始まり")
    ends_at = MomentField(label="終わり")
    place = forms.CharField(label="場所", max_length=100)


class HandOverForm(Form):
    """To whom, and why; a colleague takes over for themselves, and says why."""

    member = forms.ChoiceField(label="引き継ぐ人", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="本人の名前や事情は書かないでください。この機関の人と、個人情報保護の責任者が読みます。",
    )

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]] | None, **kwargs: Any) -> None:
        """:param colleagues: None: for oneself"""
        super().__init__(*args, **kwargs)
        if colleagues is None:
            del self.fields["member"]
        else:
            offer(self, "member", colleagues)
            self.fields["reason"].required = False

    def to(self, oneself: UUID | None) -> UUID:
        return UUID(self.cleaned_data.get("member") or str(oneself))


class AttendanceForm(Form):
    attended = forms.MultipleChoiceField(
        label="出席した人", required=False, widget=forms.CheckboxSelectMultiple
    )

    own = forms.MultipleChoiceField(
        label="招集した機関から出た人（招いていない人）", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        members: Sequence[tuple[str, str]],
        own: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "attended", members)
        offer(self, "own", own)
        if not own:
            del self.fields["own"]

    def clean_attended(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["attended"]]

    def clean_own(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["own"]]

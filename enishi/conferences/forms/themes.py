"""Raising what was noticed, and what the 定例会 makes of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from enishi.conferences.actions import NewConcern, NewThemeDecision
from enishi.conferences.forms.fields import IdField, day_field, offer, words
from enishi.conferences.terms import ConcernSource, ThemeAnswer
from enishi.intake.forms.fields import CodeField
from enishi.intake.terms import Vocabulary
from enishi.office.forms import Form

WITHOUT_PERSON = "個人が分からないように書いてください。氏名・住所・事業所の名は書きません。"


class ConcernForm(Form):
    """What is missing in the city, seen from one's desk."""

    text = forms.CharField(
        label="気づいたこと",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=WITHOUT_PERSON,
    )
    source = forms.ChoiceField(
        label="気づきのもと",
        choices=ConcernSource.choices,
        initial=ConcernSource.REMARK,
        widget=forms.RadioSelect,
    )
    issue_code = CodeField(Vocabulary.ISSUE, label="近い課題", required=False)
    origin = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def concern(self) -> NewConcern:
        given = self.cleaned_data
        return NewConcern(ConcernSource(given["source"]), given["text"], given["issue_code"], given["origin"])


class ThemeForm(Form):
    """A theme in one sentence."""

    title = forms.CharField(label="題", max_length=80, help_text=WITHOUT_PERSON)
    text = words("どんな課題か", 5)


class SortForm(Form):
    """To which theme a concern belongs: one that is there, or a new one."""

    theme = IdField(label="地域の課題", required=False)
    title = forms.CharField(label="新しい課題の題", max_length=80, required=False, help_text="上にないとき。")

    def __init__(self, *args: Any, themes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", "どれにも入れない"), *themes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("theme") and cleaned.get("title", "").strip():
            self.add_error("title", "課題を選んだときは、題は空けてください。")
        return cleaned


class TableForm(Form):
    conference = IdField(label="どの定例会にかけるか", widget=forms.RadioSelect)

    def __init__(self, *args: Any, meetings: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "conference", meetings)


class ThemeDecisionForm(Form):
    """What was decided, who does it, by when."""

    answer = forms.ChoiceField(label="方針", choices=ThemeAnswer.choices, widget=forms.RadioSelect)
    text = words("決まったこと（見送りのときは理由）", 4, required=True)
    agency = IdField(label="行う機関（見送りのときは空けます）", required=False)
    due_on = day_field("いつまでに（見送りのときは空けます）", required=False)

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agency", agencies, empty=True)

    def clean(self) -> dict[str, Any]:
        """Everything that is missing is told at once."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") not in (None, "", ThemeAnswer.DEFERRED):
            for name, said in (
                ("agency", "行う機関を選んでください。"),
                ("due_on", "期日を入れてください。"),
            ):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, said)
        return cleaned

    def decision(self) -> NewThemeDecision:
        given = self.cleaned_data
        agency: UUID | None = given["agency"]
        return NewThemeDecision(ThemeAnswer(given["answer"]), given["text"], agency, given["due_on"])


class ResultForm(Form):
    text = words("結果", 4, required=True, help_text="課題を挙げた人全員に、結果が出たことが届きます。")

"""The small forms of a consultation's page."""

from typing import Any

from django import forms
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.intake.forms.fields import (
    CodeField,
    HolderField,
    IssuesField,
    NextDateField,
    class_field,
    default_next_date,
    moment_field,
    next_action_field,
)
from enishi.intake.queries.colleagues import colleagues
from enishi.intake.rules.reasons import LONGEST_MINUTES
from enishi.intake.rules.receiving import NewStatement
from enishi.intake.terms import SourceKind, StatementKind, Vocabulary
from enishi.office.forms import Form
from enishi.residents.forms import RegistrationForm
from enishi.residents.forms.registration import is_told
from enishi.residents.rules.registration import Registration


class StatementForm(Form):
    """One more thing that was said or done (経過): the words first, then what is to be known about them."""

    text = forms.CharField(
        label="内容", max_length=20_000, widget=forms.Textarea(attrs={"rows": 8, "data-focus": True})
    )
    kind = forms.ChoiceField(
        label="種類", choices=StatementKind.choices, initial=StatementKind.PROGRESS, widget=forms.RadioSelect
    )
    source = forms.ChoiceField(
        label="情報の性質", choices=SourceKind.choices, initial=SourceKind.FACT, widget=forms.RadioSelect
    )
    happened_at = moment_field("いつのこと", "空欄なら今（直すときは、前のまま）。")
    means = CodeField(Vocabulary.CONTACT, label="対応方法", required=False)
    counterpart = CodeField(Vocabulary.COUNTERPART, label="相手", required=False)
    minutes = forms.IntegerField(
        label="所要時間（分）", required=False, min_value=1, max_value=LONGEST_MINUTES
    )
    information_class = class_field()

    def statement(self) -> NewStatement:
        given = self.cleaned_data
        return NewStatement(
            given["text"],
            given["kind"],
            given["source"],
            int(given["information_class"]),
            given["means"],
            given["happened_at"],
            given["counterpart"],
            given["minutes"],
        )


class ConcernsForm(Form):
    """The ticked issues (課題)."""

    issues = IssuesField()
    worst_issue = forms.CharField(required=False)


class ScreeningForm(Form):
    screening = CodeField(Vocabulary.SCREENING, label="スクリーニング結果", widget=forms.RadioSelect)


class HolderForm(Form):
    """Who holds it and by when what happens next."""

    holder = HolderField()
    next_on = NextDateField()
    next_action = next_action_field()

    def __init__(self, *args: Any, hat: Hat, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("next_on", default_next_date())
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = [  # type: ignore[attr-defined]
            *((str(one), name) for one, name in colleagues(hat, on=timezone.localdate())),
            ("", "担当者を決めず、機関で持つ"),
        ]


class NextDateForm(Form):
    next_on = NextDateField()
    next_action = next_action_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("next_on", default_next_date())
        super().__init__(*args, **kwargs)


class CloseForm(Form):
    reason = CodeField(Vocabulary.CLOSING, label="終了の理由", widget=forms.RadioSelect)
    text = forms.CharField(
        label="終了の経緯", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class IdentifyForm(Form):
    """Who the anonymous person is: one that was found, or a new registration."""

    find = forms.CharField(label="氏名・カナ・電話で探す", max_length=100, required=False)
    resident = forms.UUIDField(required=False)
    search_token = forms.CharField(required=False, widget=forms.HiddenInput)
    different = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = RegistrationForm(self.data if self.is_bound else None, prefix="new")

    @property
    def new_person(self) -> bool:
        return self.is_bound and is_told(self.data, "new")

    @property
    def registration(self) -> Registration | None:
        """Who is to be registered; nobody, when somebody was chosen."""
        return self.person.registration() if self.new_person and not self.cleaned_data["resident"] else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("resident") and self.new_person and not self.person.is_valid():
            self.add_error(None, "新しく登録する人の内容を確かめてください。")
        return cleaned


class AttachForm(Form):
    """A file and its class."""

    file = forms.FileField(
        label="ファイル",
        max_length=255,
        help_text=(
            "PDF・JPEG・PNG・Word・Excel・PowerPoint・テキスト。マクロのあるものは添付できません。"
            "写真の撮影場所などの情報は消します。"
        ),
    )
    information_class = class_field()


class RescueForm(NextDateForm):
    """By when the coordinator looks after a need whose agency is gone."""

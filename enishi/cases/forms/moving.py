"""Beginning, going on, pausing and ending a case; who leads it; who of the household is in it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.forms.fields import IdField, default_next_date, next_action, next_date, words
from enishi.cases.rules.reasons import ASKED_FIRST, CLOSING_TICKS
from enishi.cases.rules.steps import CONSENTED, RESTING, may_move
from enishi.cases.terms import CaseState, CaseVocabulary, LeadRequestKind
from enishi.intake.forms.changing import IdentifyForm
from enishi.intake.forms.fields import CodeField, HolderField
from enishi.intake.queries.colleagues import colleagues
from enishi.office.forms import Form
from enishi.residents.terms import Relation

BEGINNINGS = [
    (CaseState.OUTREACH, "同意前のかかわり：本人の申込みはまだ。訪問などで関係をつくる"),
    (CaseState.ASSESSING, "アセスメント：本人の支援の申込み（同意）を記録した"),
]
NOT_ASKED = "本人の申込みがもうあるときも、始めたあとで同意を記録すると「アセスメント」に進めます。"
STEPS = (CaseState.OUTREACH, CaseState.ASSESSING, CaseState.PLANNING, CaseState.SUPPORTING)


def _only_without_request(field: Any) -> None:
    """Leave out what the person's request for support has to stand for; who sends it all the same is told why not."""
    field.choices = [(value, label) for value, label in field.choices if value not in CONSENTED]
    field.error_messages["invalid_choice"] = ASKED_FIRST


class DatedForm(Form):
    """By when what happens next."""

    next_on = next_date()
    next_action = next_action()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("next_on", default_next_date())
        super().__init__(*args, **kwargs)


class BeginningForm(DatedForm):
    """Where a case begins, at first or again. ``asked``: the person's request for support stands."""

    state = forms.ChoiceField(
        label="始め方", choices=BEGINNINGS, initial=CaseState.OUTREACH, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asked:
            _only_without_request(self.fields["state"])
            self.fields["state"].help_text = NOT_ASKED


class OpenForm(BeginningForm):
    text = words("なぜ多機関で取り組むか", 5, help_text="このケースが見える人が読みます。")
    field_order = ["state", "text", "next_on", "next_action"]


class NextForm(DatedForm):
    """Who of one's own agency leads it, and by when what happens next."""

    person = HolderField()
    field_order = ["next_on", "next_action", "person"]

    def __init__(self, *args: Any, hat: Hat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one), name) for one, name in colleagues(hat, on=timezone.localdate())]
        self.fields["person"].label = "主担当者"
        self.fields["person"].choices = [*people, ("", "担当者を決めず、機関で持つ")]  # type: ignore[attr-defined]


class RescueForm(Form):
    """By when the coordinator looks after a case that nobody leads any more."""

    next_on = next_date()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("next_on", default_next_date())
        super().__init__(*args, **kwargs)


class MoveForm(Form):
    """``waits_for``: where the case could go if the person's request for support stood."""

    state = forms.ChoiceField(label="どこへ進めるか", widget=forms.RadioSelect)

    def __init__(self, *args: Any, now: str, asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["state"]
        steps = [] if now in RESTING else [one for one in STEPS if may_move(now, one)]
        field.choices = [(one.value, one.label) for one in steps]
        self.waits_for = [] if asked else [one.label for one in steps if one in CONSENTED]
        if self.waits_for:
            _only_without_request(field)
        if len(field.choices) == 1:
            field.initial = field.choices[0][0]


class SuspendForm(Form):
    reason = CodeField(CaseVocabulary.SUSPENSION, label="中断の理由", widget=forms.RadioSelect)
    text = words("経緯")
    next_on = next_date("次に確かめる日")


class ResumeForm(BeginningForm):
    field_order = ["state", "next_on", "next_action"]

    def __init__(self, *args: Any, asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, asked=asked, **kwargs)
        self.fields["state"].label = "どこから再開するか"
        if asked:
            self.fields["state"].initial = CaseState.ASSESSING


class CloseForm(Form):
    """The three ticks are not required here: the verb tells everything that stands in the way at once."""

    sorted_out = forms.BooleanField(label=CLOSING_TICKS["sorted_out"], required=False)
    outlook = forms.BooleanField(label=CLOSING_TICKS["outlook"], required=False)
    roles_agreed = forms.BooleanField(label=CLOSING_TICKS["roles_agreed"], required=False)
    reason = CodeField(CaseVocabulary.CLOSING, label="終結の理由", required=False)
    follow_up_on = next_date("最初の見守りの日", required=False)
    text = words("終結の経緯")


class EndForm(Form):
    reason = CodeField(CaseVocabulary.ENDING, label="終える理由", widget=forms.RadioSelect)
    text = words("経緯")


class AskLeadForm(Form):
    agency = IdField(label="主担当を依頼する機関")
    kind = forms.ChoiceField(
        label="依頼の種類",
        choices=LeadRequestKind.choices,
        initial=LeadRequestKind.TRANSFER,
        widget=forms.RadioSelect,
    )
    text = words("依頼の理由とこれまでの経過", 6, required=True)

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", "選んでください"), *agencies]  # type: ignore[attr-defined]


class MemberForm(IdentifyForm):
    """Somebody of the household, somebody who was found, or somebody new."""

    relation = forms.ChoiceField(
        label="本人から見た続柄",
        choices=[("", "書かない・登録にある"), *Relation.choices],
        required=False,
        help_text="選ぶと、住民の登録と家族図に入ります。",
    )
    together = forms.BooleanField(label="本人といっしょに暮らしている（同じ世帯として登録する）", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resident"].error_messages["invalid"] = "選んだ人が見つかりません。もう一度検索してください。"

"""Asking the coordinator, answering, and asking them to lend a hand (応援参加)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from enishi.cases.actions import NewAdvice, NewRole
from enishi.cases.forms.fields import IdField, words
from enishi.cases.forms.teaming import AskForm
from enishi.cases.terms import CaseVocabulary
from enishi.intake.forms.fields import CodeField, DateInput
from enishi.intake.queries.vocabulary import choices
from enishi.office.forms import Form

REINFORCEMENT = "reinforcement"
NO_NAMES = "名前・住所・電話番号・勤め先など、だれか分かることは書かないでください。管理者に届くのは、ケース番号とこの文だけです。"


class AskAdviceForm(Form):
    """What is asked, of whom, and by when."""

    coordinator = IdField(label="相談する管理者の機関")
    question = CodeField(CaseVocabulary.QUESTION, label="何について", widget=forms.RadioSelect)
    text = words("相談したいこと", 6, required=True, help_text=NO_NAMES)
    due_on = forms.DateField(label="いつまでに", required=False, widget=DateInput())

    def __init__(self, *args: Any, advisers: Sequence[tuple[str, str]], days: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coordinator"].choices = advisers  # type: ignore[attr-defined]
        if len(advisers) == 1:
            self.fields["coordinator"].widget = forms.HiddenInput()
            self.initial.setdefault("coordinator", advisers[0][0])
        self.fields["due_on"].help_text = f"入れなければ、{days}開庁日のうちに答えてもらいます。"

    def new(self) -> NewAdvice:
        given = self.cleaned_data
        return NewAdvice(given["coordinator"], given["question"], given["text"], given["due_on"])


class ProposalsField(forms.MultipleChoiceField):
    """What the coordinator proposes, as the code list is today."""

    def __init__(self) -> None:
        super().__init__(
            label="提案", required=False, widget=forms.CheckboxSelectMultiple, choices=self.offered
        )

    def offered(self) -> Sequence[tuple[str, str]]:
        return choices(CaseVocabulary.PROPOSAL, on=timezone.localdate())


class AnswerAdviceForm(Form):
    text = words("回答", 5, required=True)
    proposals = ProposalsField()


class AskBackForm(Form):
    text = words("聞きたいこと", 3, required=True)


class DeclineAdviceForm(Form):
    reason = CodeField(CaseVocabulary.REFUSAL, label="受けられない理由", widget=forms.RadioSelect)
    text = words("ひとこと", 2)


class AskOnForm(Form):
    text = words("返事・続きの相談", 4, required=True, help_text=NO_NAMES)


class SettleForm(Form):
    text = words("ひとこと", 2)


class ReinforceForm(AskForm):
    """The role of lending a hand, for an agency that coordinates; the ground is chosen as for every other role."""

    def __init__(
        self, *args: Any, agencies: Sequence[tuple[str, str]], held: int, resident: UUID, **kwargs: Any
    ) -> None:
        super().__init__(*args, agencies=agencies, held=held, resident=resident, **kwargs)
        del self.fields["duty"]
        self.fields["text"].label = "何を手伝ってほしいか"
        if len(agencies) == 1:
            self.fields["law_agency"].widget = forms.HiddenInput()
            self.initial.setdefault("law_agency", agencies[0][0])

    def role(self) -> NewRole:
        self.cleaned_data["duty"] = REINFORCEMENT
        return super().role()

"""Moving a plan on (会議に諮る・先行実施・支援決定・終了), looking at how it goes, and evaluating it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from enishi.cases.actions import Finding, NewEvaluation, NewMonitoring, Remark
from enishi.cases.forms.fields import IdField, part_of, words
from enishi.cases.queries.plan_page import GoalView, StepView
from enishi.cases.sheets import Item
from enishi.cases.terms import EvaluationResult, GoalState, MeetingKind, StepState
from enishi.intake.forms.fields import DateInput
from enishi.office.forms import Form
from enishi.sharing.terms import InformationClass

RESULTS = [(one.value, one.label) for one in GoalState if one != GoalState.OPEN]


class AheadForm(Form):
    text = words("会議を待たずに始める理由", 4, required=True)


class AdoptForm(Form):
    meeting = forms.ChoiceField(
        label="決定した会議",
        choices=MeetingKind.choices,
        initial=MeetingKind.MULTI_AGENCY,
        widget=forms.RadioSelect,
    )
    meeting_on = forms.DateField(label="会議の日", widget=DateInput(), initial=timezone.localdate)


class EndPlanForm(Form):
    text = words("プランをやめる理由", 4)


class GoalsForm(Form):
    """A result for every goal, and words about it. Goals stand under their ids."""

    states: Sequence[tuple[str, str]] = GoalState.choices

    def __init__(
        self,
        *args: Any,
        goals: Sequence[GoalView],
        classes: Sequence[tuple[str, str]],
        files: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.views = goals
        known = {code for code, _ in self.states}
        for place, one in enumerate(goals, start=1):
            self.fields[f"state-{one.id.hex}"] = forms.ChoiceField(
                label=part_of(f"目標 {place}", "達成状況"),
                choices=self.states,
                widget=forms.RadioSelect,
                initial=one.state_code if one.state_code in known else None,
                error_messages={"required": "達成状況を選んでください。"},
            )
            self.fields[f"text-{one.id.hex}"] = words(part_of(f"目標 {place}", "見られたこと"), 1)
        self.classes, self.persons = classes, files

    def remark(self, name: str, label: str, rows: int = 2, **more: Any) -> None:
        """A text about the whole, with its class and of whom it tells."""
        self.fields[name] = words(label, rows, **more)
        self.fields[f"{name}-cls"] = forms.ChoiceField(
            label=part_of(label, "区分"), choices=self.classes, required=False
        )
        if len(self.persons) > 1:
            self.fields[f"{name}-file"] = IdField(
                label=part_of(label, "だれのこと"), choices=self.persons, required=False
            )

    @property
    def drawn_goals(self) -> list[tuple[GoalView, Any, Any]]:
        return [(one, self[f"state-{one.id.hex}"], self[f"text-{one.id.hex}"]) for one in self.views]

    def findings(self) -> list[Finding]:
        given = self.cleaned_data
        return [
            Finding(one.id, GoalState(given[f"state-{one.id.hex}"]), given[f"text-{one.id.hex}"])
            for one in self.views
        ]

    def said(self, name: str, item: str = "") -> list[Remark]:
        given = self.cleaned_data
        if not given[name].strip():
            return []
        file: UUID | None = given.get(f"{name}-file")
        return [Remark(given[name], int(given[f"{name}-cls"] or InformationClass.BASIC.value), file, item)]


class MonitorForm(GoalsForm):
    """Quick enough for a phone: taps for goals and steps, one line, the next day."""

    def __init__(self, *args: Any, steps: Sequence[StepView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps = [one for one in steps if one.state_code == StepState.OPEN]
        for one in self.steps:
            self.fields[f"step-{one.id.hex}"] = forms.ChoiceField(
                label=f"{one.who}：{one.text}",
                choices=StepState.choices,
                initial=StepState.OPEN,
                required=False,
                widget=forms.RadioSelect,
            )
        self.remark("remark", "全体で見られたこと")
        self.fields["next_on"] = forms.DateField(
            label="次回モニタリング",
            widget=DateInput(),
            error_messages={"required": "次回モニタリングの日を入れてください。"},
        )

    @property
    def drawn_steps(self) -> list[Any]:
        return [self[f"step-{one.id.hex}"] for one in self.steps]

    @property
    def remarks(self) -> list[Any]:
        return [self[name] for name in ("remark-cls", "remark-file") if name in self.fields]

    def monitoring(self) -> NewMonitoring:
        given = self.cleaned_data
        steps = {one.id: StepState(given[f"step-{one.id.hex}"] or StepState.OPEN) for one in self.steps}
        return NewMonitoring(
            next_on=given["next_on"],
            goals=self.findings(),
            remarks=self.said("remark"),
            steps={one: state for one, state in steps.items() if state != StepState.OPEN},
        )


class EvaluateForm(GoalsForm):
    """評価シート: every goal, 見られた変化, the texts of the sheet, and how it goes on."""

    states = RESULTS

    def __init__(
        self, *args: Any, texts: Sequence[Item], changes: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        self.fields["changes"] = forms.MultipleChoiceField(
            label="見られた変化", choices=changes, required=False, widget=forms.CheckboxSelectMultiple
        )
        for one in texts:
            more: dict[str, Any] = {"help_text": "所見として残ります。"} if one.is_opinion else {}
            self.remark(one.code, one.label, **more)
        self.fields["result"] = forms.ChoiceField(
            label="評価の結果",
            choices=EvaluationResult.choices,
            widget=forms.RadioSelect,
            error_messages={"required": "評価の結果を選んでください。"},
        )

    @property
    def drawn_texts(self) -> list[tuple[Any, list[Any]]]:
        return [
            (
                self[one.code],
                [self[name] for name in (f"{one.code}-cls", f"{one.code}-file") if name in self.fields],
            )
            for one in self.texts
        ]

    def evaluation(self) -> NewEvaluation:
        given = self.cleaned_data
        return NewEvaluation(
            result=EvaluationResult(given["result"]),
            goals=self.findings(),
            changes=given["changes"],
            remarks=[remark for one in self.texts for remark in self.said(one.code, one.code)],
        )

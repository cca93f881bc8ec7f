"""One line of decision, its answer; information requests and the answers to their parts."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from enishi.cases.terms import CaseState, CaseVocabulary
from enishi.conferences.actions import NewDecision, NewRequest
from enishi.conferences.forms.fields import IdField, day_field, offer, words
from enishi.conferences.queries.intervals import intervals
from enishi.conferences.terms import DecisionKind, PartAnswerKind
from enishi.intake.forms.fields import NOT_CHOSEN
from enishi.intake.queries.vocabulary import choices
from enishi.intake.terms import StatementClass
from enishi.office.forms import Form

MOST_PARTS = 5
MOVES = [
    (CaseState.ASSESSING, CaseState.ASSESSING.label),
    (CaseState.PLANNING, CaseState.PLANNING.label),
    (CaseState.SUPPORTING, CaseState.SUPPORTING.label),
]


class DecisionForm(Form):
    """機関 × すること × 期日 × 出せるもの, and what it does to the case."""

    kind = forms.ChoiceField(label="決定の種類")
    agency = IdField(label="行う機関")
    what = words("すること", 2, required=True)
    due_on = day_field("いつまでに")
    contribution = words("出せるもの・できること", 2)
    duty = forms.ChoiceField(label="役割", required=False)
    about = IdField(label="決定するプラン", required=False)
    case_state = forms.ChoiceField(label="進める先", required=False, choices=[NOT_CHOSEN, *MOVES])
    closing = forms.ChoiceField(label="終結の理由", required=False)
    suspension = forms.ChoiceField(label="中断の理由", required=False)

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[tuple[str, str]],
        agencies: Sequence[tuple[str, str]],
        plans: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.only_plan = UUID(plans[0][0]) if len(plans) == 1 else None
        offer(self, "kind", kinds)
        offer(self, "agency", agencies, empty=True)
        offer(self, "duty", choices(CaseVocabulary.DUTY, on=today), empty=True)
        offer(self, "about", plans, empty=True)
        offer(self, "closing", choices(CaseVocabulary.CLOSING, on=today), empty=True)
        offer(self, "suspension", choices(CaseVocabulary.SUSPENSION, on=today), empty=True)
        known = {code for code, _ in kinds}
        needed = {
            "about": {DecisionKind.ADOPT_PLAN},
            "case_state": {DecisionKind.MOVE},
            "closing": {DecisionKind.CLOSE},
            "suspension": {DecisionKind.SUSPEND},
        }
        for name, by in needed.items():
            if not known & {str(one.value) for one in by} or (name == "about" and not plans):
                del self.fields[name]

    @property
    def rest(self) -> list[Any]:
        """What only some kinds need."""
        return [self[one] for one in ("about", "case_state", "closing", "suspension") if one in self.fields]

    @property
    def rest_is_used(self) -> bool:
        return any(one.errors or one.value() for one in self.rest)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        asked = {
            DecisionKind.ADOPT_PLAN: (
                "about",
                "決定するプランを選んでください。プランは、先に「会議に諮る」にします。",
            ),
            DecisionKind.MOVE: ("case_state", "進める先を選んでください。"),
            DecisionKind.CLOSE: ("closing", "終結の理由を選んでください。"),
            DecisionKind.SUSPEND: ("suspension", "中断の理由を選んでください。"),
        }
        if cleaned.get("kind") == DecisionKind.ADOPT_PLAN and not cleaned.get("about"):
            cleaned["about"] = self.only_plan
        name, said = asked.get(cleaned.get("kind", ""), ("", ""))
        if name and not cleaned.get(name):
            self.add_error(name if name in self.fields else None, said)
        return cleaned

    def decision(self) -> NewDecision:
        given = self.cleaned_data
        kind = DecisionKind(given["kind"])
        return NewDecision(
            kind=kind,
            agency=given["agency"],
            what=given["what"],
            due_on=given["due_on"],
            contribution=given["contribution"],
            duty=given["duty"],
            about=given.get("about") if kind == DecisionKind.ADOPT_PLAN else None,
            case_state=given.get("case_state", "") if kind == DecisionKind.MOVE else "",
            reason_code={
                DecisionKind.CLOSE: given.get("closing", ""),
                DecisionKind.SUSPEND: given.get("suspension", ""),
            }.get(kind, ""),
        )


class RefuseForm(Form):
    reason = forms.ChoiceField(label="引き受けられない理由")
    text = words("ひとこと", 3, help_text="どうすればできるかも書くと、次の会議で話せます。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reason", choices(CaseVocabulary.DECLINE, on=timezone.localdate()), empty=True)


class WordForm(Form):
    text = words("ひとこと", 2)


class RequestForm(Form):
    """106条の6第3項: to whom, what, why needed, why not from the person, until when, destroyed when."""

    find = forms.CharField(label="ほかの機関を探す", required=False, max_length=60)
    agency = IdField(label="依頼先の機関", widget=forms.RadioSelect)
    necessity = words("必要な理由", 3, required=True)
    not_from_person = words("本人から得られない理由", 3, required=True)
    due_on = day_field("回答期限")
    destroy_by = day_field("廃棄期限", help_text="この日までに、提供を受けた情報を廃棄します。")

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        today = timezone.localdate()
        keeps = intervals(on=today)["conferences.destroy_days"]
        given: dict[str, date] = {
            "due_on": today + timedelta(days=14),
            "destroy_by": today + timedelta(days=keeps),
        }
        kwargs["initial"] = given | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        offer(self, "agency", agencies)
        for place in range(1, MOST_PARTS + 1):
            self.fields[f"part{place}"] = words(f"提供してほしいもの{place}", 2, required=place == 1)
            self.fields[f"class{place}"] = forms.ChoiceField(
                label=f"区分{place}", choices=StatementClass.choices
            )

    @property
    def parts(self) -> list[tuple[Any, Any]]:
        return [(self[f"part{place}"], self[f"class{place}"]) for place in range(1, MOST_PARTS + 1)]

    @property
    def first_parts(self) -> list[tuple[Any, Any]]:
        return self.parts[:2]

    @property
    def more_parts(self) -> list[tuple[Any, Any]]:
        return self.parts[2:]

    @property
    def more_is_used(self) -> bool:
        return any(part.value() or part.errors for part, _ in self.more_parts)

    def request(self) -> NewRequest:
        given = self.cleaned_data
        return NewRequest(
            agency=given["agency"],
            parts=tuple(
                (int(given[f"class{place}"]), given[f"part{place}"])
                for place in range(1, MOST_PARTS + 1)
                if given[f"part{place}"].strip()
            ),
            necessity=given["necessity"],
            not_from_person=given["not_from_person"],
            due_on=given["due_on"],
            destroy_by=given["destroy_by"],
        )


class PartsForm(Form):
    """Per part of a request: given, refused or not held, and the words."""

    def __init__(self, *args: Any, parts: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = [one for one, _ in parts]
        for one, label in parts:
            self.fields[f"kind-{one}"] = forms.ChoiceField(
                label=f"回答：{label}",
                required=False,
                choices=PartAnswerKind.choices,
                widget=forms.RadioSelect,
            )
            self.fields[f"text-{one}"] = words("内容、または提供しない理由", 3)

    def pairs(self) -> list[tuple[Any, Any]]:
        return [(self[f"kind-{one}"], self[f"text-{one}"]) for one in self.parts]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for one in self.parts:
            kind, text = cleaned.get(f"kind-{one}"), cleaned.get(f"text-{one}", "").strip()
            if text and not kind:
                self.add_error(f"kind-{one}", "提供するか、しないかを選んでください。")
            if kind and not text:
                self.add_error(f"text-{one}", "提供する内容、または提供しない理由を書いてください。")
        if not self.errors and not self.answers():
            self.add_error(None, "回答する項目を一つ以上選んでください。")
        return cleaned

    def answers(self) -> list[tuple[UUID, PartAnswerKind, str]]:
        return [
            (one, PartAnswerKind(self.cleaned_data[f"kind-{one}"]), self.cleaned_data[f"text-{one}"])
            for one in self.parts
            if self.cleaned_data.get(f"kind-{one}")
        ]

"""Writing a plan (プラン案): rows that can be added and taken out, also without script.

Fields are named ``<kind>-<key>-<what>``: ``g-…`` a goal, ``s-…`` a step, ``p-…`` a part. The key is the row's id, or ``n1`` …
for rows that are new; ``g``, ``s`` and ``p`` list the keys in their order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone

from enishi.cases.actions import NewGoal, NewPart, NewStep, PlanText
from enishi.cases.forms.fields import part_of, words
from enishi.cases.forms.rows import DATES, RowKeys, fresh, identity_of, keys_in
from enishi.cases.queries.intervals import intervals
from enishi.cases.rules.planning import (
    EMPTY_ROW,
    reasons_about_due,
    reasons_about_period,
    reasons_about_years,
)
from enishi.cases.rules.reasons import LONGEST_TEXT
from enishi.cases.terms import CaseVocabulary, PartKind, StepBy
from enishi.intake.forms.fields import DateInput
from enishi.intake.queries.vocabulary import labels
from enishi.office.errors import put_on
from enishi.office.forms import Form
from enishi.sharing.terms import InformationClass

PERSON = StepBy.PERSON.value
SEVERAL = (PartKind.ISSUE, PartKind.LONG_GOAL)
TICKED = {PartKind.PARTICIPATION: CaseVocabulary.PARTICIPATION, PartKind.OUTREACH: CaseVocabulary.OUTREACH}


@dataclass(frozen=True)
class Choices:
    """What the rows may say: who takes a step, of which class, about whom."""

    agencies: Sequence[tuple[str, str]]
    classes: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class RowFields:
    """One row of the form as the page draws it."""

    key: str
    number: int
    text: Any
    small: Sequence[Any] = ()
    code: Any = None
    gone: Any = None
    steps: Sequence["RowFields"] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.key.startswith("n")


class PlanForm(Form):
    """The whole of a plan. ``keys`` says which rows there are; ``judged``: it was sent to be saved."""

    def __init__(self, *args: Any, keys: RowKeys, choices: Choices, judged: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys, self.choices, self.judged = keys, choices, judged
        for kind in PartKind:
            for place, key in enumerate(keys.parts[kind], start=1):
                self._part(kind, key, place)
        for place, key in enumerate(keys.goals, start=1):
            self._text(f"g-{key}", f"達成目標 {place}")
        for place, (key, _) in enumerate(keys.steps, start=1):
            self._step(key, place)
        for name, label in zip(
            DATES, ("プラン期間の始まり", "プラン期間の終わり", "次回モニタリング"), strict=True
        ):
            self.fields[name] = forms.DateField(label=label, required=False, widget=DateInput())

    def _text(self, stem: str, label: str) -> None:
        self.fields[f"{stem}-text"] = forms.CharField(
            label=label, required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2})
        )
        self._small(stem, label)

    def _small(self, stem: str, label: str) -> None:
        """Whose a row is, of which class, and whether it is taken out."""
        self.fields[f"{stem}-cls"] = forms.ChoiceField(
            label=part_of(label, "区分"), choices=list(self.choices.classes), required=False
        )
        if len(self.choices.files) > 1:
            self.fields[f"{stem}-file"] = forms.ChoiceField(
                label=part_of(label, "だれのこと"), choices=list(self.choices.files), required=False
            )
        self.fields[f"{stem}-gone"] = forms.BooleanField(label=part_of(label, "この行を消す"), required=False)

    def _part(self, kind: PartKind, key: str, place: int) -> None:
        stem = f"p-{key}"
        if kind in TICKED:
            known = labels(TICKED[kind])[TICKED[kind]]
            self.fields[f"{stem}-code"] = forms.ChoiceField(
                label=kind.label,
                choices=[("", "未定"), *known.items()],
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"{stem}-text"] = words(f"{kind.label}について", 1)
            return
        self._text(stem, f"{kind.label} {place}" if kind in SEVERAL else kind.label)

    def _step(self, key: str, place: int) -> None:
        stem, label = f"s-{key}", f"実施すること {place}"
        self._text(stem, label)
        whom = [(PERSON, StepBy.PERSON.label), *self.choices.agencies]
        self.fields[f"{stem}-who"] = forms.ChoiceField(label=part_of(label, "だれが"), choices=whom, required=False)
        self.fields[f"{stem}-frequency"] = forms.CharField(
            label=part_of(label, "頻度"), required=False, max_length=60
        )
        self.fields[f"{stem}-due"] = forms.DateField(
            label=part_of(label, "いつまで"), required=False, widget=DateInput()
        )
        self.fields[f"{stem}-leads"] = forms.BooleanField(label=part_of(label, "主担当"), required=False)

    # How the page draws it

    def _row(self, stem: str, key: str, place: int, *more: str, steps: Sequence[RowFields] = ()) -> RowFields:
        there = [name for one in (*more, "cls", "file") if (name := f"{stem}-{one}") in self.fields]
        code, gone = f"{stem}-code", f"{stem}-gone"
        return RowFields(
            key,
            place,
            self[f"{stem}-text"],
            [self[one] for one in there],
            self[code] if code in self.fields else None,
            self[gone] if gone in self.fields else None,
            steps,
        )

    def parts_of(self, kind: PartKind) -> list[RowFields]:
        return [self._row(f"p-{key}", key, place) for place, key in enumerate(self.keys.parts[kind], 1)]

    @property
    def issues(self) -> list[RowFields]:
        return self.parts_of(PartKind.ISSUE)

    @property
    def long_goals(self) -> list[RowFields]:
        return self.parts_of(PartKind.LONG_GOAL)

    @property
    def ticked(self) -> list[RowFields]:
        return [row for kind in TICKED for row in self.parts_of(kind)]

    @property
    def remarks(self) -> list[RowFields]:
        return self.parts_of(PartKind.REMARK)

    def steps_of(self, goal: str) -> list[RowFields]:
        return [
            self._row(f"s-{key}", key, place, "who", "frequency", "due", "leads")
            for place, (key, serves) in enumerate(self.keys.steps, 1)
            if serves == goal
        ]

    @property
    def goals(self) -> list[RowFields]:
        return [
            self._row(f"g-{key}", key, place, steps=self.steps_of(key))
            for place, key in enumerate(self.keys.goals, 1)
        ]

    @property
    def loose(self) -> list[RowFields]:
        return self.steps_of("")

    @property
    def dates(self) -> list[Any]:
        return [self[one] for one in DATES]

    # What it says

    def clean(self) -> dict[str, Any]:
        """What the rules say of one row, or of a day, is told there."""
        cleaned = super().clean() or self.cleaned_data
        if not self.judged:
            return cleaned
        goals = self._goals()
        steps = [f"s-{key}" for key, goal in self._steps(goals)]
        parts = [f"p-{key}" for kind in PartKind if kind not in TICKED for key in self.keys.parts[kind]]
        for stem in [*(f"g-{key}" for key in goals), *steps, *(one for one in parts if not self._left(one))]:
            if not cleaned.get(f"{stem}-text", "").strip():
                self._wrong(f"{stem}-text", EMPTY_ROW)
        for stem in (f"p-{key}" for kind in TICKED for key in self.keys.parts[kind]):
            if cleaned.get(f"{stem}-text") and not cleaned.get(f"{stem}-code"):
                self._wrong(f"{stem}-code", f"「{self.fields[f'{stem}-code'].label}」の要否を一つ選んでください。")
        begins, ends, today = cleaned.get("period_from"), cleaned.get("period_until"), timezone.localdate()
        for stem in steps:
            for one in reasons_about_due(begins, ends, cleaned.get(f"{stem}-due"), today):
                self._wrong(f"{stem}-due", one)
        put_on(self, self._about_dates(begins, ends, today))
        return cleaned

    def _about_dates(self, begins: date | None, ends: date | None, today: date) -> list[str]:
        days = intervals(on=today)
        longest, look = days["cases.longest_plan_days"], days["cases.monitoring_days"]
        monitor_on = self.cleaned_data.get("monitor_on")
        reasons = reasons_about_period(begins, ends, monitor_on, longest=longest, look=look)
        return reasons + reasons_about_years(begins, ends, [], today)

    def _wrong(self, name: str, reason: str) -> None:
        if name not in self.errors:
            self.add_error(name, reason)

    def _left(self, stem: str) -> bool:
        """Taken out, or a new row into which nothing was written."""
        given = self.cleaned_data
        if given.get(f"{stem}-gone"):
            return True
        says = [given.get(f"{stem}-{one}") for one in ("text", "code", "frequency", "due", "leads")]
        return stem.split("-")[1].startswith("n") and not any(says)

    def _base(self, stem: str, key: str) -> dict[str, Any]:
        given = self.cleaned_data
        file = given.get(f"{stem}-file", "")
        return {
            "text": given.get(f"{stem}-text", ""),
            "information_class": int(given.get(f"{stem}-cls") or InformationClass.BASIC.value),
            "file": UUID(file) if file else None,
            "id": identity_of(key),
        }

    def _goals(self) -> list[str]:
        """Those that stay: written themselves, or something is to be done for them."""
        used = {goal for key, goal in self.keys.steps if not self._left(f"s-{key}")}
        there = [key for key in self.keys.goals if not self.cleaned_data.get(f"g-{key}-gone")]
        return [key for key in there if key in used or not self._left(f"g-{key}")]

    def _steps(self, goals: Sequence[str]) -> list[tuple[str, str]]:
        return [
            (key, goal) for key, goal in self.keys.steps if not self._left(f"s-{key}") and (not goal or goal in goals)
        ]

    def plan(self) -> PlanText:
        given, goals = self.cleaned_data, self._goals()
        return PlanText(
            parts=[one for kind in PartKind for one in self._new_parts(kind)],
            goals=[NewGoal(key=key, **self._base(f"g-{key}", key)) for key in goals],
            steps=[self._new_step(key, goal) for key, goal in self._steps(goals)],
            **{one: given[one] for one in DATES},
        )

    def _new_parts(self, kind: PartKind) -> Iterable[NewPart]:
        for key in self.keys.parts[kind]:
            stem = f"p-{key}"
            code, text = self.cleaned_data.get(f"{stem}-code", ""), self.cleaned_data.get(f"{stem}-text", "")
            if self._left(stem) or (kind in TICKED and not code and not text):
                continue
            yield NewPart(kind=kind, code=code, **self._base(stem, key))

    def _new_step(self, key: str, goal: str) -> NewStep:
        given, stem = self.cleaned_data, f"s-{key}"
        who = given.get(f"{stem}-who") or PERSON
        by_person = who == PERSON
        return NewStep(
            goal=goal,
            done_by=StepBy.PERSON if by_person else StepBy.AGENCY,
            agency=None if by_person else UUID(who),
            frequency=given[f"{stem}-frequency"],
            due_on=given[f"{stem}-due"],
            leads=bool(given[f"{stem}-leads"]) and not by_person,
            **self._base(stem, key),
        )


def form_of(sent: QueryDict, choices: Choices, *, judged: bool = False) -> PlanForm:
    """The form with the rows that were sent.

    :param judged: they are to be saved, and what is wrong with a row is told there
    """
    return PlanForm(sent, keys=keys_in(sent), choices=choices, judged=judged)


def with_blanks(sent: QueryDict, add: str = "") -> QueryDict:
    """The same with an empty row where there is none, and one more where it was asked for (``add``)."""
    found = sent.copy()
    keys = keys_in(found)
    for kind in PartKind:
        if not keys.parts[kind] or add == f"p {kind}":
            fresh(found, "p", kind.value)
    if not keys.goals or add == "g":
        goal = fresh(found, "g")
        fresh(found, "s", goal)
    for goal in [*keys.goals, ""]:
        there = any(serves == goal for _, serves in keys.steps)
        if add == f"s {goal}".strip() or (goal and not there):
            step = fresh(found, "s", goal)
            found[f"s-{step}-cls"] = found.get(f"g-{goal}-cls", "")
    return found


def choices_of(
    agencies: Mapping[UUID, str], classes: Sequence[tuple[str, str]], files: Mapping[UUID, str]
) -> Choices:
    return Choices(
        [(str(one), name) for one, name in agencies.items()],
        classes,
        [(str(one), name) for one, name in files.items()],
    )

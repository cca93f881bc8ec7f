"""What was seen of a plan: monitorings (進捗確認), evaluations (評価シート), and words beside its steps, as they are drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from enishi.agencies.queries.names import Names
from enishi.cases.models import CaseWords, Plan
from enishi.cases.queries.parts import day_text
from enishi.cases.queries.plans import Evaluated, Looked
from enishi.cases.sheets import ItemKind, sheet
from enishi.cases.terms import CaseVocabulary, EvaluationResult, GoalState, PlanState
from enishi.intake.queries.listing import long_time
from enishi.intake.queries.vocabulary import labels


@dataclass(frozen=True)
class FindingView:
    """One goal, or a word about the whole (``goal`` empty)."""

    goal: str
    state: str
    text: str


@dataclass(frozen=True)
class LookView:
    id: UUID
    when: str
    who: str
    due: str
    next_on: str
    findings: Sequence[FindingView]


@dataclass(frozen=True)
class EvaluationView:
    id: UUID
    when: str
    who: str
    result: str
    result_code: str
    goals: Sequence[FindingView]
    changes: Sequence[str]
    texts: Sequence[tuple[str, str]]


def in_order(lines: Sequence[Any], goals: Mapping[UUID, str]) -> list[Any]:
    """Goals as the plan has them, then words about the whole."""
    places = {goal: place for place, goal in enumerate(goals)}
    return sorted(lines, key=lambda line: places.get(line.goal_id, len(places)))


def look_view(one: Looked, goals: Mapping[UUID, str], names: Names) -> LookView:
    found = [
        FindingView(
            goals.get(line.goal_id, "（目標）") if line.goal_id else "",
            str(GoalState(line.state).label) if line.state else "",
            line.text,
        )
        for line in in_order(one.findings, goals)
    ]
    return LookView(
        one.row.pk,
        long_time(one.row.done_at),
        names.called(one.row.done_by),
        day_text(one.row.due_on),
        day_text(one.row.next_on),
        found,
    )


def evaluation_view(one: Evaluated, goals: Mapping[UUID, str], names: Names) -> EvaluationView:
    form = sheet("evaluation", one.row.sheet_version)
    changes = labels(CaseVocabulary.CHANGE)[CaseVocabulary.CHANGE]
    texts = {item.code: item.label for item in form.items if item.kind == ItemKind.TEXT}
    return EvaluationView(
        one.row.pk,
        long_time(one.row.evaluated_at),
        names.called(one.row.evaluated_by),
        str(EvaluationResult(one.row.result).label),
        one.row.result,
        [
            FindingView(goals.get(line.goal_id, "（目標）"), str(GoalState(line.goal_state).label), line.text)
            for line in in_order(one.parts, goals)
            if line.goal_id
        ],
        [changes.get(code, code) for line in one.parts for code in line.codes],
        [
            (label, line.text)
            for code, label in texts.items()
            for line in one.parts
            if line.item == code and line.text
        ],
    )


@dataclass(frozen=True)
class Reason:
    """Words that were said with a step of a plan, and with which."""

    label: str
    when: str
    text: str


def reasons_of(plan: Plan) -> list[Reason]:
    """Why it was begun before the meeting, or ended, the oldest first. One query."""
    rows = CaseWords.objects.filter(case=plan.case_id, about=plan.pk).order_by("at", "id")
    return [Reason(_step_of(one, plan), long_time(one.at), one.text) for one in rows]


def _step_of(one: CaseWords, plan: Plan) -> str:
    ended = plan.state == PlanState.ENDED and one.at == plan.moved_at
    return "終了の理由" if ended else "先行実施の理由"

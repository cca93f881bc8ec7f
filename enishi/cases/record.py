"""What this room keeps of a person's record (記録の行), for requests for disclosure and the paper for the person."""

from collections.abc import Collection, Sequence
from uuid import UUID

from enishi.cases.models import (
    ApproachPlan,
    AssessmentAnswer,
    Case,
    CaseWords,
    ContactAttempt,
    EvaluationPart,
    JournalEntry,
    JournalInformant,
    MonitoringFinding,
    PlanGoal,
    PlanPart,
    PlanStep,
    PreparedSupport,
    Tie,
)
from enishi.cases.sheets import Sheet, sheet
from enishi.cases.terms import CaseState
from enishi.intake.queries.vocabulary import labels
from enishi.sharing.record import Source
from enishi.sharing.terms import Nature

EVALUATION = "evaluation"
Answer = AssessmentAnswer | EvaluationPart


def _answered(row: Answer, form: Sheet) -> str:
    """「困りごと：経済的困窮」: the item and what was ticked or written, in words."""
    item, told = form.item(row.item), [] if row.number is None else [f"{row.number.normalize():f}"]
    names = labels(item.vocabulary)[item.vocabulary] if item and item.vocabulary else {}
    told = [*(names.get(one, one) for one in row.codes), *told, *([f"{row.day:%Y/%m/%d}"] if row.day else [])]
    said = "、".join([*told, *([row.text] if row.text else [])])
    return f"{item.label if item else row.item}：{said}" if said else ""


def _assessed(row: AssessmentAnswer) -> str:
    return _answered(row, sheet(row.assessment.sheet, row.assessment.sheet_version))


def _evaluated(row: EvaluationPart) -> str:
    said = _answered(row, sheet(EVALUATION, row.evaluation.sheet_version))
    return "、".join(one for one in (said, row.get_goal_state_display()) if one)


SOURCES = [
    Source(JournalEntry, "支援経過", "binder_id", ("text", "next_step"), "happened_at", nature="source"),
    Source(JournalInformant, "経過の情報源", "binder_id", ("who",), "at"),
    Source(CaseWords, "ケースのことば", "binder_id", ("text",), "at"),
    Source(ContactAttempt, "働きかけ", "binder_id", ("result", "reaction", "worked", "caution"), "at"),
    Source(
        ApproachPlan,
        "働きかけの方針",
        "binder_id",
        ("aim", "way_in", "avoid", "rhythm", "safety", "emergency", "outlook"),
        "at",
        always=Nature.VIEW,
    ),
    Source(PreparedSupport, "準備した支援", "binder_id", ("what", "first_step", "remark"), "at"),
    Source(
        Tie, "関係図の線", "binder_id", ("label", "relation", "quality", "remark"), "at", always=Nature.VIEW
    ),
    Source(
        AssessmentAnswer,
        "アセスメント",
        "binder_id",
        ("text",),
        "at",
        always=Nature.VIEW,
        tells=_assessed,
        with_="assessment",
    ),
    Source(PlanPart, "支援プラン", "binder_id", ("kind", "text"), "at"),
    Source(PlanGoal, "支援プランの目標", "binder_id", ("text", "state", "remark"), "at"),
    Source(PlanStep, "支援プランで行うこと", "binder_id", ("text", "frequency", "state"), "at"),
    Source(MonitoringFinding, "進捗確認", "binder_id", ("state", "text"), "at", always=Nature.VIEW),
    Source(
        EvaluationPart,
        "評価",
        "binder_id",
        ("text",),
        "at",
        always=Nature.VIEW,
        tells=_evaluated,
        with_="evaluation",
    ),
]


def not_asked_for(binders: Sequence[UUID]) -> Collection[UUID]:
    """Cases to which the person has not agreed yet (アウトリーチ)."""
    found = Case.objects.filter(pk__in=list(binders), state=CaseState.OUTREACH).order_by("pk")
    return set(found.values_list("pk", flat=True))

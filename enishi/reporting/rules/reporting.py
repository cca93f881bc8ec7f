"""What the report to the state asks of a case at which stage, and how much of it is there (国報告の記入状況)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from enishi.cases.terms import CaseState
from enishi.reporting.rules.fields import Field, fields_of
from enishi.reporting.terms import FormOf

GROUPS = {
    "resident": "住民の登録",
    "consultation": "相談",
    "assessment": "アセスメント",
    "plan": "支援プラン",
    "evaluation": "評価",
}
"""Prefix of a field → where it is filled in."""
WRITTEN_ANYWAY = frozenset({"plan.kind", "plan.made"})
READ_ELSEWHERE = {
    "assessment.sex": "resident.sex",
    "assessment.birth": "resident.birth",
    "assessment.route": "consultation.route",
    "assessment.issues": "consultation.issues",
}
"""Told once, in another place; not asked twice."""


@dataclass(frozen=True)
class Stage:
    """Where a case stands, as far as the report asks."""

    state: str
    has_consultation: bool
    has_plan: bool
    has_evaluation: bool


@dataclass(frozen=True)
class Completeness:
    """How many of the asked fields say something to the reader; which do not, by where they are filled in."""

    asked: int = 0
    missing: Sequence[Field] = field(default_factory=list)

    @property
    def there(self) -> int:
        return self.asked - len(self.missing)

    @property
    def is_full(self) -> bool:
        return not self.missing

    @property
    def groups(self) -> list[tuple[str, str, list[str]]]:
        """Prefix, where, and the labels that are missing there."""
        return [
            (prefix, where, labels)
            for prefix, where in GROUPS.items()
            if (labels := [one.label for one in self.missing if one.name.split(".")[0] == prefix])
        ]


def asked(stage: Stage) -> list[Field]:
    """The fields of the report that a case at this stage should have."""
    groups = {"resident"} | ({"consultation"} if stage.has_consultation else set())
    if stage.state != CaseState.OUTREACH:
        groups.add("assessment")
    if stage.has_plan or stage.state in (CaseState.PLANNING, CaseState.SUPPORTING):
        groups.add("plan")
    if stage.has_evaluation or stage.state in (CaseState.WATCHING, CaseState.ENDED):
        groups.add("evaluation")
    return [one for one in reported() if one.name.split(".")[0] in groups]


def reported() -> list[Field]:
    """Every field of the report, each once, in the order of work."""
    found: dict[str, Field] = {}
    for of in (FormOf.CONSULTATION, FormOf.ASSESSMENT, FormOf.PLAN, FormOf.EVALUATION):
        for one in fields_of(of).values():
            if one.reported and one.name not in WRITTEN_ANYWAY and one.name not in READ_ELSEWHERE:
                found.setdefault(one.name, one)
    order = list(GROUPS)
    return sorted(found.values(), key=lambda one: order.index(one.name.split(".")[0]))


def completeness(stage: Stage, told: Collection[str]) -> Completeness:
    """:param told: names of the fields that say something to the reader; hidden and empty are alike"""
    wanted = asked(stage)
    return Completeness(len(wanted), [one for one in wanted if one.name not in told])


def shares(found: Iterable[Completeness]) -> tuple[int, int]:
    """Fields there and fields asked, of several cases."""
    listed = list(found)
    return sum(one.there for one in listed), sum(one.asked for one in listed)

"""What in a day of somebody's looks is worth a question (気になる閲覧). A hint for a human, never a verdict."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """One member of staff on one day: persons opened on purpose, looks at night, persons opened without any work before or
    after, refusals met, emergency looks, lists taken away."""

    persons: int = 0
    night: int = 0
    unworked: int = 0
    refusals: int = 0
    emergencies: int = 0
    taken: int = 0


@dataclass(frozen=True)
class Hint:
    points: int
    reason: str


MANY_UNWORKED = 5
MANY_REFUSALS = 5
MANY_TAKEN = 5


def hints(figures: Figures, *, many_persons: int) -> list[Hint]:
    """Reasons to ask, the weightiest first; empty on an ordinary day."""
    found = []
    if figures.persons >= many_persons:
        found.append(Hint(3, f"一日に{figures.persons}件の簿冊を開きました（目安 {many_persons}件）。"))
    if figures.unworked >= MANY_UNWORKED:
        found.append(Hint(3, f"やることも記録もない簿冊を{figures.unworked}件開きました。"))
    if figures.night:
        found.append(Hint(2, f"夜間に{figures.night}回開きました。"))
    if figures.refusals >= MANY_REFUSALS:
        found.append(Hint(2, f"見られないものを{figures.refusals}回開こうとしました。"))
    if figures.emergencies > 1:
        found.append(Hint(2, f"緊急閲覧を{figures.emergencies}回使いました。"))
    if figures.taken >= MANY_TAKEN:
        found.append(Hint(1, f"一覧を{figures.taken}回出力しました。"))
    return sorted(found, key=lambda hint: -hint.points)


def score(found: list[Hint]) -> int:
    return sum(hint.points for hint in found)

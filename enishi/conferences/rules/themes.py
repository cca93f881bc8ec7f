"""A theme's way from what was noticed to what came of it, and when a number may be told."""

from datetime import date

from enishi.conferences.terms import ThemeAnswer, ThemeState
from enishi.office.days import long_day

STEPS: dict[ThemeState, frozenset[ThemeState]] = {
    ThemeState.OPEN: frozenset({ThemeState.TABLED, ThemeState.DECIDED}),
    ThemeState.TABLED: frozenset({ThemeState.OPEN, ThemeState.DECIDED}),
    ThemeState.DECIDED: frozenset({ThemeState.OPEN, ThemeState.TABLED, ThemeState.DECIDED, ThemeState.DONE}),
    ThemeState.DONE: frozenset({ThemeState.OPEN}),
}
FEWEST_PEOPLE = 5
"""Behind fewer people no attribute of a theme leaves the house (mission B6): somebody could be recognised."""
ONLY_COORDINATOR = "地域の課題をまとめるのは、多機関調整管理者です。"


def transitions() -> list[tuple[str, str]]:
    return [(str(before), str(after)) for before, afters in STEPS.items() for after in sorted(afters)]


def may_move(before: str, after: str) -> bool:
    return ThemeState(after) in STEPS[ThemeState(before)]


def may_tell_attributes(people: int) -> bool:
    return people >= FEWEST_PEOPLE


def people_text(people: int) -> str:
    """How many people stand behind a theme, as it may be told outside the 定例会."""
    return f"{people}人" if may_tell_attributes(people) else f"{FEWEST_PEOPLE}人未満"


def reasons_not_to_decide(
    *,
    state: str,
    answer: str,
    text: str,
    has_agency: bool,
    has_due: bool,
    meets_on: date | None,
    today: date,
) -> list[str]:
    """What forbids a decision (方針) about a theme.

    :param meets_on: the day of the 定例会 on whose agenda it stands
    """
    reasons = []
    if meets_on and meets_on > today:
        reasons.append(
            f"この課題は{long_day(meets_on)}の定例会の議題です。方針は、定例会が開かれてから記録します。"
            "先に決めるときは「検討に戻す」を押してください。"
        )
    if not may_move(state, ThemeState.DECIDED):
        reasons.append("結果まで出た課題です。もう一度検討するときは、先に「検討に戻す」を押してください。")
    if not text.strip():
        reasons.append(
            "見送る理由を書いてください。" if answer == ThemeAnswer.DEFERRED else "決まったことを書いてください。"
        )
    if answer != ThemeAnswer.DEFERRED:
        reasons += [] if has_agency else ["行う機関を選んでください。"]
        reasons += [] if has_due else ["期日を入れてください。"]
    return reasons

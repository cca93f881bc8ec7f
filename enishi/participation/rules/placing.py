"""Placements: which step may follow which, and what forbids one; plain values in, sentences out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from enishi.participation.terms import EndWord, NoReason, PlacementState, RecordKind

A, V, T, R, E = (
    PlacementState.ARRANGING,
    PlacementState.VISITING,
    PlacementState.TRIAL,
    PlacementState.REGULAR,
    PlacementState.ENDED,
)
STEPS: Mapping[PlacementState, frozenset[PlacementState]] = {
    A: frozenset({V, T, R, E}),
    V: frozenset({A, T, R, E}),
    T: frozenset({V, R, E}),
    R: frozenset({T, E}),
    E: frozenset(),
}
"""受入れ調整 → 見学 → 試行 → 本格 → 終了; back to the step before is possible, an end is an end. Mirrored in the database."""
FOLLOW_UP_DAYS: Mapping[PlacementState, int] = {A: 7, V: 7, T: 14, R: 30}
"""After how many days each side is asked next, when nobody says otherwise (要確認)."""
LONGEST_DAYS = 100
INCIDENT_DAYS = 7


def may_move(before: str, after: str) -> bool:
    """Whether a placement may go from one step to another."""
    return PlacementState(after) in STEPS[PlacementState(before)]


@dataclass(frozen=True)
class Agreed:
    """When each of the three sides agreed to what was written down."""

    person: date | None = None
    host: date | None = None
    agency: date | None = None

    @property
    def missing(self) -> list[str]:
        sides = (("本人", self.person), ("受入先", self.host), ("支援機関", self.agency))
        return [name for name, day in sides if day is None]


WITHOUT_THE_PERSON = "試行の前に、受入先に伝えてよいことを取り決めに書き、本人が合意した日を入れてください。"


def reasons_not_to_move(before: str, after: str, agreed: Agreed) -> list[str]:
    """What forbids the step: the order, 試行 without the person's word, or 本格 without the word of all three sides."""
    if not may_move(before, after):
        return [f"「{PlacementState(before).label}」から「{PlacementState(after).label}」には進めません。"]
    if after == T and agreed.person is None:
        return [WITHOUT_THE_PERSON]
    if after == R and agreed.missing:
        return [f"本格の前に、{'・'.join(agreed.missing)}の合意の日を取り決めに入れてください。"]
    return []


def reasons_not_to_end(
    *,
    person_word: str,
    host_word: str,
    person_comment: str,
    host_comment: str,
    reason: str,
    open_troubles: int,
) -> list[str]:
    """What keeps a placement open: a side that was not asked, a disagreement without its words, open trouble, no reason."""
    found = []
    if not person_word:
        found.append("本人に、終わりについて聞いてください。")
    if not host_word:
        found.append("受入先に、終わりについて聞いてください。")
    if person_word == EndWord.DISAGREES and not person_comment.strip():
        found.append("本人が同意しないときは、本人のことばを書いてください。")
    if host_word == EndWord.DISAGREES and not host_comment.strip():
        found.append("受入先が同意しないときは、受入先のことばを書いてください。")
    if open_troubles:
        found.append(f"片づいていない困りごとが{open_troubles}件あります。先に片づけてください。")
    if reason not in NoReason.values:
        found.append("終わりの理由を選んでください。")
    return found


def reasons_about_next_days(person: date | None, host: date | None, today: date) -> list[str]:
    """Both sides are asked again, in sight: no date is ever empty."""
    found = []
    for name, day in (("本人", person), ("受入先", host)):
        if day is None:
            found.append(f"{name}に次に聞く日を入れてください。")
        elif not today <= day <= today + timedelta(days=LONGEST_DAYS):
            found.append(f"{name}に次に聞く日は、今日から{LONGEST_DAYS}日以内にしてください。")
    return found


def next_day(state: str, today: date) -> date:
    """The usual day on which a side is asked next."""
    return today + timedelta(days=FOLLOW_UP_DAYS.get(PlacementState(state), 30))


def reasons_about_record(kind: str, day: date | None, text: str, today: date) -> list[str]:
    """What forbids a record: no day, one in the future, or a follow-up or trouble without words."""
    found = []
    if day is None or day > today:
        found.append("日は、今日までの日を入れてください。")
    if kind in (RecordKind.PERSON, RecordKind.HOST, RecordKind.INCIDENT) and not text.strip():
        found.append("内容を書いてください。")
    return found

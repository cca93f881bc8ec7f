"""The way of a commission (支援依頼). The checks and the trigger of the database come from this table."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from enishi.community.terms import CommissionState as S

COMMISSION_STEPS: Mapping[S, frozenset[S]] = {
    S.ASKED: frozenset({S.HANDS, S.TAKEN_BACK, S.GIVEN_UP}),
    S.HANDS: frozenset({S.ASKED, S.DESIGN, S.TAKEN_BACK, S.GIVEN_UP}),
    S.DESIGN: frozenset({S.HANDS, S.TRIAL, S.TAKEN_BACK, S.GIVEN_UP}),
    S.TRIAL: frozenset({S.DESIGN, S.EVALUATION, S.TAKEN_BACK, S.GIVEN_UP}),
    S.EVALUATION: frozenset({S.DESIGN, S.REGISTERED, S.TAKEN_BACK, S.GIVEN_UP}),
    S.REGISTERED: frozenset(),
    S.TAKEN_BACK: frozenset(),
    S.GIVEN_UP: frozenset(),
}
ROAD = (S.ASKED, S.HANDS, S.DESIGN, S.TRIAL, S.EVALUATION, S.REGISTERED)
OPEN = frozenset(ROAD) - {S.REGISTERED}
ENDED_WITHOUT = frozenset({S.TAKEN_BACK, S.GIVEN_UP})


def may_move(before: str, after: str) -> bool:
    """Whether a commission may go from one state to the other."""
    return S(after) in COMMISSION_STEPS[S(before)]


def transitions() -> list[tuple[str, str]]:
    """Every (before, after) that is allowed, in one order."""
    return sorted(
        (before.value, after.value) for before, steps in COMMISSION_STEPS.items() for after in steps
    )


@dataclass(frozen=True)
class FailedSearch:
    """A stored search that found nothing fitting; ``id`` says nothing here, its room upstairs knows it."""

    id: UUID
    made_on: datetime.date


@dataclass(frozen=True)
class MeetingDecision:
    """The decision of the 重層的支援会議 to ask the project; ``id`` says nothing here."""

    id: UUID
    decided_on: datetime.date


def reasons_not_to_open(
    search: FailedSearch | None, decision: MeetingDecision | None, *, on: datetime.date, days: int
) -> list[str]:
    """Why the project may not be asked: first what there is, and only after the meeting (まずは有るものを活用)."""
    found = []
    if search is None:
        found.append("公的サービスと地域の資源を探した記録がありません。先に探して、結果を残してください。")
    elif search.made_on > on:
        found.append("資源を探した日が、今日より後になっています。日付を確かめてください。")
    elif (on - search.made_on).days > days:
        found.append(
            f"資源を探したのが{(on - search.made_on).days}日前です。{days}日以内の結果が要ります。もう一度探してください。"
        )
    if decision is None:
        found.append("重層的支援会議の決定がありません。会議で決めてから依頼してください。")
    elif decision.decided_on > on:
        found.append("会議で決めた日が、今日より後になっています。日付を確かめてください。")
    return found


def reasons_not_to_register(state: str, *, trials: int, evaluated: bool, name: str) -> list[str]:
    """Why a design may not become a menu yet."""
    if state != S.EVALUATION:
        return ["評価の段階にある依頼だけを、参加メニューとして登録できます。"]
    found = []
    if not trials:
        found.append("終わった試行がありません。試してから登録してください。")
    if not evaluated:
        found.append("評価が書かれていません。評価を書いてから登録してください。")
    if not name.strip():
        found.append("メニューの名称を書いてください。")
    return found

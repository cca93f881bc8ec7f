"""Asking the coordinator (管理者への相談): which steps there are, whose they are, and why not."""

from datetime import date, timedelta

from enishi.cases.rules.reasons import ENDED, ONLY_LEAD
from enishi.cases.terms import AdviceSide, AdviceWord, CaseState
from enishi.cases.terms import AdviceState as S

LONGEST_TEXT = 5000
LONGEST_DUE_DAYS = 31

ADVICE_STEPS: dict[tuple[S, S], AdviceSide] = {
    (S.ASKED, S.ANSWERED): AdviceSide.ADVISING,
    (S.ASKED, S.RETURNED): AdviceSide.ADVISING,
    (S.ASKED, S.DECLINED): AdviceSide.ADVISING,
    (S.RETURNED, S.ANSWERED): AdviceSide.ADVISING,
    (S.RETURNED, S.DECLINED): AdviceSide.ADVISING,
    (S.RETURNED, S.ASKED): AdviceSide.ASKING,
    (S.ANSWERED, S.ASKED): AdviceSide.ASKING,
    (S.ANSWERED, S.DONE): AdviceSide.ASKING,
    (S.ASKED, S.WITHDRAWN): AdviceSide.ASKING,
    (S.RETURNED, S.WITHDRAWN): AdviceSide.ASKING,
}
"""Every step, and whose it is. Ending by the house itself (打ち切り) is no step of anybody."""

OPEN = frozenset({S.ASKED, S.RETURNED, S.ANSWERED})
WORDS = {
    AdviceSide.ASKING: frozenset({AdviceWord.QUESTION, AdviceWord.REPLY, AdviceWord.THANKS}),
    AdviceSide.ADVISING: frozenset({AdviceWord.ANSWER, AdviceWord.BACK, AdviceWord.REFUSAL}),
}
LEAD_CHANGED, CASE_ENDED, UNREACHABLE = "lead_changed", "case_ended", "unreachable"
ENDINGS = {
    LEAD_CHANGED: "主担当が替わった",
    CASE_ENDED: "見守りを終えた",
    UNREACHABLE: "相談した機関が答えられなくなった",
}
NOBODY = "相談できる管理者の機関がありません。自分の機関が管理者の機関か、このケースが封印されています。電話で相談してください。"


def steps_of(side: AdviceSide) -> list[tuple[str, str]]:
    """Every (before, after) of one side, for the database's own table."""
    return sorted(
        (before.value, after.value) for (before, after), whose in ADVICE_STEPS.items() if whose == side
    )


def may_step(before: str, after: str, side: AdviceSide) -> bool:
    return ADVICE_STEPS.get((S(before), S(after))) == side


def reasons_not_to_ask_for_advice(
    *,
    state: str,
    is_lead: bool,
    reachable: bool,
    question: str,
    text: str,
    open_ones: int,
    due_on: date,
    today: date,
) -> list[str]:
    """What forbids asking the coordinator, all at once."""
    said = {
        ENDED: state == CaseState.ENDED,
        ONLY_LEAD: not is_lead,
        NOBODY: not reachable,
        "このケースでは、もう管理者に相談しています。その相談のページで続けてください。": open_ones > 0,
        "何について相談するかを選んでください。": not question,
    }
    return [sentence for sentence, stands in said.items() if stands] + [
        *reasons_about_words(text, "相談したいことを書いてください。"),
        *_reasons_about_due(due_on, today),
    ]


def reasons_about_words(text: str, missing: str) -> list[str]:
    if not text.strip():
        return [missing]
    return [f"{LONGEST_TEXT:,}文字までで書いてください。"] if len(text) > LONGEST_TEXT else []


def _reasons_about_due(due_on: date, today: date) -> list[str]:
    if due_on < today:
        return ["「いつまでに」は今日以後にしてください。"]
    if due_on > today + timedelta(days=LONGEST_DUE_DAYS):
        return [f"「いつまでに」は{LONGEST_DUE_DAYS}日以内にしてください。"]
    return []

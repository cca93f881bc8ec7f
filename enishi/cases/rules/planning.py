"""The life cycle of a plan, and why not. The database's triggers and CHECKs say the same again."""

from collections.abc import Sequence
from datetime import date, timedelta

from enishi.cases.rules.reasons import ASKED_FIRST, ENDED, LONGEST_TEXT, ONLY_LEAD
from enishi.cases.terms import CaseState, GoalState
from enishi.cases.terms import PlanState as P
from enishi.office.days import reasons_about_day, years
from enishi.office.errors import On

PLAN_STEPS: dict[P, frozenset[P]] = {
    P.DRAFT: frozenset({P.PROPOSED, P.ENDED}),
    P.PROPOSED: frozenset({P.DRAFT, P.AHEAD, P.DECIDED, P.ENDED}),
    P.AHEAD: frozenset({P.PROPOSED, P.DECIDED, P.ENDED}),
    P.DECIDED: frozenset({P.SUPERSEDED, P.ENDED}),
    P.SUPERSEDED: frozenset(),
    P.ENDED: frozenset(),
}

IN_PREPARATION = frozenset({P.DRAFT, P.PROPOSED, P.AHEAD})
RUNNING = frozenset({P.AHEAD, P.DECIDED})
"""Support is given by it, and somebody looks at it again on a day that is never empty."""

AGREED_FIRST = "プランへの本人の同意（署名）を先に記録してください。"
BY_A_MEETING = "支援決定には、会議での決定が必要です。会議・開催日・決定の番号を入れてください。"
TOO_LATE = (
    "事後了承の期限（{day:%Y/%m/%d}）を過ぎています。「会議に諮る案」に戻し、あらためて会議に諮ってください。"
)
EMPTY_ROW = "書かれていない行があります。書くか、行を消してください。"
UNEVALUATED = (
    "第{number}回のプランの評価がまだです。支援決定の前に、評価（再プランして継続）を書いてください。"
)


def unevaluated_text(number: int) -> str:
    """What is said of a decided version that the next one would replace without anybody having judged it."""
    return UNEVALUATED.format(number=number)


def may_step(before: str, after: str) -> bool:
    """Whether a plan may go from one state to the other."""
    return P(after) in PLAN_STEPS[P(before)]


def transitions() -> list[tuple[str, str]]:
    """Every (before, after) that is allowed, for the database's own table."""
    return [(before.value, after.value) for before, steps in PLAN_STEPS.items() for after in sorted(steps)]


def reasons_not_to_step(before: str, after: str, *, is_lead: bool) -> list[str]:
    """What forbids every move of a plan."""
    reasons = [] if is_lead else [ONLY_LEAD]
    if not may_step(before, after):
        now, then = P(before).label, P(after).label
        reasons.append(f"このプランは今「{now}」です。「{then}」にはできません。画面を開き直してください。")
    return reasons


def reasons_about_case(state: str) -> list[str]:
    """States of the case in which nobody plans."""
    if state == CaseState.ENDED:
        return [ENDED]
    if state == CaseState.OUTREACH:
        return [
            "同意前のかかわりでは、プランを作れません。支援の申込み（同意）を記録してから作ってください。"
        ]
    if state in (CaseState.SUSPENDED, CaseState.WATCHING):
        return ["中断・見守りのあいだは、プランを進められません。先にケースを再開してください。"]
    return []


def reasons_not_to_run(state: str, *, support_stands: bool) -> list[str]:
    """What forbids a case to be supported by a plan from now on: a state without plans, or no request that holds."""
    return reasons_about_case(state) or ([] if support_stands else [ASKED_FIRST])


def reasons_not_to_plan(*, state: str, is_lead: bool, in_preparation: bool) -> list[str]:
    """What forbids a new plan, or a new version of it."""
    reasons = ([] if is_lead else [ONLY_LEAD]) + reasons_about_case(state)
    if in_preparation:
        reasons.append("作成中のプランがあります。そこに続けて書いてください。")
    return reasons


def reasons_about_rows(*, empty: int, longest: int, wrong_file: bool, unseen: bool) -> list[str]:
    """What is wrong with the rows of a plan.

    :param empty: rows without a text
    :param longest: the length of the longest text
    """
    said = {
        EMPTY_ROW: bool(empty),
        f"一つの行は{LONGEST_TEXT:,}文字までです。": longest > LONGEST_TEXT,
        "だれのことかを選び直してください。": wrong_file,
        "この区分の情報は見られないため、書けません。別の区分を選んでください。": unseen and not wrong_file,
    }
    return [sentence for sentence, stands in said.items() if stands]


def period_proposed(earlier_until: date | None, today: date, *, days: int) -> tuple[date, date]:
    """From when until when a plan that is begun now would run: a re-plan goes on where the one before it ends."""
    begins = max(today, earlier_until + timedelta(days=1)) if earlier_until else today
    return begins, begins + timedelta(days=days - 1)


def reasons_about_period(
    period_from: date | None, period_until: date | None, monitor_on: date | None, *, longest: int, look: int
) -> list[str]:
    """What is wrong with a plan's dates; empty ones are for :func:`reasons_not_to_propose` to ask for.

    :param longest: days that a plan may last
    :param look: days within which somebody looks at it again
    """
    reasons: list[str] = []
    if period_from and period_until:
        if period_until < period_from:
            reasons.append(On("period_until", "プラン期間の終わりは、始まり以後にしてください。"))
        elif period_until - period_from > timedelta(days=longest):
            again = f"プラン期間は{longest}日以内にしてください。続けるときは、再プランを作ります。"
            reasons.append(On("period_until", again))
    if monitor_on and period_from:
        if monitor_on < period_from or (period_until and monitor_on > period_until):
            reasons.append(On("monitor_on", "次回モニタリングは、プラン期間の中の日にしてください。"))
        elif monitor_on - period_from > timedelta(days=look):
            reasons.append(On("monitor_on", f"次回モニタリングは、プランの始まりから{look}日以内にしてください。"))
    return reasons


def reasons_about_years(
    period_from: date | None, period_until: date | None, dues: Sequence[date | None], today: date
) -> list[str]:
    """A plan begins within three years of today; what is to be done is due from a year before it (a re-plan takes over
    what is late) to a year after it.
    """
    found = [reasons_about_due(period_from, period_until, one, today) for one in dues]
    reasons = [On("period_from", one) for one in _reasons_about_beginning(period_from, today)]
    return [*reasons, *dict.fromkeys(reason for one in found for reason in one)]


def _reasons_about_beginning(period_from: date | None, today: date) -> list[str]:
    return reasons_about_day("プラン期間の始まり", period_from, years(today, -3), years(today, 3))


def reasons_about_due(
    period_from: date | None, period_until: date | None, due: date | None, today: date
) -> list[str]:
    """What is wrong with the day by which one step is to be done."""
    stands = period_from and not _reasons_about_beginning(period_from, today)
    begins = years(period_from if period_from and stands else today, -1)
    ends = years(max(period_until or today, begins), 1 if period_until else 5)
    return reasons_about_day("実施することの期限", due, begins, ends)


def reasons_not_to_propose(*, goals: int, steps: int, dates: Sequence[date | None]) -> list[str]:
    """What a plan lacks before a meeting can discuss it."""
    reasons = []
    if not goals:
        reasons.append("達成目標を一つ以上書いてください。")
    if not steps:
        reasons.append("実施することを一つ以上書いてください。")
    if None in dates:
        reasons.append("プラン期間と次回モニタリングの日を入れてください。")
    return reasons


def reasons_not_to_adopt(
    *,
    has_decision: bool,
    meeting_on: date | None,
    today: date,
    approve_by: date | None,
    agreed: bool,
    unevaluated: int | None = None,
) -> list[str]:
    """What forbids to decide a plan: no meeting, a later approval that comes too late, no consent to the plan, or the
    version before it (``unevaluated``: its number) that nobody has evaluated.
    """
    reasons = []
    if not has_decision or meeting_on is None:
        reasons.append(BY_A_MEETING)
    elif meeting_on > today:
        reasons.append("会議の日は今日以前にしてください。")
    elif meeting_on < years(today, -5):
        reasons += reasons_about_day("会議の日", meeting_on, years(today, -5), today)
    elif approve_by is not None and meeting_on > approve_by:
        reasons.append(TOO_LATE.format(day=approve_by))
    if not agreed:
        reasons.append(AGREED_FIRST)
    if unevaluated is not None:
        reasons.append(unevaluated_text(unevaluated))
    return reasons


def reasons_about_next_look(next_on: date | None, today: date, *, look: int) -> list[str]:
    """A running plan always has a next day of monitoring, after today and not too far away."""
    if next_on is None:
        return [On("next_on", "次回モニタリングの日を入れてください。実施中のプランには、必ず次回の日が要ります。")]
    if next_on <= today:
        return [On("next_on", "次回モニタリングは明日以後にしてください。")]
    if next_on > today + timedelta(days=look):
        return [On("next_on", f"次回モニタリングは{look}日以内にしてください。")]
    return []


def reasons_not_to_evaluate(
    *, state: str, is_lead: bool, result: str, results: Sequence[str], without_result: int
) -> list[str]:
    """What forbids an evaluation (評価).

    :param result: what it came to; empty when nothing was chosen
    :param results: what was said of each goal
    :param without_result: goals of which nothing was said
    """
    reasons = [] if is_lead else [ONLY_LEAD]
    if P(state) not in RUNNING:
        reasons.append("実施中のプランだけを評価できます。")
    if not result:
        reasons.append(On("result", "評価の結果（終結・再プランして継続・中断）を選んでください。"))
    if without_result or GoalState.OPEN in results:
        reasons.append("すべての達成目標について、達成・一部達成・未達成のどれかを選んでください。")
    return reasons


def reasons_not_to_end(*, state: str, evaluated: bool, text: str) -> list[str]:
    """What forbids to end a plan: a decided one is evaluated before, another one says why."""
    if state == P.DECIDED:
        return [] if evaluated else ["支援決定したプランは、評価（終結または中断）をしてから終えます。"]
    return [] if text.strip() else ["プランをやめる理由を書いてください。"]

"""Reaching somebody who has not agreed yet (アウトリーチ等). Plain values in, sentences and numbers out."""

from collections.abc import Iterable
from datetime import date, timedelta

from enishi.cases.terms import AttemptResult, EntryKind, SupportState
from enishi.office.errors import On

IN_VAIN = frozenset({AttemptResult.UNMET, AttemptResult.REFUSED})
"""Results that count towards the next meeting. Whoever spoke to the family, or saw a sign of life, has found a way in."""
MET = {"person": AttemptResult.MET, "family": AttemptResult.FAMILY}
OPEN = frozenset({SupportState.PREPARING, SupportState.READY})


def in_vain(results: Iterable[str]) -> int:
    """How often in a row nobody was reached.

    :param results: the latest first
    """
    count = 0
    for one in results:
        if one not in IN_VAIN:
            break
        count += 1
    return count


def result_told(kind: str, counterpart: str) -> AttemptResult | None:
    """What an entry of the journal says by itself of a try: nobody was met, or who was."""
    if kind == EntryKind.ATTEMPT:
        return AttemptResult.UNMET
    return MET.get(counterpart) if kind == EntryKind.VISIT else None


TOLD_WITHOUT = On(
    "kind",
    "この記録には働きかけの結果（反応・注意など）が付いています。"
    "会えたときは「訪問」と「相手」、会えなかったときは「会えなかった訪問」、離れての対応は「対応」にしてください。",
)


def result_after(stood: str, before: tuple[str, str], after: tuple[str, str], *, has_words: bool) -> str | None:
    """What came of a try whose entry was corrected; None where the entry tells of no try any more.

    :param before: kind and counterpart of the entry as it was; ``after``: as it is
    :param has_words: more than the result was said of the try (働きかけを記録する), so it is no mere reading of the entry
    """
    said = result_told(*after)
    if before[0] == after[0] and result_told(*before) == said:
        return stood
    if said is None and has_words:
        fits = after[0] == EntryKind.CONTACT or (after[0] == EntryKind.VISIT and stood not in IN_VAIN)
        return stood if fits else None
    return said


def proposes_meeting(times: int, setting: int) -> bool:
    """Whether the next failure in a row is the one to be told of: at the city's number, and again each time it is full."""
    return times > 0 and times % setting == 0


def entry_kind(result: str, *, at_a_distance: bool) -> EntryKind:
    """Which kind of journal entry tells of it."""
    if at_a_distance:
        return EntryKind.CONTACT
    return EntryKind.ATTEMPT if result in IN_VAIN else EntryKind.VISIT


def reasons_about_a_day(day: date | None, today: date, *, longest: int, what: str) -> list[str]:
    """A day in sight: a plan is looked at again, and nothing is kept ready for ever."""
    if day is None:
        return [f"{what}を入れてください。"]
    if day < today:
        return [f"{what}は今日以後にしてください。"]
    if day > today + timedelta(days=longest):
        return [f"{what}は{longest}日以内にしてください。"]
    return []


def reasons_not_to_move_support(
    before: str, after: str, *, ours: bool, is_lead: bool, remark: str
) -> list[str]:
    """What forbids a prepared support to be said to be ready, used or dropped. The same state puts its day off."""
    if not (ours or is_lead):
        return ["準備した機関と主担当の機関だけが変えられます。"]
    if before not in OPEN:
        return [f"もう「{SupportState(before).label}」になっています。"]
    if after == SupportState.DROPPED and not remark.strip():
        return ["やめたわけを「補足」に書いてください。"]
    return []

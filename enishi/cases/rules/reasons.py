"""Why not: every refusal as a Japanese sentence that says what to do. Plain values in, sentences out."""

from collections.abc import Sequence
from datetime import date, timedelta

from enishi.cases.rules.steps import CONSENTED, MAY_END, may_move
from enishi.cases.terms import CaseState
from enishi.office.errors import On
from enishi.sharing.terms import InformationClass

LONGEST_TEXT = 20_000
ONLY_LEAD = "主担当の機関だけができます。"
ENDED = "見守りを終えたケースです。先に再開してください。"
NOT_THESE_CLASSES = (
    "知らせる情報の区分を選び直してください。「基本」は必ず知らせ、見えない区分と情報源は知らせられません。"
)
TAKE_UP_FIRST = "中断・見守り・終了のケースは、「再開する」で次の期日を決めてから進めます。"
CLOSING_TICKS = {
    "sorted_out": "課題が整理された",
    "outlook": "支援の見通しがついた",
    "roles_agreed": "支援機関の役割分担の合意ができた",
}
ASKED_FIRST = "本人の支援の申込み（同意）を先に記録してください。まだのときは「同意前のかかわり」で進めます。"


def reasons_about_next_date(
    next_on: date | None, today: date, *, longest: int, field: str = "next_on", what: str = "次の期日"
) -> list[str]:
    """A case that is led always has a next date, not in the past and not too far away; a watch, too.

    :param field: where the form has it, under the label ``what``
    """
    if next_on is None:
        return [On(field, f"{what}を入れてください。期日のないケースは作れません。")]
    if next_on < today:
        return [On(field, f"{what}は今日以後にしてください。")]
    if next_on > today + timedelta(days=longest):
        far = f"{what}は{longest}日以内にしてください。先の予定は、いったん確認の日を入れてください。"
        return [On(field, far)]
    return []


def reasons_not_to_open(
    *, may_lead: bool, has_person: bool, state: str, support_stands: bool, open_cases: int
) -> list[str]:
    """What forbids opening a case from a consultation.

    :param open_cases: cases of this person that the asker sees and that have not ended
    """
    reasons = []
    if not may_lead:
        reasons.append(
            "ケースを始められるのは、推進員・アウトリーチ支援員・調整管理者です。「つなぐ」で依頼してください。"
        )
    if not has_person:
        reasons.append("本人が分かってから、ケースを始められます。先に「本人を記録する」で選んでください。")
    if open_cases:
        reasons.append("この人のケースがすでにあります。そのケースで続けてください。")
    if state == CaseState.ASSESSING and not support_stands:
        reasons.append(ASKED_FIRST)
    return reasons


def reasons_not_to_move(before: str, after: str, *, is_lead: bool, support_stands: bool) -> list[str]:
    """What forbids a case to go on to another state."""
    if not may_move(before, after):
        now, then = CaseState(before).label, CaseState(after).label
        return [f"今は「{now}」です。「{then}」には進めません。画面を開き直してください。"]
    reasons = []
    if not is_lead:
        reasons.append(ONLY_LEAD)
    if after in CONSENTED and not support_stands:
        reasons.append(ASKED_FIRST)
    return reasons


def reasons_not_to_end(state: str) -> list[str]:
    """What is not watched is closed first (終結), with its ticks and a first look; then the watch may end."""
    if state in MAY_END or state == CaseState.ENDED:
        return []
    now = CaseState(state).label
    return [
        f"今は「{now}」です。見守りを終えられるのは、終結して見守り中のケースです。先に「終結する」を使ってください。"
    ]


def reasons_not_to_ask(
    *,
    state: str,
    is_lead: bool,
    same_agency: bool,
    receives: bool,
    signs_in: bool,
    duty: str,
    standing: bool,
    classes: int,
    held: int,
    has_ground: bool,
    text: str,
) -> list[str]:
    """What forbids asking an agency to take a role (役割の依頼)."""
    said = {
        ENDED: state == CaseState.ENDED,
        ONLY_LEAD: not is_lead,
        "自分の機関の役割は、主担当として記録されています。": same_agency,
        "この機関は今、依頼を受けていません。別の機関を選んでください。": not receives,
        "サインインのない機関はチームに入れません。「つなぐ」で依頼してください。": receives and not signs_in,
        "お願いする役割を選んでください。": not duty,
        "この機関には、同じ役割をすでに依頼しています。": standing,
        NOT_THESE_CLASSES: may_not_share(classes, held),
        "この機関に知らせる根拠がありません。情報共有の同意を記録するか、法令の条文を書いてください。": not has_ground,
        "お願いしたいことを書いてください。": not text.strip(),
    }
    return [sentence for sentence, stands in said.items() if stands]


def may_not_share(classes: int, held: int) -> bool:
    return not classes & InformationClass.BASIC or bool(
        classes & InformationClass.INFORMANT or classes & ~held
    )


def reasons_not_to_close(
    *, state: str, is_lead: bool, ticks: Sequence[bool], reason: str, waiting: int
) -> list[str]:
    """Everything that stands in the way of closing, at once (終結できない理由).

    :param ticks: 課題の整理, 支援の見通し, 役割分担の合意
    :param waiting: roles and requests that wait for an answer
    """
    reasons = []
    if not may_move(state, CaseState.WATCHING):
        reasons.append(f"今は「{CaseState(state).label}」です。終結できません。")
    if not is_lead:
        reasons.append("終結後の主担当になる機関が終結します。先に主担当を引き受けてもらってください。")
    for tick, (field, said) in zip(ticks, CLOSING_TICKS.items(), strict=True):
        if not tick:
            reasons.append(On(field, f"「{said}」を確かめてください。"))
    if not reason:
        reasons.append(On("reason", "終結の理由を選んでください。"))
    if waiting:
        reasons.append(f"回答を待っている依頼が{waiting}件あります。取り消すか、回答を待ってください。")
    return reasons


def reasons_not_to_write(
    *, state: str, text: str, information_class: int, seen: int, minutes: int | None
) -> list[str]:
    """What forbids a journal entry (支援経過)."""
    reasons = []
    if state == CaseState.ENDED:
        reasons.append(ENDED)
    if not text.strip():
        reasons.append(On("text", "内容を書いてください。"))
    if len(text) > LONGEST_TEXT:
        reasons.append(On("text", f"内容は{LONGEST_TEXT:,}文字までです。分けて書いてください。"))
    if not information_class & seen:
        unseen = "この区分の情報は見られないため、書けません。別の区分を選んでください。"
        reasons.append(On("information_class", unseen))
    if minutes is not None and not 0 < minutes <= 1440:
        reasons.append(On("minutes", "かかった時間は1分から1,440分までで入れてください。"))
    return reasons

"""Requests for disclosure (開示請求): dates, what is proposed for each line, what may be decided, and the text that is left."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from enishi.sharing.terms import (
    BinderKind,
    InformationClass,
    LineDecision,
    Nature,
    RequesterKind,
    RequestOutcome,
)

SENTENCE = re.compile(r"[^。！？\n]*[。！？]+[」』）]*\n*|[^。！？\n]+\n*|\n+")
BLACK = "■■■■■"
REASONS = {
    "informant": ("78-1-2", "だれから聞いたか（情報源）が分かります。"),
    "room": ("78-1-6", "会議で検討した内容です。守秘義務のある情報が含まれます。"),
    "heard": ("78-1-2", "本人以外の人から聞いたことです。聞いた相手や、その人の情報が分かります。"),
    "not_self": ("78-1-1", "本人以外からの請求です。知らせると本人の安全や生活を害するおそれがあります。"),
    "rights": ("78-1-1", "虐待・権利擁護に関する情報です。知らせると危険が生じないか確かめてください。"),
    "justice": ("78-1-5", "司法に関する情報です（124条の適用除外にも当たらないか確かめてください）。"),
    "view": ("78-1-7", "職員の所見・評価です。知らせると今後の支援に支障が出るおそれがあります。"),
    "family": ("78-1-2", "家族など、本人以外の人の情報が含まれます。"),
}


@dataclass(frozen=True)
class Row:
    """What the rule needs of one row of the record."""

    binder_kind: str
    information_class: int
    nature: str
    requester: str


def propose(row: Row) -> tuple[str, str]:
    """The article proposed for not showing a row, and why; two empty texts when nothing speaks against showing it."""
    cls, others = (
        row.information_class,
        row.requester in (RequesterKind.PARENT, RequesterKind.GUARDIAN, RequesterKind.PROXY),
    )
    stands = {
        "informant": cls == InformationClass.INFORMANT,
        "room": row.binder_kind in (BinderKind.AGENDA, BinderKind.CONFERENCE),
        "heard": row.nature == Nature.HEARD,
        "not_self": others
        and cls in (InformationClass.RIGHTS, InformationClass.LOCATION, InformationClass.JUSTICE),
        "rights": cls == InformationClass.RIGHTS,
        "justice": cls == InformationClass.JUSTICE,
        "view": row.nature == Nature.VIEW,
        "family": cls == InformationClass.FAMILY,
    }
    why = next((why for why, holds in stands.items() if holds), "")
    return REASONS[why] if why else ("", "")


def sentences(text: str) -> list[str]:
    """A text in the pieces that can be withheld one by one, each with the line breaks after it; joined they are the text."""
    return SENTENCE.findall(text)


def shown(text: str, decision: str, withheld: Iterable[int]) -> str:
    """What is left of a line for the paper: nothing of what is withheld, not even its length."""
    if decision == LineDecision.FULL:
        return text
    if decision != LineDecision.PART:
        return ""
    black, out = set(withheld), list[str]()
    for place, one in enumerate(sentences(text)):
        if place not in black:
            out.append(one)
        elif not out or out[-1] != BLACK:
            out.append(BLACK)
    return "".join(out).strip()


def due(received_on: date, days: int) -> date:
    """The day by which it has to be decided: the first day is not counted."""
    return received_on + timedelta(days=days)


def reasons_not_to_decide_line(
    text: str, decision: str, article: str, reason: str, withheld: Sequence[int], known: Iterable[str]
) -> list[str]:
    many, hides = len(sentences(text)), decision in (LineDecision.PART, LineDecision.NONE)
    said = {
        "開示するかどうかを選んでください。": decision not in LineDecision.values,
        "開示しない条項を選んでください。": hides and article not in set(known),
        "開示しない理由を書いてください。": hides and not reason.strip(),
        "一部を開示しないときは、開示しない文を選んでください。": decision == LineDecision.PART
        and (not withheld or not all(0 <= one < many for one in withheld)),
        "すべての文を開示しないときは「開示しない」を選んでください。": decision == LineDecision.PART
        and len(set(withheld)) >= many > 0,
    }
    return [sentence for sentence, stands in said.items() if stands]


def outcome_of(decisions: Sequence[str]) -> str:
    """What the lines together come to; empty while one is undecided."""
    if any(one not in LineDecision.values for one in decisions):
        return ""
    if not decisions:
        return RequestOutcome.ABSENT
    if all(one == LineDecision.FULL for one in decisions):
        return RequestOutcome.FULL
    return RequestOutcome.NONE if all(one == LineDecision.NONE for one in decisions) else RequestOutcome.PART


def reasons_not_to_close(
    outcome: str, decisions: Sequence[str], *, note: str, read_by_another: bool, read_by_me: bool
) -> list[str]:
    """What forbids the decision on the whole request."""
    said = {
        "決定を選んでください。": outcome not in RequestOutcome.values,
        "まだ判断していない行があります。": outcome != RequestOutcome.REFUSED
        and any(not one for one in decisions),
        "行ごとの判断と決定が合いません。": outcome not in ("", RequestOutcome.REFUSED)
        and all(decisions)
        and outcome != outcome_of(decisions),
        "決定の理由を書いてください。": not note.strip(),
        "決定の前に、別の職員の読み合わせが必要です。": not read_by_another,
        "読み合わせた職員は、決定を記録できません。別の職員が記録してください。": read_by_me,
    }
    return [sentence for sentence, stands in said.items() if stands]

"""Which lines of the ledger may go onto the paper that the person takes home: a proposal with its reasons, never a decision.

A line of a log can endanger: that 児童相談所 looked tells a parent who is suspected; that a meeting
was held without consent tells of it.
"""

from dataclasses import dataclass

from enishi.sharing.rules.law import telling_agencies, telling_articles
from enishi.sharing.terms import (
    BinderKind,
    ConsentGiver,
    GroundKind,
    InformationClass,
    LineKind,
    Purpose,
    Verdict,
)

ROOMS = frozenset({BinderKind.AGENDA, BinderKind.CONFERENCE})
DANGER = InformationClass.RIGHTS | InformationClass.JUSTICE
HIDDEN = {
    "room": "本人の同意によらない会議のことです。会議があったこと自体を知らせることになります。",
    "agency": "相手の機関の名から、通報・通告・捜査などが分かるおそれがあります。",
    "article": "根拠の条文から、通報・通告などが分かるおそれがあります。",
    "informant": "情報源（だれから聞いたか）が含まれます。",
    "sealed": "封印した区分が含まれます。",
    "not_self": "本人以外に渡す紙です。権利擁護・司法の区分が含まれます。",
    "answer": "支援会議の情報提供依頼への回答です。会議があったこと自体を知らせることになります。",
}
ASKED = {
    "danger": "権利擁護・司法の区分が含まれます。危険がないか確かめてください。",
    "law": "本人の同意によらない提供です。本人に知らせてよいか確かめてください。",
    "emergency": "緊急閲覧です。本人に知らせてよいか、見た機関に確かめてください。",
    "unasked": "本人が申し込んでいない簿冊（ほかの人からの相談など）の行です。本人に知らせてよいか確かめてください。",
    "not_self": "本人以外に渡す紙です。本人の不利益にならないか確かめてください。",
}


@dataclass(frozen=True)
class Line:
    """What the rule needs of one line. ``asked_by_person``: None when nobody knows."""

    kind: str
    binder_kind: str
    ground: str = ""
    article: str = ""
    purpose: str = ""
    classes: int = 0
    agency: str = ""
    justice: bool = False
    sealed: bool = False
    unasked: bool = False
    agreed: bool = False
    """of a meeting that is held with the person's consent"""


@dataclass(frozen=True)
class Proposal:
    verdict: Verdict
    reasons: tuple[str, ...]


def propose(line: Line, *, recipient: str = ConsentGiver.SELF) -> Proposal:
    """出す, 伏せる or 確認が要る, and every reason for it."""
    own = recipient == ConsentGiver.SELF
    hidden = {
        "room": (line.binder_kind in ROOMS or line.ground == GroundKind.CONFERENCE) and not line.agreed,
        "agency": line.justice or any(word in line.agency for word in telling_agencies()),
        "article": any(word in line.article for word in telling_articles()),
        "informant": bool(line.classes & InformationClass.INFORMANT) and line.ground != GroundKind.OWN_WORK,
        "sealed": line.sealed,
        "not_self": not own and bool(line.classes & DANGER) and line.ground != GroundKind.OWN_WORK,
        "answer": line.kind == LineKind.ANSWER,
    }
    if reasons := tuple(HIDDEN[why] for why, stands in hidden.items() if stands):
        return Proposal(Verdict.WITHHOLD, reasons)
    asked = {
        "danger": bool(line.classes & DANGER)
        and line.ground not in (GroundKind.OWN_WORK, GroundKind.CONSENT),
        "law": line.ground == GroundKind.OTHER_LAW,
        "emergency": line.ground == GroundKind.EMERGENCY or line.purpose == Purpose.EMERGENCY,
        "unasked": line.unasked,
        "not_self": not own,
    }
    if reasons := tuple(ASKED[why] for why, stands in asked.items() if stands):
        return Proposal(Verdict.ASK, reasons)
    return Proposal(Verdict.RELEASE, ())


def reasons_not_to_decide(verdict: str, proposed: str, reason: str) -> list[str]:
    """A proposal to withhold, or to ask, is set aside only with a reason."""
    if verdict not in (Verdict.RELEASE, Verdict.WITHHOLD):
        return ["出すか伏せるかを選んでください。"]
    if verdict == Verdict.RELEASE and proposed == Verdict.WITHHOLD and not reason.strip():
        return ["「伏せる」の案とちがう判断には、理由を書いてください。"]
    return []

"""The words of the paper that the person takes home, in plain Japanese, from the lines that were released."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from enishi.sharing.queries.ledger import ENDED, LIVE, REVOKED, TO_COME, Line
from enishi.sharing.queries.releases import Weighed
from enishi.sharing.terms import GroundKind, LineKind, Verdict

NOW, BEFORE, LOOKED, TAKEN = "now", "before", "looked", "taken"
HEADINGS = {
    NOW: "いま、あなたの情報を見ることができるところ",
    BEFORE: "前に、見ることができたところ",
    LOOKED: "あなたの記録を見たところ",
    TAKEN: "紙や一覧にして持ち出したところ",
}
WHY = {
    GroundKind.OWN_WORK: "あなたの相談を受けもっているため",
    GroundKind.CONSENT: "あなたが「知らせてよい」と言ったため",
    GroundKind.REFERRAL: "相談をつなぐため",
    GroundKind.CONFERENCE: "会議で話し合うため",
    GroundKind.OTHER_LAW: "法律に決まりがあるため",
    GroundKind.EMERGENCY: "急いで守る必要があったため",
}


def printed(lines: Iterable[Weighed], *, at: datetime) -> list[dict[str, Any]]:
    """What goes onto the paper, line by line, of what was released; the order of the screen is kept."""
    return [_words(one.line, at) for one in lines if one.verdict == Verdict.RELEASE]


def _words(line: Line, at: datetime) -> dict[str, Any]:
    state = line.state(at)
    part = {LineKind.LOOK: LOOKED, LineKind.GIVING: NOW if state in (LIVE, TO_COME) else BEFORE}.get(line.kind, TAKEN)
    why = str(WHY.get(GroundKind(line.ground), "")) if line.ground in GroundKind.values else ""
    return {
        "part": part,
        "who": line.receiver_agency if line.kind == LineKind.GIVING else f"{line.receiver_agency} {line.staff}".strip(),
        "what": line.classes_text,
        "of": line.what if line.kind != LineKind.TAKEN else line.purpose,
        "why": why or line.looked_for,
        "rule": line.cited,
        "from": _day(line.starts_at or line.at),
        "until": _until(line, state),
        "times": line.times,
        "withdrawable": line.ground == GroundKind.CONSENT and part == NOW,
    }


def _until(line: Line, state: str) -> str:
    if line.kind == LineKind.LOOK:
        return _day(line.ends_at)
    if line.kind != LineKind.GIVING:
        return ""
    if state == REVOKED:
        return _day(line.revoked_at)
    return _day(line.ends_at) if state in (LIVE, TO_COME, ENDED) and line.ends_at else "相談が続くあいだ"


def _day(moment: datetime | None) -> str:
    if moment is None:
        return ""
    day = timezone.localtime(moment)
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class Part:
    """One part of the paper with its lines."""

    code: str
    heading: str
    lines: Sequence[dict[str, Any]]


def parts(lines: Sequence[dict[str, Any]]) -> list[Part]:
    """All four parts, also empty ones: that a part is empty and that its lines were withheld look the same."""
    return [Part(code, heading, [one for one in lines if one["part"] == code]) for code, heading in HEADINGS.items()]

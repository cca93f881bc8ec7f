"""The words of the paper that the person takes home, in plain Japanese, from the lines that were released."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from enishi.sharing.queries.ledger import LIVE, REVOKED, TO_COME, Line
from enishi.sharing.queries.releases import Weighed
from enishi.sharing.rules import bits
from enishi.sharing.terms import GroundKind, InformationClass, LineKind, Purpose, Verdict

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


CLASSES = {
    InformationClass.BASIC: "名前・生まれた日・連絡先",
    InformationClass.LIVING: "くらしとお金のこと",
    InformationClass.HEALTH: "体と心・障がいのこと",
    InformationClass.FAMILY: "家族・子どものこと",
    InformationClass.RIGHTS: "あなたを守るためのこと",
    InformationClass.LOCATION: "住んでいるところ",
    InformationClass.JUSTICE: "裁判などのこと",
    InformationClass.INFORMANT: "だれから聞いたか",
}
LOOKED_FOR = {
    Purpose.EXPORT: "一覧をつくるため",
    Purpose.EMERGENCY: "急いで守る必要があったため",
    Purpose.CONFERRING: "会議で話し合うため",
    Purpose.ACCOUNTING: "あなたに知らせる紙をつくるため",
}


def printed(lines: Iterable[Weighed], *, at: datetime) -> list[dict[str, Any]]:
    """What goes onto the paper of what was released; lines that say the same to the person are one, looks are added up."""
    together: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in lines:
        if one.verdict != Verdict.RELEASE:
            continue
        said = _words(one.line, at)
        kept = together.setdefault(tuple(said[name] for name in SAME), said)
        if kept is not said:
            kept["times"] += said["times"]
            kept["from"], kept["until"] = min(kept["from"], said["from"]), max(kept["until"], said["until"])
    return [_dated(one) for one in together.values()]


SAME = ("part", "who", "what", "of", "why", "rule", "key")


def _words(line: Line, at: datetime) -> dict[str, Any]:
    state, looked = line.state(at), line.kind == LineKind.LOOK
    part = {LineKind.LOOK: LOOKED, LineKind.GIVING: NOW if state in (LIVE, TO_COME) else BEFORE}.get(
        line.kind, TAKEN
    )
    why = str(WHY.get(GroundKind(line.ground), "")) if line.ground in GroundKind.values else ""
    if looked:
        why = LOOKED_FOR.get(Purpose(line.purpose), "相談のため") if line.purpose else "相談のため"
    begun, until = _day(line.starts_at or line.at), _until(line, state)
    return {
        "part": part,
        "who": line.receiver_agency
        if line.kind == LineKind.GIVING
        else f"{line.receiver_agency} {line.staff}".strip(),
        "what": "、".join(CLASSES[one] for one in bits(line.classes)),
        "of": line.purpose if part == TAKEN else "",
        "why": why,
        "rule": line.cited,
        "from": begun,
        "until": until,
        "times": line.times,
        "withdrawable": line.ground == GroundKind.CONSENT and part == NOW,
        "key": "" if looked else f"{begun}:{until}",
    }


def _dated(one: dict[str, Any]) -> dict[str, Any]:
    """Days in words; sorting and adding up are done before."""
    return {name: value for name, value in one.items() if name != "key"} | {
        "from": _said(one["from"]),
        "until": _said(one["until"]) or ("相談が続くあいだ" if one["part"] == NOW else ""),
    }


def _said(day: str) -> str:
    return "{}年{}月{}日".format(*(int(part) for part in day.split("-"))) if day else ""


def _until(line: Line, state: str) -> str:
    if line.kind not in (LineKind.GIVING, LineKind.LOOK):
        return ""
    return _day(line.revoked_at if state == REVOKED else line.ends_at)


def _day(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}" if moment else ""


@dataclass(frozen=True)
class Part:
    """One part of the paper with its lines."""

    code: str
    heading: str
    lines: Sequence[dict[str, Any]]


def parts(lines: Sequence[dict[str, Any]]) -> list[Part]:
    """All four parts, also empty ones: that a part is empty and that its lines were withheld look the same."""
    return [
        Part(code, heading, [one for one in lines if one["part"] == code])
        for code, heading in HEADINGS.items()
    ]

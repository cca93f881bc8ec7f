"""Papers about a person that leave the house: 本人に渡す記録, and the notice of a decision on 開示請求. Screen and print are one.

Nothing here asks anything: what is not told to these functions stands on no paper.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from enishi.office.days import long_day
from enishi.office.papers.blocks import Block, Cell, Facts, Heading, Note, Paper, Rows

OWN, DECISION = "本人に渡す記録", "開示決定等の通知"
NOTHING = "この紙に書くものはありません。"
ALWAYS = "相談が続くあいだ"
YOU_CAN = (
    "・あなたが「知らせてよい」と言ったことは、いつでも、やめることができます。やめたいところの □ にしるしをつけて、"
    "市のどの窓口でもよいので出してください。電話でもできます。やめても、相談は続けられます。",
    "・まちがいがあるとき、知らせてほしくないときは、窓口の人に言ってください。",
    "・この紙に書いていないことがあります。だれかの安全のために書けないこともあります。もっと知りたいときは「保有個人情報の開示請求」が"
    "できます。",
)
SILENT = "請求のあった保有個人情報については、開示することができません。保有しているか、いないかも、お答えすることができません。"
OBJECTION = (
    "この決定を知った日の翌日から3か月以内に、市長に審査請求をすることができます。"
    "くわしくは窓口におたずねください。〔要確認〕"
)


class Part(Protocol):
    """One part of what the person takes home, with its lines."""

    @property
    def code(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def lines(self) -> Sequence[Mapping[str, Any]]: ...


class Ground(Protocol):
    """An article on which something is not disclosed."""

    @property
    def about(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def verified(self) -> bool: ...


def own_paper(name: str, *, made: date, since: date, given_to: str, parts: Iterable[Part]) -> Paper:
    """What the person takes home: who may see, who could, who looked, what was taken out, and what they can do.

    :param given_to: in whose hands it is given, when that is not the person
    """
    who = f"{name} さん　" if name else ""
    to = f"（{given_to}に渡す紙）" if given_to else ""
    blocks: list[Block] = [
        Note(f"{who}{long_day(made)}の記録です。{to}"),
        Note(
            "市は、あなたの相談のために、あなたの情報をほかのところに知らせることがあります。"
            "だれに、何を、なぜ、いつまで知らせているかを書きました。"
        ),
    ]
    for part in parts:
        blocks += [Heading(part.heading), _table(part) if part.lines else Note(NOTHING)]
    blocks += [Heading("あなたができること"), *map(Note, YOU_CAN)]
    blocks.append(Note(f"見たところの記録は、{long_day(since)}からのものです。"))
    return Paper("あなたの情報を、だれが見ているか", blocks, kind=OWN)


COLUMNS = {
    "now": {"どこ": 7, "何を": 7, "なぜ": 7, "いつ": 7, "やめたいとき": 5},
    "before": {"どこ": 4, "何を": 4, "なぜ": 4, "いつ": 4},
    "looked": {"どこ": 5, "なぜ": 5, "いつ": 5},
    "taken": {"どこ": 5, "何を": 5, "いつ": 3},
}


def _table(part: Part) -> Rows:
    columns = COLUMNS[part.code]
    cells = [_cells(part.code, one) for one in part.lines]
    return Rows(
        "",
        list(columns),
        list(columns.values()),
        [[row[head] for head in columns] for row in cells],
        fewest=1,
    )


def _cells(code: str, one: Mapping[str, Any]) -> dict[str, str]:
    until = "" if one["until"] == ALWAYS else "まで"
    one_day = code == "taken" or (code == "looked" and one["until"] == one["from"])
    when = one["from"] if one_day else f"{one['from']}から\n{one['until']}{until}"
    times = f"（{one['times']}回）" if code == "looked" else ""
    return {
        "どこ": one["who"],
        "何を": one["of"] if code == "taken" else one["what"],
        "なぜ": "\n".join(part for part in (one["why"], one["rule"]) if part),
        "いつ": f"{when}{times}",
        "やめたいとき": "□ やめる" if one["withdrawable"] else "",
    }


@dataclass(frozen=True)
class Decided:
    """A decision on a request as its paper tells it. ``silent``: whether there is anything is not told either."""

    number: str
    requester: str
    asked: str
    received: date
    decided: date | None
    outcome: str
    silent: bool
    articles: Sequence[Ground] = ()
    lines: Sequence[tuple[datetime | None, str, str]] | None = None
    """day, kind, text of what is disclosed; None: no copy goes with it"""


def decision_paper(told: Decided) -> Paper:
    """The notice, and the copy of what is disclosed; refusing to tell and having nothing are one text."""
    title = "保有個人情報の開示をしない旨の通知" if told.silent else f"保有個人情報の{told.outcome}の通知"
    blocks: list[Block] = [
        Note(f"{told.requester} 様"),
        Note(
            f"{long_day(told.received)}に受けた開示の請求（番号 {told.number}）について、次のとおり決定しました。"
        ),
        Facts([Cell("請求の内容", told.asked)]),
        Facts([Cell("決定の日", long_day(told.decided) if told.decided else "")]),
        Facts([Cell("決定", "開示しません" if told.silent else told.outcome)]),
    ]
    if told.silent:
        blocks += [Heading("理由"), Note(SILENT)]
    elif told.articles:
        blocks.append(Heading("開示しない部分とその理由"))
        blocks += [Note(f"・{one.about}（個人情報保護法{_article(one)}）") for one in told.articles]
    if told.lines is not None and not told.silent:
        rows = [[f"{at:%Y/%-m/%-d}" if at else "", kind, text] for at, kind, text in told.lines]
        blocks += [
            Heading("開示する保有個人情報の写し"),
            Note("■ は、開示しない部分です。", size="small"),
            Rows("", ["日付", "種類", "内容"], [3, 4, 13], rows, fewest=1),
        ]
    blocks += [Heading("この決定に不服があるとき"), Note(OBJECTION)]
    return Paper(title, blocks, kind=DECISION, subject=f"開示請求 {told.number}")


def _article(one: Ground) -> str:
    return one.text if one.verified else f"{one.text}〔要確認〕"

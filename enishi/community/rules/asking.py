"""What a member is asked by a card: what of the brief may stand on it, the questions, and a hand made of the answer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from enishi.community.terms import HandWord
from enishi.office.cards import CHOICE, NUMBER, TEXT, Ask, Card
from enishi.office.days import long_day

FACTS = {
    "age_band": "年代",
    "forms": "希望する形",
    "frequency": "頻度",
    "district": "中学校区",
    "considerations": "必要な配慮",
}
TEXTS = {"wishes": "本人の希望", "strengths": "強み", "care": "配慮してほしいこと"}
PARTS = FACTS | TEXTS
"""What of a brief can stand on a card; somebody ticks each, by what the person agreed to have told. None is ticked before."""
TERM = 120
ASKS = (
    Ask("word", "手を挙げますか", CHOICE, required=True, choices=tuple(HandWord.choices)),
    Ask("idea", "できそうなこと・アイデア", TEXT, most=1000, hint="思いつきで、だいじょうぶです。"),
    Ask("days", "いつから、どの曜日・時間に", TEXT, most=TERM),
    Ask("people", "一度に何人まで", NUMBER, most=99),
    Ask("insurance", "保険", TEXT, most=TERM, hint="入っている保険、入ってほしい保険など。"),
    Ask("transport", "送迎・交通", TEXT, most=TERM),
    Ask("reward", "報酬・工賃", TEXT, most=TERM),
    Ask("text", "聞いておきたいこと", TEXT, most=1000),
    Ask("reason", "見送るときは、そのわけ", TEXT, most=400, hint="次に声をかけるときの参考にします。"),
)
TITLE = "力を貸してください"
THANKS = "回答を受け取りました。ありがとうございます。事務局から連絡します。"
TERMS = ("insurance", "transport", "reward", "days")


def card(told: Mapping[str, str], *, reference: str, deadline: date | None, sender: str, lead: str) -> Card:
    """The card of one commission. ``told``: the parts that may stand on it, in words; what is empty is not there."""
    facts = [("依頼番号", reference), *((label, told.get(name, "")) for name, label in FACTS.items())]
    if deadline:
        facts.append(("期限", long_day(deadline)))
    return Card(
        title=TITLE,
        sender=sender,
        lead=lead,
        facts=[one for one in facts if one[1]],
        texts=[(label, told[name]) for name, label in TEXTS.items() if told.get(name)],
        asks=ASKS,
        thanks=THANKS,
    )


def hand_of(given: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a hand as the member answered, for the form in which somebody decides."""
    if not given or given.get("word") == HandWord.NO:
        return {}
    people = given.get("people", "")
    named = {name: given.get(name, "") for name in ("idea", *TERMS)}
    return named | {"people": int(people) if people.isdigit() and int(people) else None}

"""What a host is asked by a card, and what may stand on it: abilities and needs, nothing that says who it is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from unicodedata import normalize

from enishi.office import cards
from enishi.office.cards import CHOICE, DAY, NUMBER, TEXT, Ask, Card
from enishi.participation.terms import AskKind, HostState, HostWord

LATER = "直したいときや、答えにくいときは、電話してください。"
ASKS = {
    AskKind.INVITE: (
        Ask("word", "受け入れられますか", CHOICE, required=True, choices=tuple(HostWord.choices)),
        Ask("when", "都合のよい曜日・時間", TEXT, most=200),
        Ask("from_on", "いつから", DAY),
        Ask("how_many", "一度に何人まで", NUMBER, most=99),
        Ask("text", "条件や、聞いておきたいこと", TEXT, most=1000, hint="保険、送迎、持ち物、報酬など。"),
    ),
    AskKind.FOLLOW: (
        Ask("word", "様子はどうですか", CHOICE, required=True, choices=tuple(HostState.choices)),
        Ask("text", "伝えたいこと", TEXT, most=1000, hint="うまくいっていること、困っていること。"),
    ),
}
TITLES = {AskKind.INVITE: "受入れのお願い", AskKind.FOLLOW: "その後の様子を教えてください"}
# Runs of figures that tell who somebody is: telephone, days of birth, numbers of registers.
TELLING = (
    (re.compile(r"0\d{1,4}[-(（)）\s]?\d{1,4}[-)）\s]?\d{3,4}"), "電話番号"),
    (re.compile(r"(?:19|20)\d{2}[年/.-]\s?\d{1,2}[月/.-]\s?\d{1,2}"), "生年月日などの日付"),
    (re.compile(r"(?:明治|大正|昭和|平成)\s?(?:\d{1,2}|元)年\s?\d{1,2}月"), "生年月日などの日付"),
    (re.compile(r"\d{7,}"), "けた数の多い番号"),
    (re.compile(r"\d+\s?(?:丁目|番地|番\d|号室)"), "住所"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "メールアドレス"),
)


def reasons_about_words(texts: Iterable[str], names: Iterable[str]) -> list[str]:
    """Why these words may not go to a host; empty when they may.

    :param names: parts of the names of the people of the case, as the hat sees them
    """
    joined = normalize("NFKC", "\n".join(texts))
    found = [word for pattern, word in TELLING if pattern.search(joined)]
    reasons = [f"{word}が入っています。だれのことか分かるので、書かないでください。" for word in dict.fromkeys(found)]
    bare = joined.replace(" ", "")
    if any(len(name) > 1 and normalize("NFKC", name) in bare for name in names):
        reasons.append("ケースの人の氏名が入っています。受入先には氏名を伝えません。書き直してください。")
    return reasons


def card(
    kind: AskKind, *, offer: str, sender: str, lead: str, facts: Sequence[tuple[str, str]], texts: Sequence[tuple[str, str]]
) -> Card:
    """The card of one host. Two requests with the same abilities and needs are the same card, by whatever road somebody came."""
    return Card(
        title=TITLES[kind],
        sender=sender,
        lead=lead,
        facts=[one for one in [("参加する場", offer), *facts] if one[1]],
        texts=[one for one in texts if one[1]],
        asks=ASKS[kind],
        thanks=f"回答を受け取りました。ありがとうございます。{LATER}",
    )


def told(kind: str, given: Mapping[str, str]) -> list[tuple[str, str]]:
    """An answer as (question, words), what was left empty left out."""
    return cards.told(ASKS[AskKind(kind)], given)

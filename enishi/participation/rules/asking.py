"""What a host is asked by a card, and what may stand on it: abilities and needs, nothing that says who it is."""

from collections.abc import Iterable, Mapping, Sequence

from enishi.office import cards
from enishi.office.cards import CHOICE, DAY, NUMBER, TEXT, Ask, Card
from enishi.office.text.known_names import names_in
from enishi.office.text.telling import reasons_to_rewrite
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


def reasons_about_words(texts: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """Why these words may not go to a host or to the project; empty when they may.

    :param texts: label of the field → what was typed
    :param names: parts of the names of the people of the case, as the hat sees them
    """
    reasons = [reason for label, text in texts.items() for reason in reasons_to_rewrite(label, text)]
    return reasons + reasons_about_names(texts, names)


def reasons_about_names(texts: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """Why these words may not go out, for the names of the people of the case alone; each with the name that was found."""
    known = list(names)
    found = {label: hits for label, text in texts.items() if (hits := names_in(text, known))}
    if not found:
        return []
    told, which = "」「".join(found), "、".join(dict.fromkeys(one for hits in found.values() for one in hits))
    return [
        f"「{told}」に、ケースの人の氏名が入っています（{which}）。外には氏名を伝えません。書き直してください。"
        "名前でないことばは、漢字にするなど、ほかの書き方にしてください。"
    ]


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

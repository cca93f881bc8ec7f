"""The pure part: what a card holds, and what may come back."""

import pytest

from enishi.office.cards import CHOICE, DAY, NUMBER, TEXT, Ask, Card, answered

ASKS = (
    Ask("word", "受け入れられますか", CHOICE, required=True, choices=(("yes", "受け入れられる"), ("no", "今回は難しい"))),
    Ask("from_on", "いつから", DAY),
    Ask("how_many", "何人まで", NUMBER, most=20),
    Ask("text", "伝えたいこと", TEXT, most=50),
)


def test_a_card_travels_as_json_and_comes_back_the_same() -> None:
    card = Card("受入れのお願い", "地域福祉課", "読んでください。", (("曜日", "木曜"),), (("好きなこと", "土いじり"),), ASKS)
    assert Card.read(card.told()) == card


EMPTY = Card("x", "y").told()


@pytest.mark.parametrize("told", [{}, {"title": "x"}, {**EMPTY, "more": 1}, {**EMPTY, "asks": [{}]}])
def test_what_is_no_card_is_refused(told: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Card.read(told)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"word": "yes"}, set()),
        ({"word": "yes", "from_on": "2026-04-01", "how_many": "20", "text": "お待ちしています。"}, set()),
        ({}, {"word"}),
        ({"word": "maybe"}, {"word"}),
        ({"word": "yes", "from_on": "4月1日"}, {"from_on"}),
        ({"word": "yes", "from_on": "20260401"}, {"from_on"}),
        ({"word": "yes", "how_many": "21"}, {"how_many"}),
        ({"word": "yes", "how_many": "３"}, {"how_many"}),
        ({"word": "yes", "text": "あ" * 51}, {"text"}),
        ({"word": "yes", "text": "1234-5678-9018の者です"}, {"text"}),
        ({"word": "yes", "text": "1234-5678-9017の者です"}, set()),
    ],
)
def test_an_answer_is_judged_by_the_card_alone(given: dict[str, str], wrong: set[str]) -> None:
    assert set(answered(ASKS, given).errors) == wrong


def test_nothing_that_was_not_asked_comes_through() -> None:
    found = answered(ASKS, {"word": "no", "case": "1", "__proto__": "x", "text": "むずかしい\x00です。\r\nまた。"})
    assert found.values == {"word": "no", "from_on": "", "how_many": "", "text": "むずかしいです。\nまた。"}


@pytest.mark.parametrize("wrong", [{"kind": "file"}, {"name": "a b"}, {"kind": CHOICE}, {"choices": (("a", "b"),)}])
def test_a_question_that_cannot_be_drawn_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no such question"):
        Ask(**{"name": "one", "label": "ひとつ"} | wrong)  # type: ignore[arg-type]

"""開示請求: dates, proposals, the text that is left, and what may be decided."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.sharing.rules import disclosure, law
from enishi.sharing.rules.disclosure import BLACK, Row, outcome_of, propose, sentences, shown
from enishi.sharing.terms import (
    BinderKind,
    InformationClass,
    LineDecision,
    Nature,
    RequesterKind,
    RequestOutcome,
)

FULL, PART, NONE = LineDecision.FULL, LineDecision.PART, LineDecision.NONE
ROW = {
    "binder_kind": BinderKind.CASE,
    "information_class": 1,
    "nature": Nature.FACT,
    "requester": RequesterKind.SELF,
}
TEXT = st.text(alphabet="あい。！\n「」x ", max_size=40)


@pytest.mark.parametrize(
    ("more", "article"),
    [
        ({}, ""),
        ({"nature": Nature.HEARD}, "78-1-2"),
        ({"nature": Nature.VIEW}, "78-1-7"),
        ({"information_class": InformationClass.INFORMANT}, "78-1-2"),
        ({"information_class": InformationClass.FAMILY}, "78-1-2"),
        ({"information_class": InformationClass.RIGHTS}, "78-1-1"),
        ({"information_class": InformationClass.JUSTICE}, "78-1-5"),
        ({"information_class": InformationClass.LOCATION}, ""),
        ({"information_class": InformationClass.LOCATION, "requester": RequesterKind.PARENT}, "78-1-1"),
        ({"binder_kind": BinderKind.AGENDA}, "78-1-6"),
    ],
)
def test_what_is_proposed(more: dict[str, object], article: str) -> None:
    found, why = propose(Row(**(ROW | more)))  # type: ignore[arg-type]
    assert (found, bool(why)) == (article, bool(article))
    assert not found or found in law.withholding()


@given(
    st.sampled_from(list(InformationClass)),
    st.sampled_from(list(BinderKind)),
    st.sampled_from(list(RequesterKind)),
)
def test_what_third_parties_told_is_always_marked(cls: int, kind: str, requester: str) -> None:
    assert propose(Row(kind, cls, Nature.HEARD, requester))[0]
    assert propose(Row(kind, InformationClass.INFORMANT, Nature.UNKNOWN, requester))[0] == "78-1-2"


@given(TEXT)
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text
    assert shown(text, FULL, []) == text
    assert shown(text, NONE, []) == ""
    assert shown(text, "", []) == ""


@given(TEXT, st.sets(st.integers(0, 20)))
def test_nothing_withheld_is_left(text: str, withheld: set[int]) -> None:
    marked = [f"{place}番。" for place, _ in enumerate(sentences(text))]
    told = shown("".join(marked), PART, withheld)
    for place, one in enumerate(marked):
        assert (one in told) == (place not in withheld) or any(
            one in other and place not in {at} for at, other in enumerate(marked) if at != place
        )
    assert BLACK + BLACK not in told, "not even how many sentences"


@pytest.mark.parametrize(
    ("decisions", "outcome"),
    [
        ([], RequestOutcome.ABSENT),
        ([FULL, FULL], RequestOutcome.FULL),
        ([NONE], RequestOutcome.NONE),
        ([FULL, NONE], RequestOutcome.PART),
        ([PART], RequestOutcome.PART),
        ([FULL, ""], ""),
    ],
)
def test_what_the_lines_come_to(decisions: list[str], outcome: str) -> None:
    assert outcome_of(decisions) == outcome


def _line(
    decision: str, article: str = "78-1-2", reason: str = "理由", withheld: tuple[int, ...] = ()
) -> list[str]:
    known = law.withholding()
    return disclosure.reasons_not_to_decide_line("一。二。", decision, article, reason, withheld, known)


def test_what_a_decision_on_a_line_needs() -> None:
    assert _line(FULL, "", "") == []
    assert _line(NONE) == []
    assert _line(PART, withheld=(0,)) == []
    assert len(_line("")) == 1
    assert len(_line(NONE, "", "")) == 2
    assert len(_line(NONE, "99")) == 1
    assert len(_line(PART)) == 1
    assert len(_line(PART, withheld=(7,))) == 1
    assert len(_line(PART, withheld=(0, 1))) == 1


def test_what_a_decision_on_a_request_needs() -> None:
    def said(outcome: str, decisions: list[str], **more: object) -> list[str]:
        given_: dict[str, object] = {"note": "決裁", "read_by_another": True, "read_by_me": False} | more
        return disclosure.reasons_not_to_close(outcome, decisions, **given_)  # type: ignore[arg-type]

    assert said("full", [FULL]) == []
    assert said("refused", [""]) == [], "existence is refused without judging lines"
    assert len(said("", [FULL])) == 1
    assert len(said("full", [FULL, ""])) == 1
    assert len(said("full", [NONE])) == 1
    assert len(said("full", [FULL], note=" ")) == 1
    assert len(said("full", [FULL], read_by_another=False)) == 1
    assert len(said("full", [FULL], read_by_me=True)) == 1


def test_the_first_day_is_not_counted() -> None:
    assert disclosure.due(date(2026, 4, 1), 30) == date(2026, 5, 1)

"""本人に渡す記録: what is proposed for a line, and what may be decided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.sharing.rules import law, release
from enishi.sharing.rules.release import Line, propose, reasons_not_to_decide
from enishi.sharing.terms import BinderKind, ConsentGiver, GroundKind, LineKind, Purpose, Verdict

PLAIN = {
    "kind": LineKind.GIVING,
    "binder_kind": BinderKind.RESIDENT,
    "ground": GroundKind.CONSENT,
    "classes": 1,
}
RELEASE, WITHHOLD, ASK = Verdict.RELEASE, Verdict.WITHHOLD, Verdict.ASK


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({}, RELEASE),
        ({"ground": GroundKind.REFERRAL}, RELEASE),
        ({"ground": GroundKind.OWN_WORK, "classes": 255}, RELEASE),
        ({"ground": GroundKind.CONFERENCE}, WITHHOLD),
        ({"ground": GroundKind.CONFERENCE, "agreed": True}, RELEASE),
        ({"ground": GroundKind.CONFERENCE, "agreed": True, "classes": 1 | 16}, ASK),
        ({"binder_kind": BinderKind.AGENDA}, WITHHOLD),
        ({"kind": LineKind.LOOK, "ground": "", "binder_kind": BinderKind.AGENDA, "agreed": True}, RELEASE),
        ({"kind": LineKind.LOOK, "ground": "", "binder_kind": BinderKind.CONFERENCE}, WITHHOLD),
        ({"kind": LineKind.ANSWER, "ground": ""}, WITHHOLD),
        ({"agency": "みのり児童相談センター"}, WITHHOLD),
        ({"agency": "みのり警察署"}, WITHHOLD),
        ({"justice": True}, WITHHOLD),
        ({"ground": GroundKind.OTHER_LAW, "article": "児童虐待防止法6条"}, WITHHOLD),
        ({"ground": GroundKind.REFERRAL, "classes": 1 | 128}, WITHHOLD),
        ({"sealed": True}, WITHHOLD),
        ({"ground": GroundKind.OTHER_LAW, "article": "地方自治法"}, ASK),
        ({"ground": GroundKind.EMERGENCY}, ASK),
        ({"kind": LineKind.LOOK, "ground": "", "purpose": Purpose.EMERGENCY}, ASK),
        ({"ground": GroundKind.REFERRAL, "classes": 1 | 16}, ASK),
        ({"unasked": True}, ASK),
    ],
)
def test_what_is_proposed(more: dict[str, object], verdict: Verdict) -> None:
    found = propose(Line(**(PLAIN | more)))  # type: ignore[arg-type]
    assert found.verdict == verdict
    assert bool(found.reasons) == (verdict != RELEASE), "whatever is not plainly released says why"


@given(
    st.sampled_from(list(GroundKind)),
    st.integers(1, 255),
    st.sampled_from([ConsentGiver.PARENT, ConsentGiver.GUARDIAN]),
)
def test_a_paper_for_somebody_else_is_never_plainly_released(
    ground: str, classes: int, recipient: str
) -> None:
    line = Line(**(PLAIN | {"ground": ground, "classes": classes}))  # type: ignore[arg-type]
    assert propose(line, recipient=recipient).verdict != RELEASE


@given(st.sampled_from(list(GroundKind)), st.integers(1, 255), st.booleans(), st.booleans())
def test_more_danger_never_makes_a_line_freer(ground: str, classes: int, sealed: bool, unasked: bool) -> None:
    order = [RELEASE, ASK, WITHHOLD]
    plain = Line(**(PLAIN | {"ground": ground, "classes": classes}))  # type: ignore[arg-type]
    more = Line(**(PLAIN | {"ground": ground, "classes": classes, "sealed": sealed, "unasked": unasked}))  # type: ignore[arg-type]
    assert order.index(propose(more).verdict) >= order.index(propose(plain).verdict)


@pytest.mark.parametrize(
    ("verdict", "proposed", "reason", "said"),
    [
        ("release", "release", "", 0),
        ("withhold", "release", "", 0),
        ("release", "ask", "", 0),
        ("release", "withhold", "", 1),
        ("release", "withhold", "本人が知っている", 0),
        ("ask", "ask", "", 1),
        ("", "release", "", 1),
    ],
)
def test_a_proposal_to_withhold_is_set_aside_with_a_reason(
    verdict: str, proposed: str, reason: str, said: int
) -> None:
    assert len(reasons_not_to_decide(verdict, proposed, reason)) == said


def test_every_ground_has_an_article_and_what_is_unverified_says_so() -> None:
    for kind in GroundKind:
        if kind is not GroundKind.IDENTITY:
            one = law.of_ground(kind)
            assert one.text
            assert (law.UNVERIFIED in str(one)) != one.verified
    assert law.version()
    assert set(release.HIDDEN) & set(release.ASKED) == {"not_self"}

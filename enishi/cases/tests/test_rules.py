"""The pure rules of a case: nothing leaves what it must not, every state is reached, every refusal says what to do."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from enishi.cases.rules.reasons import (
    may_not_share,
    reasons_about_next_date,
    reasons_not_to_ask,
    reasons_not_to_close,
    reasons_not_to_move,
    reasons_not_to_open,
    reasons_not_to_write,
)
from enishi.cases.rules.steps import CASE_STEPS, CONSENTED, FIRST, LED, may_move, transitions
from enishi.cases.terms import CaseState
from enishi.sharing.terms import ALL_CLASSES

STATES = st.sampled_from(CaseState.values)
TODAY = date(2026, 11, 26)
YES_NO = st.booleans()


def reached(start: set[str]) -> set[str]:
    found, fresh = set(start), set(start)
    while fresh:
        fresh = {after.value for one in fresh for after in CASE_STEPS[CaseState(one)]} - found
        found |= fresh
    return found


def test_every_state_is_reached_from_a_beginning_and_leads_to_an_end() -> None:
    assert reached({one.value for one in FIRST}) == set(CaseState.values)
    for one in CaseState.values:
        assert CaseState.ENDED in reached({one}), "nobody is stuck"
        assert CaseState.OUTREACH in reached({one}), "and everybody can be taken up again"


def test_only_an_end_has_no_lead_and_it_leads_back_to_a_beginning_only() -> None:
    assert set(CaseState) - LED == {CaseState.ENDED}
    assert CASE_STEPS[CaseState.ENDED] == FIRST
    assert set(transitions()) == {(a, b) for a in CaseState.values for b in CaseState.values if may_move(a, b)}


def test_before_consent_nothing_is_planned_and_a_withdrawal_always_has_a_way_back() -> None:
    assert not CASE_STEPS[CaseState.OUTREACH] & (CONSENTED - {CaseState.ASSESSING})
    assert all(may_move(one, CaseState.OUTREACH) for one in CONSENTED)
    assert all(CaseState.WATCHING not in CASE_STEPS[one] for one in (CaseState.OUTREACH, CaseState.ENDED))


@given(STATES, STATES, YES_NO, YES_NO)
def test_a_step_is_free_exactly_when_it_exists_the_lead_takes_it_and_the_person_asked(
    before: str, after: str, is_lead: bool, stands: bool
) -> None:
    free = may_move(before, after) and is_lead and (stands or after not in CONSENTED)
    assert (reasons_not_to_move(before, after, is_lead=is_lead, support_stands=stands) == []) is free


@given(st.one_of(st.none(), st.integers(-400, 800)), st.integers(1, 366))
def test_a_date_always_stands_between_today_and_the_longest(days: int | None, longest: int) -> None:
    next_on = None if days is None else TODAY + timedelta(days=days)
    free = days is not None and 0 <= days <= longest
    assert (reasons_about_next_date(next_on, TODAY, longest=longest) == []) is free


@given(YES_NO, YES_NO, st.sampled_from(["outreach", "assessing"]), YES_NO, st.integers(0, 2))
def test_a_case_begins_with_a_lead_a_person_and_no_other_case(
    may_lead: bool, has_person: bool, state: str, stands: bool, others: int
) -> None:
    free = may_lead and has_person and not others and (stands or state == "outreach")
    said = reasons_not_to_open(
        may_lead=may_lead, has_person=has_person, state=state, support_stands=stands, open_cases=others
    )
    assert (said == []) is free


@given(STATES, YES_NO, st.lists(YES_NO, min_size=3, max_size=3), st.sampled_from(["", "agreed"]), st.integers(0, 2))
def test_closing_is_free_exactly_with_everything(
    state: str, is_lead: bool, ticks: list[bool], reason: str, waiting: int
) -> None:
    said = reasons_not_to_close(state=state, is_lead=is_lead, ticks=ticks, reason=reason, waiting=waiting)
    missing = (
        (not may_move(state, "watching")) + (not is_lead) + ticks.count(False) + (not reason) + bool(waiting)
    )
    assert len(said) == missing, "all that stands in the way at once"


@given(st.integers(0, 511), st.integers(0, ALL_CLASSES))
def test_nothing_is_shared_that_is_not_held_nor_an_informant_nor_without_the_basics(classes: int, held: int) -> None:
    free = bool(classes & 1) and not classes & 128 and classes & ~held == 0
    assert may_not_share(classes, held) is not free


@given(STATES, YES_NO, YES_NO, YES_NO, YES_NO, st.sampled_from(["", "support"]), YES_NO, YES_NO, st.sampled_from(["", "x"]))
def test_asking_is_free_exactly_with_a_ground_and_a_lead(
    state: str,
    is_lead: bool,
    same: bool,
    receives: bool,
    signs_in: bool,
    duty: str,
    standing: bool,
    ground: bool,
    text: str,
) -> None:
    said = reasons_not_to_ask(
        state=state,
        is_lead=is_lead,
        same_agency=same,
        receives=receives,
        signs_in=signs_in,
        duty=duty,
        standing=standing,
        classes=3,
        held=15,
        has_ground=ground,
        text=text,
    )
    free = state != "ended" and is_lead and not same and receives and signs_in and duty and not standing and ground and text
    assert (said == []) is bool(free)


@given(STATES, st.text(max_size=3), st.sampled_from([1, 2, 64]), st.integers(0, 255), st.one_of(st.none(), st.integers(-5, 2000)))
def test_an_entry_has_words_a_class_that_is_seen_and_a_day_at_most(
    state: str, text: str, information_class: int, seen: int, minutes: int | None
) -> None:
    said = reasons_not_to_write(
        state=state, text=text, information_class=information_class, seen=seen, minutes=minutes
    )
    free = state != "ended" and text.strip() and information_class & seen and (minutes is None or 0 < minutes <= 1440)
    assert (said == []) is bool(free)
    assert all(one.endswith("。") for one in said)

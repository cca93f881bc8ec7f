"""Rules on plain values: no database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.intake.rules.deadlines import due_on, is_silent_for
from enishi.intake.rules.file_names import ENDINGS, LONGEST, file_name, named_by_content
from enishi.intake.rules.reasons import (
    classes_offered,
    next_date_from,
    reasons_about_classes,
    reasons_about_next_date,
)
from enishi.intake.rules.receiving import class_from_issues
from enishi.intake.rules.steps import (
    CAME_BACK,
    ENDED,
    REFERRAL_STEPS,
    RUNNING,
    UNANSWERED,
    transitions,
    who_may,
)
from enishi.intake.terms import ReferralKind, ReferralState, Side


def test_there_are_ten_states_and_each_is_in_one_group() -> None:
    assert len(ReferralState) == 10
    assert set(ReferralState) == UNANSWERED | RUNNING | ENDED
    assert not UNANSWERED & RUNNING
    assert not (UNANSWERED | RUNNING) & ENDED


def test_nothing_leaves_an_end_and_every_other_state_reaches_one() -> None:
    for state, steps in REFERRAL_STEPS.items():
        assert bool(steps) is (state not in ENDED)
    reached = {ReferralState.REQUESTED}
    while more := {after for one in reached for after in REFERRAL_STEPS[one]} - reached:
        reached |= more
    assert reached == set(ReferralState)


def test_every_open_state_can_be_ended_by_a_second_authorised_side() -> None:
    for state in UNANSWERED | RUNNING:
        sides = {side for after in CAME_BACK for side in REFERRAL_STEPS[state].get(after, frozenset())}
        assert len(sides) >= 2, state


def test_after_a_handover_was_accepted_the_sender_moves_nothing() -> None:
    moves = {(before, side) for kind, before, _, side in transitions() if kind == ReferralKind.HANDOVER}
    assert not {(state, Side.SENDER) for state in RUNNING} & moves
    assert who_may("accepted", "cancelled", "join") == {Side.SENDER}


@given(st.integers(0, 255), st.integers(0, 255))
def test_what_is_offered_is_held_and_never_justice_informant_or_location(held: int, written: int) -> None:
    offered = classes_offered(held, written)
    assert offered & 1
    assert not offered & (32 | 64 | 128)
    assert not offered & ~held & ~1
    if held & 1:
        assert reasons_about_classes(offered, held) == []


@given(st.integers(1, 255), st.integers(0, 255))
def test_more_than_is_held_is_always_refused(classes: int, held: int) -> None:
    refused = bool(reasons_about_classes(classes, held))
    assert refused == bool(not classes & 1 or classes & 128 or classes & ~held)


@pytest.mark.parametrize(
    ("next_on", "fine"),
    [
        (None, False),
        (date(2026, 11, 23), False),
        (date(2026, 11, 24), True),
        (date(2027, 2, 24), True),
        (date(2027, 2, 25), False),
    ],
)
def test_a_next_date_is_there_and_near(next_on: date | None, fine: bool) -> None:
    assert (reasons_about_next_date(next_on, date(2026, 11, 24), longest=92) == []) is fine


CLOSED = {date(2026, 11, 19)}


@pytest.mark.parametrize(
    ("received", "today", "due"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), date(2026, 12, 1)),
        (date(2026, 11, 28), date(2026, 11, 28), date(2026, 12, 7)),  # a Saturday: seven days later nobody is there
        (date(2026, 12, 25), date(2026, 12, 25), date(2027, 1, 4)),  # 1 January
        (date(2026, 10, 1), date(2026, 11, 3), date(2026, 11, 4)),  # entered late, on 文化の日
        (date(2026, 11, 12), date(2026, 11, 12), date(2026, 11, 20)),  # the city itself is closed on the 19th
    ],
)
def test_the_proposed_next_date_is_a_day_when_offices_are_open(received: date, today: date, due: date) -> None:
    assert next_date_from(received, today, 7, CLOSED) == due


def test_silence_is_counted_in_working_days() -> None:
    friday = date(2026, 11, 20)
    assert due_on(friday, 1, ()) == date(2026, 11, 24), "Monday the 23rd is a holiday"
    assert not is_silent_for(friday, date(2026, 11, 23), 1, ())
    assert is_silent_for(friday, date(2026, 11, 24), 1, ())
    assert not is_silent_for(friday, date(2026, 11, 24), 1, {date(2026, 11, 24)})
    assert not is_silent_for(friday, friday, 0, ())


def test_the_class_of_a_story_follows_the_careful_issue_then_the_worst() -> None:
    classes = {"money": 2, "body": 4, "rights": 16, "apart": 64}
    assert class_from_issues(classes, ["money", "body"], "body") == 4
    assert class_from_issues(classes, ["money", "rights"], "money") == 16
    assert class_from_issues(classes, ["rights", "apart"], "") == 64
    assert class_from_issues(classes, ["body"], "") == 4
    assert class_from_issues(classes, [], "") == 1


@given(st.text(max_size=300))
def test_a_file_name_is_never_a_path_and_never_empty(given_name: str) -> None:
    name = file_name(given_name)
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\<>:"|?*\n\r\0\u202e')


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("C:\\メモ\\申込書.pdf", "申込書.pdf"),
        ("../../etc/passwd", "passwd"),
        ("", "添付ファイル"),
        ("...", "添付ファイル"),
        ("写真\u202egpj.exe", "写真gpj.exe"),
    ],
)
def test_file_names(given_name: str, kept: str) -> None:
    assert file_name(given_name) == kept


@pytest.mark.parametrize(
    ("given_name", "media_type", "kept"),
    [
        ("申込書.PDF", "application/pdf", "申込書.PDF"),
        ("請求.html", "text/plain", "請求.html.txt"),
        ("請求.pdf", "text/plain", "請求.pdf.txt"),
        ("起動.bat", "text/plain", "起動.bat.txt"),
        ("名簿.csv", "text/plain", "名簿.csv"),
        ("写真", "image/jpeg", "写真.jpg"),
        ("あ" * 200 + ".js", "text/plain", "あ" * 146 + ".txt"),
    ],
)
def test_a_file_name_ends_as_its_content_is(given_name: str, media_type: str, kept: str) -> None:
    assert named_by_content(given_name, media_type) == kept


def test_every_type_that_is_taken_has_its_endings() -> None:
    from enishi.office.files import TYPES

    assert set(ENDINGS) == set(TYPES)

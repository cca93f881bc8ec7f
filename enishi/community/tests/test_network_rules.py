"""Pure rules of the project: the way of a commission, what a brief may say, fair asking, counts, the open form."""

import re
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enishi.community.rules import briefs, commissions, member_counts, rotation
from enishi.community.terms import CommissionState as S
from enishi.office import open_forms
from enishi.office.reference import reference
from enishi.office.text import telling
from enishi.office.words import FIELDS

DAY = date(2026, 11, 26)
SEARCH = commissions.FailedSearch(uuid4(), DAY)
DECISION = commissions.MeetingDecision(uuid4(), DAY)


def test_nothing_leaves_an_end_and_the_road_is_walked_in_order() -> None:
    assert {one for one in S if not commissions.COMMISSION_STEPS[one]} == set(S) - commissions.OPEN
    for before, after in pairwise(commissions.ROAD):
        assert commissions.may_move(before, after)
    assert not commissions.may_move(S.ASKED, S.REGISTERED)
    assert not commissions.may_move(S.TRIAL, S.REGISTERED), "nothing is registered that nobody judged"
    assert all(
        (before, end) in commissions.transitions()
        for before in commissions.OPEN
        for end in ("taken_back", "given_up")
    )


@pytest.mark.parametrize(
    ("search", "decision", "word"),
    [
        (None, DECISION, "探した記録がありません"),
        (SEARCH, None, "重層的支援会議の決定がありません"),
        (commissions.FailedSearch(uuid4(), DAY - timedelta(31)), DECISION, "31日前"),
        (commissions.FailedSearch(uuid4(), DAY + timedelta(1)), DECISION, "今日より後"),
        (SEARCH, commissions.MeetingDecision(uuid4(), DAY + timedelta(1)), "今日より後"),
    ],
)
def test_the_project_is_asked_only_after_a_search_and_a_decision(search, decision, word: str) -> None:
    (reason,) = commissions.reasons_not_to_open(search, decision, on=DAY, days=30)
    assert word in reason


def test_a_search_of_thirty_days_ago_still_counts() -> None:
    old = commissions.FailedSearch(uuid4(), DAY - timedelta(30))
    assert commissions.reasons_not_to_open(old, DECISION, on=DAY, days=30) == []


def test_nothing_becomes_a_menu_untried_or_unjudged() -> None:
    assert commissions.reasons_not_to_register("evaluation", trials=1, evaluated=True, name="畑") == []
    assert len(commissions.reasons_not_to_register("evaluation", trials=0, evaluated=False, name=" ")) == 3
    assert commissions.reasons_not_to_register("design", trials=1, evaluated=True, name="畑")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("連絡は０９０－１２３４－５６７８へ", "電話番号"),
        ("0565-31-1212 に電話", "電話番号"),
        ("昭和55年3月4日生まれ", "生年月日"),
        ("S55.3.4生", "生年月日"),
        ("平成２年１月２日に退職", "年月日"),
        ("西町3丁目に住む", "住所の番地"),
        ("豊田市西町1-2の家", "住所の番地"),
        ("〒471-8501", "郵便番号"),
        ("23歳の男性", "年齢"),
        ("山田さんは絵が好き", "名前"),
        ("氏名は言えない", "名前"),
        ("a.b@example.jp まで", "メールアドレス"),
        ("番号 1234 5678 9012", "12桁の番号"),
    ],
)
def test_what_tells_who_it_is_comes_back_with_what_to_do(text: str, what: str) -> None:
    (reason,) = briefs.reasons_to_rewrite({"希望": text})
    assert what in reason
    assert "消してから送ってください" in reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "週に1回、1時間からはじめたい。",
        "本人さんは畑仕事が好き。",
        "人の少ない静かな場所。10時〜12時。",
        "家族さんが送迎できる。2人まで。",
    ],
)
def test_what_tells_nobody_is_left_alone(text: str) -> None:
    assert telling.what_tells(text) == []


def brief(**more: object) -> briefs.Brief:
    values = {
        "age_band": "19-39",
        "forms": ("meaning",),
        "wishes": "絵を描きたい",
        "strengths": "",
        "considerations": (),
        "care": "",
        "frequency": "週1回",
        "district": "みのり中",
        "disclosure": "年代と希望まで",
        "consented_on": DAY,
        "deadline": None,
    }
    return briefs.Brief(**values | more)  # type: ignore[arg-type]


def test_a_brief_says_everything_that_is_wrong_at_once() -> None:
    assert briefs.reasons_not_to_send(brief(), on=DAY) == []
    wrong = brief(
        forms=(), wishes="山田さんは", disclosure=" ", consented_on=None, deadline=DAY - timedelta(1)
    )
    assert len(briefs.reasons_not_to_send(wrong, on=DAY)) == 5
    assert briefs.reasons_not_to_send(brief(wishes="あ" * 1001), on=DAY)


def candidate(number: int, **more: object) -> rotation.Candidate:
    return rotation.Candidate(UUID(int=number), f"会員{number}", **more)  # type: ignore[arg-type]


def test_who_was_asked_longest_ago_comes_first_and_nobody_over_the_own_limit() -> None:
    asked = [
        candidate(1, limit=1, asked_this_month=1, last_asked_on=DAY - timedelta(400)),
        candidate(2, last_asked_on=DAY - timedelta(3), asked_in_a_year=5),
        candidate(3),
        candidate(4, last_asked_on=DAY - timedelta(90), asked_in_a_year=1),
        candidate(5, purposes=frozenset({"work"})),
    ]
    found = rotation.suggest(asked, purposes=["meaning"], district="", on=DAY)
    assert [one.member.name for one in found] == ["会員3", "会員4", "会員2", "会員5", "会員1"]
    assert found[-1].may_ask is False
    assert "上限（月1回）" in found[-1].reasons[0]
    assert all(one.reasons for one in found)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(0, 3)), max_size=12))
def test_nobody_who_may_be_asked_is_at_the_own_limit(members: list[tuple[int, int | None]]) -> None:
    found = rotation.suggest(
        [candidate(n, asked_this_month=asked, limit=limit) for n, (asked, limit) in enumerate(members)],
        purposes=[],
        district="",
        on=DAY,
    )
    assert len(found) == len(members)
    assert all(
        one.member.limit is None or one.member.asked_this_month < one.member.limit
        for one in found
        if one.may_ask
    )


def test_gini_of_the_asking() -> None:
    assert rotation.gini([]) == rotation.gini([0, 0]) == 0
    assert rotation.gini([3, 3, 3]) == pytest.approx(0)
    assert rotation.gini([0, 0, 0, 4]) == pytest.approx(0.75)
    assert rotation.gini([1, 3]) == pytest.approx(0.25)
    with pytest.raises(ValueError, match="negative"):
        rotation.gini([-1])


@settings(deadline=None)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_gini_lies_between_and_knows_no_order(counts: list[int]) -> None:
    assert -1e-9 <= rotation.gini(counts) < 1
    assert rotation.gini(counts) == pytest.approx(rotation.gini(counts[::-1]))


def test_who_is_left_without_anything_for_months_is_idle() -> None:
    assert rotation.months_back(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert rotation.months_back(date(2026, 1, 15), 13) == date(2024, 12, 15)
    assert rotation.is_idle(date(2026, 1, 1), None, on=DAY, months=6)
    assert not rotation.is_idle(date(2026, 1, 1), date(2026, 10, 1), on=DAY, months=6)
    assert not rotation.is_idle(date(2026, 10, 1), None, on=DAY, months=6), "who has just joined is not idle"


def test_members_are_counted_on_the_day_by_field_and_once_in_all() -> None:
    days = member_counts.quarter_ends(DAY, 3)
    assert days == [date(2026, 6, 30), date(2026, 9, 30), DAY]
    members = [
        member_counts.Belonging(date(2026, 1, 1), None, frozenset({"elderly", "child"})),
        member_counts.Belonging(date(2026, 8, 1), date(2026, 11, 26), frozenset({"child"})),
        member_counts.Belonging(date(2026, 11, 26), None, frozenset()),
    ]
    found = member_counts.counted(members, days, ["elderly", "child"])
    assert [one.members for one in found] == [1, 2, 2]
    assert [one.by_field["child"] for one in found] == [1, 2, 1]
    assert found[2].by_field[member_counts.NO_FIELD] == 1


def test_the_chart_keeps_its_labels_apart_and_inside() -> None:
    rows = [member_counts.Counted(DAY, 3, {str(number): 1 for number in range(8)}) for _ in range(4)]
    drawn = member_counts.chart(rows, {str(number): f"分野{number}" for number in range(8)})
    heights = sorted(line.y for line in drawn.lines)
    assert all(after - before >= 13.9 for before, after in pairwise(heights))
    assert heights[0] >= 0
    assert heights[-1] <= drawn.height
    assert member_counts.chart([], {}).lines == ()


def test_an_open_form_waits_for_a_person() -> None:
    assert open_forms.reasons_to_wait(60) == []
    assert open_forms.reasons_to_wait(1) == [open_forms.TOO_SOON]
    assert (
        open_forms.reasons_to_wait(None) == open_forms.reasons_to_wait(90_000) == [open_forms.TOO_LATE]
    )
    assert open_forms.reasons_against({"a": "http://a https://b www.c"}) == [open_forms.TOO_MANY_LINKS]
    assert open_forms.reasons_against({"a": "あ" * 7000}) == [open_forms.TOO_LARGE]
    assert open_forms.too_many(5, 5, most_by_sender=5, most_in_all=30)
    assert not open_forms.control_free(["a\x00b"])
    assert open_forms.control_free(["a\r\nb\t"])


def test_the_number_that_people_read_is_one_the_inbox_takes() -> None:
    assert re.fullmatch(FIELDS["reference"], reference(uuid4()))

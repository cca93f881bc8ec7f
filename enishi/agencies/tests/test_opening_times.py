"""When a place is open: the vectors of GIF 441 and 452-1, words as offices write them, and holidays."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.agencies.rules.opening_times import (
    OnHolidays,
    Opening,
    Schedule,
    code_of,
    day_codes,
    describe,
    in_weeks,
    is_open,
)
from enishi.agencies.rules.opening_words import (
    from_columns,
    from_day_kinds,
    parse_days,
    parse_hours,
    parse_words,
)

GIF = [
    ("毎週水曜日", "0We"),
    ("第1,3月曜日", "13Mo"),
    ("第1,4火曜日と第4木曜日", "14Tu4Th"),
    ("最終金曜日", "6Fr"),
    ("隔週日曜日", "7Su"),
    ("最終金曜", "6Fr"),
    ("隔週日曜", "7Su"),
]


@pytest.mark.parametrize(("words", "code"), GIF)
def test_the_vectors_of_the_national_guide_go_both_ways(words, code):
    days = parse_days(words)
    assert code_of(days) == code
    assert day_codes(code) == days
    assert parse_days(code) == days


def test_full_width_digits_in_the_guides_own_examples_are_read():
    assert parse_days("０We") == [("0", 3)]
    assert parse_days("14Tu４Th") == [("14", 2), ("4", 4)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["0", "7"])
            | st.sets(st.sampled_from("123456"), min_size=1).map(lambda s: "".join(sorted(s))),
            st.integers(1, 7),
        ),
        min_size=1,
    )
)
def test_every_code_written_is_read_back(days):
    assert day_codes(code_of(days)) == days


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("月火水木金", [1, 2, 3, 4, 5]),
        ("12345", [1, 2, 3, 4, 5]),
        ("月〜金", [1, 2, 3, 4, 5]),
        ("月曜日から金曜日まで", [1, 2, 3, 4, 5]),
        ("平日", [1, 2, 3, 4, 5]),
        ("土日祝", [6, 7, 8]),
        ("土曜日、日曜日、国民の祝日", [6, 7, 8]),
        ("土・日曜日", [6, 7]),
        ("毎日", [1, 2, 3, 4, 5, 6, 7]),
        ("金〜月", [5, 6, 7, 1]),
        ("月・水・金", [1, 3, 5]),
    ],
)
def test_days_in_words(words, days):
    assert parse_days(words) == [("0", day) for day in days]


@pytest.mark.parametrize(
    "words", ["会社カレンダーによる", "12月29日〜1月3日", "土曜は要相談", "", "毎月10日", "土日他"]
)
def test_words_that_are_not_plain_are_not_guessed(words):
    assert parse_days(words) is None


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("9:00～17:00", [(540, 1020)]),
        ("09:00-17:00", [(540, 1020)]),
        ("９時から１７時３０分まで", [(540, 1050)]),
        ("午前9時半〜午後5時", [(570, 1020)]),
        ("9:00-12:00、13:00-16:00", [(540, 720), (780, 960)]),
        ("22:00〜翌6:00", [(1320, 1800)]),
        ("07:00-00:00", [(420, 1440)]),
        ("24時間対応", [(0, 1440)]),
        ("終日", [(0, 1440)]),
        ("00:00-00:00", None),
        ("09:00-09:00", None),
        ("25:70-99:00", None),
        ("9時頃から", None),
    ],
)
def test_hours_in_words(words, hours):
    assert parse_hours(words) == hours


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("平日9:00～17:00", "月〜金 9:00〜17:00、祝日休み"),
        ("平日9:00～17:00、土曜9:00～12:00（祝日休み）", "月〜金 9:00〜17:00、土 9:00〜12:00、祝日休み"),
        (
            "月〜金 8:30〜12:00、13:00〜17:15（祝日・年末年始を除く）",
            "月〜金 8:30〜12:00・13:00〜17:15、祝日休み",
        ),
        ("第1・3月曜日 13:00-15:00", "第1・3月 13:00〜15:00"),
        ("24時間対応", "毎日 24時間"),
        ("月・水・木9：00〜17：00　火・金10：00〜16：00", "月・水・木 9:00〜17:00、火・金 10:00〜16:00"),
        ("金22:00〜翌6:00", "金 22:00〜翌6:00"),
    ],
)
def test_sentences_are_understood_and_said_again(words, said):
    schedule = parse_words(words)
    assert schedule.understood
    assert describe(schedule) == said
    assert parse_words(said).openings == schedule.openings


@pytest.mark.parametrize(
    "words", ["要相談", "9:00〜17:00", "平日9:00〜17:00（水曜午後閉所）", "平日 夜間は転送電話"]
)
def test_what_is_not_understood_stays_in_its_own_words(words):
    schedule = parse_words(words)
    assert not schedule.understood
    assert schedule.left_over == words


def test_national_columns_with_round_the_clock_in_the_note():
    schedule = from_columns("", "", "", "24時間対応")
    assert describe(schedule) == "毎日 24時間"
    assert schedule.understood


def test_national_columns_keep_the_note_that_changes_the_hours():
    schedule = from_columns("月火水木金土日", "09:00", "22:00", "日曜日は17:00まで。")
    assert not schedule.understood
    assert schedule.left_over == "日曜日は17:00まで。"
    assert describe(schedule) == "毎日 9:00〜22:00"


def test_regular_closing_days_are_taken_out_of_the_hours():
    schedule = from_day_kinds(
        "11:00-23:00", "11:00-23:00", "11:00-23:00", "11:00-23:00", "毎週水曜日、木曜日", ""
    )
    assert describe(schedule) == "月・火・金〜日・祝 11:00〜23:00"
    assert schedule.on_holidays is OnHolidays.OWN_TIMES


def test_closing_on_odd_saturdays_leaves_the_even_ones():
    schedule = from_day_kinds("9:00-17:00", "9:00-17:00", "", "", "日曜日、第1,3,5土曜日、祝日", "なし")
    assert describe(schedule) == "月〜金・第2・4土 9:00〜17:00、祝日休み"


def test_a_range_that_ends_where_it_begins_is_left_to_its_words():
    schedule = from_day_kinds("09:00-17:00", "00:00-00:00", "", "", "", "")
    assert schedule.left_over == "00:00-00:00"
    assert [opening.day for opening in schedule.openings] == [1, 2, 3, 4, 5]


WEEKDAYS = Schedule(tuple(Opening(day, "0", 540, 1020) for day in range(1, 6)), OnHolidays.CLOSED)


@pytest.mark.parametrize(
    ("when", "holiday", "answer"),
    [
        ("2025-04-07T09:00", False, True),
        ("2025-04-07T08:59", False, False),
        ("2025-04-07T17:00", False, False),
        ("2025-04-06T10:00", False, False),
        ("2025-04-29T10:00", True, False),
        ("2025-12-30T10:00", False, None),
    ],
)
def test_open_at_a_moment(when, holiday, answer):
    assert is_open(WEEKDAYS, datetime.datetime.fromisoformat(when), holiday=holiday) is answer


def test_a_night_that_began_yesterday_is_still_open():
    friday_night = Schedule((Opening(5, "0", 1320, 1800),))
    assert is_open(friday_night, datetime.datetime(2025, 4, 12, 5, 59), holiday=False) is True  # noqa: DTZ001
    assert is_open(friday_night, datetime.datetime(2025, 4, 12, 6, 0), holiday=False) is False  # noqa: DTZ001


def test_nothing_known_means_not_known():
    moment = datetime.datetime(2025, 4, 7, 10)  # noqa: DTZ001
    assert is_open(Schedule(), moment, holiday=False) is None
    assert is_open(Schedule(WEEKDAYS.openings), moment, holiday=True) is None


def test_weeks_of_a_month():
    assert in_weeks("13", datetime.date(2025, 4, 7))
    assert not in_weeks("13", datetime.date(2025, 4, 14))
    assert in_weeks("6", datetime.date(2025, 4, 25))
    assert not in_weeks("6", datetime.date(2025, 4, 18))
    assert in_weeks("7", datetime.date(2025, 4, 18)) is None

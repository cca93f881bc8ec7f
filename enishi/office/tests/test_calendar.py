from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.office import calendar
from enishi.office.calendar import (
    add_working_days,
    fiscal_quarter,
    fiscal_year,
    fiscal_year_ends_on,
    fiscal_year_label,
    fiscal_year_starts_on,
    is_working_day,
    next_working_day,
    why_closed,
    working_days_between,
)

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2030, 12, 31))
CLOSED = st.frozensets(DAYS, max_size=5)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 11, 23), "勤労感謝の日"),
        (date(2026, 11, 22), "日曜日"),
        (date(2026, 11, 21), "土曜日"),
        (date(2026, 12, 29), "年末年始の閉庁日"),
        (date(2027, 1, 1), "元日"),
        (date(2027, 1, 4), ""),
        (date(2026, 11, 24), ""),
    ],
)
def test_the_office_says_why_it_is_closed(day: date, reason: str) -> None:
    assert why_closed(day) == reason
    assert is_working_day(day) == (reason == "")


def test_a_day_the_city_closed_is_no_working_day() -> None:
    closed = {date(2026, 11, 24)}
    assert why_closed(date(2026, 11, 24), closed) == "市の閉庁日"
    assert next_working_day(date(2026, 11, 21), closed) == date(2026, 11, 25)


def test_deadlines_jump_over_the_turn_of_the_year() -> None:
    assert add_working_days(date(2026, 12, 28), 1) == date(2027, 1, 4)
    assert add_working_days(date(2027, 1, 4), -1) == date(2026, 12, 28)
    assert add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 24)


@given(DAYS, st.integers(min_value=1, max_value=40), CLOSED)
def test_adding_and_counting_working_days_agree(day: date, count: int, closed: frozenset[date]) -> None:
    due = add_working_days(day, count, closed)
    assert is_working_day(due, closed)
    assert working_days_between(day, due, closed) == count
    assert working_days_between(due, day, closed) == -count


def test_a_calendar_without_open_days_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert calendar.LONGEST_SPAN_IN_DAYS > 100 * 365
    monkeypatch.setattr(calendar, "LONGEST_SPAN_IN_DAYS", 400)  # a hundred years of holidays take seconds to work out
    with pytest.raises(ValueError, match="開庁日"):
        add_working_days(date(2026, 1, 1), 300)
    assert add_working_days(date(2026, 1, 1), 200) < date(2027, 1, 1)


@given(DAYS)
def test_every_day_lies_in_its_fiscal_year(day: date) -> None:
    year = fiscal_year(day)
    assert fiscal_year_starts_on(year) <= day < fiscal_year_ends_on(year)
    assert fiscal_year(fiscal_year_ends_on(year) - timedelta(days=1)) == year
    assert 1 <= fiscal_quarter(day) <= 4


@pytest.mark.parametrize(
    ("year", "label"), [(2024, "令和6年度"), (2019, "令和元年度"), (2018, "平成30年度"), (1989, "平成元年度")]
)
def test_labels_of_fiscal_years(year: int, label: str) -> None:
    assert fiscal_year_label(year) == label

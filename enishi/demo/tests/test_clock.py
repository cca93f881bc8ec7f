"""Whatever is told of meetings lies in office hours of working days, also where a city is made at night or on a holiday."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from enishi.demo.clock import TOKYO, early_enough, in_office_hours, notice
from enishi.office.calendar import is_working_day

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
MOMENTS = st.builds(datetime.combine, DAYS, st.times(), tzinfo=st.just(TOKYO))


@given(MOMENTS, st.integers(1, 400), st.integers(0, 12))
def test_a_meeting_is_held_in_office_hours(first: datetime, days: int, ahead: int) -> None:
    last = first + timedelta(days=days)
    begins = in_office_hours(first, first + timedelta(days=ahead), last)
    assert first <= begins <= last
    if days > 12:  # no row of closed days is longer
        local = begins.astimezone(TOKYO)
        assert is_working_day(local.date())
        assert 9 <= local.hour <= 16


@given(MOMENTS, st.integers(0, 7), st.integers(0, 59))
def test_what_is_called_on_the_last_office_day_is_held_before_the_city_is_made(now: datetime, hours: int, minutes: int) -> None:
    """Also where it is made in the night, in the morning or on a holiday."""
    day = now - timedelta(days=1)
    while not is_working_day(day.date()):
        day -= timedelta(days=1)
    call = day.replace(hour=9 + hours, minute=minutes, second=0, microsecond=0)
    last, since = now - timedelta(hours=3), call - timedelta(days=2)
    called = early_enough(call, since, last)
    begins = in_office_hours(notice(called, last), called, last).astimezone(TOKYO)
    assert since <= called <= call
    assert called < begins <= last
    assert is_working_day(begins.date())
    assert 9 <= begins.hour <= 16

"""Whatever is told of meetings lies in office hours of working days, also where a city is made at night or on a holiday."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from enishi.demo.clock import TOKYO, in_office_hours
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

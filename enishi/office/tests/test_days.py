"""A slip of the year is told."""

from datetime import date

from enishi.office.days import reasons_about_day, years

TODAY = date(2026, 11, 27)


def test_the_same_day_in_other_years() -> None:
    assert years(TODAY, -3) == date(2023, 11, 27)
    assert years(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert (years(date.max, 1), years(date.min, -1)) == (date.max, date.min)


def test_only_days_within_the_bounds_can_be_meant() -> None:
    bounds = (years(TODAY, -1), years(TODAY, 1))
    for one in (None, *bounds, TODAY):
        assert reasons_about_day("期日", one, *bounds) == []
    for one in (date(1900, 1, 1), date(2025, 11, 26), date(2027, 11, 28), date(2202, 1, 1)):
        assert reasons_about_day("期日", one, *bounds) == [
            "期日は、2025年11月27日から2027年11月27日までの日付にしてください。"
        ]

import pytest

from enishi.office.rules.numbers import MOST_DIGITS, whole_number


@pytest.mark.parametrize(
    ("sent", "expected"),
    [("0", 0), ("7", 7), ("007", 7), ("100", 100), ("101", None), ("", None), ("-1", None), (" 7", None), ("7.0", None)],
)
def test_a_number_within_its_bounds_or_none(sent: str, expected: int | None) -> None:
    assert whole_number(sent, most=100) == expected


@pytest.mark.parametrize("strange", ["７", "٣", "²", "1_000", "9" * (MOST_DIGITS + 1), "9" * 5000, None, ["1"]])
def test_what_looks_like_a_number_elsewhere_is_none_here(strange: object) -> None:
    assert whole_number(strange) is None


def test_less_than_the_least_is_none() -> None:
    assert whole_number("0", least=1) is None
    assert whole_number("1", least=1) == 1

"""個人番号 is found wherever it is typed, and no other number of twelve digits that does not look like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from enishi.office.rules.individual_number import NOT_KEPT, holds_individual_number, without_individual_number


def number_of(eleven: str) -> str:
    """As 平成26年総務省令第85号 5条 words it: of the n-th digit from below n+1 times for n ≤ 6, else n−5 times."""
    rest = sum(int(eleven[-n]) * (n + 1 if n <= 6 else n - 5) for n in range(1, 12)) % 11
    return eleven + str(0 if rest <= 1 else 11 - rest)


DIGITS = some.text("0123456789", min_size=11, max_size=11)
AROUND = some.text("あいうえおabc、。（）\n", max_size=9)


@given(DIGITS, AROUND, AROUND, some.sampled_from(["", " ", "-", "－", "　", "ー"]), some.booleans())
def test_every_number_is_found_in_every_writing(eleven: str, before: str, after: str, between: str, wide: bool) -> None:
    number = number_of(eleven)
    written = between.join([number[:4], number[4:8], number[8:]])
    if wide:
        written = written.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    before, after = before.rstrip("ー") + "、", "、" + after
    assert holds_individual_number(before + written + after)
    assert without_individual_number(before + written + after + written) == before + NOT_KEPT + after + NOT_KEPT


@given(DIGITS, some.integers(1, 9))
def test_a_number_whose_last_digit_does_not_fit_is_another(eleven: str, off: int) -> None:
    number = number_of(eleven)
    assert not holds_individual_number(number[:-1] + str((int(number[-1]) + off) % 10))


def test_the_number_of_the_official_specimen_is_one() -> None:
    assert number_of("12345678901") == "123456789018"
    assert holds_individual_number("マイナンバーは1234-5678-9018です")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345678901",
        "1234567890180",
        "91234567890180",
        "+123456789018",
        "1234-5678-9018-0000",
        "0000 1234 5678 9018",
        "123 456 789 018",
        "090-1234-5678",
    ],
)
def test_what_is_longer_shorter_or_set_otherwise_is_none(text: str) -> None:
    assert not holds_individual_number(text)
    assert without_individual_number(text) == text

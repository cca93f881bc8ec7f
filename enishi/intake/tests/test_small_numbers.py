"""Small numbers cannot be worked out: an attacker who tries every possible row finds each of 1 to 4 for each hidden one."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enishi.intake.rules.small_numbers import (
    HIDDEN,
    LEAST,
    SMALL,
    Row,
    Shown,
    shown_alone,
    shown_row,
    shown_sum,
)

few = st.lists(st.one_of(st.integers(0, 6), st.integers(0, 12)), min_size=1, max_size=4)
many = st.lists(st.one_of(st.integers(0, 9), st.integers(0, 400)), min_size=1, max_size=12)


def texts(row: Row) -> list[str]:
    return [one.text for one in (*row.cells, row.total)]


@pytest.mark.parametrize(
    ("numbers", "read"),
    [
        ([0, 0], ["0", "0", "0"]),
        ([12, 30], ["12", "30", "42"]),
        ([1, 2], ["※", "※", "5未満"]),
        ([3, 0, 0], ["※", "※", "※", "5未満"]),
        ([2, 30, 9], ["5未満", "30", "※", "41"]),  # the smallest that is enough
        ([1, 7], ["※", "※", "8"]),  # 7 would have to be 5 or more: 4 is not possible
        ([4, 4], ["※", "※", "8"]),  # only 4 and 4 come to 8
        ([2, 3, 0], ["5未満", "5未満", "0", "5"]),
    ],
)
def test_rows_as_they_are_read(numbers: list[int], read: list[str]) -> None:
    assert texts(shown_row(numbers)) == read


def worlds(row: Row, total: int) -> Iterator[Sequence[int]]:
    """Every row that could stand behind what is shown, for who knows the signs and the total."""
    blank = all(one.sign == HIDDEN for one in row.cells)

    def possible(one: Shown) -> range:
        if one.number is not None:
            return range(one.number, one.number + 1)
        if one.sign == SMALL:
            return range(1, LEAST)
        return range(total + 1) if blank else range(LEAST, total + 1)

    def go(cells: Sequence[Shown], left: int) -> Iterator[list[int]]:
        if not cells:
            if not left:
                yield []
            return
        for number in possible(cells[0]):
            if number <= left:
                yield from ([number, *rest] for rest in go(cells[1:], left - number))

    return go(row.cells, total)


@settings(max_examples=600, deadline=None)
@given(few)
def test_every_small_number_stays_open_for_who_tries_them_all(numbers: list[int]) -> None:
    row, total = shown_row(numbers), sum(numbers)
    for one, number in zip(row.cells, numbers, strict=True):
        assert one.number in (None, number)
        assert not 0 < (one.number or 0) < LEAST
    if row.total.number is None:
        assert 0 < total < LEAST
        totals: range = range(1, LEAST)
    else:
        totals = range(total, total + 1)
    found = [world for each in totals for world in worlds(row, each)]
    assert numbers in found
    for place, number in enumerate(numbers):
        if 0 < number < LEAST:
            could = {world[place] for world in found}
            assert could >= set(range(1, min(LEAST, max(totals) + 1)))


@settings(max_examples=600, deadline=None)
@given(many)
def test_nothing_small_is_shown_and_what_is_shown_is_true(numbers: list[int]) -> None:
    row = shown_row(numbers)
    assert row.total.text == (SMALL if 0 < sum(numbers) < LEAST else f"{sum(numbers):,}")
    shown = [one.number for one in row.cells if one.number is not None]
    assert not any(0 < one < LEAST for one in shown)
    hidden = [number for one, number in zip(row.cells, numbers, strict=True) if one.number is None]
    if hidden and row.total.number is not None:  # taking what is shown from the total leaves nothing small
        assert row.total.number - sum(shown) >= LEAST
    if not any(0 < one < LEAST for one in numbers):
        assert shown == numbers


@settings(deadline=None)
@given(many)
def test_a_row_is_judged_alone_and_always_alike(numbers: list[int]) -> None:
    """What was shown of a month cannot come out by another month: there is nothing but the row."""
    assert shown_row(numbers) == shown_row(list(numbers))


@settings(deadline=None)
@given(st.lists(many.filter(lambda one: len(one) > 2), min_size=1, max_size=6))
def test_a_sum_over_rows_says_no_more_than_the_rows(rows: list[list[int]]) -> None:
    column = [shown_row(one).cells[0] for one in rows]
    total = shown_sum(column)
    assert total.number == sum(one.number or 0 for one in column)
    assert total.more == any(one.number is None for one in column)


@settings(deadline=None)
@given(many)
def test_a_row_without_a_known_total_hides_only_what_is_small(numbers: list[int]) -> None:
    row = shown_alone(numbers)
    assert [one.number for one in row.cells] == [None if 0 < one < LEAST else one for one in numbers]
    assert row.total == shown_sum(row.cells)


def test_words() -> None:
    assert Shown(1234, more=True).text == "1,234以上"
    assert Shown(0, more=True).text == HIDDEN
    assert Shown(0).text == "0"

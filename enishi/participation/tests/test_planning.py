"""The two solvers against a search through everything, on small problems."""

import itertools
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enishi.participation.planning.flow import solve_by_flow
from enishi.participation.planning.loads import solve_with_loads
from enishi.participation.planning.problem import UNPLACED, Problem, TooLarge
from enishi.participation.planning.reasons import lines
from enishi.participation.planning.solving import solve

numbers = st.integers(-5, 9)


@st.composite
def problems(draw, *, loads, spread=False):
    needs, places = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    pairs = draw(
        st.lists(st.tuples(st.integers(0, needs - 1), st.integers(0, places - 1)), unique=True, max_size=10)
    )
    problem = Problem(
        [f"N{need}" for need in range(needs)],
        [f"P{place}" for place in range(places)],
        draw(st.lists(st.integers(0, 6), min_size=places, max_size=places)),
        array("i", [need for need, _ in pairs]),
        array("i", [place for _, place in pairs]),
        array("q", [draw(numbers) for _ in pairs]),
        array("q", [draw(st.integers(0, 4)) if loads else 1 for _ in pairs]),
        maximise=draw(st.booleans()),
    )
    if draw(st.booleans()):
        problem.priorities = draw(st.lists(st.integers(0, 3), min_size=needs, max_size=needs))
    if spread:
        problem.used = draw(st.lists(st.integers(0, 4), min_size=places, max_size=places))
    return problem


def room_left(problem, chosen):
    left = list(problem.capacities)
    for pair in chosen:
        if pair != UNPLACED:
            left[problem.pair_place[pair]] -= problem.pair_load[pair]
    return left


def worth(problem, chosen):
    """What is wished for, most important first: everything as a tuple to be made large."""
    taken = [pair for pair in chosen if pair != UNPLACED]
    sign = 1 if problem.maximise else -1
    cost = sign * sum(problem.pair_cost[pair] for pair in taken)
    urgent = sum(problem.priorities[problem.pair_need[pair]] for pair in taken) if problem.priorities else 0
    uneven = 0
    if problem.used:
        counts = [0] * len(problem.places)
        for pair in taken:
            counts[problem.pair_place[pair]] += 1
        uneven = sum(sum(range(used, used + count)) for used, count in zip(problem.used, counts, strict=True))
    return len(taken), urgent, cost, -uneven


def best_of_all(problem):
    choices = [
        [UNPLACED, *(pair for pair, of in enumerate(problem.pair_need) if of == need)]
        for need in range(len(problem.needs))
    ]
    return max(
        worth(problem, chosen)
        for chosen in itertools.product(*choices)
        if min(room_left(problem, chosen)) >= 0
    )


@settings(deadline=None, max_examples=150)
@given(problem=problems(loads=False, spread=True))
def test_flow_finds_the_best_of_all(problem):
    answer = solve_by_flow(problem, problem.unit_capacities())
    assert min(room_left(problem, answer.chosen)) >= 0
    assert worth(problem, answer.chosen) == best_of_all(problem)
    assert answer.optimal
    assert answer.bound == answer.objective


@settings(deadline=None, max_examples=60)
@given(problem=problems(loads=True))
def test_loads_finds_the_best_of_all(problem):
    answer = solve_with_loads(problem, seconds=20)
    assert min(room_left(problem, answer.chosen)) >= 0
    assert worth(problem, answer.chosen) == best_of_all(problem)
    assert answer.optimal
    assert answer.bound == answer.objective
    assert answer.placed_bound == answer.placed


@settings(deadline=None, max_examples=40)
@given(problem=problems(loads=True))
def test_everybody_has_a_line_with_a_reason(problem):
    told = list(lines(problem, solve(problem, seconds=20)))
    assert [line.need for line in told] == problem.needs
    assert all(line.reason for line in told)


def test_a_place_that_asks_two_of_everybody_is_solved_by_flow():
    problem = Problem(["A", "B", "C"], ["P"], [5])
    for need in range(3):
        problem.pair_need.append(need)
        problem.pair_place.append(0)
        problem.pair_cost.append(need)
        problem.pair_load.append(2)
    assert problem.unit_capacities() == [2]
    answer = solve(problem)
    assert answer.placed == 2
    assert [line.place for line in lines(problem, answer)] == ["P", "P", None]
    assert "候補1か所がどこも定員に達した" in list(lines(problem, answer))[2].reason


def test_who_does_not_fit_anywhere_is_told_so():
    problem = Problem(
        ["A", "B"],
        ["P", "Q"],
        [2, 3],
        array("i", [0, 1]),
        array("i", [0, 1]),
        array("q", [1, 1]),
        array("q", [3, 1]),
    )
    told = list(lines(problem, solve(problem)))
    assert told[0].reason == "必要な枠が、候補の定員より大きい（P）"
    assert told[1].reason == "候補1か所のうち費用が最も小さい"


def test_without_time_there_is_still_a_proposal_and_it_is_not_called_best():
    size = 60
    pairs = [(need, place) for need in range(size) for place in range(12)]
    problem = Problem(
        [str(need) for need in range(size)],
        [str(place) for place in range(12)],
        [40] * 12,
        array("i", [need for need, _ in pairs]),
        array("i", [place for _, place in pairs]),
        array("q", [(need * 7919 + place * 104729) % 97 for need, place in pairs]),
        array("q", [5 + (need * 31 + place * 17) % 11 for need, place in pairs]),
    )
    answer = solve_with_loads(problem, seconds=0.01)
    assert answer.placed > 0
    assert min(room_left(problem, answer.chosen)) >= 0
    assert not answer.optimal


def test_when_everybody_fits_somewhere_at_first_sight_nobody_is_left_out() -> None:
    """A thousand who would all like the same cheap places: the first proposal looks at loads, too."""
    needs, places = 300, 15
    pairs = [(need, place) for need in range(needs) for place in range(places)]
    problem = Problem(
        [str(need) for need in range(needs)],
        [str(place) for place in range(places)],
        [160] * places,
        array("i", [need for need, _ in pairs]),
        array("i", [place for _, place in pairs]),
        array("q", [place for _, place in pairs]),
        array("q", [5 + (need * 31 + place * 17) % 11 for need, place in pairs]),
    )
    answer = solve_with_loads(problem, seconds=1)
    assert answer.placed == needs
    assert answer.placed_bound == needs
    assert min(room_left(problem, answer.chosen)) >= 0


def test_numbers_that_cannot_be_counted_with_are_refused():
    problem = Problem(["A"] * 5000, ["P"], [1])
    problem.priorities = [1_000_000] * 5000
    problem.pair_need.append(0)
    problem.pair_place.append(0)
    problem.pair_cost.append(10**12)
    problem.pair_load.append(1)
    with pytest.raises(TooLarge, match="桁が大きすぎて"):
        solve(problem)

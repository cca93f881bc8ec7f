"""Which solver answers: flow when everybody counts the same at a place, CP-SAT when loads differ."""

from __future__ import annotations

from enishi.participation.planning.problem import Answer, Problem

SECONDS = 60.0


def solve(problem: Problem, *, seconds: float = SECONDS) -> Answer:
    """A proposal for all needs. Raises `TooLarge` for numbers that cannot be counted with."""
    capacities = problem.unit_capacities()
    if capacities is not None:
        from enishi.participation.planning.flow import solve_by_flow

        return solve_by_flow(problem, capacities)
    from enishi.participation.planning.loads import solve_with_loads

    return solve_with_loads(problem, seconds=seconds)

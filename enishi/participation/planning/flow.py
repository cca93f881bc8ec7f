"""Everybody counts the same at a place: min-cost flow, exact, a second for 10,000 people and 5,000 places."""

from __future__ import annotations

import time
from typing import Any

from enishi.participation.planning.problem import UNPLACED, Answer, Problem, TooLarge

MOST = 2**62
MOST_STEPS = 50
"""Up to so many places of one host the even spread is counted one by one; beyond, all the same."""


def solve_by_flow(problem: Problem, capacities: list[int]) -> Answer:
    """The most people, of these the highest priorities, of these the best cost, of these the most even spread."""
    import numpy as np
    from ortools.graph.python import min_cost_flow

    started = time.perf_counter()
    needs, places = len(problem.needs), len(problem.places)
    source, sink = needs + places, needs + places + 1
    costs, arc_costs = _costs(problem, capacities)
    solver = min_cost_flow.SimpleMinCostFlow()
    pair_arcs = solver.add_arcs_with_capacity_and_unit_cost(
        np.asarray(problem.pair_need, dtype=np.int32),
        np.asarray(problem.pair_place, dtype=np.int32) + needs,
        np.ones(len(problem.pair_need), dtype=np.int64),
        costs,
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        np.full(needs, source, dtype=np.int32),
        np.arange(needs, dtype=np.int32),
        np.ones(needs, dtype=np.int64),
        arc_costs,
    )
    _leave_places(solver, problem, capacities, sink)
    solver.set_node_supply(source, needs)
    solver.set_node_supply(sink, -needs)
    status = solver.solve_max_flow_with_min_cost()
    if status != solver.OPTIMAL:
        raise TooLarge(f"計算できませんでした（{status.name}）。費用の桁を小さくしてください。")
    taken: Any = np.nonzero(solver.flows(pair_arcs))[0] if len(problem.pair_need) else []
    chosen = [UNPLACED] * needs
    for pair in taken:
        chosen[problem.pair_need[pair]] = int(pair)
    objective = sum(problem.pair_cost[int(pair)] for pair in taken)
    return Answer(chosen, objective, objective, len(taken), True, time.perf_counter() - started)


def _costs(problem: Problem, capacities: list[int]) -> tuple[Any, Any]:
    """Costs of pairs and of people as single numbers in which a lower wish can never outweigh a higher one."""
    import numpy as np

    needs = len(problem.needs)
    spread = needs * (_most_used(problem) + MOST_STEPS + 1) + 1 if problem.spread else 1
    costs = (
        np.asarray(problem.signed_cost(), dtype=object if _is_wide(problem, spread) else np.int64) * spread
    )
    reach = int(max(abs(int(costs.min())), abs(int(costs.max())))) if len(costs) else 0
    above = 2 * needs * reach + needs * spread + 1
    priorities = np.asarray(problem.priorities or [0] * needs, dtype=np.int64)
    highest = int(priorities.max(initial=0)) * above if problem.priorities else 0
    if (reach + highest + spread) * (needs + len(problem.places) + len(problem.host_capacities) + 2) > MOST:
        raise TooLarge(
            "費用と優先度の桁が大きすぎて計算できません。費用の小数の桁か、優先度の幅を小さくしてください。"
        )
    return np.asarray(costs, dtype=np.int64), -priorities * above if problem.priorities else priorities


def _is_wide(problem: Problem, spread: int) -> bool:
    return max(map(abs, problem.pair_cost), default=0) > MOST // spread


def _most_used(problem: Problem) -> int:
    return max(problem.used, default=0)


def _leave_places(solver: Any, problem: Problem, capacities: list[int], sink: int) -> None:
    """From each place to the sink, by way of its host where several places share one."""
    import numpy as np

    first = len(problem.needs)
    if problem.hosts:
        above = sink + 1
        solver.add_arcs_with_capacity_and_unit_cost(
            np.arange(first, first + len(capacities), dtype=np.int32),
            np.asarray(problem.hosts, dtype=np.int32) + above,
            np.asarray(capacities, dtype=np.int64),
            np.zeros(len(capacities), dtype=np.int64),
        )
        first, capacities = above, list(problem.host_capacities)
    tails, widths, costs = _exits(problem, capacities, first)
    solver.add_arcs_with_capacity_and_unit_cost(
        np.asarray(tails, dtype=np.int32),
        np.full(len(tails), sink, dtype=np.int32),
        np.asarray(widths, dtype=np.int64),
        np.asarray(costs, dtype=np.int64),
    )


def _exits(problem: Problem, capacities: list[int], first: int) -> tuple[list[int], list[int], list[int]]:
    """Arcs to the sink; when the spread counts, the next person at a place costs one more than the last."""
    tails, widths, costs = [], [], []
    for place, capacity in enumerate(capacities):
        steps = min(capacity, MOST_STEPS) if problem.spread else 0
        for step in range(steps):
            tails.append(first + place)
            widths.append(1)
            costs.append(problem.used[place] + step)
        if capacity > steps:
            tails.append(first + place)
            widths.append(capacity - steps)
            costs.append(problem.used[place] + steps if problem.spread else 0)
    return tails, widths, costs

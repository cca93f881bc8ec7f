"""People who take up a different share of a place: the generalized assignment problem, by CP-SAT."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from enishi.participation.planning.problem import UNPLACED, Answer, Problem

WORKERS = 2


@dataclass(frozen=True)
class _Found:
    """What one stage gave: pairs, the value of what it maximised, and what nobody can exceed (None: unknown)."""

    pairs: Sequence[int]
    value: int
    bound: int | None
    proved: bool


def solve_with_loads(problem: Problem, *, seconds: float) -> Answer:
    """As many people as possible, of these the highest priorities, of these the best cost, within `seconds`."""
    from ortools.sat.python import cp_model

    started = time.perf_counter()
    model = cp_model.CpModel()
    taken = _pairs(model, problem)
    found = _Found(_greedy(problem, taken), 0, None, proved=True)
    proved, placed_bound = True, len(taken)
    for name, worth in _stages(problem, taken):
        found = _improve(cp_model, model, taken, worth, found.pairs, started + seconds - time.perf_counter())
        proved = proved and found.proved
        if name == "placed":
            placed_bound = min(len(problem.needs), len(taken) if found.bound is None else found.bound)
        if name != "cost":
            model.add(_sum(cp_model, taken, worth) >= found.value)
    chosen = [UNPLACED] * len(problem.needs)
    for pair in found.pairs:
        chosen[problem.pair_need[pair]] = pair
    objective = sum(problem.pair_cost[pair] for pair in found.pairs)
    bound = found.bound if found.bound is None or problem.maximise else -found.bound
    return Answer(chosen, objective, bound, placed_bound, proved, time.perf_counter() - started)


def _stages(problem: Problem, taken: Mapping[int, Any]) -> list[tuple[str, dict[int, int]]]:
    """What is maximised, one after the other: how many, how urgent, how well."""
    costs = problem.signed_cost()
    stages = [("placed", dict.fromkeys(taken, 1))]
    if problem.priorities:
        stages.append(("priority", {pair: problem.priorities[problem.pair_need[pair]] for pair in taken}))
    return [*stages, ("cost", {pair: -costs[pair] for pair in taken})]


def _pairs(model: Any, problem: Problem) -> dict[int, Any]:
    """One yes-or-no for each pair that fits at all; one place for each need; no place above its capacity."""
    taken: dict[int, Any] = {}
    of_need, of_place = defaultdict(list), defaultdict(list)
    for pair, (need, place) in enumerate(zip(problem.pair_need, problem.pair_place, strict=True)):
        if problem.pair_load[pair] <= problem.capacities[place]:
            taken[pair] = model.new_bool_var("")
            of_need[need].append(taken[pair])
            of_place[place].append(pair)
    for choices in of_need.values():
        model.add_at_most_one(choices)
    for place, pairs in of_place.items():
        model.add(sum(problem.pair_load[pair] * taken[pair] for pair in pairs) <= problem.capacities[place])
    return taken


def _sum(cp_model: Any, taken: Mapping[int, Any], worth: Mapping[int, int]) -> Any:
    return cp_model.LinearExpr.weighted_sum(list(taken.values()), [worth[pair] for pair in taken])


def _improve(
    cp_model: Any,
    model: Any,
    taken: Mapping[int, Any],
    worth: Mapping[int, int],
    best: Sequence[int],
    left: float,
) -> _Found:
    """Maximise what the pairs are worth, starting from `best`; when time runs out `best` stays, unproved."""
    if not taken:
        return _Found([], 0, 0, proved=True)
    model.maximize(_sum(cp_model, taken, worth))
    model.clear_hints()
    held = set(best)
    for pair, variable in taken.items():
        model.add_hint(variable, pair in held)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = max(left, 0.1)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return _Found(best, sum(worth[pair] for pair in best), None, proved=False)
    pairs = [pair for pair, variable in taken.items() if solver.boolean_value(variable)]
    bound = math.floor(solver.best_objective_bound + 1e-6)
    return _Found(pairs, sum(worth[pair] for pair in pairs), bound, proved=status == cp_model.OPTIMAL)


def _greedy(problem: Problem, taken: Mapping[int, Any]) -> list[int]:
    """A first proposal: the most urgent first, each at its cheapest place that still has room."""
    costs = problem.signed_cost()
    room = list(problem.capacities)
    of_need: dict[int, list[int]] = defaultdict(list)
    for pair in taken:
        of_need[problem.pair_need[pair]].append(pair)
    urgent = problem.priorities or [0] * len(problem.needs)
    chosen = []
    for need in sorted(of_need, key=lambda need: (-urgent[need], len(of_need[need]))):
        for pair in sorted(of_need[need], key=costs.__getitem__):
            place = problem.pair_place[pair]
            if problem.pair_load[pair] <= room[place]:
                room[place] -= problem.pair_load[pair]
                chosen.append(pair)
                break
    return chosen

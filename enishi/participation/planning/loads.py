"""People who take up a different share of a place: the generalized assignment problem, by CP-SAT."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
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
    found = _Found(_first(problem, taken), 0, None, proved=True)
    proved, placed_bound = True, len(taken)
    for name, worth in _stages(problem, taken):
        if name == "placed" and len(found.pairs) == len({problem.pair_need[pair] for pair in taken}):
            placed_bound = len(found.pairs)  # everybody who fits anywhere is placed: nobody can do better
            model.add(_sum(cp_model, taken, worth) >= placed_bound)
            continue
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


def _first(problem: Problem, taken: Mapping[int, Any]) -> list[int]:
    """The best of a few quick proposals: most people, then the best cost."""
    costs = problem.signed_cost()
    reach = max((abs(costs[pair]) for pair in taken), default=0) or 1

    def share(pair: int) -> float:
        """How much of its place a pair takes."""
        return problem.pair_load[pair] / (problem.capacities[problem.pair_place[pair]] or 1)

    wishes: list[Callable[[int], float]] = [costs.__getitem__, share]
    wishes += [lambda pair, much=much: costs[pair] / reach + much * share(pair) for much in (1, 4, 16)]  # type: ignore[misc]
    tried = [_greedy(problem, taken, wish) for wish in wishes]
    return max(tried, key=lambda pairs: (len(pairs), -sum(costs[pair] for pair in pairs)))


def _greedy(problem: Problem, taken: Mapping[int, Any], wish: Callable[[int], float]) -> list[int]:
    """A first proposal: the most urgent first, each at the place that is wished for most and still has room."""
    room = list(problem.capacities)
    of_need: dict[int, list[int]] = defaultdict(list)
    for pair in taken:
        of_need[problem.pair_need[pair]].append(pair)
    urgent = problem.priorities or [0] * len(problem.needs)
    chosen = []
    for need in sorted(of_need, key=lambda need: (-urgent[need], len(of_need[need]))):
        for pair in sorted(of_need[need], key=wish):
            place = problem.pair_place[pair]
            if problem.pair_load[pair] <= room[place]:
                room[place] -= problem.pair_load[pair]
                chosen.append(pair)
                break
    return chosen

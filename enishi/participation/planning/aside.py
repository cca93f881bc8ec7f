"""The solver in a process of its own, for the web server: it is given numbers only, and its libraries stay outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from array import array
from dataclasses import asdict
from pathlib import Path
from typing import Any

from enishi.participation.planning.problem import Answer, Problem, TooLarge

WAIT = 20.0
PROJECT = Path(__file__).resolve().parents[3]


class NoAnswer(RuntimeError):
    """The solver did not come to an end in time."""


def solve_aside(problem: Problem, *, seconds: float = WAIT) -> Answer:
    """Like ``solving.solve``, elsewhere. What goes over holds places in lists instead of names: no person, no host.

    :raises TooLarge: numbers that cannot be counted with
    :raises NoAnswer: when it takes too long, or fails
    """
    roots = [str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "enishi.participation.planning.aside", str(seconds)],
            input=json.dumps(_numbers(problem)).encode(),
            capture_output=True,
            timeout=seconds * 2,
            check=False,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.pathsep.join(roots)},
        )
    except subprocess.TimeoutExpired:
        raise NoAnswer from None
    if ran.returncode == 3:
        raise TooLarge(ran.stdout.decode())
    if ran.returncode:
        raise NoAnswer
    return Answer(**json.loads(ran.stdout))


def _numbers(problem: Problem) -> dict[str, Any]:
    return {
        "needs": len(problem.needs),
        "places": len(problem.places),
        "pairs": [list(one) for one in zip(*_pairs(problem), strict=True)],
        **{
            name: list(getattr(problem, name))
            for name in ("capacities", "priorities", "used", "hosts", "host_capacities")
        },
        "maximise": problem.maximise,
    }


def _pairs(problem: Problem) -> tuple[array[int], array[int], array[int], array[int]]:
    return problem.pair_need, problem.pair_place, problem.pair_cost, problem.pair_load


def _problem(given: dict[str, Any]) -> Problem:
    pairs = given.pop("pairs")
    needs, places = (["" for _ in range(given.pop(name))] for name in ("needs", "places"))
    problem = Problem(needs, places, **given)
    for pair in pairs:
        for values, value in zip(_pairs(problem), pair, strict=True):
            values.append(value)
    return problem


def main() -> int:
    """Numbers from the standard input, an answer to the standard output."""
    from enishi.participation.planning.solving import solve

    try:
        answer = solve(_problem(json.load(sys.stdin)), seconds=float(sys.argv[1]))
    except TooLarge as large:
        sys.stdout.write(str(large))
        return 3
    json.dump(asdict(answer), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The text form of OR-Library's generalized assignment instances, so that published optima can be checked."""

from __future__ import annotations

from array import array
from pathlib import Path

from enishi.participation.planning.problem import Problem
from enishi.participation.planning.tables import Wrong


def read_instance(path: Path, *, maximise: bool) -> Problem:
    """Agents × items, then costs by agent, loads by agent, capacities: all whole numbers. Raises Wrong."""
    try:
        numbers = [int(word) for word in path.read_text(encoding="ascii").split()]
    except FileNotFoundError:
        raise Wrong([f"{path}: ファイルがありません。名前と場所を確かめてください。"]) from None
    except (OSError, ValueError):
        raise Wrong([f"{path}: OR-Libraryの形（空白で区切った整数）として読めません。"]) from None
    agents, items = (*numbers[:2], 0, 0)[:2]
    size = agents * items
    if agents < 1 or items < 1 or len(numbers) != 2 + 2 * size + agents:
        raise Wrong(
            [f"{path}: 数の個数が合いません。1行目に「場所の数 人の数」、続けて費用・負荷・定員が要ります。"]
        )
    problem = Problem(
        [str(item + 1) for item in range(items)],
        [str(agent + 1) for agent in range(agents)],
        numbers[2 + 2 * size :],
        maximise=maximise,
    )
    problem.pair_need = array("i", [item for _ in range(agents) for item in range(items)])
    problem.pair_place = array("i", [agent for agent in range(agents) for _ in range(items)])
    problem.pair_cost = array("q", numbers[2 : 2 + size])
    problem.pair_load = array("q", numbers[2 + size : 2 + 2 * size])
    return problem

"""Why this place, and why none: one sentence for every need of a proposal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from enishi.participation.planning.problem import UNPLACED, Answer, Problem

SHOWN = 3


@dataclass(frozen=True)
class Line:
    """What becomes of one need: its place (None: nobody has room), cost, load and the reason."""

    need: str
    place: str | None
    cost: Decimal | None
    load: Decimal | None
    reason: str


def lines(problem: Problem, answer: Answer) -> Iterator[Line]:
    """One line for every need, in the order of its file: nobody is left out."""
    pairs_of: list[list[int]] = [[] for _ in problem.needs]
    for pair, need in enumerate(problem.pair_need):
        pairs_of[need].append(pair)
    left = list(problem.capacities)
    for pair in answer.chosen:
        if pair != UNPLACED:
            left[problem.pair_place[pair]] -= problem.pair_load[pair]
    for need, pair in enumerate(answer.chosen):
        if pair == UNPLACED:
            reason = _why_none(problem, answer, pairs_of[need], left, need)
            yield Line(problem.needs[need], None, None, None, reason)
        else:
            yield Line(
                problem.needs[need],
                problem.places[problem.pair_place[pair]],
                scaled(problem.pair_cost[pair], problem.cost_scale),
                scaled(problem.pair_load[pair], problem.load_scale),
                _why_here(problem, pairs_of[need], pair, left),
            )


def scaled(value: int, scale: int) -> Decimal:
    """A whole number of the solver as it stood in the file."""
    return Decimal(value) if scale == 1 else Decimal(value) / scale


def _why_here(problem: Problem, pairs: list[int], chosen: int, left: list[int]) -> str:
    sign = -1 if problem.maximise else 1
    mine = sign * problem.pair_cost[chosen]
    better = [pair for pair in pairs if sign * problem.pair_cost[pair] < mine]
    if not better:
        word = "点が最も高い" if problem.maximise else "費用が最も小さい"
        return f"候補{len(pairs):,}か所のうち{word}"
    better.sort(key=lambda pair: sign * problem.pair_cost[pair])
    first = better[0]
    name = problem.places[problem.pair_place[first]]
    full = problem.pair_load[first] > left[problem.pair_place[first]]
    why = f"{name}などは定員に達する" if full else f"{name}などより、全員の合計がよくなる"
    return f"候補{len(pairs):,}か所のうち{len(better) + 1:,}番目（{why}）"


def _why_none(problem: Problem, answer: Answer, pairs: list[int], left: list[int], need: int) -> str:
    refused = problem.refused.get(need, "")
    if not pairs:
        return f"候補の場所がない（{refused}）" if refused else "候補の場所がない（組の表に行がない）"
    names = "、".join(problem.places[problem.pair_place[pair]] for pair in pairs[:SHOWN])
    more = f" ほか{len(pairs) - SHOWN:,}か所" if len(pairs) > SHOWN else ""
    if all(problem.pair_load[pair] > problem.capacities[problem.pair_place[pair]] for pair in pairs):
        return f"必要な枠が、候補の定員より大きい（{names}{more}）"
    if any(problem.pair_load[pair] <= left[problem.pair_place[pair]] for pair in pairs):
        return "時間内に置き方が見つからなかった（--seconds を長くしてください）"
    rooms = sum(left[place] > 0 for place in {problem.pair_place[pair] for pair in pairs})
    part = f"。{rooms:,}か所に残る空きでは足りない" if rooms else ""
    first = "。優先度の高い人を先に置いた" if problem.priorities else ""
    also = f"。{refused}" if refused else ""
    proved = "" if answer.optimal else "（時間内に見つかった案では）"
    return f"候補{len(pairs):,}か所がどこも定員に達した{proved}（{names}{more}）{part}{first}{also}"

"""All who wait, at once: from judgements to a problem for the solver, and from its answer to proposals with reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from enishi.community.rules.offers import Offer
from enishi.participation.planning.problem import UNPLACED, Answer, Problem
from enishi.participation.rules.judging import Words, judge
from enishi.participation.rules.wishes import Judgement, Surroundings, Wishes

UNKNOWN_ROOM = 1
"""How many are proposed for an offer of which nobody knows the free places: one, and the host is asked."""
CANDIDATES = 20


class Waiting(NamedTuple):
    """Somebody who waits: an id of the asking room, their wishes, and for how many days."""

    id: UUID
    wishes: Wishes
    days: int = 0


@dataclass(frozen=True)
class Proposed:
    """What is proposed for one person: a judged offer, or none; and why."""

    id: UUID
    judgement: Judgement | None
    reason: str


@dataclass
class Batch:
    """A problem, and what its numbers stand for."""

    waiting: Sequence[Waiting]
    offers: Sequence[Offer]
    judged: list[Judgement]
    problem: Problem
    against: list[Counter[str]]


def to_problem(waiting: Sequence[Waiting], offers: Sequence[Offer], around: Surroundings) -> Batch:
    """The pairs that fit (the best twenty of each person), their points, free places and limits of hosts."""
    hosts = {resource: at for at, resource in enumerate(dict.fromkeys(one.resource_id for one in offers))}
    problem = Problem(
        [str(one.id) for one in waiting],
        [str(one.menu_id or one.resource_id) for one in offers],
        [room(one) for one in offers],
        priorities=[max(one.days, 0) for one in waiting],
        used=[around.lately.get(resource, 0) for resource in hosts],
        maximise=True,
        hosts=[hosts[one.resource_id] for one in offers],
        host_capacities=_host_rooms(offers, hosts, around),
    )
    batch = Batch(waiting, offers, [], problem, [])
    for need, person in enumerate(waiting):
        words = Words(person.wishes)
        judged = [(place, judge(person.wishes, offer, around, words)) for place, offer in enumerate(offers)]
        fitting = sorted(
            ((place, one) for place, one in judged if not one.misses),
            key=lambda both: (-both[1].score, both[1].km or 0),
        )
        for place, one in fitting[:CANDIDATES]:
            problem.pair_need.append(need)
            problem.pair_place.append(place)
            problem.pair_cost.append(one.score)
            problem.pair_load.append(1)
            batch.judged.append(one)
        batch.against.append(Counter(str(miss.condition.label) for _, one in judged for miss in one.misses))
    return batch


def room(offer: Offer) -> int:
    """For how many an offer has room in one proposal."""
    return UNKNOWN_ROOM if offer.available is None else offer.available


def _host_rooms(offers: Sequence[Offer], hosts: Mapping[UUID, int], around: Surroundings) -> list[int]:
    """Everything its offers hold, but not more than the host wants to be asked this month."""
    rooms = [0] * len(hosts)
    limits: dict[UUID, int] = {}
    for one in offers:
        rooms[hosts[one.resource_id]] += room(one)
        if one.asks_per_month is not None:
            limits[one.resource_id] = max(0, one.asks_per_month - around.asked.get(one.resource_id, 0))
    for resource, limit in limits.items():
        rooms[hosts[resource]] = min(rooms[hosts[resource]], limit)
    return rooms


def proposals(batch: Batch, answer: Answer) -> list[Proposed]:
    """One line for everybody who waits, in their order: nobody is left out."""
    found = []
    fits = Counter(batch.problem.pair_need)
    for need, pair in enumerate(answer.chosen):
        if pair == UNPLACED:
            found.append(Proposed(batch.waiting[need].id, None, _why_none(batch, need, fits[need])))
        else:
            one = batch.judged[pair]
            found.append(Proposed(batch.waiting[need].id, one, " ".join(one.reasons)))
    return found


def missing(batch: Batch, answer: Answer) -> list[tuple[str, int]]:
    """Of those for whom nothing fits: which condition stands against most offers, and for how many people that is so."""
    fits = set(batch.problem.pair_need)
    first = Counter(
        batch.against[need].most_common(1)[0][0]
        for need, pair in enumerate(answer.chosen)
        if pair == UNPLACED and need not in fits and batch.against[need]
    )
    return first.most_common()


def _why_none(batch: Batch, need: int, fits: int) -> str:
    if fits:
        return f"合うところは{fits}件ありますが、空きが足りません（長く待っている人を先に考えています）。"
    if not batch.offers:
        return "受入先がまだ登録されていません。"
    most = "、".join(f"{label} {count}件" for label, count in batch.against[need].most_common(3))
    return f"合うところがありません（合わない理由: {most}）。"

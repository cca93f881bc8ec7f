"""No log, no row: content appears only to a request that recorded a look before."""

import random
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from uuid import UUID, uuid4

import pytest

from tests.noninterference import loading, oracle
from tests.noninterference.world import Look, Maker, SignIn, World

pytestmark = pytest.mark.django_db


def looks_around(world: World, sign_in: SignIn, request: UUID, chance: random.Random) -> list[Look]:
    """A good look at a third of the binders, and looks that must not count: older, of another request or sign-in.

    Every second time the good one is among a list of hundreds, which is kept in parts.
    """

    def some() -> list[UUID]:
        return chance.sample(world.binders, len(world.binders) // 3)

    def among_hundreds(found: list[UUID]) -> list[UUID]:
        return chance.sample(found + [UUID(int=chance.getrandbits(128)) for _ in range(450)], 450 + len(found))

    def classes() -> int:
        return chance.choice([255, 255, chance.randrange(1, 256)])

    other = chance.choice([one for one in world.sign_ins if one.id != sign_in.id])
    fresh = timedelta(seconds=15)  # all looks of a world are written first: its answers must come within the rest
    return [
        Look(sign_in.id, request, among_hundreds(some()) if chance.random() < 0.5 else some(), classes(), fresh),
        Look(sign_in.id, request, some(), classes(), timedelta(seconds=30)),
        Look(sign_in.id, uuid4(), some(), classes(), fresh),
        Look(other.id, request, some(), classes(), fresh),
        Look(sign_in.id, request, some(), classes(), fresh, kind="search"),
    ]


@dataclass
class Asked:
    """One request: who asks, what was looked at before, and what the oracle shows."""

    sign_in: SignIn
    request: UUID
    looks: list[Look]
    shown: set[UUID]


@cache
def asked_in(seed: int) -> tuple[World, list[Asked]]:
    """A small world and a request of everybody in it, each time the same."""
    world, chance = Maker(seed, binders=30).make(), random.Random(seed)
    requests = [(one, uuid4()) for one in world.sign_ins]
    looks = [looks_around(world, one, request, chance) for one, request in requests]
    return world, [
        Asked(one, request, some, oracle.shown_rows(world, one, some, request))
        for (one, request), some in zip(requests, looks, strict=True)
    ]


def looks_disagree(seeds: range = range(2000, 2003)) -> bool:
    """Whether content appears otherwise than the oracle says, in some small world."""
    for seed in seeds:
        world, asked = asked_in(seed)
        with loading.loaded(world, rows_of=loading.READ):
            if content_disagrees(asked):
                return True
    return False


def content_disagrees(asked: list[Asked]) -> bool:
    """The same in one world that is there."""
    loading.record(look for one in asked for look in one.looks)
    for one in asked:
        loading.ask_as(one.sign_in, one.request)
        if any(loading.rows_by_wall(table) != one.shown for table in loading.READ):
            return True
    return False


def test_content_appears_only_after_a_look_of_this_request() -> None:
    assert not looks_disagree(range(2000, 2008))


def test_without_a_look_no_content_appears_to_anybody() -> None:
    world = Maker(77).make()
    with loading.loaded(world):
        for sign_in in world.sign_ins:
            loading.ask_as(sign_in)
            assert loading.rows_by_wall("probe_content") == set()

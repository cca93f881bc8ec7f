"""Predicate, row-level security and a naive oracle give the same answer in every random world."""

import os
from dataclasses import replace

import pytest

from tests.noninterference import loading, oracle
from tests.noninterference.world import Maker

pytestmark = pytest.mark.django_db

WORLDS = int(os.environ.get("ENISHI_WORLDS", "24"))


def test_predicate_walls_and_oracle_agree_on_a_million_decisions() -> None:
    decisions = seen = 0
    for seed in range(WORLDS):
        world = Maker(seed).make()
        with loading.loaded(world, changed=seed % 2 == 1, rows_of=loading.SEEN):
            wrong = replace(world.sign_ins[0], secret="guessed")
            for sign_in in [*world.sign_ins, wrong]:
                loading.ask_as(sign_in)
                assert loading.sight_is_told_alike(), f"sight, world {seed}, sign-in {sign_in}"
                expected = oracle.visible_rows(world, sign_in)
                assert loading.rows_by_wall() == expected, f"wall, world {seed}, sign-in {sign_in}"
                assert loading.rows_by_predicate(world) == expected, f"predicate, world {seed}, sign-in {sign_in}"
                decisions += len(world.rows)
                seen += len(expected)
    print(f"{decisions} decisions, {seen} of them yes")
    assert decisions >= 1_000_000 or "ENISHI_WORLDS" in os.environ
    assert 0.01 < seen / decisions < 0.6

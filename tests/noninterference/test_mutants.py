"""The harness is judged by seeded policy bugs: every one must be caught."""

import pytest
from django.db import IntegrityError, transaction

from tests.noninterference import loading, mutants, oracle
from tests.noninterference.scenarios import SCENARIOS, make_cast
from tests.noninterference.test_looks import looks_disagree
from tests.noninterference.world import Maker

pytestmark = pytest.mark.django_db
SEEDS = range(1000, 1012)


def seeing_disagrees() -> bool:
    """Whether some small world shows a difference between the walls, the predicate and the oracle."""
    for seed in SEEDS:
        world = Maker(seed, binders=30).make()
        with loading.loaded(world):
            for sign_in in world.sign_ins:
                loading.ask_as(sign_in)
                expected = oracle.visible_rows(world, sign_in)
                if not loading.sight_is_told_alike():
                    return True
                if loading.rows_by_wall() != expected or loading.rows_by_predicate(world) != expected:
                    return True
    return False


def a_scenario_fails() -> bool:
    for scenario in SCENARIOS:
        try:
            with transaction.atomic():
                scenario(make_cast())
                transaction.set_rollback(True)
        except (AssertionError, IntegrityError):  # a mutant that only breaks the function is not caught
            return True
    return False


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.__name__)
def test_the_kernel(scenario) -> None:
    scenario(make_cast())


@pytest.mark.parametrize("mutant", mutants.SEEING_MUTANTS, ids=lambda one: one.name)
def test_a_bug_in_seeing_is_caught(mutant) -> None:
    with transaction.atomic():
        with mutant.at_work():
            assert seeing_disagrees(), f"survived: {mutant.name}"
        transaction.set_rollback(True)


@pytest.mark.parametrize("mutant", mutants.LOOK_MUTANTS, ids=lambda one: one.name)
def test_a_bug_in_looking_is_caught(mutant) -> None:
    with transaction.atomic():
        with mutant.at_work():
            assert looks_disagree(), f"survived: {mutant.name}"
        transaction.set_rollback(True)


@pytest.mark.parametrize("mutant", mutants.GIVING_MUTANTS, ids=lambda one: one.name)
def test_a_bug_in_giving_is_caught(mutant) -> None:
    with transaction.atomic():
        with mutant.at_work():
            assert a_scenario_fails(), f"survived: {mutant.name}"
        transaction.set_rollback(True)


def test_there_are_enough_bugs() -> None:
    assert len(mutants.SEEING_MUTANTS) + len(mutants.LOOK_MUTANTS) + len(mutants.GIVING_MUTANTS) >= 60

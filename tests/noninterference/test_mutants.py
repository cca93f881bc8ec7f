"""The harness is judged by seeded policy bugs: every one must be caught."""

import pytest
from django.db import IntegrityError, transaction

from tests.noninterference import giving_mutants, loading, mutants, oracle
from tests.noninterference.kernel_cast import make_cast
from tests.noninterference.scenarios import SCENARIOS
from tests.noninterference.test_looks import looks_disagree
from tests.noninterference.world import Maker, World

pytestmark = pytest.mark.django_db
SEEDS = range(1000, 1012)


def seeing_disagrees() -> bool:
    """Whether some small world shows a difference between the walls, the predicate and the oracle."""
    for seed in SEEDS:
        world = Maker(seed, binders=30).make()
        if any(_disagrees(world, changed=changed) for changed in (False, True)):
            return True
    return False


def _disagrees(world: World, *, changed: bool) -> bool:
    with loading.loaded(world, changed=changed):
        for sign_in in world.sign_ins:
            loading.ask_as(sign_in)
            expected = oracle.visible_rows(world, sign_in)
            if not loading.sight_is_told_alike():
                return True
            if loading.rows_by_wall() != expected or loading.rows_by_predicate(world) != expected:
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
            assert looks_disagree(range(2000, 2012)), f"survived: {mutant.name}"
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("mutant", "scenario"), giving_mutants.MUTANTS, ids=[mutant.name for mutant, _ in giving_mutants.MUTANTS]
)
def test_a_bug_in_giving_is_caught(mutant, scenario) -> None:
    """By the scenario that names it; a mutant that only breaks the function is not caught."""
    caught = False
    with transaction.atomic():
        with mutant.at_work():
            try:
                with transaction.atomic():
                    scenario(make_cast())
            except (AssertionError, IntegrityError):
                caught = True
        transaction.set_rollback(True)
    assert caught, f"survived: {mutant.name}"


def test_there_are_enough_bugs() -> None:
    assert len(mutants.SEEING_MUTANTS) + len(mutants.LOOK_MUTANTS) + len(giving_mutants.MUTANTS) >= 132
    assert len(SCENARIOS) >= 46

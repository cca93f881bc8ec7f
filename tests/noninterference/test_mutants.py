"""The harness is judged by seeded policy bugs: every one must be caught."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.noninterference import giving_mutants, loading, mutants, oracle
from tests.noninterference.kernel_cast import Cast, make_cast
from tests.noninterference.mutants import Mutant
from tests.noninterference.scenarios import SCENARIOS
from tests.noninterference.test_looks import asked_in, content_disagrees, looks_disagree
from tests.noninterference.world import Maker, SignIn, World

pytestmark = pytest.mark.django_db
SEEDS = range(1000, 1012)
LOOK_SEEDS = range(2000, 2012)
# Between them these worlds show every bug that acts when somebody asks. One that they do not show is sought in all.
SEEN_IN = ((1001, False), (1003, True), (1006, False), (1008, False))
LOOKED_IN = (2000, 2001, 2004)
# They act when a world is made, and are sought in worlds made while they are at work.
AT_THE_MAKING = {"agencies_wear", "agencies_hats_changed", "sharing_sealed_for", "sharing_seal_grant", "sharing_seal_changed"}
AT_THE_MAKING |= {"sharing_key_changed"}
MADE_IN = ((1000, False), (1001, False), (1003, False), (1000, True))  # where those show themselves; else in any


def seeing_disagrees() -> bool:
    """Whether some small world shows a difference between the walls, the predicate and the oracle."""
    for seed, changed in dict.fromkeys([*MADE_IN, *product(SEEDS, (False, True))]):
        world, _ = seen_in(seed)
        with loading.loaded(world, changed=changed, rows_of=loading.SEEN):
            if sight_disagrees(seed):
                return True
    return False


@cache
def seen_in(seed: int) -> tuple[World, list[tuple[SignIn, set[UUID]]]]:
    """A small world, and what the oracle says that everybody in it sees."""
    world = Maker(seed, binders=30).make()
    return world, [(one, oracle.visible_rows(world, one)) for one in world.sign_ins]


def sight_disagrees(seed: int) -> bool:
    """The same in one world that is there."""
    world, seen = seen_in(seed)
    for sign_in, expected in seen:
        loading.ask_as(sign_in)
        if not loading.sight_is_told_alike():
            return True
        if loading.rows_by_wall() != expected or loading.rows_by_predicate(world) != expected:
            return True
    return False


def shown(mutants: Iterable[Mutant], disagrees: Callable[[], bool]) -> Iterator[Mutant]:
    """Which of the bugs show themselves in a world that was made without them."""
    for mutant in mutants:
        with transaction.atomic():
            with mutant.at_work():
                if mutant.where.startswith("walls."):
                    loading.build_walls()
                if disagrees():
                    yield mutant
            transaction.set_rollback(True)


def shows_from_the_beginning(mutant: Mutant, disagree: Callable[[], bool]) -> bool:
    """Whether it shows itself in some world that is made while it is at work."""
    with transaction.atomic():
        with mutant.at_work():
            found = disagree()
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def caught(django_db_setup: None, django_db_blocker: Any) -> set[Mutant]:
    """The bugs that show themselves in a few worlds, each made once for all of them."""
    found: set[Mutant] = set()
    with django_db_blocker.unblock(), transaction.atomic():
        asking = [one for one in mutants.SEEING_MUTANTS if one.where not in AT_THE_MAKING]
        for seed, changed in SEEN_IN:
            with loading.loaded(seen_in(seed)[0], changed=changed, rows_of=loading.SEEN):
                left = [one for one in asking if one not in found]
                found |= set(shown(left, partial(sight_disagrees, seed)))
        for seed in LOOKED_IN:
            world, asked = asked_in(seed)
            with loading.loaded(world, rows_of=loading.READ):
                left = [one for one in mutants.LOOK_MUTANTS if one not in found]
                found |= set(shown(left, partial(content_disagrees, asked)))
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def met(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """A cast of which each scenario takes back what it does: making one takes as long as two scenarios."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_cast()
        transaction.set_rollback(True)


def now_with(cast: Cast) -> Cast:
    """The same people and the same binder, at the present moment."""
    return replace(cast, now=timezone.now())


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.__name__)
def test_the_kernel(met: Cast, scenario: Callable[[Cast], None]) -> None:
    scenario(now_with(met))


@pytest.mark.parametrize("mutant", mutants.SEEING_MUTANTS, ids=lambda one: one.name)
def test_a_bug_in_seeing_is_caught(caught: set[Mutant], mutant: Mutant) -> None:
    assert mutant in caught or shows_from_the_beginning(mutant, seeing_disagrees), f"survived: {mutant.name}"


@pytest.mark.parametrize("mutant", mutants.LOOK_MUTANTS, ids=lambda one: one.name)
def test_a_bug_in_looking_is_caught(caught: set[Mutant], mutant: Mutant) -> None:
    found = mutant in caught or shows_from_the_beginning(mutant, lambda: looks_disagree(LOOK_SEEDS))
    assert found, f"survived: {mutant.name}"


@pytest.mark.parametrize(
    ("mutant", "scenario"), giving_mutants.MUTANTS, ids=[mutant.name for mutant, _ in giving_mutants.MUTANTS]
)
def test_a_bug_in_giving_is_caught(met: Cast, mutant: Mutant, scenario: Callable[[Cast], None]) -> None:
    """By the scenario that names it; a mutant that only breaks the function is not caught. One that is not noticed with the cast
    that was there may act when a cast is made: it is sought with one that is made while it is at work.
    """
    assert fails(scenario, mutant, lambda: now_with(met)) or fails(scenario, mutant, make_cast), f"survived: {mutant.name}"


def fails(scenario: Callable[[Cast], None], mutant: Mutant, with_cast: Callable[[], Cast]) -> bool:
    found = False
    with transaction.atomic():
        with mutant.at_work():
            try:
                with transaction.atomic():
                    scenario(with_cast())
            except (AssertionError, IntegrityError):
                found = True
        transaction.set_rollback(True)
    return found


def test_there_are_enough_bugs() -> None:
    assert len(mutants.SEEING_MUTANTS) + len(mutants.LOOK_MUTANTS) + len(giving_mutants.MUTANTS) >= 132
    assert len(SCENARIOS) >= 46

"""The guards of 参加支援, of places and of cards are judged by seeded bugs, asked of one world: a bug is a savepoint."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tests.noninterference import (
    card_mutants,
    commission_mutants,
    matching_mutants,
    participation_mutants,
    participation_world,
    place_mutants,
)
from tests.noninterference.participation_world import Taking

pytestmark = pytest.mark.django_db


@pytest.fixture
def taking() -> Taking:
    return participation_world.make()


def survivors(world: Any, bugs: Sequence[tuple[Any, Callable[[Any], None]]]) -> Iterator[str]:
    """Bugs that no scenario noticed. A scenario fails by what it asserts; a bug that only breaks the statement is not caught."""
    for mutant, scenario in bugs:
        caught = False
        with transaction.atomic():
            with mutant.at_work():
                try:
                    with transaction.atomic():
                        scenario(world)
                except AssertionError:
                    caught = True
                except DatabaseError as broken:
                    yield f"only broken: {_name(mutant)}: {broken}"
            transaction.set_rollback(True)
        if not caught:
            yield f"survived: {_name(mutant)}"


def _name(mutant: Any) -> str:
    return str(getattr(mutant, "name", mutant))


def holds(world: Any, scenarios: Sequence[Callable[[Any], None]]) -> None:
    """Without a bug nothing is found."""
    for scenario in scenarios:
        with transaction.atomic():
            scenario(world)
            transaction.set_rollback(True)


@pytest.mark.parametrize("told", [participation_mutants, card_mutants, commission_mutants], ids=lambda one: one.__name__)
def test_the_guards_hold_and_every_bug_in_them_is_caught(taking: Taking, told: Any) -> None:
    holds(taking, told.SCENARIOS)
    survived = list(survivors(taking, told.MUTANTS))
    assert not survived, "\n".join(survived)


def test_places_and_the_project_hold_and_every_bug_is_caught() -> None:
    keeping = place_mutants.make()
    holds(keeping, place_mutants.SCENARIOS)
    survived = list(survivors(keeping, place_mutants.MUTANTS))
    assert not survived, "\n".join(survived)


def test_what_matching_says_and_uses_holds_and_every_bug_is_caught() -> None:
    holds(None, matching_mutants.SCENARIOS)
    survived = list(survivors(None, matching_mutants.MUTANTS))
    assert not survived, "\n".join(survived)


def test_every_guard_and_table_has_a_bug() -> None:
    judging = (participation_mutants, card_mutants, commission_mutants)
    judged = {mutant.where for one in judging for mutant, _ in one.MUTANTS}
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'participation\\_%'")
        functions = {name for (name,) in cursor.fetchall()}
    assert functions - judged == set()
    tables = {one._meta.db_table.removeprefix("participation_") for one in apps.get_app_config("participation").get_models()}
    assert tables == set(participation_world.TABLES)
    told = (*judging, place_mutants, matching_mutants)
    assert sum(len(one.MUTANTS) for one in told) >= 150
    for one in told:
        assert {scenario for _, scenario in one.MUTANTS} == set(one.SCENARIOS), one.__name__

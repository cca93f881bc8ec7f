"""Meetings against any SQL, and the guards of meetings judged by seeded bugs."""

import pytest
from django.db import DatabaseError, transaction

from tests.noninterference import conference_room_scenarios, conference_scenarios, kit_mutants, theme_mutants
from tests.noninterference.conference_mutants import MUTANTS as OF_MEETINGS

pytestmark = pytest.mark.django_db
SCENARIOS = conference_scenarios.SCENARIOS | conference_room_scenarios.SCENARIOS | theme_mutants.SCENARIOS
SCENARIOS |= kit_mutants.SCENARIOS
MUTANTS = OF_MEETINGS + theme_mutants.MUTANTS + kit_mutants.MUTANTS


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_meeting(name: str) -> None:
    SCENARIOS[name]()


@pytest.mark.parametrize(("name", "mutant"), MUTANTS, ids=lambda one: getattr(one, "name", ""))
def test_a_bug_in_meetings_is_caught(name: str, mutant) -> None:
    """Each by the scenario that names it; a mutant that only breaks the function is not caught."""
    caught = False
    with transaction.atomic():
        with mutant.at_work():
            try:
                with transaction.atomic():
                    SCENARIOS[name]()
            except AssertionError:
                caught = True
            except DatabaseError as error:
                raise AssertionError(f"the mutant broke the function: {mutant.name}") from error
        transaction.set_rollback(True)
    assert caught, f"survived: {mutant.name}"

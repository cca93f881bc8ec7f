"""Meetings against any SQL, and the guards of meetings judged by seeded bugs."""

import pytest
from django.db import DatabaseError

from tests.noninterference import (
    conference_room_scenarios,
    conference_scenarios,
    convening_mutants,
    disclosure_room_mutants,
    kit_mutants,
    rescuing_mutants,
    theme_mutants,
)
from tests.noninterference.conference_mutants import MUTANTS as OF_MEETINGS
from tests.noninterference.mutants import Mutant
from tests.noninterference.staging import Stage, judged

SCENARIOS = conference_scenarios.SCENARIOS | conference_room_scenarios.SCENARIOS | theme_mutants.SCENARIOS
SCENARIOS |= kit_mutants.SCENARIOS | convening_mutants.SCENARIOS | rescuing_mutants.SCENARIOS | disclosure_room_mutants.SCENARIOS
MUTANTS = OF_MEETINGS + theme_mutants.MUTANTS + kit_mutants.MUTANTS + convening_mutants.MUTANTS + rescuing_mutants.MUTANTS
MUTANTS += disclosure_room_mutants.MUTANTS
JUDGED = judged(SCENARIOS, [(mutant, name) for name, mutant in MUTANTS])


@pytest.mark.parametrize(("name", "mutant"), JUDGED)
def test_a_meeting_holds_and_every_bug_in_it_is_caught(stage: Stage, name: str, mutant: Mutant | None) -> None:
    """Each by the scenario that names it; a mutant that only breaks the function is not caught."""
    try:
        stage.judges(SCENARIOS[name], mutant)
    except DatabaseError as error:
        if mutant is None:
            raise
        raise AssertionError(f"the mutant broke the function: {mutant.name}") from error


def test_every_bug_is_judged() -> None:
    assert len(JUDGED) == len(SCENARIOS) + len(MUTANTS)

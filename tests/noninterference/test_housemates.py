"""Who may know of those who live with a protected person; each seeded bug must make its scenario fail."""

import pytest

from tests.noninterference.housemate_mutants import MUTANTS, SCENARIOS
from tests.noninterference.staging import Stage, judged


@pytest.mark.parametrize(("scenario", "bug"), judged(SCENARIOS, MUTANTS))
def test_what_is_known_of_a_household_and_every_bug_in_it_is_caught(stage: Stage, scenario, bug) -> None:
    stage.judges(scenario, bug)


def test_every_scenario_has_a_bug() -> None:
    assert {scenario for _, scenario in MUTANTS} == set(SCENARIOS)

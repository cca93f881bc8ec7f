"""To whom a pair that was told apart is opened again; each seeded bug must make the scenario fail."""

import pytest

from tests.noninterference.asked_again_mutants import MUTANTS, SCENARIOS
from tests.noninterference.staging import Stage, judged


@pytest.mark.parametrize(("scenario", "bug"), judged(SCENARIOS, MUTANTS))
def test_who_opens_a_pair_again_and_every_bug_in_it_is_caught(stage: Stage, scenario, bug) -> None:
    stage.judges(scenario, bug)

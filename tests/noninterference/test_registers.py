"""What the register's own functions tell, and to whom; each seeded bug must make its scenario fail."""

import pytest

from tests.noninterference import asked_again_mutants, guarded_mutants
from tests.noninterference.staging import Stage, judged

ASKED, GUARDED = (judged(one.SCENARIOS, one.MUTANTS) for one in (asked_again_mutants, guarded_mutants))


@pytest.mark.parametrize(("scenario", "bug"), [*ASKED, *GUARDED])
def test_who_is_told_and_every_bug_in_it_is_caught(stage: Stage, scenario, bug) -> None:
    stage.judges(scenario, bug)


def test_every_scenario_has_a_bug() -> None:
    for one in (asked_again_mutants, guarded_mutants):
        assert {scenario for _, scenario in one.MUTANTS} == set(one.SCENARIOS)

"""The guards of the ledger, blocks, papers and requests are judged by seeded bugs: each must make its scenario fail."""

import pytest
from django.db import connection

from tests.noninterference import accounting_mutants, accounting_scenarios
from tests.noninterference.staging import Stage, judged

MUTANTS = accounting_mutants.MUTANTS
JUDGED = judged(accounting_scenarios.SCENARIOS, MUTANTS)


@pytest.mark.parametrize(("scenario", "mutant"), JUDGED)
def test_a_guard_holds_and_every_bug_in_it_is_caught(stage: Stage, scenario, mutant) -> None:
    stage.judges(scenario, mutant)


def test_every_function_and_scenario_has_a_bug(stage: Stage) -> None:
    judged = {mutant.where for mutant, _ in MUTANTS}
    told = {
        "sharing_binders_of",
        "sharing_ledger",
        "sharing_agencies_told",
        "sharing_ledger_looks",
        "sharing_ledger_taken",
        "sharing_block_told",
        "sharing_blocks",
        "sharing_unblock",
        "sharing_sheet_guard",
        "sharing_release_guard",
        "sharing_request_guard",
        "sharing_line_guard",
        "sharing_tell_holders",
        "sharing_requests_by_date",
        "sharing_own_requests",
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_proc WHERE proname = ANY (%s)", [sorted(told)])
        assert cursor.fetchone() == (len(told),)
    assert told - judged == set()
    assert {scenario for _, scenario in MUTANTS} == set(accounting_scenarios.SCENARIOS)
    assert len(JUDGED) == len(accounting_scenarios.SCENARIOS) + len(MUTANTS)

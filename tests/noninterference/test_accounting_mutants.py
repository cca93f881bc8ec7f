"""The guards of the ledger, blocks, papers and requests are judged by seeded bugs: each must make its scenario fail."""

import pytest
from django.db import connection, transaction

from tests.noninterference import accounting_mutants, accounting_scenarios

pytestmark = pytest.mark.django_db
MUTANTS = accounting_mutants.MUTANTS


@pytest.mark.parametrize("scenario", accounting_scenarios.SCENARIOS, ids=lambda one: one.__name__)
def test_the_guards(scenario) -> None:
    scenario()


@pytest.mark.parametrize(("mutant", "scenario"), MUTANTS, ids=[mutant.name for mutant, _ in MUTANTS])
def test_a_bug_in_a_guard_is_caught(mutant, scenario) -> None:
    caught = False
    with transaction.atomic():
        with mutant.at_work():
            try:
                with transaction.atomic():
                    scenario()
            except AssertionError:
                caught = True
        transaction.set_rollback(True)
    assert caught, f"survived: {mutant.name}"


def test_every_function_and_scenario_has_a_bug() -> None:
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

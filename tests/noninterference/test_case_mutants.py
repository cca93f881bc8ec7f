"""The guards of cases are judged by seeded bugs: each must make its scenario fail."""

import pytest
from django.db import connection, transaction

from tests.noninterference import (
    case_mutants,
    case_scenarios,
    drawing_mutants,
    lead_scenarios,
    outreach_mutants,
    plan_bounds_mutants,
    plan_mutants,
    plan_scenarios,
    running_plan_scenarios,
    sheet_scenarios,
)

pytestmark = pytest.mark.django_db
SCENARIOS = [
    one
    for room in (
        lead_scenarios,
        case_scenarios,
        sheet_scenarios,
        plan_scenarios,
        running_plan_scenarios,
        plan_bounds_mutants,
        drawing_mutants,
        outreach_mutants,
    )
    for one in vars(room).values()
    if getattr(one, "__module__", "") == room.__name__ and getattr(one, "__annotations__", {}) == {"return": None}
]
MUTANTS = case_mutants.MUTANTS + plan_mutants.MUTANTS + plan_bounds_mutants.MUTANTS + drawing_mutants.MUTANTS
MUTANTS += outreach_mutants.MUTANTS


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.__name__)
def test_the_guards_of_cases(scenario) -> None:
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


def test_every_guard_has_a_bug() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE p.proname LIKE 'cases\\_%' AND NOT t.tgisinternal"
        )
        guards = {name for (name,) in cursor.fetchall()}
    assert len(guards) > 24
    judged = {mutant.where for mutant, _ in MUTANTS}
    assert guards - judged == {
        "cases_moved",
        "cases_reminders_end",
        "cases_journal_is_found_by",
    }, "these tell, they guard nothing"
    assert len(MUTANTS) >= 140
    assert {scenario for _, scenario in MUTANTS} == set(SCENARIOS)

"""The guards of cases are judged by seeded bugs: each must make its scenario fail."""

import pytest
from django.db import connection

from tests.noninterference import (
    advice_mutants,
    case_mutants,
    case_scenarios,
    counting_mutants,
    drawing_mutants,
    lead_scenarios,
    outreach_mutants,
    plan_bounds_mutants,
    plan_mutants,
    plan_scenarios,
    running_plan_scenarios,
    sheet_scenarios,
    visit_mutants,
)
from tests.noninterference.staging import Stage, judged

ROOMS = (
    lead_scenarios,
    case_scenarios,
    sheet_scenarios,
    plan_scenarios,
    running_plan_scenarios,
    plan_bounds_mutants,
    drawing_mutants,
    visit_mutants,
    advice_mutants,
    outreach_mutants,
    counting_mutants,
)
SCENARIOS = list(
    {
        one: None
        for room in ROOMS
        for one in vars(room).values()
        if getattr(one, "__module__", "") == room.__name__ and getattr(one, "__annotations__", {}) == {"return": None}
    }
)
MUTANTS = case_mutants.MUTANTS + plan_mutants.MUTANTS + plan_bounds_mutants.MUTANTS + drawing_mutants.MUTANTS
MUTANTS += visit_mutants.MUTANTS
MUTANTS += outreach_mutants.MUTANTS + advice_mutants.MUTANTS + counting_mutants.MUTANTS
JUDGED = judged(SCENARIOS, MUTANTS)


@pytest.mark.parametrize(("scenario", "mutant"), JUDGED)
def test_a_guard_holds_and_every_bug_in_it_is_caught(stage: Stage, scenario, mutant) -> None:
    stage.judges(scenario, mutant)


def test_every_guard_has_a_bug(stage: Stage) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE p.proname LIKE 'cases\\_%' AND NOT t.tgisinternal"
        )
        guards = {name for (name,) in cursor.fetchall()}
    assert len(guards) > 27
    judged = {mutant.where for mutant, _ in MUTANTS}
    assert guards - judged == {
        "cases_moved",
        "cases_reminders_end",
        "cases_asked_again",
        "cases_advice_moved",
        "cases_journal_is_found_by",
    }, "these tell, they guard nothing"
    assert len(MUTANTS) >= 175
    assert {scenario for _, scenario in MUTANTS} == set(SCENARIOS)
    assert len(JUDGED) == len(SCENARIOS) + len(MUTANTS)

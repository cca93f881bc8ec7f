"""Every seeded bug of ``http_mutants.py`` is caught; one that survives fails the suite."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction

from tests.noninterference import (
    http_mutants,
    http_mutants_of_cases,
    http_mutants_of_conferences,
    http_mutants_of_lists,
    http_mutants_of_papers,
    http_mutants_of_participation,
)
from tests.noninterference.hidden import add, add_among_colleagues
from tests.noninterference.http_mutants import HttpMutant
from tests.noninterference.sweeping import Findings, Sweep, quiet
from tests.noninterference.town import Town
from tests.noninterference.two_runs import Asked, TwoRuns
from tests.noninterference.walking import Walk

MUTANTS = (
    http_mutants.MUTANTS
    + http_mutants_of_cases.MUTANTS
    + http_mutants_of_conferences.MUTANTS
    + http_mutants_of_lists.MUTANTS
    + http_mutants_of_papers.MUTANTS
    + http_mutants_of_participation.MUTANTS
)


def found(town: Town, mutant: HttpMutant) -> list[str]:
    """What the sweep says of the bug, at the addresses where it would show."""
    with transaction.atomic():
        with mutant.at_work(), quiet():
            sweep = Sweep(town)
            findings = Findings(town, sweep)
            walk = Walk(town, sweep, findings, only=mutant.at)
            for one in mutant.by:
                walk.through_the_house(town.visitors[one])
                if mutant.search and one == "nobody":
                    walk.at_the_door_of_a_link()
                elif mutant.search:
                    walk.searching(town.visitors[one])
            findings.looks(sweep.answers)
        connection.needs_rollback = True
    return findings.wrong


@pytest.mark.parametrize("mutant", [one for one in MUTANTS if not one.runs], ids=lambda one: one.name)
def test_a_bug_in_what_the_web_shows_is_caught(town: Town, mutant: HttpMutant) -> None:
    wrong = found(town, mutant)
    assert wrong, f"survived: {mutant.name}"
    assert not any("→ 5" in one for one in wrong), f"the bug only breaks the page: {wrong}"


@dataclass(frozen=True)
class Seeded:
    """A bug that only the two runs can tell."""

    mutant: HttpMutant

    def at_work(self) -> Any:
        return self.mutant.at_work()

    def concerns(self, asked: Asked) -> bool:
        return asked.visitor in self.mutant.by and asked.only == self.mutant.at


@pytest.mark.parametrize("adding", [add, add_among_colleagues], ids=lambda one: one.__name__)
def test_a_bug_that_counts_what_is_hidden_is_caught(town: Town, adding: Any) -> None:
    bugs = [one for one in MUTANTS if one.runs and one.among_colleagues == (adding is add_among_colleagues)]
    asked = [Asked(who, one.at, search=one.search) for one in bugs for who in one.by]
    with quiet():
        differing = TwoRuns(town, Sweep(town)).with_each([Seeded(one) for one in bugs], asked, adding)
    survived = [one.name for one, lines in zip(bugs, differing, strict=True) if not lines]
    assert bugs
    assert survived == []


def test_there_are_enough_bugs_of_the_web() -> None:
    print(f"{len(MUTANTS)} seeded bugs in what the web shows")
    assert len(MUTANTS) >= 46

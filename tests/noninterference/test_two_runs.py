"""What somebody may not see changes nothing that they are answered: no count, order, warning, redirect or error."""

import pytest

from tests.noninterference.hidden import add_among_colleagues
from tests.noninterference.sweeping import Sweep, quiet
from tests.noninterference.town import Town
from tests.noninterference.two_runs import Asked, TwoRuns
from tests.noninterference.walking import RICH

LISTS = {"website:home", "office:inbox", "office:drafts", "intake:consultations", "intake:referrals", "intake:receive"}
FEW = frozenset(RICH | LISTS)
ASKED = [
    Asked("stranger"),
    Asked("children", FEW | {"residents:search", "residents:register"}),
    *(Asked(one, FEW, search=False) for one in ("partner", "link", "planner", "administrator")),
]


@pytest.fixture(scope="module")
def runs(town: Town) -> TwoRuns:
    return TwoRuns(town, Sweep(town))


def test_what_is_hidden_changes_no_answer(runs: TwoRuns) -> None:
    with quiet():
        differing = runs.differences(ASKED)
    print(f"{len(runs.sweep.answers)} answers compared")
    assert not differing, f"{len(differing)}\n" + "\n".join(differing[:40])
    assert sum(one.status == 200 for one in runs.sweep.answers) > 200


def test_what_a_colleague_holds_changes_no_answer_to_who_is_shut_out(runs: TwoRuns) -> None:
    with quiet():
        differing = runs.differences([Asked("husband_himself", FEW)], add_among_colleagues)
    assert not differing, f"{len(differing)}\n" + "\n".join(differing[:40])


def test_whom_it_concerns_the_difference_reaches(runs: TwoRuns) -> None:
    """The additions are really there: the coordinator and the other agency are answered otherwise."""
    only = frozenset({"residents:search", "intake:stagnation", "website:home"})
    whom = ("coordinator", "health", "counter")
    with quiet():
        differing = runs.differences([Asked(one, only) for one in whom])
    for one in whom:
        assert any(line.startswith(f"{one} ") for line in differing), f"{one}: {differing}"

"""What somebody may not see changes nothing that they are answered: no count, order, warning, redirect or error."""

import pytest

from tests.noninterference import callers
from tests.noninterference.hidden import (
    add_a_sealed_part,
    add_among_colleagues,
    add_rooms_of_a_colleague,
    add_who_is_protected_with_her,
)
from tests.noninterference.sweeping import Sweep, quiet
from tests.noninterference.town import Town
from tests.noninterference.two_runs import Asked, TwoRuns
from tests.noninterference.walking import RICH

LISTS = {"website:home", "office:inbox", "office:drafts", "intake:consultations", "intake:referrals", "intake:receive"}
FEW = frozenset(RICH | LISTS)
LEDGERS = frozenset({"residents:ledger", "residents:ledger-export", "residents:own-sheet"})
# Of suggestions, the order changes with how often hosts were asked in the whole city: that is told to everybody, and is decided
# (who-sees-what, 7). So they are compared where only a part of a case is hidden, below.
TAKING_PART = frozenset(
    f"participation:{one}"
    for one in ("page", "profile", "placement", "proposal", "sheet", "move", "agree", "record", "settle", "ask", "end", "waiting",
                "waiting-export", "placements", "placements-export", "take-up")
)  # fmt: skip
SUGGESTED = frozenset(f"participation:{one}" for one in ("suggestions", "keep", "propose", "shun", "batch"))
ASKED = [
    Asked("stranger"),
    Asked("children", FEW | LEDGERS | {"residents:search", "residents:register"}),
    Asked("partner", FEW | LEDGERS | TAKING_PART, search=False),
    *(Asked(one, FEW, search=False) for one in ("link", "planner", "administrator")),
]


def places_and_the_project() -> frozenset[str]:
    """Every address of the room in which no resident may enter."""
    return frozenset(name for name in callers.every_address() if name.startswith(("community:", "network:")))


@pytest.fixture(scope="module")
def runs(town: Town) -> TwoRuns:
    return TwoRuns(town, Sweep(town))


def test_what_is_hidden_changes_no_answer(runs: TwoRuns) -> None:
    with quiet():
        differing = runs.differences(ASKED)
    print(f"{len(runs.sweep.answers)} answers compared")
    assert not differing, f"{len(differing)}\n" + "\n".join(differing[:40])
    assert sum(one.status == 200 for one in runs.sweep.answers) > 200


def test_a_sealed_part_changes_nothing_for_the_team(runs: TwoRuns) -> None:
    """Where somebody must not be sent: whoever may not read it gets the same page, the same places, the same reasons."""
    team = [Asked(one, SUGGESTED | {"participation:page", "participation:profile"}, search=False) for one in ("partner", "health")]
    with quiet():
        before = len(runs.sweep.answers)
        differing = runs.differences(team, add_a_sealed_part)
    shown = {(one.visitor.label, one.call.name) for one in runs.sweep.answers[before:] if one.status == 200}
    assert {(one.visitor, f"participation:{name}") for one in team for name in ("page", "suggestions")} <= shown
    assert not differing, f"{len(differing)}\n" + "\n".join(differing[:40])


def test_who_is_protected_with_somebody_changes_nothing_for_who_works_with_them(runs: TwoRuns) -> None:
    """Nor what was decided about who is not, nor that their office was asked: not for the workers of either, or of the husband."""
    workers = [Asked(one, FEW | LEDGERS, search=False) for one in ("health", "children", "husband_himself", "link", "planner")]
    with quiet():
        before = len(runs.sweep.answers)
        differing = runs.differences(workers, add_who_is_protected_with_her)
        meant = runs.differences([Asked("counter", frozenset({"residents:resident"}), search=False)], add_who_is_protected_with_her)
    shown = {(one.visitor.label, one.call.name) for one in runs.sweep.answers[before:] if one.status == 200}
    assert {("health", name) for name in ("residents:resident", "residents:ledger", "office:inbox")} <= shown
    assert not differing, f"{len(differing)}\n" + "\n".join(differing[:40])
    assert len(meant) >= 2, "whom it concerns it reaches"


def test_places_and_the_project_know_of_nobody(runs: TwoRuns) -> None:
    """Who takes part changes no byte of the directory, its open data, the members or their requests, for who keeps them."""
    names = places_and_the_project()
    with quiet():
        before = len(runs.sweep.answers)
        differing = runs.differences([Asked("coordinator", names, search=False)])
        answered = sum(one.status == 200 for one in runs.sweep.answers[before:])
    assert not differing, f"{len(differing)}\n" + "\n".join(differing[:40])
    assert answered > 60


def test_what_a_colleague_holds_changes_no_answer_to_who_is_shut_out(runs: TwoRuns) -> None:
    with quiet():
        differing = runs.differences([Asked("husband_himself", FEW)], add_among_colleagues)
    assert not differing, f"{len(differing)}\n" + "\n".join(differing[:40])


def test_rooms_of_a_colleagues_meeting_change_no_answer(runs: TwoRuns) -> None:
    """Who works where a meeting was convened knows of it as they did: of no item, no line, no request, no minutes, no paper."""
    of_meetings = {name for name in callers.every_address() if name.startswith("conferences:")}
    beside = {"reporting:minutes-paper", "reporting:minutes-file", "cases:case", "cases:cases"}
    beside |= {"residents:resident", "residents:search"}
    names = frozenset(of_meetings | beside | FEW | LEDGERS)
    colleagues = [Asked(one, names, search=False) for one in ("outreach", "counter")]
    with quiet():
        before = len(runs.sweep.answers)
        differing = runs.differences(colleagues, add_rooms_of_a_colleague)
        told = runs.sweep.answers[before:]
        convened = Asked("promoter", frozenset({"conferences:conference", "conferences:requests"}), search=False)
        reads = runs.differences([convened], add_rooms_of_a_colleague)
    shown = {one.call.name for one in told if one.status == 200}
    pages = ("conferences", "conference", "lines", "requests", "kit", "hand-over", "for-case")
    assert {f"conferences:{one}" for one in pages} | {"residents:ledger", "office:inbox", "website:home"} <= shown
    assert not differing, f"{len(differing)}\n" + "\n".join(differing[:40])
    assert reads, "who convened is answered otherwise"


def test_whom_it_concerns_the_difference_reaches(runs: TwoRuns) -> None:
    """The additions are really there: the coordinator and the other agency are answered otherwise."""
    only = frozenset({"residents:search", "intake:stagnation", "website:home"})
    whom = ("coordinator", "health", "counter")
    with quiet():
        differing = runs.differences([Asked(one, only) for one in whom])
        lists = frozenset({"participation:waiting", "participation:placements"})
        leads = runs.differences([Asked("promoter", lists, search=False)])
        pages = frozenset({"participation:page", "participation:suggestions"})
        reads = runs.differences([Asked("promoter", pages, search=False)], add_a_sealed_part)
    for one in whom:
        assert any(line.startswith(f"{one} ") for line in differing), f"{one}: {differing}"
    for names, lines in ((lists, leads), (pages, reads)):
        assert all(any(f"{name} " in line for line in lines) for name in names), lines

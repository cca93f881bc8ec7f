"""Every address, as everybody: nobody is shown what is not theirs, and what is hidden is like what never was."""

import re

import psycopg
import pytest
from django.db import connection, transaction

from enishi.agencies.access import wearing
from enishi.edge.tests.conftest import Edge, carried, edge, own_city
from enishi.machine.postgres import Cluster
from tests.noninterference import callers
from tests.noninterference.asking_directly import Asking, truth
from tests.noninterference.at_the_edge import EdgeWalk, cards_out
from tests.noninterference.mutants import Mutant
from tests.noninterference.sweeping import Findings, Sweep, quiet
from tests.noninterference.town import Town
from tests.noninterference.walking import WHOLE, Walk

__all__ = ["edge", "own_city"]
NAMED = re.compile(rb' id="([^"]+)"')


@pytest.fixture(scope="module")
def walked(town: Town) -> tuple[Sweep, Findings]:
    """The sweep, once for all tests of this module."""
    sweep = Sweep(town)
    findings = Findings(town, sweep)
    with quiet():
        Walk(town, sweep, findings).everybody()
    return sweep, findings


def test_the_ledger_agrees_with_the_kernel(town: Town) -> None:
    """The expectation is kept by hand; here it is held against the database once, so that neither drifts."""
    wrong = []
    for label, hat in town.hats.items():
        with wearing(hat), connection.cursor() as cursor:
            for binder in town.binders.values():
                cursor.execute("SELECT sharing_shown(%s)", [binder.id])
                (found,) = cursor.fetchone()
                expected = town.ledger.classes(town.visitors[label], binder)
                if found != expected:
                    wrong.append(f"{label} {binder}: {found} in the database, {expected} by hand")
    assert not wrong, "\n".join(wrong)


def asking(town: Town, label: str) -> Asking:
    """Somebody who may name agencies and their staff, and what is open to them."""
    hat, named = town.hats[label], ("agency", "membership", "staff")
    known = [one for (one,) in truth(" UNION ".join(f"SELECT id FROM agencies_{name}" for name in named))]
    with wearing(hat), connection.cursor() as cursor:
        cursor.execute("SELECT binder_id FROM sharing_mine")
        return Asking(hat, known + [one for (one,) in cursor.fetchall()])


@pytest.mark.parametrize("label", ["stranger_partner", "planner"])
def test_what_is_hidden_is_told_by_no_refusal_of_the_database(town: Town, label: str) -> None:
    """As somebody who sends SQL with numbers that they know: a row about what is hidden, and a call with its number, are answered
    as about what never was."""
    assert asking(town, label).differences() == []


@pytest.mark.parametrize(
    ("label", "asked", "bug"),
    [
        ("stranger_partner", "conferences_seat", Mutant("sharing_wall_first", "sharing_classes(binder) = 0", "false")),
        ("stranger_partner", "cases_file_stands", Mutant("cases_file_stands", "AND sharing_classes(p_file) <> 0", "")),
        ("planner", "participation_leads", Mutant("participation_leads", "hat.sees IS TRUE AND", "")),
    ],
)
def test_what_would_tell_it_is_noticed(town: Town, label: str, asked: str, bug: Mutant) -> None:
    one = asking(town, label)
    with transaction.atomic():
        with bug.at_work():
            assert one.differences(of=asked)
        transaction.set_rollback(True)


def test_every_address_can_be_called(town: Town) -> None:
    unknown = []
    for name, pattern in callers.every_address().items():
        try:
            callers.things_of(town, name, pattern)
        except LookupError as error:
            unknown.append(str(error))
    assert not unknown, "\n".join(unknown)


def test_nobody_is_shown_what_is_not_theirs(walked: tuple[Sweep, Findings]) -> None:
    """Containment, and: another's ≡ nonexistent ≡ malformed, byte for byte."""
    sweep, findings = walked
    shown = sum(len(one.canaries) for one in sweep.answers)
    print(f"{len(sweep.answers)} answers hold {shown} canaries")
    assert findings.wrong == [], f"{len(findings.wrong)}\n" + "\n".join(findings.wrong[:60])
    assert shown > 1000
    assert WHOLE or len(sweep.answers) < 5_500, "the longest walk of the suite: deal new addresses out (walking.py)"


def test_what_is_named_on_a_page_is_there_once(walked: tuple[Sweep, Findings]) -> None:
    """A label or a link that leads to one of two leads to the wrong one for who does not see the page."""
    sweep, _ = walked
    pages = {one.call.name: one.body for one in sweep.answers if one.status == 200 and b"<!doctype html>" in one.body[:200].lower()}
    twice = {
        name: {one.decode() for one in ids if ids.count(one) > 1}
        for name, body in pages.items()
        for ids in [NAMED.findall(body)]
        if len(set(ids)) < len(ids)
    }
    assert len(pages) > 150
    assert twice == {}


def test_persons_shown_are_persons_logged(walked: tuple[Sweep, Findings]) -> None:
    sweep, _ = walked
    findings = Findings(sweep.town, sweep)
    findings.looks(sweep.answers)
    assert findings.wrong == [], f"{len(findings.wrong)}\n" + "\n".join(findings.wrong[:60])


def test_the_trail_holds_no_value(walked: tuple[Sweep, Findings]) -> None:
    sweep, _ = walked
    told = [line for lines in sweep.trail().values() for line in lines]
    assert len(told) > 500
    values = {
        canary.says
        for line in told
        for canary in sweep.finder.in_text(f"{line['word']} {line['detail']}")
        if canary.information_class
    }
    assert values == set()


def test_nobody_outside_is_shown_what_was_not_released(
    town: Town, edge: Edge, own_city: str, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cards of every kind, every page of the edge, with links and without: the canaries that somebody put on them, and no other."""
    monkeypatch.setenv("ENISHI_SMTP_HOST", "mail.example.test")
    with (
        psycopg.connect(**cluster.parameters(dbname=own_city), autocommit=True) as tables,
        cards_out(town, cluster.parameters("enishi_clerk", own_city)) as walked,
    ):
        walk = EdgeWalk(town, edge, tables)
        released = {text for one in walked for text in one.releases}
        assert len(released) == 7
        carried()
        walk.lies_there("after the cards were put there", released)
        walk.without_a_link()
        for one in walked:
            walk.with_a_link(one)
        carried()
        walk.lies_there("after the answers were taken in", released)
        walk.ended(walked)
        walk.lies_there("after the cards were closed", ())
    print(f"{walk.pages} pages of the edge")
    assert walk.wrong == [], "\n".join(walk.wrong)
    assert walk.pages > 25

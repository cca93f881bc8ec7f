"""A note sent by two tabs, filed by two clicks, filed while a later snapshot comes: on connections of their own, committed."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from enishi.cases import actions
from enishi.cases.actions.visits import current_key
from enishi.cases.models import JournalEntry, VisitNote
from enishi.cases.rules.visits import later
from enishi.cases.terms import VisitReason
from enishi.cases.tests.factories import act, opened
from enishi.cases.tests.test_at_once import City, at_once, city, outside
from enishi.cases.tests.visiting import entered, received, row, sealed

__all__ = ["city"]
ROUNDS = 6


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.VISIT_KEYS = tmp_path / "visit-keys"


def entries(case: UUID) -> list[str]:
    return list(outside(lambda: list(JournalEntry.objects.filter(case=case).values_list("text", flat=True))))


def test_a_note_that_four_send_at_once_is_one(city: City) -> None:
    for _ in range(ROUNDS):
        one = sealed(city.lead)
        done = at_once(*[lambda sent=one: act(city.lead, actions.receive_note, sent) for _ in range(4)])
        assert done == [True] * 4
        found = outside(lambda note=one.note: list(VisitNote.objects.filter(pk__in=[note, later(note)])))
        assert [one.text for one in found] == ["玄関先で10分話した。眠れないと言う。"]


def test_of_snapshots_that_come_in_any_order_the_last_stands(city: City) -> None:
    for _ in range(ROUNDS):
        note = uuid4()
        sent = [sealed(city.lead, note=note, sequence=number, text="あ" * number) for number in (4, 2, 9, 7)]
        assert at_once(*[lambda one=one: act(city.lead, actions.receive_note, one) for one in sent]) == [True] * 4
        assert (row(note).sequence, row(note).text) == (9, "あ" * 9)
        assert not outside(lambda one=note: VisitNote.objects.filter(pk=later(one)).exists())


def test_a_long_outage_brings_every_note_once(city: City) -> None:
    """Five hundred notes of a day, each in several snapshots, many of them twice, in any order, from four devices at once."""
    chance, key = random.Random(8), current_key()
    notes, sent = {uuid4(): chance.randint(1, 3) for _ in range(500)}, []
    for note, snapshots in notes.items():
        for number in {snapshots, *chance.sample(range(1, snapshots + 1), chance.randint(0, snapshots))}:
            one = sealed(city.lead, note=note, sequence=number, key=key, text=f"{note} {number}")
            sent += [one] * chance.choice((1, 1, 1, 2))
    chance.shuffle(sent)

    def device(place: int) -> Callable[[], object]:
        return lambda: [act(city.lead, actions.receive_note, one) for one in sent[place::4]]

    assert at_once(*[device(place) for place in range(4)]) == [True] * 4
    found = outside(lambda: list(VisitNote.objects.filter(membership_id=city.lead.membership_id).values_list("pk", "text")))
    assert dict(found) == {note: f"{note} {snapshots}" for note, snapshots in notes.items()}
    assert len(found) == 500 < len(sent)


def filing(city: City, note: UUID, case: UUID, key: UUID | None, text: str) -> Callable[[], object]:
    return lambda: act(
        city.lead, actions.file_note, note, case, entered(text), sequence=1, submission=key
    )


def test_two_clicks_and_two_tabs_file_once(city: City) -> None:
    for _ in range(ROUNDS):
        note, case, key = received(city.lead), opened(city.lead), uuid4()
        assert at_once(*[filing(city, note, case, key, "一度だけ。") for _ in range(3)]) == [True] * 3
        assert entries(case) == ["一度だけ。"]
        note = received(city.lead)
        done = at_once(*[filing(city, note, case, uuid4(), f"{place}") for place in range(3)])
        assert sum(done) == 1
        assert len(entries(case)) == 2
        assert row(note).state == "filed"


def test_no_letter_is_lost_between_filing_and_a_later_snapshot(city: City) -> None:
    for _ in range(ROUNDS):
        note, case = received(city.lead, text="話し"), opened(city.lead)
        newer = sealed(city.lead, note=note, sequence=2, text="話した。")
        filed, sent = at_once(
            filing(city, note, case, None, "話し"), lambda one=newer: act(city.lead, actions.receive_note, one)
        )
        assert sent
        if filed:
            assert (entries(case), row(later(note)).text) == (["話し"], "話した。")
        else:
            assert (entries(case), row(note).text, row(note).state) == ([], "話した。", "received")


def test_filed_or_set_aside_but_not_both(city: City) -> None:
    for _ in range(ROUNDS):
        note, case = received(city.lead), opened(city.lead)
        filed, dropped = at_once(
            filing(city, note, case, None, "記録。"),
            lambda one=note: act(city.lead, actions.drop_note, one, VisitReason.TRIAL),
        )
        assert filed != dropped
        assert entries(case) == (["記録。"] if filed else [])
        assert row(note).state == ("filed" if filed else "dropped")

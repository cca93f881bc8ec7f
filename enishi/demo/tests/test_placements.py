"""参加支援 of みのり市: what its plots promise; ``told`` is asked of the told city by ``test_caseload.py``."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from enishi.agencies.models import ReleasedCard
from enishi.cases.models import Lead
from enishi.demo.city import City
from enishi.demo.monster import EVERYBODY
from enishi.demo.placement_plots import ANSWERS, ENDED_WELL, STAYS, WAITS, WISHES
from enishi.demo.placing import DROPPED, Placing
from enishi.demo.staying import Placed
from enishi.participation.models import HostAsk, Placement, PlacementRecord, Profile, Proposal, Search
from enishi.participation.queries.lists import Wanted, WantedPlacements, batch, placement_list, wait_list
from enishi.participation.rules.asking import ASKS, reasons_about_words
from enishi.participation.terms import NoReason, PlacementState, ProposalState, RecordKind

LEADING = ("1010", "1040", "1060", "2001")


def test_forty_placements_in_every_state_and_every_side_of_reason() -> None:
    assert len(STAYS) == 40
    states = Counter(one.state for one in STAYS)
    assert set(states) == set(PlacementState)
    assert min(states.values()) >= 6
    ended = [one for one in STAYS if one.state == "ended"]
    assert {one.reason for one in ended} == set(NoReason) - {NoReason.OTHER}
    assert {word for one in ended for word in one.words} == {"agrees", "disagrees"}
    assert {one.trouble for one in STAYS} == {"", "open", "settled"}
    assert {one.instead for one in STAYS} - {""} | {one.dropped for one in WAITS} - {""} == set(DROPPED)


def test_plots_are_of_people_who_are_there() -> None:
    plots = {one.family[0]: one for one in EVERYBODY}
    wishes = {(one.family, one.who) for one in WISHES}
    assert len(wishes) == len(WISHES)
    for one in (*STAYS, *WAITS):
        assert one.who < len(plots[one.family].people), one
        assert one.days < plots[one.family].days, one
        assert (one.family, one.who) in wishes, one
    assert set(ENDED_WELL) == {one.family for one in STAYS if one.reason == "achieved"}
    leads = {plots[one.family].lead[0] for one in STAYS}
    assert leads == set(LEADING) == {plots[one.family].lead[0] for one in WAITS}


def test_what_stands_on_a_card_and_what_is_answered_may_be_said() -> None:
    choices = {code for asks in ASKS.values() for ask in asks for code, _ in ask.choices}
    assert set(ANSWERS) <= choices
    names = [part for plot in EVERYBODY for part in plot.family]
    asked = [
        one for one in WISHES if any((s.family, s.who) == (one.family, one.who) and s.card for s in STAYS)
    ]
    assert [one for one in asked if reasons_about_words({"できること": one.likes, "配慮": one.needs}, names)] == []
    assert {one.card for one in STAYS} == {"", "open", *ANSWERS}


def told(placing: Placing, placed: Sequence[Placed], city: City, now: datetime) -> None:
    """Outside the walls: what was told is there, in every degree."""
    today = timezone.localdate(now)
    rows = {one.pk: one for one in Placement.objects.all()}
    assert Counter(one.state for one in rows.values()) == Counter(one.state for one in STAYS)
    assert all(rows[one.id].state == one.stay.state for one in placed)
    _in_time(rows, placed, today)
    troubles = PlacementRecord.objects.filter(kind=RecordKind.INCIDENT)
    assert Counter(one.settled_at is None for one in troubles) == {True: 2, False: 4}
    kinds = Counter(PlacementRecord.objects.values_list("kind", flat=True))
    assert set(kinds) == set(RecordKind)
    assert min(kinds[RecordKind.ATTENDED], kinds[RecordKind.PERSON], kinds[RecordKind.HOST]) >= 25
    _agreed(rows)
    assert set(Proposal.objects.values_list("state", flat=True)) == set(ProposalState)
    assert Proposal.objects.filter(state=ProposalState.OPEN).exclude(ask="").count() >= 3, (
        "negotiated near misses"
    )
    assert all(Proposal.objects.values_list("reasons", flat=True))
    _searches(placing)
    assert HostAsk.objects.count() == ReleasedCard.objects.count() == sum(bool(one.card) for one in STAYS)
    assert Profile.objects.filter(ended_at__isnull=True, waits_since__isnull=False).count() >= 40
    assert not Placement.objects.filter(at__gt=now).exists()
    assert not PlacementRecord.objects.filter(at__gt=now).exists()
    led = Lead.objects.filter(case__in=[one.case_id for one in rows.values()], ended_at__isnull=True)
    offices = {pk: code for code, pk in city.offices.items()}
    assert {offices[one] for one in led.values_list("agency_id", flat=True)} == set(LEADING)


def _in_time(rows: dict[object, Placement], placed: Sequence[Placed], today: object) -> None:
    """Whom the plot calls late is late on that side, and nobody else."""
    for one in placed:
        row = rows[one.id]
        if row.state == PlacementState.ENDED:
            assert row.ended_reason == one.stay.reason
            continue
        late = (row.person_on < today, row.host_on < today)  # type: ignore[operator]
        plotted = (bool(one.stay.late[0]), bool(one.stay.late[1]))
        assert late == plotted or (one.stay.state == "arranging" and all(late) and any(plotted)), one.stay


def _agreed(rows: dict[object, Placement]) -> None:
    degrees = Counter(
        sum(day is not None for day in (one.person_agreed_on, one.host_agreed_on, one.agency_agreed_on))
        for one in rows.values()
    )
    assert set(degrees) == {0, 1, 2, 3}
    assert Placement.objects.exclude(insurance="").exclude(transport="").exclude(reward="").count() >= 10


def _searches(placing: Placing) -> None:
    """Some found nothing, fresh enough for a request to the project; one is older."""
    failed = [one for one in Search.objects.all() if one.failed]
    assert {one.pk for one in failed} == set(placing.failed)
    ages = sorted((placing.now - one.at).days for one in failed)
    assert ages[0] <= 30 < ages[-1]
    assert all(one.note and one.against for one in failed)


def screens(placing: Placing, city: City, now: datetime) -> None:
    """Of every office that leads: who waits, a proposal for all of them, placements; nothing of it is empty."""
    on = timezone.localdate(now)
    for code in LEADING:
        hat = city.hats[code][0]
        with placing.acting(hat, now):
            assert len(wait_list(hat, Wanted(), on=on).rows) >= 2, code
            assert batch(hat, on=on).lines, code
            assert len(placement_list(hat, WantedPlacements(), on=on).rows) >= 4, code
            assert placement_list(hat, WantedPlacements("due"), on=on).rows, code
            assert placement_list(hat, WantedPlacements("ended"), on=on).rows, code

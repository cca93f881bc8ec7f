"""The caseload of みのり市: told by the verbs of the rooms, as large and as varied as promised, and nobody dropped."""

from collections import Counter
from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import (
    ActivityReport,
    Advice,
    ApproachPlan,
    Assessment,
    Case,
    CaseMember,
    Closing,
    ContactAttempt,
    Evaluation,
    JournalEntry,
    JournalInformant,
    JournalMark,
    LeadRequest,
    Monitoring,
    Plan,
    PreparedSupport,
    TeamRole,
    Tie,
)
from enishi.cases.queries.cases import MINE, TEAM, Wanted, case_list
from enishi.cases.queries.no_drop import cases_led
from enishi.cases.terms import CaseState, LeadRequestState, PlanState, TeamState
from enishi.conferences.models import (
    AgendaItem,
    Concern,
    ConcernOrigin,
    Conference,
    Decision,
    Minutes,
    PartAnswer,
    RebasedItem,
    Rebasing,
    RequestPart,
    Theme,
    ThemeDecision,
    ThemeResult,
)
from enishi.conferences.terms import (
    AgendaPurpose,
    ConferenceState,
    DecisionKind,
    DecisionState,
    ThemeAnswer,
    ThemeState,
)
from enishi.demo import city
from enishi.demo.asking import MONTHS, QUESTIONS, Asking
from enishi.demo.caseload import CASELOAD
from enishi.demo.casework import house_numbers
from enishi.demo.gathering import Gathering
from enishi.demo.monster import ENTRIES, EVERYBODY, MONSTER
from enishi.demo.monster import TEAM as MONSTERS_TEAM
from enishi.demo.neighbourhood import Neighbourhood
from enishi.demo.offices import CAST, FAMILY_NAMES, OFFICES
from enishi.demo.people import HOUSEHOLDS, RESIDENTS, houses
from enishi.demo.placing import Placing
from enishi.demo.regulars import Regulars
from enishi.demo.steps import CasePlot
from enishi.demo.tests import neighbourhood
from enishi.demo.tests import test_placements as placements
from enishi.intake.models import Holding
from enishi.intake.terms import SourceKind
from enishi.intake.tests.clerk import as_clerk
from enishi.office.calendar import is_working_day
from enishi.office.models import Task
from enishi.residents.models import Kinship
from enishi.sharing.models import Consent


def _words(plot: CasePlot, word: str) -> list[dict[str, object]]:
    return [one.given for one in plot.script if one.word == word]


def test_at_least_sixty_cases_each_in_a_house_of_its_own_and_still_about_four_hundred_residents() -> None:
    numbers = house_numbers(EVERYBODY)
    homes = houses(timezone.localdate())
    assert len(CASELOAD) >= 60
    assert len(set(numbers)) == len(EVERYBODY)
    assert max(numbers) < HOUSEHOLDS == len(homes)
    in_cases = sum(len(plot.people) for plot in EVERYBODY)
    others = sum(len(one.members) for number, one in enumerate(homes) if number not in numbers)
    assert abs(in_cases + others - RESIDENTS) <= 20


def test_families_of_cases_have_names_that_nobody_else_in_the_city_has() -> None:
    families = [plot.family[0] for plot in EVERYBODY]
    assert len(set(families)) == len(families)
    assert not {one for one, _ in FAMILY_NAMES} & set(families)
    assert not {person.name.split()[0] for person in CAST} & set(families)


def test_a_step_names_only_agencies_that_sign_in_and_members_of_the_house() -> None:
    signs_in = {one.code for one in OFFICES if not one.by_link}
    for plot in EVERYBODY:
        for step in plot.script:
            assert hasattr(Gathering, f"_{step.word}"), step
            assert {step.given.get("agency") or "1010", step.given.get("by") or "1010"} <= signs_in, step
            assert step.given.get("who", 0) < len(plot.people), (plot.family, step)


def test_who_is_named_to_a_newcomer_has_a_living_caseload() -> None:
    led = Counter(plot.lead for plot in CASELOAD)
    assert led["1040", 0] >= 5  # 後藤
    assert led["2001", 0] >= 5  # 飯田
    assert led["1010", 0] >= 2  # 青木
    joined = [plot for plot in CASELOAD if {"agency": "3101"} in _words(plot, "take")]
    assert len(joined) >= 4  # 千葉


def test_every_case_has_a_journal_of_three_to_twelve_entries() -> None:
    entries = [len(_words(plot, "write")) + len(_words(plot, "try")) for plot in CASELOAD]
    assert min(entries) >= 3
    assert 10 <= max(entries) <= 12


@pytest.mark.django_db
def test_the_caseload_is_told_by_the_verbs() -> None:
    now = timezone.now()
    with outside_the_walls():
        with connection.cursor() as cursor:
            cursor.execute(city.STORY_CLOCK)
        city.found(now - timedelta(days=370))
    minori = city.sign_everybody_in(timedelta(days=370), now)
    assert Neighbourhood(minori, now).tell() == 300
    with outside_the_walls():
        neighbourhood.told()
    casework = Gathering(minori, now)
    told = casework.tell(EVERYBODY)
    assert Regulars(minori, now, told=told).tell() == 12
    Asking(minori, now, told=told).tell()
    placing = Placing(minori, now, told=told)
    placed = placing.tell()
    asked = placing.ask_project()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with outside_the_walls():
        _every_state()
        _teams_and_journals()
        _before_consent()
        _plans()
        _meetings()
        _rooms()
        _themes()
        _drawings()
        _asking()
        _the_monster(told[-1].case)
        placements.told(placing, placed, minori, now)
        placements.project_is_asked(asked)
    placements.screens(placing, minori, now)
    _nobody_is_dropped()
    for code, whose in (("1040", MINE), ("2001", MINE), ("1010", MINE), ("1060", MINE), ("3101", TEAM)):
        hat = minori.hats[code][0]
        with casework.acting(hat, now):
            assert len(case_list(hat, Wanted(whose), at=now).rows) >= 2, code


def _every_state() -> None:
    states = Counter(Case.objects.values_list("state", flat=True))
    assert set(states) == set(CaseState)
    assert states.total() == len(EVERYBODY) >= 60
    least = {
        "outreach": 12,
        "assessing": 8,
        "planning": 7,
        "supporting": 14,
        "suspended": 4,
        "watching": 5,
        "ended": 4,
    }
    assert {state: count for state, count in least.items() if states[state] < count} == {}
    assert CaseMember.objects.filter(left_at__isnull=True).count() >= 12
    withdrawn = Consent.objects.filter(withdrawn_at__isnull=False)
    assert withdrawn.values("resident").distinct().count() == 1
    back = Case.objects.get(resident__in=withdrawn.values("resident"))
    assert back.state == CaseState.OUTREACH
    assert not back.team.filter(ended_at__isnull=True).exists()
    assert Closing.objects.count() >= 3
    today = timezone.localdate()
    assert not Holding.objects.filter(ended_at__isnull=True, next_on__lt=today).exists()


def _teams_and_journals() -> None:
    teams = Counter(TeamRole.objects.values_list("state", flat=True))
    assert teams[TeamState.ACCEPTED] >= 20
    assert teams[TeamState.DECLINED] >= 2
    assert teams[TeamState.ASKED] >= 2
    requests = Counter(LeadRequest.objects.values_list("state", flat=True))
    assert requests == {LeadRequestState.ASKED: 1, LeadRequestState.ACCEPTED: 1}
    assert set(JournalEntry.objects.values_list("source", flat=True)) == set(SourceKind)
    assert JournalEntry.objects.filter(counterpart="agency").count() >= 4
    assert JournalInformant.objects.count() >= 4
    assert JournalMark.objects.count() >= 20


def _before_consent() -> None:
    assert set(ContactAttempt.objects.values_list("result", flat=True)) == {"met", "unmet", "refused"}
    assert (
        ApproachPlan.objects.filter(ended_at__isnull=True).count()
        == 1
        == ApproachPlan.objects.exclude(ended_at=None).count()
    )
    assert set(PreparedSupport.objects.values_list("state", flat=True)) == {"preparing", "ready"}
    assert Task.objects.filter(word="case.unreached", state="open").count() == 1


def _plans() -> None:
    plans = Counter(Plan.objects.values_list("state", flat=True))
    for state in (PlanState.DRAFT, PlanState.PROPOSED, PlanState.AHEAD, PlanState.DECIDED):
        assert plans[state] >= 1, state
    assert Assessment.objects.filter(state="confirmed").count() >= 20
    assert Monitoring.objects.count() >= 18
    assert Evaluation.objects.count() >= 5
    decided = Plan.objects.filter(decided_on__isnull=False)
    held = Decision.objects.filter(kind=DecisionKind.ADOPT_PLAN, state=DecisionState.DONE)
    assert set(decided.values_list("meeting_id", flat=True)) == set(held.values_list("pk", flat=True)), (
        "by meetings"
    )
    assert held.filter(item__purpose=AgendaPurpose.AFTERWARDS).count() >= 2
    assert Plan.objects.filter(state=PlanState.DECIDED, monitor_on__lt=timezone.localdate()).exists(), "due"


def _meetings() -> None:
    held = Counter(
        Conference.objects.filter(state=ConferenceState.CONFIRMED).values_list("kind__code", flat=True)
    )
    assert held["confidential"] >= 12
    assert held["coordination"] >= 10
    assert held["regular"] == 12
    assert set(held) == {"confidential", "coordination", "regular"}
    months = Conference.objects.filter(kind__code="regular").values_list("starts_at", flat=True)
    assert len({(timezone.localtime(one).year, timezone.localtime(one).month) for one in months}) >= 12, (
        "monthly"
    )
    begins = [timezone.localtime(one) for one in Conference.objects.values_list("starts_at", flat=True)]
    assert [one for one in begins if not (is_working_day(one.date()) and 9 <= one.hour <= 16)] == []
    coming = Conference.objects.filter(state=ConferenceState.PLANNED)
    assert coming.count() >= 2
    assert not coming.filter(starts_at__lt=timezone.now()).exists()
    assert (
        not Conference.objects.exclude(state=ConferenceState.PLANNED)
        .filter(moved_at__gt=timezone.now())
        .exists()
    )


def _rooms() -> None:
    answers = set(PartAnswer.objects.values_list("kind", flat=True))
    assert answers == {"given", "refused", "not_held"}
    assert RequestPart.objects.count() == PartAnswer.objects.values("part").distinct().count()
    assert Minutes.objects.filter(kind="confirmed").count() >= 34
    lines = Counter(Decision.objects.values_list("state", flat=True))
    assert lines[DecisionState.DECIDED] == 0, "everything that was decided has acted"
    assert (
        min(lines[one] for one in (DecisionState.ACCEPTED, DecisionState.DECLINED, DecisionState.ASKED)) >= 2
    )
    assert Rebasing.objects.count() >= 4
    for rebasing in Rebasing.objects.all():
        moved = [one.entry_id is not None for one in RebasedItem.objects.filter(rebasing=rebasing)]
        assert moved.count(True) >= 2, "what was said as fact"
        assert moved.count(False) >= 2, "hearsay and the introduction stay"


def _themes() -> None:
    assert set(Theme.objects.values_list("state", flat=True)) == set(ThemeState)
    assert {one.answer for one in ThemeDecision.objects.all()} == set(ThemeAnswer)
    assert ThemeResult.objects.count() >= 4
    assert Concern.objects.filter(theme__isnull=True).count() >= 2, "to be sorted"
    assert ConcernOrigin.objects.values("binder_id").distinct().count() >= 10


def _drawings() -> None:
    assert Tie.objects.filter(removed_at__isnull=True).count() >= 15
    assert Tie.objects.filter(agency_id__isnull=False).count() >= 3
    assert Kinship.objects.values("resident").distinct().count() >= 20


def _asking() -> None:
    """Asked, asked back, answered, settled, declined; lent a hand and not; reports of a year, one missing."""
    assert Counter(Advice.objects.values_list("state", flat=True)) == {
        "done": 1,
        "answered": 1,
        "declined": 1,
        "returned": 1,
        "asked": 1,
    }
    assert Advice.objects.count() == len(QUESTIONS)
    lent = Counter(TeamRole.objects.filter(duty="reinforcement").values_list("state", flat=True))
    assert (lent["accepted"] >= 1, lent["declined"] >= 1) == (True, True)
    months = Counter(ActivityReport.objects.filter(number=1).values_list("month", flat=True))
    assert MONTHS - 2 <= len(months) <= MONTHS
    latest, before = sorted(months, reverse=True)[:2]
    assert months[latest] == months[before] - 1, "one of the latest is missing"
    assert ActivityReport.objects.filter(state="returned").count() == 1
    assert ActivityReport.objects.filter(number=2).count() == 1


def _the_monster(case: UUID) -> None:
    entries = JournalEntry.objects.filter(case=case)
    assert entries.count() == ENTRIES == 1000
    assert entries.exclude(binder_id=case).count() >= 30, "in the files of the household"
    agencies = TeamRole.objects.filter(case=case, state=TeamState.ACCEPTED).values_list("agency", flat=True)
    assert len(set(agencies)) == len(MONSTERS_TEAM) == 30
    assert set(agencies) <= set(entries.values_list("origin_id", flat=True)), "everybody writes"
    assert 1 + CaseMember.objects.filter(case=case).count() == len(MONSTER.people) == 12
    assert AgendaItem.objects.filter(case=case).count() >= 2


def _nobody_is_dropped() -> None:
    with as_clerk():
        led, out = cases_led(on=timezone.localdate()), StringIO()
        call_command("check_no_drop", stdout=out)
    assert led.breaches == 0
    ended = sum(bool(_words(plot, "end")) for plot in EVERYBODY)
    assert led.open_cases == led.led_once == len(EVERYBODY) - ended
    assert led.overdue == sum(bool(plot.overdue) for plot in CASELOAD) >= 3
    assert "主担当がちょうど一つ" in out.getvalue()

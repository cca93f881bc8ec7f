"""Two verbs at the same moment on connections of their own: one of them wins, and what holds afterwards is whole."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError, transaction
from django.utils import timezone
from psycopg import sql

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast, players
from enishi.cases import actions
from enishi.cases.models import Case, Lead, LeadRequest, Plan
from enishi.cases.rules.steps import CONSENTED
from enishi.cases.terms import CaseState
from enishi.cases.tests.factories import act, asked_to_lead, consented, on_the_team, opened, role
from enishi.cases.tests.planning import agreed, decision, proposed
from enishi.intake.tests.factories import in_days
from enishi.machine.postgres import Cluster
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.sharing import actions as sharing
from enishi.sharing.models import Consent, Grant
from enishi.sharing.terms import ConsentMeans, ConsentStage

ROUNDS = 8
KEPT = {"office_trailentry", "office_trailseal", "office_sealing"}


@dataclass
class City:
    """Three agencies whose work is really committed."""

    lead: Hat
    asked: Hat
    colleague: Hat


@pytest.fixture
def city(django_db_setup: None, django_db_blocker: Any, cluster: Cluster, database_name: str) -> Iterator[City]:
    with django_db_blocker.unblock(), psycopg.connect(**cluster.parameters(dbname=database_name), autocommit=True) as owner:
        empty = [table for table in _tables() if not _rows(owner, table)]
        asked = cast.hat("promoter", cast.agency("生活福祉課", uuid4().hex[:6]), "伊藤 健")
        made = City(
            lead=cast.hat("coordinator", cast.agency("福祉総合相談課", uuid4().hex[:6]), "青木 恵子"),
            asked=asked,
            colleague=cast.hat("promoter", Agency.objects.get(pk=asked.agency_id), "伊藤の同僚"),
        )
        try:
            yield made
        finally:
            cast.nobody_asks()
            owner.execute("SET session_replication_role = replica")
            for table in {*empty, "agencies_signin"}:
                owner.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def _tables() -> list[str]:
    found = [one._meta.db_table for one in apps.get_models() if one.__module__.startswith("enishi.")]
    return [one for one in [*found, "procrastinate_jobs"] if one not in KEPT]


def _rows(owner: psycopg.Connection[Any], table: str) -> bool:
    return owner.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))).fetchone() is not None


def at_once(*verbs: Callable[[], object]) -> list[bool]:
    """Which of the verbs were done, and not refused; anything else fails the test."""
    barrier = threading.Barrier(len(verbs))

    def play(verb: Callable[[], object]) -> bool:
        barrier.wait(20)
        try:
            verb()
        except (Refused, NotFound, Overtaken):
            return False
        except ProgrammingError as refused:
            if getattr(refused.__cause__, "sqlstate", "") != "42501":
                raise
            return False
        return True

    return players.play(*[partial(play, one) for one in verbs])


def accepting(hat: Hat, request: UUID) -> Callable[[], object]:
    return lambda: act(hat, actions.accept_lead, request, next_on=in_days(3), next_action="contact")


def withdrawing(hat: Hat, consent: UUID | None, person: UUID) -> Callable[[], object]:
    return lambda: act(hat, sharing.withdraw_consent, consent, resident=person, means=ConsentMeans.PHONE, note="")


def outside(look: Callable[[], Any]) -> Any:
    with cast.outside_the_walls():
        return look()


def person_of(case: UUID) -> UUID:
    found: UUID = outside(lambda: Case.objects.get(pk=case).resident_id)
    return found


def test_of_two_acceptances_one_leads(city: City) -> None:
    for _ in range(ROUNDS):
        case = opened(city.lead)
        request = asked_to_lead(city.lead, case, city.asked)
        done = at_once(accepting(city.asked, request), accepting(city.colleague, request))
        assert sum(done) == 1
        leads = outside(lambda one=case: list(Lead.objects.filter(case=one).order_by("starts_at")))
        assert [(one.agency_id, one.ended_at is None) for one in leads] == [
            (city.lead.agency_id, False),
            (city.asked.agency_id, True),
        ]


def test_of_taking_back_and_accepting_one_holds(city: City) -> None:
    for _ in range(ROUNDS):
        case = opened(city.lead)
        request = asked_to_lead(city.lead, case, city.asked)
        done = at_once(
            accepting(city.asked, request), lambda one=request: act(city.lead, actions.cancel_lead_request, one)
        )
        assert sum(done) == 1
        state = outside(lambda one=request: LeadRequest.objects.get(pk=one).state)
        lead = outside(lambda one=case: Lead.objects.get(case=one, ended_at=None).agency_id)
        assert (state, lead) == (
            ("accepted", city.asked.agency_id) if done[0] else ("cancelled", city.lead.agency_id)
        )


def test_a_step_and_a_withdrawal_never_leave_support_without_a_request(city: City) -> None:
    wins = [0, 0]
    for number in range(ROUNDS * 2):
        case = opened(city.lead)
        person = person_of(case)
        consent = consented(city.lead, person)
        before = 1
        if number % 2:
            act(city.lead, actions.move_case, case, "assessing", version=1)
            before = 2
        after = "planning" if number % 2 else "assessing"
        moved, withdrawn = at_once(
            lambda one=case, to=after, at=before: act(city.lead, actions.move_case, one, to, version=at),
            withdrawing(city.lead, consent, person),
        )
        assert withdrawn, "a withdrawal is never refused, and no deadlock undoes it"
        wins[moved] += 1
        state = outside(lambda one=case: Case.objects.get(pk=one).state)
        assert state not in CONSENTED, (state, moved)
        assert state == "outreach"
    assert wins[0] + wins[1] == ROUNDS * 2


def test_a_role_and_a_withdrawal_never_leave_a_role_without_its_consent(city: City) -> None:
    for number in range(ROUNDS * 2):
        case = opened(city.lead)
        one = on_the_team(city.lead, case, city.asked, accept=False)
        consent, person = role(one).consent_id, person_of(case)
        verbs = (actions.accept_role, {}) if number % 2 else (actions.decline_role, {"reason": "full"})
        _, withdrawn = at_once(
            lambda verb=verbs, which=one: act(city.asked, verb[0], which, version=1, **verb[1]),
            withdrawing(city.lead, consent, person),
        )
        assert withdrawn
        assert role(one).state in {"left", "cancelled", "declined"}
        live = outside(lambda which=consent: Grant.objects.filter(ground__consent=which, revoked_at=None).count())
        assert live == 0


def test_asking_and_a_withdrawal_leave_nothing_open(city: City) -> None:
    for _ in range(ROUNDS):
        case = opened(city.lead)
        person = person_of(case)
        on_the_team(city.lead, case, city.asked, accept=False)
        consent = outside(lambda who=person: Consent.objects.get(resident=who).pk)
        again = actions.NewRole(city.asked.agency_id, "watch", "x", 1, consent)  # type: ignore[arg-type]
        _, withdrawn = at_once(
            lambda one=case, new=again: act(city.lead, actions.ask_to_join, one, new),
            withdrawing(city.lead, consent, person),
        )
        assert withdrawn
        assert outside(lambda one=case: Case.objects.get(pk=one).team.filter(ended_at=None).count()) == 0
        live = outside(lambda which=consent: Grant.objects.filter(ground__consent=which, revoked_at=None).count())
        assert live == 0


@pytest.mark.parametrize("stage", [ConsentStage.PLAN, ConsentStage.SUPPORT])
def test_a_decision_and_a_withdrawal_leave_no_plan_running_without_its_consent(city: City, stage: ConsentStage) -> None:
    for number in range(ROUNDS * 2):
        case = opened(city.lead, state=CaseState.ASSESSING)
        person, plan = person_of(case), proposed(city.lead, case)
        agreed(city.lead, case)
        consent = outside(lambda who=person, of=stage: Consent.objects.get(resident=who, stage=of).pk)
        verb, more = (actions.adopt_plan, {}) if number % 2 else (actions.go_ahead, {"text": "急ぐため"})
        given = [decision()] if number % 2 else []
        more["version"] = outside(lambda one=plan: Plan.objects.get(pk=one).version)
        _, withdrawn = at_once(
            lambda do=verb, one=plan, what=given, how=more: act(city.lead, do, one, *what, **how),
            withdrawing(city.lead, consent, person),
        )
        assert withdrawn, "a withdrawal is never refused, and no deadlock undoes it"
        state = outside(lambda one=plan: Plan.objects.get(pk=one).state)
        running = {"decided"} if stage == ConsentStage.PLAN else {"ahead", "decided"}
        assert state not in running


def test_a_withdrawal_waits_for_a_decision_and_ends_the_plan(city: City) -> None:
    case = opened(city.lead, state=CaseState.ASSESSING)
    person, plan, consent = person_of(case), proposed(city.lead, case), agreed(city.lead, case)
    version = outside(lambda: Plan.objects.get(pk=plan).version)
    written, gone = threading.Event(), threading.Event()

    def decide() -> None:
        with wearing(city.lead), transaction.atomic():
            actions.adopt_plan(plan, decision(), version=version, by=city.lead, at=timezone.now())
            written.set()
            gone.wait(1)

    def withdraw() -> None:
        assert written.wait(20)
        withdrawing(city.lead, consent, person)()
        gone.set()

    assert at_once(decide, withdraw) == [True, True]
    assert outside(lambda: Plan.objects.get(pk=plan).state) == "ended"

"""Nobody is forgotten: reminders, escalation, leavers, closed agencies, grounds that run out, and the count over all."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies import hooks
from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.actions import chasing, succession
from enishi.cases.models import Case, Lead, LeadRequest
from enishi.cases.queries.no_drop import cases_led
from enishi.cases.terms import CaseState, TeamState
from enishi.cases.tests.factories import (
    BASIC,
    act,
    asked_to_lead,
    consented,
    lead,
    member_of,
    on_the_team,
    opened,
    recorded,
    role,
    row,
    sees,
    told,
)
from enishi.intake.tests.clerk import as_clerk
from enishi.intake.tests.factories import in_days, now
from enishi.office.errors import Refused
from enishi.office.models import Task
from enishi.sharing import actions as sharing
from enishi.sharing.models import Consent, Grant
from enishi.sharing.terms import ConsentStage, SealKind

pytestmark = pytest.mark.django_db


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def close_agency(hat: Hat) -> None:
    with outside_the_walls():
        run("UPDATE agencies_agency SET ends_on = enishi_today() - 1 WHERE id = %s", hat.agency_id)


def clerk(verb: object, days: int = 0) -> int:
    with as_clerk():
        found: int = verb(at=now() + timedelta(days=days))  # type: ignore[operator]
        return found


def open_words(case: object) -> list[str]:
    with outside_the_walls():
        return sorted(Task.objects.filter(binder_id=case, state="open").values_list("word", flat=True))


def test_an_overdue_case_is_told_once_and_then_escalated_without_a_name(aoki: Hat, ito: Hat) -> None:
    case = opened(ito, next_on=in_days(0))
    assert [clerk(chasing.chase_leads, days) for days in (0, 1, 1, 10, 11)] == [0, 1, 0, 1, 0]
    assert told(ito.membership_id, "case.overdue") == 1
    assert told(aoki.agency_id, "case.stalled") == 1
    with outside_the_walls():
        assert not any("山田" in one.text for one in Task.objects.filter(binder_id=case))
    act(ito, actions.set_next, case, person=None, next_on=in_days(5), next_action="visit", version=1)
    assert open_words(case) == []


def test_a_sealed_case_is_escalated_to_nobody_without_a_key(aoki: Hat, ito: Hat) -> None:
    case = opened(ito, next_on=in_days(0))
    act(ito, sharing.seal, case, kind=SealKind.OTHER, classes=255, holders=[])
    assert clerk(chasing.chase_leads, 10) == 1
    assert told(aoki.agency_id, "case.stalled") == 0


def test_silence_reminds_tells_the_asker_and_then_the_coordinator(aoki: Hat, ito: Hat, ueda: Hat, chiba: Hat) -> None:
    case = opened(ito)
    waiting = on_the_team(ito, case, chiba, accept=False)
    request = asked_to_lead(ito, case, ueda)
    assert clerk(chasing.chase_answers) == 0
    for days in range(16):
        clerk(chasing.chase_answers, days)
        clerk(chasing.chase_answers, days)
    assert [told(one, "case.reminder") for one in (chiba.agency_id, ueda.agency_id)] == [1, 1]
    assert told(ito.membership_id, "case.silent") == 2
    assert told(aoki.agency_id, "case.unanswered") == 2
    act(chiba, actions.decline_role, waiting, reason="full", version=1)
    assert "case.unanswered" in open_words(case), "one still waits"
    act(ito, actions.cancel_lead_request, request)
    assert open_words(case) == []


def test_a_consent_that_ends_soon_is_a_task_for_the_lead_once(ito: Hat, chiba: Hat) -> None:
    case = opened(ito, state=CaseState.ASSESSING)
    on_the_team(ito, case, chiba)
    assert clerk(chasing.tell_ending_consents) == 0
    assert [clerk(chasing.tell_ending_consents, days) for days in (187, 187, 190)] == [1, 0, 0]
    assert told(ito.membership_id, "case.consent_ending") == 1
    with outside_the_walls():
        person = row(case).resident_id
        Consent.objects.filter(resident=person, stage="sharing").update(ends_at=now() + timedelta(days=100))
    assert clerk(chasing.tell_ending_consents, 90) == 1, "that of the role, too"


def test_a_support_consent_that_was_renewed_is_no_task(ito: Hat) -> None:
    case = opened(ito, state=CaseState.ASSESSING)
    with outside_the_walls():
        person = row(case).resident_id
        Consent.objects.filter(resident=person).update(ends_at=now() + timedelta(days=3))
    consented(ito, person)
    assert clerk(chasing.tell_ending_consents) == 0
    assert open_words(case) == []


def test_the_task_about_an_ending_consent_goes_when_everything_goes_on_by_a_newer_one(ito: Hat, chiba: Hat) -> None:
    case = opened(ito, state=CaseState.ASSESSING)
    one = on_the_team(ito, case, chiba)
    with outside_the_walls():
        person = row(case).resident_id
        Consent.objects.filter(resident=person).update(ends_at=now() + timedelta(days=10))
    assert clerk(chasing.tell_ending_consents) == 1
    again = consented(ito, person, chiba, stage=ConsentStage.SHARING)
    act(ito, actions.renew_ground, one, actions.NewGround(BASIC, again), version=2)
    assert open_words(case) == ["case.consent_ending"], "the request for support ends still"
    consented(ito, person)
    assert open_words(case) == []
    assert clerk(chasing.tell_ending_consents) == 0


def test_a_role_on_a_newer_ground_is_told_of_no_older_end(ito: Hat, chiba: Hat) -> None:
    case = opened(ito)
    one = on_the_team(ito, case, chiba)
    article = actions.NewGround(BASIC, article="児童福祉法25条の3")
    act(ito, actions.renew_ground, one, article, version=2)
    assert clerk(chasing.tell_ending_consents, 190) == 0, "nothing rests on the consent any more"


def test_a_role_ends_with_its_ground_and_the_lead_is_told(ito: Hat, chiba: Hat, ueda: Hat) -> None:
    case = opened(ito)
    one, other = on_the_team(ito, case, chiba), on_the_team(ito, case, ueda, accept=False, duty="watch")
    assert clerk(chasing.end_lapsed) == 0
    assert clerk(chasing.end_lapsed, 201) == 2
    assert (role(one).state, role(one).reason_code) == (TeamState.LEFT, "lapsed")
    assert role(other).state == TeamState.CANCELLED
    assert told(ito.membership_id, "case.role_lapsed") == 2
    assert recorded("case.lapsed", case) == 2
    assert open_words(case) == []


def test_roles_and_requests_of_a_closed_agency_end(ito: Hat, chiba: Hat, ueda: Hat) -> None:
    case = opened(ito)
    one = on_the_team(ito, case, chiba)
    request = asked_to_lead(ito, case, ueda)
    for hat in (chiba, ueda):
        close_agency(hat)
    assert clerk(chasing.end_lapsed) == 2
    assert (role(one).state, role(one).reason_code) == (TeamState.LEFT, "agency_closed")
    with outside_the_walls():
        assert LeadRequest.objects.get(pk=request).state == "cancelled"
        assert not Grant.objects.filter(
            binder=case, grantee_id__in=[chiba.agency_id, ueda.agency_id], revoked_at=None
        ).exists()
    assert told(ito.membership_id, "case.role_agency_closed") == 1
    assert told(ito.agency_id, "case.lead_lapsed") == 1


def test_nobody_but_the_clerk_ends_what_has_lapsed(ito: Hat) -> None:
    for sql in (
        "SELECT cases_end_lapsed(now())",
        "SELECT cases_escalates_to(gen_random_uuid())",
        "SELECT cases_consents_ending(now(), now())",
    ):
        with wearing(ito), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            run(sql)


def test_what_a_leaver_led_the_agency_leads(ito: Hat, chiba: Hat, doi: Hat) -> None:
    case = opened(ito)
    one = on_the_team(ito, case, chiba)
    with wearing(doi):
        hooks.tell_membership_ends(ito.membership_id, ito.agency_id, in_days(0), doi, now())
        hooks.tell_membership_ends(chiba.membership_id, chiba.agency_id, in_days(0), doi, now())
        assert not Case.objects.exists()
        run("SET CONSTRAINTS ALL IMMEDIATE")
    with outside_the_walls():
        found = lead(case)
        assert (found.agency_id, found.membership_id, found.next_on) == (ito.agency_id, None, in_days(7))
    assert role(one).membership_id is None
    assert told(ito.agency_id, "case.lead_released") == 1
    with wearing(ito), pytest.raises(Refused), transaction.atomic():
        succession.release_membership(ito.membership_id, ito.agency_id, in_days(0), ito, now())


def test_an_agency_that_leads_is_not_closed(ito: Hat, chiba: Hat, doi: Hat) -> None:
    case = opened(ito)
    on_the_team(ito, case, chiba)
    with wearing(doi):
        assert any("主担当のケースが1件" in one for one in hooks.reasons_not_to_close(ito.agency_id))
        assert succession.reasons_not_to_close_agency(chiba.agency_id) == []
    with wearing(chiba):
        assert succession.reasons_not_to_close_agency(ito.agency_id) == [], "counted for administrators only"


def test_a_coordinator_takes_over_what_a_closed_agency_led(aoki: Hat, ito: Hat, ueda: Hat) -> None:
    case = opened(ito)
    member = member_of(ito, case)
    request = asked_to_lead(ito, case, ueda)
    with pytest.raises(Refused):
        act(aoki, succession.rescue_case, case, next_on=in_days(3))
    close_agency(ito)
    with pytest.raises(Refused):
        act(ueda, succession.rescue_case, case, next_on=in_days(3))
    with pytest.raises(Refused, match="期日"):
        act(aoki, succession.rescue_case, case, next_on=None)
    act(aoki, succession.rescue_case, case, next_on=in_days(3))
    with outside_the_walls():
        assert (lead(case).agency_id, lead(case).next_on) == (aoki.agency_id, in_days(3))
        assert LeadRequest.objects.get(pk=request).state == "cancelled"
        grants = Grant.objects.filter(grantee_id=aoki.agency_id, kind="own_work", revoked_at=None)
        assert {one.binder_id for one in grants} >= {case, member, row(case).resident_id}
    assert sees(aoki, case)
    assert not sees(ueda, case)
    assert recorded("case.rescued", case) == 1


def test_the_count_is_content_with_a_sound_world(ito: Hat, aoki: Hat) -> None:
    ended = opened(aoki)
    opened(ito)
    act(aoki, actions.end_watch, ended, reason="moved", version=1)
    with as_clerk():
        found = cases_led(on=timezone.localdate())
        assert (found.open_cases, found.led_once, found.breaches, found.overdue) == (1, 1, 0, 0)
        out = StringIO()
        call_command("check_no_drop", stdout=out)
        assert "主担当がちょうど一つ" in out.getvalue()


@pytest.mark.parametrize(
    ("damage", "counted"),
    [
        ("UPDATE cases_lead SET ended_at = clock_timestamp()", "unled"),
        ("UPDATE cases_case SET state = 'ended', reason_code = 'x'", "ended_but_led"),
        ("UPDATE agencies_agency SET ends_on = enishi_today() - 2 WHERE code = '1030'", "agency_closed"),
        (
            "DROP INDEX lead_only_one_open; INSERT INTO cases_lead (id, case_id, agency_id, next_on, next_action, starts_at)"
            " SELECT gen_random_uuid(), case_id, agency_id, next_on, next_action, clock_timestamp() FROM cases_lead",
            "led_twice",
        ),
        (
            "ALTER TABLE cases_lead ALTER next_on DROP NOT NULL; UPDATE cases_lead SET next_on = NULL",
            "undated",
        ),
    ],
)
def test_the_count_finds_a_broken_world(ito: Hat, damage: str, counted: str) -> None:
    opened(ito)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with outside_the_walls():
        run("SET session_replication_role = replica")
        for one in damage.split("; "):
            run(one)
        run("SET session_replication_role = origin")
    with as_clerk():
        assert getattr(cases_led(on=timezone.localdate()), counted) == 1
        with pytest.raises(SystemExit) as left:
            call_command("check_no_drop", stdout=StringIO(), stderr=StringIO())
    assert left.value.code == 1


def test_an_overdue_case_is_counted_and_is_no_breach(ito: Hat) -> None:
    opened(ito)
    with outside_the_walls():
        run("SET session_replication_role = replica")
        Lead.objects.update(next_on=in_days(-3))
        run("SET session_replication_role = origin")
    with as_clerk():
        found = cases_led(on=timezone.localdate())
    assert (found.overdue, found.breaches) == (1, 0)

"""An open need has exactly one accountable holder and a next date: in the database, whatever the program does."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.intake import actions
from enishi.intake.actions import chasing, succession
from enishi.intake.models import Consultation, Holding, Referral
from enishi.intake.queries.no_drop import no_drop
from enishi.intake.tests.clerk import as_clerk
from enishi.intake.tests.factories import accepted, holder, in_days, now, received, sent, version
from enishi.office.errors import Refused
from enishi.office.models import Notice, Task

pytestmark = pytest.mark.django_db


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def run_and_commit(sql: str, *values: object) -> None:
    run(sql, *values)
    at_commit()


def at_commit() -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE intake_holding SET ended_at = clock_timestamp() WHERE consultation_id = %s",
        "UPDATE intake_consultation SET state = 'closed', closed_at = clock_timestamp(), closing_reason = 'moved' WHERE id = %s",
    ],
)
def test_the_database_refuses_at_commit_what_would_drop_somebody(baba: Hat, sql: str) -> None:
    consultation = received(baba)
    with wearing(baba), pytest.raises(IntegrityError, match="担当"), transaction.atomic():
        run_and_commit(sql, consultation)


def test_the_database_refuses_a_second_holder_and_an_empty_date(baba: Hat) -> None:
    consultation = received(baba)
    second = (
        "INSERT INTO intake_holding (id, consultation_id, agency_id, next_on, next_action, starts_at)"
        " VALUES (gen_random_uuid(), %s, (enishi_hat()).agency, {}, 'phone', clock_timestamp())"
    )
    with wearing(baba):
        for day in ("enishi_today()", "NULL"):
            with pytest.raises(IntegrityError), transaction.atomic():
                run(second.format(day), consultation)


def test_nobody_holds_for_another_agency(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    taken = (
        "WITH gone AS (UPDATE intake_holding SET ended_at = clock_timestamp() WHERE consultation_id = %s)"
        " INSERT INTO intake_holding (id, consultation_id, agency_id, next_on, next_action, starts_at)"
        " VALUES (gen_random_uuid(), %s, %s, enishi_today(), 'phone', clock_timestamp())"
    )
    with wearing(baba), pytest.raises(ProgrammingError, match="held by another"), transaction.atomic():
        run(taken, consultation, consultation, chiba.agency_id)


def test_the_check_counts_and_is_content_with_a_sound_world(baba: Hat, chiba: Hat) -> None:
    received(baba)
    accepted(chiba, sent(baba, chiba))
    with as_clerk():
        found = no_drop(on=timezone.localdate())
    assert (found.open_needs, found.held_once, found.breaches, found.overdue) == (2, 2, 0, 0)


@pytest.mark.parametrize(
    ("damage", "counted"),
    [
        ("UPDATE intake_holding SET ended_at = clock_timestamp()", "unheld"),
        (
            "UPDATE intake_consultation SET state = 'closed', closed_at = clock_timestamp(), closing_reason = 'x'",
            "closed_but_held",
        ),
        ("UPDATE agencies_agency SET ends_on = enishi_today() - 2", "agency_closed"),
    ],
)
def test_the_check_finds_a_broken_world(baba: Hat, damage: str, counted: str) -> None:
    received(baba)
    at_commit()
    with outside_the_walls():
        run("SET session_replication_role = replica")
        run(damage)
        run("SET session_replication_role = origin")
    with as_clerk():
        assert getattr(no_drop(on=timezone.localdate()), counted) == 1
        out, errors = StringIO(), StringIO()
        with pytest.raises(SystemExit) as left:
            call_command("check_no_drop", stdout=out, stderr=errors)
    assert left.value.code == 1
    assert "迷子があります: 1件" in errors.getvalue()


def test_an_overdue_need_is_told_once_and_then_escalated_without_a_name(baba: Hat, aoki: Hat) -> None:
    consultation = received(baba, next_on=in_days(0))
    with as_clerk():
        assert chasing.chase_needs(at=now()) == 0
        tomorrow = now() + timedelta(days=1)
        assert chasing.chase_needs(at=tomorrow) == 1
        assert chasing.chase_needs(at=tomorrow) == 0
        assert chasing.chase_needs(at=now() + timedelta(days=10)) == 1
        assert chasing.chase_needs(at=now() + timedelta(days=11)) == 0
    with outside_the_walls():
        tasks = {one.word: one for one in Task.objects.filter(binder_id=consultation)}
        assert tasks["need.overdue"].holder_id == baba.membership_id
        assert tasks["need.stalled"].holder_id == aoki.agency_id
        assert "山田" not in tasks["need.stalled"].text
    with wearing(baba):
        actions.set_next_date(
            consultation,
            next_on=in_days(5),
            next_action="phone",
            version=version(consultation),
            by=baba,
            at=now(),
        )
    with outside_the_walls():
        assert not Task.objects.filter(binder_id=consultation, state="open").exists()


def test_a_silent_receiver_is_reminded_and_the_coordinator_told(baba: Hat, chiba: Hat, aoki: Hat) -> None:
    referral = sent(baba, chiba)
    with as_clerk():
        for days in range(16):
            chasing.chase_referrals(at=now() + timedelta(days=days))
            chasing.chase_referrals(at=now() + timedelta(days=days))
    with outside_the_walls():
        told = Notice.objects.filter(binder_id=referral), Task.objects.filter(binder_id=referral)
        words = sorted(one.word for rows in told for one in rows)
        assert words == ["referral.answer", "referral.reminder", "referral.silent", "referral.stalled"]
        stalled = Task.objects.get(binder_id=referral, word="referral.stalled")
        assert stalled.holder_id == aoki.agency_id


def test_a_referral_to_an_agency_that_closed_comes_back(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    referral = sent(baba, chiba, consultation)
    with outside_the_walls():
        run("UPDATE agencies_agency SET ends_on = enishi_today() WHERE id = %s", chiba.agency_id)
    with as_clerk():
        assert chasing.chase_referrals(at=now()) == 1
    with outside_the_walls():
        assert Referral.objects.get(pk=referral).state == "failed"
        assert holder(consultation).next_action == "returned"


def test_what_a_leaver_held_the_agency_holds(baba: Hat, doi: Hat) -> None:
    consultation = received(baba)
    with wearing(doi):
        succession.release_membership(baba.membership_id, baba.agency_id, in_days(0), doi, now())
        assert not Consultation.objects.filter(pk=consultation).exists()
    with outside_the_walls():
        one = holder(consultation)
        assert (one.agency_id, one.membership_id, one.next_on) == (baba.agency_id, None, in_days(3))
        assert Task.objects.get(word="holder.released").holder_id == baba.agency_id
        at_commit()


def test_an_agency_that_holds_needs_is_not_closed(baba: Hat, doi: Hat, chiba: Hat) -> None:
    received(baba)
    with wearing(doi):
        assert "1件" in succession.reasons_not_to_close_agency(baba.agency_id)[0]
        assert succession.reasons_not_to_close_agency(chiba.agency_id) == []
    with wearing(chiba):
        assert succession.reasons_not_to_close_agency(baba.agency_id) == []


def test_a_coordinator_takes_over_what_a_closed_agency_held(baba: Hat, aoki: Hat) -> None:
    consultation = received(baba)
    with wearing(aoki), pytest.raises(Refused):
        succession.rescue(consultation, next_on=in_days(3), by=aoki, at=now())
    with outside_the_walls():
        run("UPDATE agencies_agency SET ends_on = enishi_today() - 1 WHERE id = %s", baba.agency_id)
    with wearing(aoki):
        succession.rescue(consultation, next_on=in_days(3), by=aoki, at=now())
        assert (
            Holding.objects.get(consultation=consultation, ended_at__isnull=True).agency_id == aoki.agency_id
        )
        at_commit()

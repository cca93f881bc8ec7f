"""A form that is sent twice acts once: ten at the same time, a kill in between, somebody else's key."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.machine.postgres import Cluster
from enishi.office import submissions
from enishi.office.errors import Refused


@pytest.fixture
def effects(
    django_db_setup: None, django_db_blocker: Any, cluster: Cluster, database_name: str
) -> Iterator[psycopg.Connection]:
    """A table that counts effects, for the length of a test with real commits."""
    opened = psycopg.connect(**cluster.parameters(dbname=database_name), autocommit=True)
    with django_db_blocker.unblock(), opened as owner:
        owner.execute("CREATE TABLE test_effect (key uuid); GRANT INSERT ON test_effect TO enishi_app")
        yield owner
        connection.close()
        owner.execute("DROP TABLE test_effect")
        owner.execute("DELETE FROM office_submission")


def _submit(key: UUID, barrier: threading.Barrier, answers: list[tuple[bool, str]]) -> None:
    try:
        barrier.wait(10)
        with submissions.once(key, "test.sent", None, at=timezone.now()) as first:
            if first:
                with connection.cursor() as cursor:
                    cursor.execute("INSERT INTO test_effect VALUES (%s)", [key])
                time.sleep(0.05)
                first.answer = "/done/1/"
        answers.append((first.first, first.answer))
    finally:
        connections.close_all()


def test_ten_at_the_same_time_have_one_effect_and_one_answer(effects: psycopg.Connection) -> None:
    key, barrier, answers = uuid4(), threading.Barrier(10), []
    threads = [threading.Thread(target=_submit, args=(key, barrier, answers)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(answers) == 10
    assert sorted(first for first, _ in answers) == [False] * 9 + [True]
    assert {answer for _, answer in answers} == {"/done/1/"}
    assert effects.execute("SELECT count(*) FROM test_effect").fetchone() == (1,)


SENDER = """
import os, sys, time, uuid
os.environ["DJANGO_SETTINGS_MODULE"] = "enishi.settings"
import django; django.setup()
from django.conf import settings
from django.db import connection
from django.utils import timezone
from enishi.office import submissions
with submissions.once(uuid.UUID(sys.argv[1]), "test.sent", None, at=timezone.now()) as first:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_effect VALUES (%s)", [sys.argv[1]])
    print("in", flush=True); time.sleep(60)
"""


def test_killed_in_between_nothing_is_left_and_the_next_one_acts(
    effects: psycopg.Connection, cluster: Cluster, database_name: str
) -> None:
    key = uuid4()
    url = psycopg.conninfo.make_conninfo(**cluster.parameters("enishi_app", database_name))
    environment = os.environ | {"DATABASE_URL": url, "ENISHI_ROLE": "app"}
    environment |= {f"ENISHI_{role}_PASSWORD": "unused" for role in ("APP", "GATE", "CLERK")}
    sender = subprocess.Popen(
        [sys.executable, "-c", SENDER, str(key)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert sender.stdout is not None
    assert sender.stdout.readline() == "in\n"
    os.kill(sender.pid, signal.SIGKILL)
    sender.wait(10)
    sender.stdout.close()
    answers: list[tuple[bool, str]] = []
    _submit(key, threading.Barrier(1), answers)
    assert answers == [(True, "/done/1/")]
    assert effects.execute("SELECT count(*) FROM test_effect").fetchone() == (1,)


@pytest.mark.django_db
def test_an_effect_that_failed_leaves_the_key_free(aoki: Hat) -> None:
    key, at = uuid4(), timezone.now()
    with wearing(aoki):
        with pytest.raises(Refused), submissions.once(key, "test.sent", aoki.membership_id, at=at):
            raise Refused("まだです。")
        with submissions.once(key, "test.sent", aoki.membership_id, at=at) as first:
            assert first


@pytest.mark.django_db
def test_somebody_elses_key_is_refused_and_tells_nothing(aoki: Hat, baba: Hat) -> None:
    key, at = uuid4(), timezone.now()
    with wearing(aoki), submissions.once(key, "test.sent", aoki.membership_id, at=at) as first:
        first.answer = "/secret/"
    with wearing(baba):
        with pytest.raises(Refused) as refused, submissions.once(key, "test.sent", baba.membership_id, at=at):
            pass
        assert "secret" not in str(refused.value)
        with transaction.atomic(), submissions.once(uuid4(), "test.sent", baba.membership_id, at=at) as own:
            assert own
    with cast.outside_the_walls():
        assert connection.is_usable()


@pytest.mark.django_db
def test_a_verb_that_opens_nothing_does_not_pass_for_one_that_acted(aoki: Hat) -> None:
    key, at = uuid4(), timezone.now()
    nothing = submissions.acting_once(key, "test.sent", aoki.membership_id, at=at, answer="/done/")
    with wearing(aoki):
        with pytest.raises(RuntimeError, match="not written"), transaction.atomic(), nothing:
            pass
        assert submissions.answer_before(key, "test.sent") is None

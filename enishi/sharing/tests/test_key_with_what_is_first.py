"""A form's key that goes with what the kernel is asked for first: ten sendings at the same time act once, and answer alike."""

import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from enishi.machine.postgres import Cluster
from enishi.office import submissions
from enishi.sharing.actions.kernel import call_first


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


def _act(key: UUID) -> str:
    try:
        with submissions.acting_once(key, "test.sent", None, at=timezone.now(), answer="/done/1/"):
            call_first("pg_sleep", 0.02)
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO test_effect VALUES (%s)", [key])
            call_first("pg_sleep", 0.02)
    except submissions.SentBefore:
        return f"again {submissions.answer_of(key, 'test.sent')}"
    return "first"


def _submit(key: UUID, barrier: threading.Barrier, answers: list[str]) -> None:
    try:
        barrier.wait(10)
        with transaction.atomic():
            answers.append(_act(key))
    finally:
        connections.close_all()


def test_ten_at_the_same_time_have_one_effect_and_one_answer(effects: psycopg.Connection) -> None:
    key, barrier, answers = uuid4(), threading.Barrier(10), []
    threads = [threading.Thread(target=_submit, args=(key, barrier, answers)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(answers) == ["again /done/1/"] * 9 + ["first"]
    assert effects.execute("SELECT count(*) FROM test_effect").fetchone() == (1,)

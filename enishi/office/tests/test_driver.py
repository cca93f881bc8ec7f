"""The short way to the server: what is prepared is asked by it, and answers as the driver's own way does."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from psycopg import RawCursor

from enishi.machine.postgres import Cluster
from enishi.office import driver, gate, prepared

SQL = b"SELECT $1::uuid, $2::text, $3::date, $4::timestamptz, $5::int[], $6::boolean, $7::numeric, $8::int"
VALUES = [uuid4(), "山田", date(2026, 4, 1), datetime(2026, 4, 1, 9, tzinfo=UTC), [1, 2], True, Decimal("1.5"), None]


@pytest.fixture
def own(django_db_setup: None, cluster: Cluster, database_name: str) -> Any:
    """A connection of the application's role for one test."""
    with psycopg.connect(**cluster.parameters("enishi_app", database_name)) as opened:
        yield opened


def the_drivers_own_way(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """From now on, what was asked by it."""
    asked: list[bytes] = []
    execute = RawCursor.execute

    def told(self: Any, sql: bytes, *values: Any, **more: Any) -> Any:
        asked.append(sql)
        return execute(self, sql, *values, **more)

    monkeypatch.setattr(RawCursor, "execute", told)
    return asked


def test_what_is_prepared_goes_the_short_way_and_finds_the_same(own: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = driver.ask(own, SQL, VALUES, prepare=True)
    asked = the_drivers_own_way(monkeypatch)
    assert driver.ask(own, SQL, VALUES, prepare=True) == first == ([tuple(VALUES)], 1)
    assert asked == []
    driver.ask(own, SQL, [*VALUES[:-1], 7], prepare=True)
    assert asked == [SQL], "another type is another statement"


def test_what_has_many_forms_is_prepared_when_it_was_asked_a_few_times(own: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = the_drivers_own_way(monkeypatch)
    for _ in range(9):
        assert driver.ask(own, b"SELECT $1::int", [5]) == ([(5,)], 1)
    assert len(asked) == own.prepare_threshold + 1


def test_it_begins_a_transaction_as_the_driver_does(own: Any) -> None:
    status = psycopg.pq.TransactionStatus
    for _ in range(2):
        driver.ask(own, b"SELECT 1", [], prepare=True)
        assert own.info.transaction_status == status.INTRANS
        own.commit()
    driver.ask(own, b"SELECT 1", [], prepare=True)
    own.rollback()  # the driver forgets what was prepared
    assert driver.ask(own, b"SELECT 1", [], prepare=True) == ([(1,)], 1)
    own.commit()
    own.autocommit = True
    assert driver.ask(own, b"SELECT 1", [], prepare=True) == ([(1,)], 1)
    assert own.info.transaction_status == status.IDLE


@pytest.mark.django_db
def test_what_the_database_refuses_is_the_same_error() -> None:
    twice = "INSERT INTO office_submission (key, word, answer, at) VALUES (%s, 'test', '', now())"
    key = uuid4()
    for expected, sql, values in (
        (None, twice, [key]),
        (IntegrityError, twice, [key]),
        (IntegrityError, twice, [key]),
        (ProgrammingError, "INSERT INTO sharing_binder DEFAULT VALUES", []),
    ):
        if expected is None:
            assert prepared.run(sql, values) == 1
            continue
        for _ in range(7):
            with pytest.raises(expected) as refused, transaction.atomic():
                prepared.run(sql, values)
        assert getattr(refused.value.__cause__, "sqlstate", "") in {"23505", "42501"}
    for _ in range(7):
        assert prepared.run("UPDATE office_submission SET answer = 'x' WHERE key = %s", [key]) == 1
        assert prepared.run("UPDATE office_submission SET answer = 'x' WHERE key = %s", [uuid4()]) == 0
    assert connection.is_usable()


def test_a_connection_that_the_server_ended_is_told_from_what_is_refused(own: Any, cluster: Cluster) -> None:
    own.autocommit = True
    for _ in range(2):
        driver.ask(own, b"SELECT 1", [], prepare=True)
    with psycopg.connect(**cluster.parameters(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [own.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        driver.ask(own, b"SELECT 1", [], prepare=True)
    assert own.closed


@pytest.mark.django_db
def test_the_gate_replaces_a_connection_that_was_ended(cluster: Cluster) -> None:
    assert gate.append("SELECT %s::int", [1]) == gate.append("SELECT %s::int", [1]) == 1
    pid = gate.append("SELECT pg_backend_pid()", [])
    with psycopg.connect(**cluster.parameters(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
    assert gate.append("SELECT %s::int", [1]) == 1
    assert gate.append("SELECT pg_backend_pid()", []) != pid

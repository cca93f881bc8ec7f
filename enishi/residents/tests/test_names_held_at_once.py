"""A grant and new keys at the same moment, on two connections: whoever comes second waits, and no name is held by nobody."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership, Staff
from enishi.agencies.tests import cast
from enishi.machine.postgres import Cluster

A_MOMENT = 0.4


@dataclass
class Register:
    """One register, the connection of who keeps it, and one on which it is given."""

    keeper: Hat
    keeping: psycopg.Connection[Any]
    giving: psycopg.Connection[Any]
    id: UUID = field(default_factory=uuid4)
    ground: UUID = field(default_factory=uuid4)

    def write(self, key: str) -> None:
        self.keeping.execute("SELECT residents_write_keys(%s, 1, '{kana}', ARRAY[%s])", [self.id, key])

    def give(self, to: UUID) -> None:
        self.giving.execute(
            "INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)"
            " VALUES (gen_random_uuid(), %s, 'own_work', %s, %s, 1, 0, now())",
            [self.ground, self.id, to],
        )

    def held(self) -> set[tuple[UUID, str]]:
        rows = self.giving.execute("SELECT grantee_id, key FROM residents_heldname WHERE resident_id = %s", [self.id])
        return set(rows.fetchall())


@pytest.fixture
def register(
    django_db_setup: None, django_db_blocker: Any, cluster: Cluster, database_name: str
) -> Iterator[Register]:
    parameters = cluster.parameters(dbname=database_name)
    as_app = parameters | {"options": "-c role=enishi_app"}
    with (
        django_db_blocker.unblock(),
        psycopg.connect(**parameters) as giving,
        psycopg.connect(**as_app) as keeping,
    ):
        keeper = cast.hat("promoter", cast.agency("同時の窓口", uuid4().hex[:6]), "同時 一")
        one = Register(keeper, keeping, giving)
        keeping.execute("SELECT set_config('enishi.session', %s, false)", [keeper.secret])
        keeping.commit()
        _made(one)
        try:
            yield one
        finally:
            keeping.rollback()
            giving.rollback()
            connection.close()
            _cleared(one)


def _made(one: Register) -> None:
    who = [one.keeper.agency_id, one.keeper.membership_id]
    one.giving.execute(
        "INSERT INTO sharing_binder (id, kind, opened_by_agency_id, opened_at) VALUES (%s, 'resident', %s, now())",
        [one.id, who[0]],
    )
    one.giving.execute(
        "INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)"
        " VALUES (%s, 'own_work', %s, '', '所管', '', %s, %s, now())",
        [one.ground, one.id, *who],
    )
    one.giving.execute(
        "INSERT INTO residents_resident (id, state, origin_id, registered_by, registered_at)"
        " VALUES (%s, 'identified', %s, %s, now())",
        [one.id, *who],
    )
    one.give(one.keeper.agency_id or uuid4())
    one.giving.commit()


def _cleared(one: Register) -> None:
    one.giving.execute("SET session_replication_role = replica")
    for table, column in (
        ("residents_heldname", "resident_id"),
        ("residents_searchkey", "resident_id"),
        ("residents_resident", "id"),
        ("sharing_grant", "binder_id"),
        ("sharing_ground", "binder_id"),
        ("sharing_binder", "id"),
    ):
        one.giving.execute(f"DELETE FROM {table} WHERE {column} = %s", [one.id])
    one.giving.execute("DELETE FROM agencies_signin WHERE id = %s", [one.keeper.sign_in_id])
    keeper = ((Membership, one.keeper.membership_id), (Staff, one.keeper.staff_id), (Agency, one.keeper.agency_id))
    for model, key in keeper:
        one.giving.execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [key])
    one.giving.commit()


def waits(verb: Callable[[], None], until: Callable[[], None]) -> None:
    """Start the second, see that it waits, end the first, and let the second end."""
    second = threading.Thread(target=verb)
    second.start()
    second.join(A_MOMENT)
    assert second.is_alive()
    until()
    second.join(10)
    assert not second.is_alive()


def test_a_grant_waits_for_the_keys_that_are_being_written(register: Register) -> None:
    other = uuid4()
    register.write("ヤマ")
    waits(lambda: register.give(other), register.keeping.commit)
    assert register.held() == {(register.keeper.agency_id, "ヤマ"), (other, "ヤマ")}


def test_keys_wait_for_the_grant_that_is_being_given(register: Register) -> None:
    other = uuid4()
    register.write("ヤマ")
    register.keeping.commit()
    register.give(other)
    waits(lambda: register.write("カワ"), register.giving.commit)
    register.keeping.commit()
    assert register.held() == {(register.keeper.agency_id, "カワ"), (other, "カワ")}

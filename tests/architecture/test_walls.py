"""The database itself: who owns, who may, and that no table with content stands open."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_the_application_works_as_a_role_that_owns_nothing() -> None:
    assert rows("SELECT current_user") == [("enishi_app",)]
    owned = rows(
        "SELECT relname FROM pg_class WHERE relowner IN (SELECT oid FROM pg_roles WHERE rolname IN"
        " ('enishi_app', 'enishi_gate', 'enishi_clerk'))"
    )
    assert owned == []


def test_nothing_is_seen_without_a_session() -> None:
    assert rows("SELECT count(*) FROM sharing_grant") == [(0,)]

"""Walls that were built with the predicate in its former words get it in the present ones."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection

from enishi.agencies.tests.cast import outside_the_walls
from enishi.sharing import walls

pytestmark = pytest.mark.django_db

FORMER = """EXISTS (
    SELECT 1 FROM sharing_grant g
     WHERE g.binder_id = {binder} AND g.grantee_id = ANY ((SELECT enishi_grantees())::uuid[])
       AND ((g.classes & {cls}) <> 0 OR {origin} = (SELECT enishi_own_agency()))
       AND (g.sealed_classes & {sealed}) = 0
       AND g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now())
       AND g.revoked_at IS NULL)
  AND NOT ({binder} = ANY ((SELECT enishi_blocks())::uuid[]))"""
CASES = [
    ("one.id", "1", "NULL::uuid", "1"),
    ("one.id", "one.class", "one.origin", "one.class"),
    ("one.id", "8", "one.origin", "40"),
]


@pytest.mark.parametrize("case", CASES)
def test_a_former_wall_is_built_anew(case: tuple[str, str, str, str]) -> None:
    binder, cls, origin, sealed = case
    former = FORMER.format(binder=binder, cls=cls, origin=origin, sealed=sealed)
    present = walls.reaches(binder, cls, origin).replace(
        f"sealed_classes & {cls}", f"sealed_classes & {sealed}"
    )
    looked = walls.LOOKED.format(binder=binder, cls="1")
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE one (id uuid, class smallint, origin uuid)")
        cursor.execute(
            f"CREATE POLICY one_seen ON one FOR UPDATE USING ({former} AND {looked}) WITH CHECK ({former} AND {looked})"
        )
        import_module("enishi.sharing.migrations.0011_sight").build_anew(
            None, SimpleNamespace(connection=connection)
        )
        cursor.execute(f"CREATE POLICY two_seen ON one FOR UPDATE USING ({present} AND {looked})")
        cursor.execute(
            "SELECT qual, with_check FROM pg_policies WHERE policyname IN ('one_seen', 'two_seen') ORDER BY policyname"
        )
        (anew, checked), (meant, _) = cursor.fetchall()
    assert anew == checked == meant


def test_no_wall_holds_the_predicate_in_its_former_words() -> None:
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT policyname FROM pg_policies WHERE qual LIKE '%enishi_blocks%' AND qual LIKE '%sharing_grant g%'"
        )
        assert cursor.fetchall() == []

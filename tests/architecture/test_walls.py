"""The database itself: who owns, who may, and that no table with content stands open."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.office import privacy

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


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") == "42501":
            return True
        raise
    return False


TRAIL = (
    "INSERT INTO office_trailentry (kind, word, purpose, deliberate, binders, classes, detail, staff_id)"
    " VALUES ('{kind}', 'x', '', true, '{{}}', 0, '{{}}', {staff})"
)


def test_the_application_cannot_write_a_look_or_in_somebodys_name() -> None:
    assert refused(TRAIL.format(kind="look", staff="NULL"))
    assert refused(TRAIL.format(kind="change", staff="gen_random_uuid()"))
    assert not refused(TRAIL.format(kind="change", staff="NULL"))


def test_a_hat_writes_the_trail_in_its_own_name_only(baba: Hat, doi: Hat) -> None:
    with wearing(baba):
        assert not refused(TRAIL.format(kind="change", staff=f"'{doi.staff_id}'"))
    with cast.outside_the_walls():
        assert rows("SELECT staff_id FROM office_trailentry WHERE word = 'x'") == [(baba.staff_id,)]


def test_nobody_changes_the_trail() -> None:
    for sql in ("UPDATE office_trailentry SET word = 'y'", "DELETE FROM office_trailentry", "TRUNCATE office_trailentry"):
        assert refused(sql)
        with cast.outside_the_walls():
            assert refused(sql), "even the superuser meets the trigger"


KERNEL_TABLES = ("binder", "ground", "grant", "seal", "key", "block", "emergencyreview")


def test_the_application_writes_no_row_of_the_kernel(baba: Hat) -> None:
    with wearing(baba):
        for name in KERNEL_TABLES:
            assert refused(f"UPDATE sharing_{name} SET {'id = id' if name != 'emergencyreview' else 'remark = remark'}")
            assert refused(f"DELETE FROM sharing_{name}")
            assert refused(f"INSERT INTO sharing_{name} DEFAULT VALUES")


def test_the_application_cannot_read_or_make_a_sign_in() -> None:
    assert refused("SELECT 1 FROM agencies_signin")
    assert refused("INSERT INTO agencies_signin DEFAULT VALUES")
    assert refused("UPDATE agencies_signin SET factors = 2")


def test_only_an_administrator_changes_who_works_where(baba: Hat, doi: Hat) -> None:
    mine = f"UPDATE agencies_membership SET role = 'coordinator' WHERE id = '{baba.membership_id}' RETURNING 1"
    with wearing(baba):
        assert rows(mine) == []
        assert refused(
            "INSERT INTO agencies_membership (id, staff_id, agency_id, role, contract, starts_on)"
            f" VALUES (gen_random_uuid(), '{baba.staff_id}', '{doi.agency_id}', 'counter', '', '2026-01-01')"
        )
    with wearing(doi):
        assert rows(mine) == [(1,)]


def test_the_fictional_city_is_declared_by_the_owner_alone(doi: Hat) -> None:
    with wearing(doi):
        assert refused(
            "INSERT INTO office_citysetting (id, name, value, starts_on, set_at)"
            " VALUES (gen_random_uuid(), 'fictional_city', 'true', '2026-01-01', now())"
        )


NO_CONTENT = {privacy.PrivacyClass.PUBLIC, privacy.PrivacyClass.WORK, privacy.PrivacyClass.CREDENTIAL}


def test_every_table_with_content_is_behind_a_forced_wall() -> None:
    """Tables of the rooms with personal content (privacy class beyond work) force row-level security."""
    open_tables = []
    for model in apps.get_models():
        if not model.__module__.startswith("enishi.") or model._meta.app_label in {"agencies", "website"}:
            continue
        classes = set(privacy.declared(model).values()) - NO_CONTENT
        if not classes:
            continue
        (walled,) = rows(
            f"SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = '{model._meta.db_table}'::regclass"
        )
        if not walled[0] and model._meta.db_table != "office_trailseal":
            open_tables.append(model._meta.db_table)
    assert open_tables == []


def test_no_role_passes_by_the_walls() -> None:
    assert rows("SELECT rolname FROM pg_roles WHERE rolname LIKE 'enishi_%' AND (rolbypassrls OR rolsuper)") == []


def test_definer_functions_pin_their_search_path() -> None:
    loose = rows(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        " AND NOT coalesce(array_to_string(proconfig, ','), '') LIKE '%search_path=%'"
    )
    assert loose == []


def test_only_what_opens_a_binder_says_its_kind_with_a_grant() -> None:
    """A grant that comes with the kind of its binder is not asked what was given and sealed before: there was nothing."""
    told = rows(
        r"SELECT p.oid::regproc::text FROM pg_proc p WHERE p.prosrc ~* 'INSERT\s+INTO\s+sharing_grant\s*\([^)]*\mbinder_kind\M'"
        r" OR p.prosrc ~* 'INSERT\s+INTO\s+sharing_grant\s*(VALUES|SELECT)' OR p.prosrc ~* 'COPY\s+sharing_grant'"
    )
    assert told == [("sharing_open_binder",)]
    assert rows("SELECT has_table_privilege('enishi_app', 'sharing_grant', 'INSERT, UPDATE')") == [(False,)]


def test_unique_constraints_on_hidden_tables_hold_only_made_up_keys() -> None:
    """A unique constraint on personal data would tell through row-level security that a value exists."""
    found = rows(
        "SELECT c.conrelid::regclass::text, c.conname, (SELECT string_agg(a.attname, ',') FROM pg_attribute a"
        " WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)) FROM pg_constraint c"
        " JOIN pg_class t ON t.oid = c.conrelid WHERE c.contype = 'u' AND t.relforcerowsecurity"
    )
    telling = [one for one in found if not all(column.endswith("_id") or column == "id" for column in one[2].split(","))]
    assert telling == []


def test_the_application_hands_in_jobs_but_reads_none() -> None:
    assert refused("SELECT args FROM procrastinate_jobs")
    assert refused("DELETE FROM procrastinate_jobs")

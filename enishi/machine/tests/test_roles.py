import psycopg
import pytest

from enishi.machine import database, roles
from enishi.machine.postgres import Cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with Cluster(tmp_path_factory.mktemp("roles") / "postgres", durable=False) as made:
        roles.prepare(made.parameters(), "enishi")
        yield made


def as_role(cluster, role, dbname="enishi"):
    return psycopg.connect(**cluster.parameters(role, dbname), autocommit=True)


def test_preparing_again_changes_nothing(cluster):
    roles.prepare(cluster.parameters(), "enishi")


@pytest.mark.parametrize("role", [roles.APP, roles.GATE, roles.CLERK, roles.EDGE])
def test_working_roles_own_nothing_and_create_nothing(cluster, role):
    with as_role(cluster, role) as connection:
        owned = connection.execute(
            "SELECT count(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid "
            "WHERE r.rolname = current_user AND d.deptype = 'o'"
        ).fetchone()
        assert owned == (0,)
        powers = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles "
            "WHERE rolname = current_user"
        ).fetchone()
        assert powers == (False, False, False, False)
        refused = (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidSchemaName)  # the edge sees no schema at all
        for statement in ("CREATE TABLE t (i int)", "CREATE TEMP TABLE t (i int)", "CREATE SCHEMA s"):
            with pytest.raises(refused):
                connection.execute(statement)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"SET ROLE {roles.KERNEL}")


UNASKED = (
    *("lo_create(0)", "lo_from_bytea(0, 'x')", "lo_put(1, 0, 'x')", "lo_get(1)", "lo_unlink(1)", "pg_terminate_backend(1)"),
    *("pg_cancel_backend(1)", "pg_relation_size('pg_class'::regclass)", "pg_database_size(current_database())"),
    *("pg_stat_get_live_tuples(1)", "pg_stat_get_tuples_inserted(1)", "pg_stat_get_activity(NULL)", "pg_lock_status()"),
)
UNSHOWN = ("pg_stat_activity", "pg_stat_user_tables", "pg_statio_all_tables", "pg_stats", "pg_locks", "pg_largeobject_metadata")


@pytest.mark.parametrize("role", [roles.OWNER, roles.APP, roles.GATE, roles.CLERK, roles.EDGE])
def test_nobody_stores_past_the_walls_or_asks_the_server_about_others(cluster, role):
    with as_role(cluster, role) as connection:
        for statement in (*(f"SELECT {one}" for one in UNASKED), *(f"TABLE {one}" for one in UNSHOWN)):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_owner_can_hand_a_function_to_the_kernel_role_while_it_lets_it_create(cluster):
    with as_role(cluster, roles.OWNER) as connection:
        connection.execute("CREATE OR REPLACE FUNCTION decide() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"ALTER FUNCTION decide() OWNER TO {roles.KERNEL}")
        connection.execute(f"GRANT CREATE ON SCHEMA public TO {roles.KERNEL}")
        connection.execute(f"ALTER FUNCTION decide() OWNER TO {roles.KERNEL}")
        connection.execute(f"REVOKE CREATE ON SCHEMA public FROM {roles.KERNEL}")
        connection.execute("DROP FUNCTION decide()")


def test_nobody_signs_in_as_the_kernel(cluster):
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        as_role(cluster, roles.KERNEL)


def test_owner_is_no_superuser_and_owns_the_database(cluster):
    with as_role(cluster, roles.OWNER) as connection:
        found = connection.execute(
            "SELECT rolsuper, rolbypassrls, pg_get_userbyid(d.datdba) FROM pg_roles, pg_database d "
            "WHERE rolname = current_user AND d.datname = current_database()"
        ).fetchone()
        assert found == (False, False, roles.OWNER)
        order = connection.execute(
            "SELECT string_agg(w, '' ORDER BY w) FROM unnest('{漢,カ,か,a,B}'::text[]) w"
        )
        assert order.fetchone() == ("Baかカ漢",)


def test_url_gives_the_owner_its_own_name_and_the_others_their_passwords(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://dba:s%40cret@db.example:5433/city?sslmode=verify-full")
    monkeypatch.setenv("ENISHI_APP_PASSWORD", "from the environment")
    (tmp_path / "gate").write_text("from a file\n")
    monkeypatch.setenv("ENISHI_GATE_PASSWORD_FILE", str(tmp_path / "gate"))
    assert database.django_settings("owner") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "city",
        "USER": "dba",
        "PASSWORD": "s@cret",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "verify-full"},
    }
    assert database.parameters("app")["user"] == "enishi_app"
    assert database.parameters("app")["password"] == "from the environment"
    assert database.parameters("gate")["password"] == "from a file"
    with pytest.raises(database.NotConfigured, match="ENISHI_CLERK_PASSWORD"):
        database.parameters("clerk")

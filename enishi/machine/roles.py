"""The database roles: one that owns, four that work and own nothing, two that nobody can sign in as.

| role | for | may sign in |
|---|---|---|
| enishi_owner | migrations; owns the database, the schema and every table | yes |
| enishi_app | the web server | yes |
| enishi_gate | access intents and sessions, committed before anything is read | yes |
| enishi_clerk | jobs without a person at the desk | yes |
| enishi_edge | the process at the outer edge: four functions of the schema ``edge``, and no table | yes |
| enishi_kernel | owns the functions that decide; granted to the owner, so it can hand them over | no |
| enishi_released | owns what lies at the edge (``machine.edge``); granted to the owner for the same reason | no |

None of them is a superuser and none passes by row-level security.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

OWNER, APP, GATE, CLERK, EDGE = "enishi_owner", "enishi_app", "enishi_gate", "enishi_clerk", "enishi_edge"
KERNEL, RELEASED = "enishi_kernel", "enishi_released"
SIGN_IN, OWNING = (OWNER, APP, GATE, CLERK, EDGE), (KERNEL, RELEASED)
# All workers are one role, so each could read in pg_stat_activity what the others ask: secrets of sessions, names searched for.
QUIET = (
    "DO $$ BEGIN ALTER ROLE {role} SET track_activities = off; EXCEPTION WHEN insufficient_privilege THEN"
    " RAISE WARNING 'not a superuser: set track_activities = off for {role} in the server''s own way'; END $$"
)
# What PostgreSQL opens to everybody and no role of the house asks for: large objects (a store past every wall, which fills the
# disk), the work of other sessions and ending it, counters and values of tables. Named one by one: a backup holds these rights,
# and what it names must be there in the version that it is restored into.
CALLS = (
    r"^(lo_\w+|loread|lowrite|pg_(cancel|terminate)_backend|pg_lock_status|pg_(relation|table|indexes|total_relation|database"
    r"|tablespace)_size|pg_stat_get_(activity|backend_\w+|numscans|blocks_\w+|(live|dead)_tuples|tuples_\w+|mod_since_analyze"
    r"|ins_since_vacuum))$"
)
SHOWS = (
    r"^pg_(locks|stats|stats_ext|stats_ext_exprs|largeobject_metadata|stat_(activity|database|ssl|gssapi|replication|user_functions"
    r"|(all|sys|user)_(tables|indexes))|statio_(all|sys|user)_(tables|indexes|sequences))$"
)
CLOSED = f"""DO $$ DECLARE one text; BEGIN
    FOR one IN SELECT format('FUNCTION %s', p.oid::regprocedure) FROM pg_proc p
                WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ '{CALLS}'
               UNION ALL SELECT format('TABLE %s', c.oid::regclass) FROM pg_class c
                WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relname ~ '{SHOWS}'
    LOOP EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', one); END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'not a superuser: large objects, statistics and other sessions stay open to every role of the server';
END $$"""  # noqa: S608 - fragments of this file
PREPARING = 0x656E6973  # one preparation at a time, also between test processes


def prepare(superuser: Mapping[str, Any], dbname: str) -> None:
    """Create the roles and the database where missing and set their rights. May be repeated.

    ``superuser``: connection parameters of a role that may create roles and databases.
    """
    with psycopg.connect(**superuser, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        for statement in role_statements():
            server.execute(statement.encode())
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [dbname]).fetchone()
        if not known:
            server.execute(create_database_statement(dbname, server.info.server_version // 10000).encode())
        with psycopg.connect(**{**superuser, "dbname": dbname}, autocommit=True) as database:
            for statement in database_statements(dbname):
                database.execute(statement.encode())


def role_statements() -> list[str]:
    """Statements for the whole server; repeating them changes nothing."""
    limits = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    created = [
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
        f"THEN CREATE ROLE {role}; END IF; END $$"
        for role in (*SIGN_IN, *OWNING)
    ]
    limited = [f"ALTER ROLE {role} LOGIN {limits}" for role in SIGN_IN]
    owning = [one for role in OWNING for one in (f"ALTER ROLE {role} NOLOGIN {limits}", f"GRANT {role} TO {OWNER}")]
    return [*created, *limited, *owning, *(QUIET.format(role=role) for role in SIGN_IN)]


def create_database_statement(dbname: str, major: int) -> str:
    """CREATE DATABASE with an order by code point, which is the same on every machine."""
    order = (
        "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
        if major >= 17
        else "LOCALE_PROVIDER libc LOCALE 'C.UTF-8'"
    )
    return f"CREATE DATABASE {_name(dbname)} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8' {order}"


def database_statements(dbname: str) -> list[str]:
    """Statements inside the database; repeating them changes nothing."""
    return [
        f"ALTER DATABASE {_name(dbname)} OWNER TO {OWNER}",
        f"ALTER DATABASE {_name(dbname)} SET timezone TO 'UTC'",
        f"ALTER SCHEMA public OWNER TO {OWNER}",
        f"REVOKE ALL ON DATABASE {_name(dbname)} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {_name(dbname)} TO {', '.join(SIGN_IN)}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"REVOKE CREATE ON SCHEMA public FROM {APP}, {GATE}, {CLERK}, {KERNEL}",
        f"GRANT USAGE ON SCHEMA public TO {APP}, {GATE}, {CLERK}, {KERNEL}",
        CLOSED,
    ]


def script(dbname: str, major: int) -> str:
    """The same as `prepare`, as a psql script that a database administrator can read and run."""
    create = create_database_statement(dbname, major).replace("'", "''")
    lines = [
        f"-- Enishi on PostgreSQL {major}: roles and database. psql -v ON_ERROR_STOP=1 -f FILE postgres",
        "-- Afterwards give each role that signs in a password: \\password enishi_owner, and so on",
        *(f"{statement};" for statement in role_statements()),
        f"SELECT '{create}'",
        f"WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{dbname}')\\gexec",
        f"\\connect {_name(dbname)}",
        *(f"{statement};" for statement in database_statements(dbname)),
    ]
    return "\n".join(lines) + "\n"


def _name(identifier: str) -> str:
    return sql.Identifier(identifier).as_string(None)

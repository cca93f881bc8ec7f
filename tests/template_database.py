"""The migrated database of which every test process gets a copy. Migrating takes half a minute; copying files, a second.

It is made once for each state of the schema, in a cluster of its own, which is then stopped and stays as files. The cluster
of a test process begins as a copy of them. A cluster that somebody is using at the moment is migrated as it stands.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from psycopg import sql
from psycopg._preparing import Prepare, PrepareManager

from enishi.machine import roles
from enishi.machine.postgres import Cluster

PROJECT = Path(__file__).resolve().parents[1]
HOLDS = "enishi-template"  # a file in the cluster's directory: the name of the template in it

# Asked for each grant of each row: seconds are read three times as quickly as a written moment, and to the microsecond.
TEST_CLOCK = """
CREATE OR REPLACE FUNCTION enishi_now() RETURNS timestamptz LANGUAGE sql STABLE
AS $$ SELECT coalesce(to_timestamp(nullif(current_setting('enishi.test_clock', true), '')::float8), statement_timestamp()) $$
"""


def template_name() -> str:
    """Changes whenever a migration, the role table or a library's version changes."""
    digest = hashlib.sha256()
    sources = [*PROJECT.glob("enishi/*/migrations/*.py"), PROJECT / "enishi/agencies/roles.py"]
    sources += PROJECT.glob("enishi/*/vocabularies/*.toml")
    sources += [PROJECT / "enishi/sharing/walls.py", PROJECT / "enishi/agencies/role_functions.py"]
    sources += [PROJECT / "requirements.lock", PROJECT / "enishi/machine/roles.py", PROJECT / "enishi/website/apps.py"]
    sources += [PROJECT / "enishi/machine/edge.py"]
    for source in sorted(sources):
        digest.update(source.read_bytes())
    digest.update(TEST_CLOCK.encode())
    return f"template_{digest.hexdigest()[:16]}"


def furnished(place: Path) -> Cluster:
    """The cluster at ``place``, not started: a copy of the furnished one, unless somebody uses it or it holds the template."""
    cluster, name = Cluster(place, durable=False), template_name()
    with place.with_suffix(".template.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _holds(cluster) != name and cluster.ended():
            shutil.rmtree(cluster.directory, ignore_errors=True)
            source = _source(name)
            aside = cluster.directory.with_name(cluster.directory.name + ".copy")
            shutil.rmtree(aside, ignore_errors=True)
            subprocess.run(["cp", "-a", str(source), str(aside)], check=True)
            aside.rename(cluster.directory)
    return cluster


def _source(name: str) -> Path:
    """The files of a stopped cluster that holds the template; made by whoever comes first, awaited by the others."""
    folder = PROJECT / ".enishi"
    folder.mkdir(exist_ok=True)
    place = folder / f"test-postgres-furnished{os.environ.get('PG_BINDIR', '').replace('/', '-')}"
    cluster = Cluster(place, durable=False)
    with place.with_suffix(".template.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _holds(cluster) != name:
            shutil.rmtree(cluster.directory, ignore_errors=True)
            with cluster:
                make_template(cluster, name)
            (cluster.directory / HOLDS).write_text(name)
    return cluster.directory


def _holds(cluster: Cluster) -> str:
    try:
        return (cluster.directory / HOLDS).read_text()
    except OSError:
        return ""


def copied(cluster: Cluster, name: str) -> None:
    """The database ``name`` in a running cluster: a copy of the template, which is made there if it is not yet."""
    template = template_name()
    with cluster.directory.with_suffix(".template.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_template(cluster, template)
        with psycopg.connect(**cluster.parameters(), autocommit=True) as server:
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy OWNER enishi_owner")
            server.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
            for role in roles.SIGN_IN:
                grant = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
                server.execute(grant.format(sql.Identifier(name), sql.Identifier(role)))


def make_template(cluster: Cluster, name: str) -> None:
    """Migrate a fresh database as its owner, in a process of its own, exactly as an installation does."""
    with psycopg.connect(**cluster.parameters(), autocommit=True) as server:
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known:
            return
    building = f"{name}_building"
    with psycopg.connect(**cluster.parameters(), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(building)))
    roles.prepare(cluster.parameters(), building)
    environment = os.environ | {
        "ENISHI_ROLE": "owner",
        "DATABASE_URL": psycopg.conninfo.make_conninfo(**cluster.parameters("enishi_owner", building)),
    }
    for role in ("APP", "GATE", "CLERK", "EDGE"):
        environment[f"ENISHI_{role}_PASSWORD"] = "unused on a socket"
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.exit(f"the migrations failed:\n{done.stdout}\n{done.stderr}", returncode=3)
    with psycopg.connect(**cluster.parameters(dbname=building), autocommit=True) as database:
        database.execute(TEST_CLOCK)
    with psycopg.connect(**cluster.parameters(), autocommit=True) as server:
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (building, name))))


# Planning takes longer than running: what is asked a second time is prepared. Whether its plan is good for whatever values is
# left to PostgreSQL: plans made for empty tables and kept at any price read the large ones of a later test whole, row by row.
OPTIONS = {"options": "-c role=enishi_app", "prepare_threshold": 1}
THROWN_AWAY_BY = re.compile(rb"DROP|ALTER(?! POLICY)|DISCARD ALL|DEALLOCATE ALL").match


@contextmanager
def plans_are_kept() -> Iterator[None]:
    """Prepared statements stay when a test or a request of the sweep is rolled back, as they stay from request to request
    in a city, where hardly anything is rolled back. psycopg forgets them all at each ``ROLLBACK``, even to a savepoint, so that
    each test began by planning everything anew; a statement whose table, policy or function was changed is planned anew by the
    server itself. psycopg also keeps a hundred at most, and the suite asks many times that in turn.
    """
    clears = PrepareManager.clear

    def discards(self: PrepareManager, prep: Prepare, results: Sequence[Any]) -> bool:
        done = (one.command_status for one in results if one.status == psycopg.pq.ExecStatus.COMMAND_OK)
        return any(status and THROWN_AWAY_BY(status) for status in done) and clears(self)

    with (
        patch.object(PrepareManager, "_should_discard", discards),
        patch.object(PrepareManager, "clear", lambda self: False),  # what a rollback calls
        patch.object(PrepareManager, "prepared_max", 5000),
    ):
        yield


# What is rolled back stays in the tables as dead rows, and whoever comes after reads through them.
DEAD = """
SELECT format('%I.%I', schemaname, relname) FROM pg_stat_all_tables
 WHERE n_dead_tup > 300 AND schemaname IN ('public', 'pg_catalog')
"""
# What was cleared while it was empty counts as empty ever after, however large the next module makes it: then each way to a row
# costs the planner the same, and whole indexes were read for each of them. What was never counted is measured by its pages.
UNCOUNTED = """
UPDATE pg_class SET reltuples = -1, relpages = 0
 WHERE relkind IN ('r', 'i') AND reltuples >= 0 AND relnamespace = 'public'::regnamespace
"""


def swept(parameters: dict[str, Any], working: psycopg.Connection | None) -> None:
    """Clear the dead rows away that a module left behind, as a city's own server does all the time, once it has a minute."""
    if working is not None and not working.closed:
        working.execute("SELECT pg_stat_force_next_flush()")  # else what it did is counted a second later
    with psycopg.connect(**parameters, autocommit=True) as owner:
        for (table,) in owner.execute(DEAD).fetchall():
            owner.execute(f"VACUUM (SKIP_LOCKED) {table}")
        owner.execute(UNCOUNTED)


if __name__ == "__main__":  # ./test makes it while the linters run
    _source(template_name())

"""Enishi as a city would run it, on the private cluster: roles, migrations, a city of one size, the web server."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo

from bench.servers import PROJECT, Server, serving
from bench.volumes import Credentials, Say, Volumes, fill
from enishi.machine import roles
from enishi.machine.postgres import Cluster

PASSWORD = "mieru-hito-dake-ni-2026"
SECRET_KEY = "bench only: nobody's data is here, and the key of sessions and factors must outlive a run"
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def environment(cluster: Cluster, name: str, directory: Path) -> dict[str, str]:
    """What an installation on ``name`` has in its environment."""
    owner = conninfo.make_conninfo(**cluster.parameters("enishi_owner", name))
    passwords = {f"ENISHI_{role}_PASSWORD": "unused on a socket" for role in ("APP", "GATE", "CLERK")}
    return passwords | {
        "DATABASE_URL": owner,
        "DJANGO_SETTINGS_MODULE": "enishi.settings",
        "ENISHI_DATA": str(directory / "data"),
        "ENISHI_SECRET_KEY": SECRET_KEY,
    }


def commands_environment(cluster: Cluster, name: str, directory: Path) -> dict[str, str]:
    """For a command of the installation, wherever it is started."""
    roads = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")]))
    return environment(cluster, name, directory) | {"PYTHONPATH": roads}


def database_name(scale: float, notes: int = 0) -> str:
    return f"city_{scale:g}{f'_with_{notes}' if notes else ''}".replace(".", "_")


def credentials() -> Credentials:
    """One password and one authenticator for everybody. Needs Django's settings."""
    from allauth.mfa.adapter import get_adapter
    from django.contrib.auth.hashers import make_password

    return Credentials(make_password(PASSWORD), {"secret": get_adapter().encrypt(TOTP), "last_step": 0})


def prepare(cluster: Cluster, scale: float, directory: Path, say: Say, notes: int = 0) -> str:
    """A migrated database with a city of that size; one that was kept is used again. Returns its name."""
    name, volumes = database_name(scale, notes), Volumes.of(scale, notes)
    if _is_ready(cluster, name):
        say(f"city x{scale:g}: kept from an earlier run")
        return name
    with psycopg.connect(**cluster.parameters(), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
    roles.prepare(cluster.parameters(), name)
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    owner = environment(cluster, name, directory) | {"ENISHI_ROLE": "owner"}
    subprocess.run(migrate, cwd=PROJECT, env=os.environ | owner, check=True)
    say(f"city x{scale:g}: {volumes}")
    with psycopg.connect(**cluster.parameters(dbname=name)) as connection:
        fill(
            connection, volumes, credentials(), at=datetime.now(UTC) - timedelta(minutes=5), say=say
        )
        connection.execute("COMMENT ON SCHEMA public IS 'bench: filled'")
    with psycopg.connect(**cluster.parameters(dbname=name), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return name


def _is_ready(cluster: Cluster, name: str) -> bool:
    """Filled to the end, and with every migration that this checkout has."""
    try:
        with psycopg.connect(**cluster.parameters(dbname=name)) as connection:
            told = connection.execute("SELECT obj_description('public'::regnamespace)").fetchone()
            rows = connection.execute("SELECT app || '.' || name FROM django_migrations").fetchall()
    except psycopg.Error:
        return False
    known = {f"{file.parents[1].name}.{file.stem}" for file in PROJECT.glob("enishi/*/migrations/0*.py")}
    return told == ("bench: filled",) and known <= {one for (one,) in rows}


@contextlib.contextmanager
def enishi(cluster: Cluster, name: str, directory: Path) -> Iterator[Server]:
    """The web server of an installation, two workers, as ``./run`` starts it."""
    settings: dict[str, Any] = environment(cluster, name, directory) | {"ENISHI_ROLE": "app"}
    with serving("Enishi", "enishi.wsgi:application", environment=settings, first_page="/sign-in/") as server:
        yield server

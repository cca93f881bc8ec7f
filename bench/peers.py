"""What stands beside us in the same run: a bare Django page, and django-helpdesk from PyPI in its own environment."""

import base64
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench.client import Answer, Client
from bench.servers import PROJECT, Server, serving
from enishi.machine.postgres import Cluster

HELPDESK_VERSION = "2.6.1"


def _environment(cluster: Cluster) -> dict[str, str]:
    found = cluster.parameters()
    return {"BENCH_HOST": str(found["host"]), "BENCH_PORT": str(found["port"])}


def _fresh_database(cluster: Cluster, name: str) -> None:
    with psycopg.connect(**cluster.parameters(), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")


BARE_TABLES = """
CREATE TABLE access_log (id bigserial PRIMARY KEY, user_id int, page text, rows int, at timestamptz);
CREATE TABLE bare_office AS SELECT n AS id, '相談窓口' || n AS name FROM generate_series(1, 40) n;
CREATE TABLE bare_person AS SELECT n AS id, '山田 花子' || n AS name, 'ヤマダ ハナコ' || n AS kana FROM generate_series(1, 8000) n;
CREATE TABLE bare_task AS SELECT n AS id, 'A' || n AS number, now() - n * interval '1 hour' AS at, '家賃の支払いについて' AS title,
    1 + n % 8000 AS person_id, 1 + n % 40 AS office_id, '対応中' AS state, 1 + n % 300 AS user_id FROM generate_series(1, 60000) n;
ALTER TABLE bare_office ADD PRIMARY KEY (id);
ALTER TABLE bare_person ADD PRIMARY KEY (id);
ALTER TABLE bare_task ADD PRIMARY KEY (id);
CREATE INDEX ON bare_task (user_id, at DESC);
ANALYZE;
"""

BARE_SESSION = """
import django; django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
user = User.objects.create_user("worker", password="bench only")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(session.session_key)
"""


BYTES_OF_A_ROW = 780
"""Of the list that the limits were taken from (performance.md, "real" list): fifty rows in 39 kB."""


def rows_of(size: int, fewest: int) -> int:
    """How many rows the bare page of so many bytes lists: what is compared is a page of equal bytes that says as much, and a
    comment as long as half a page says nothing."""
    return max(fewest, round(size / BYTES_OF_A_ROW))


@contextlib.contextmanager
def bare(cluster: Cluster) -> Iterator[tuple[Server, Client]]:
    """The floor, signed in."""
    _fresh_database(cluster, "bare")
    environment = _environment(cluster) | {
        "DJANGO_SETTINGS_MODULE": "bench.bare.settings",
        "PYTHONPATH": str(PROJECT),
    }
    django = [sys.executable, "-m", "django"]
    subprocess.run([*django, "migrate", "-v", "0"], env=os.environ | environment, cwd=PROJECT, check=True)
    with psycopg.connect(**cluster.parameters(dbname="bare"), autocommit=True) as database:
        database.execute(BARE_TABLES)
    key = subprocess.run(
        [sys.executable, "-c", BARE_SESSION],
        env=os.environ | environment,
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    with serving(
        "bare Django", "bench.bare.wsgi:application", environment=environment, first_page="/rows/1/1/"
    ) as server:
        yield server, Client(server.port, {"sessionid": key})


def helpdesk_python(directory: Path) -> Path:
    """Python of the peer's own environment, made on first use from PyPI."""
    python = directory / f"helpdesk-{HELPDESK_VERSION}" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)
        wanted = [f"django-helpdesk=={HELPDESK_VERSION}", "Django>=5.2,<5.3", "psycopg[binary]", "gunicorn"]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *wanted], check=True)
    return python


@contextlib.contextmanager
def helpdesk(cluster: Cluster, directory: Path, tickets: int) -> Iterator[tuple[Server, Client]]:
    """django-helpdesk with ``tickets`` tickets, signed in as one caseworker."""
    python, here = helpdesk_python(directory), PROJECT / "bench" / "helpdesk"
    _fresh_database(cluster, "helpdesk")
    environment = _environment(cluster) | {"DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(here)}
    for words in (["-m", "django", "migrate", "-v", "0"], ["seed.py", str(tickets)]):
        subprocess.run([str(python), *words], env=os.environ | environment, cwd=here, check=True)
    with psycopg.connect(**cluster.parameters(dbname="helpdesk"), autocommit=True) as database:
        database.execute("ANALYZE")
    with serving(
        "django-helpdesk",
        "helpdesk_site:application",
        environment=environment,
        first_page="/login/",
        python=str(python),
        cwd=here,
    ) as server:
        client = Client(server.port)
        answer = client.submit("/login/", {"username": "worker3", "password": "bench only", "next": "/"})
        if answer.status != 302:
            raise RuntimeError(f"django-helpdesk did not let the worker in: {answer.status}")
        yield server, client


def helpdesk_my_rows(client: Client, rows: int) -> Answer:
    """The list of one worker's tickets as its user gets it: the page, then its rows."""
    query = {
        "filtering": {"assigned_to__id__in": [4]},
        "filtering_or": {},
        "sorting": "created",
        "sortreverse": False,
    }
    packed = base64.b64encode(json.dumps(query).encode()).decode()
    shell = client.get("/tickets/?assigned_to=4")
    data = client.get(f"/datatables_ticket_list/{quote(packed, safe='=')}?draw=1&start=0&length={rows}")
    if b'"data"' not in data.body:
        raise RuntimeError(f"no rows from django-helpdesk: {data.status} {data.body[:200]!r}")
    return Answer(max(shell.status, data.status), shell.body + data.body, shell.seconds + data.seconds)

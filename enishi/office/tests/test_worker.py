"""The worker as it really runs: a process of its own, as enishi_clerk; it does what waits, and stops when told."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.machine.postgres import Cluster
from enishi.office import anchor, sealing

PROJECT = Path(__file__).resolve().parents[3]
# A worker that begins within ten minutes after 7:30 in Japan sends the mails of that morning by itself.
MORNINGS_ARE_OVER = """
INSERT INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
SELECT 'agencies.digests', '', extract(epoch FROM date_trunc('day', now(), 'UTC') + day * interval '1 day' + interval '22:30')
  FROM generate_series(-1, 1) day
"""


@pytest.fixture(scope="module")
def queue(
    django_db_setup: None, cluster: Cluster, database_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[psycopg.Connection, dict[str, str]]]:
    url = psycopg.conninfo.make_conninfo(**cluster.parameters("enishi_owner", database_name))
    environment = os.environ | {
        "DATABASE_URL": url,
        "ENISHI_ROLE": "clerk",
        "ENISHI_DATA": str(tmp_path_factory.mktemp("data")),
        "ENISHI_SMTP_HOST": "127.0.0.1",
        "ENISHI_SMTP_PORT": "1",
    }
    environment |= {f"ENISHI_{role}_PASSWORD": "unused" for role in ("APP", "GATE", "CLERK")}
    with psycopg.connect(**cluster.parameters(dbname=database_name), autocommit=True) as owner:
        owner.execute("DELETE FROM procrastinate_jobs")
        owner.execute(MORNINGS_ARE_OVER)
        yield owner, environment
        owner.execute("SET session_replication_role = replica")
        for table in ("office_trailseal", "office_sealing", "procrastinate_jobs", "procrastinate_periodic_defers"):
            owner.execute(f"DELETE FROM {table}")


def _put(owner: psycopg.Connection, name: str, lock: str | None = None, status: str = "todo") -> int:
    put = owner.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, lock, status)"
        " VALUES ('default', %s, '{\"timestamp\": 1}', %s, %s::procrastinate_job_status) RETURNING id",
        [name, lock, status],
    ).fetchone()
    assert put is not None
    return int(put[0])


@pytest.fixture(scope="module")
def told(queue: tuple[psycopg.Connection, dict[str, str]], django_db_blocker: Any) -> Iterator[Hat]:
    """Somebody to whom there is something to be mailed."""
    owner, _ = queue
    with django_db_blocker.unblock():
        hat = cast.hat("counter", cast.agency("便りの課", uuid4().hex[:8]))
        connection.close()
    owner.execute("UPDATE agencies_staff SET email = 'nobody@city.example' WHERE id = %s", [hat.staff_id])
    owner.execute(
        "INSERT INTO office_notice (id, holder_id, word, text, url, made_at)"
        " VALUES (gen_random_uuid(), %s, 'match.proposed', '名寄せの判断を待つ候補があります。', '', now())",
        [hat.agency_id],
    )
    yield hat
    owner.execute("DELETE FROM office_notice WHERE holder_id = %s", [hat.agency_id])
    owner.execute("DELETE FROM agencies_membership WHERE id = %s", [hat.membership_id])
    owner.execute("DELETE FROM agencies_staff WHERE id = %s", [hat.staff_id])
    owner.execute("DELETE FROM agencies_agency WHERE id = %s", [hat.agency_id])


@dataclass
class Ran:
    """A worker that has done what waited: what it said, and which sealing a killed one had left behind."""

    said: str
    stalled: int


@pytest.fixture(scope="module")
def ran(queue: tuple[psycopg.Connection, dict[str, str]], told: Hat) -> Ran:
    """The only sealings are one that a killed worker had begun, and one that waits for the same lock."""
    owner, environment = queue
    owner.execute(
        "INSERT INTO office_trailentry (kind, word, purpose, deliberate, binders, classes, detail)"
        " VALUES ('change', 'test.written', '', true, '{}', 0, '{}')"
    )
    stalled = _put(owner, "office.seal_trail", "office.seal_trail", "doing")
    _put(owner, "office.seal_trail", "office.seal_trail")
    for name in ("office.take_up_stalled", "office.clear_up", "agencies.digests", "intake.chase", "cases.chase"):
        _put(owner, name)
    done = subprocess.run(
        [sys.executable, "manage.py", "worker", "--once"], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=90
    )
    assert done.returncode == 0, done.stderr
    return Ran(done.stderr, stalled)


def test_the_worker_seals_the_trail_clears_up_and_ends_when_nothing_waits(
    queue: tuple[psycopg.Connection, dict[str, str]],
    ran: Ran,
    cluster: Cluster,
    database_name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    owner, environment = queue
    left = owner.execute("SELECT task_name, status FROM procrastinate_jobs WHERE status <> 'succeeded'").fetchall()
    assert left == [("agencies.send_digest", "todo")], ran.said  # the mail that cannot be sent
    waiting = owner.execute(
        "SELECT count(*) FROM office_trailentry e WHERE NOT EXISTS (SELECT 1 FROM office_trailseal s WHERE s.entry_id = e.id)"
    ).fetchone()
    assert waiting == (0,)
    written = Path(environment["ENISHI_DATA"]) / "anchor" / "trail.jsonl"
    assert written.stat().st_size > 100
    clerk = cluster.parameters("enishi_clerk", database_name)
    monkeypatch.setattr(sealing, "connect", lambda: psycopg.connect(**clerk, autocommit=True))
    monkeypatch.setattr(anchor, "paths", lambda: [written])
    call_command("audit_verify")
    assert "異常はありません" in capsys.readouterr().out


def test_a_job_of_a_killed_worker_is_taken_up_and_its_lock_stops_nobody(
    queue: tuple[psycopg.Connection, dict[str, str]], ran: Ran
) -> None:
    owner, _ = queue
    assert owner.execute("SELECT task_name FROM procrastinate_jobs WHERE status = 'doing'").fetchall() == []
    assert owner.execute("SELECT count(*) FROM procrastinate_jobs WHERE id = %s", [ran.stalled]).fetchone() == (0,)
    assert owner.execute("SELECT count(*) > 0 FROM office_sealing").fetchone() == (True,)


def test_mail_that_cannot_be_sent_is_tried_again_later(queue: tuple[psycopg.Connection, dict[str, str]], ran: Ran) -> None:
    owner, _ = queue
    waiting = owner.execute(
        "SELECT j.status, j.attempts, j.scheduled_at > e.at FROM procrastinate_jobs j"
        " LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred_for_retry'"
        " WHERE j.task_name = 'agencies.send_digest'"
    ).fetchall()
    assert waiting == [("todo", 1, True)], ran.said


def test_a_worker_that_is_told_to_stop_stops_cleanly_and_stays_small(queue: tuple[psycopg.Connection, dict[str, str]]) -> None:
    owner, environment = queue
    _put(owner, "office.seal_trail")
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=PROJECT, env=environment)
    try:
        for _ in range(300):
            row = owner.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'office.seal_trail'").fetchone()
            if row == (0,):
                break
            time.sleep(0.1)
        else:
            pytest.fail("the worker did nothing")
        memory = next(
            int(line.split()[1])
            for line in Path(f"/proc/{worker.pid}/status").read_text().splitlines()
            if line.startswith("VmRSS")
        )
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
        assert memory < 130 * 1024
    finally:
        if worker.poll() is None:
            worker.kill()
            worker.wait()

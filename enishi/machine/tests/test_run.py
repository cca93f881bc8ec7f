"""The whole installation by its front door, with processes killed the hard way. Uses the Python that runs the tests."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest

from enishi.machine import database
from enishi.machine.postgres import Cluster

pytestmark = pytest.mark.journey


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def answers(port):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code < 500
    except OSError:
        return False
    return True


def wait_for(what, seconds=30):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


class Installation:
    def __init__(self, directory):
        self.directory = directory
        self.port = free_port()
        self.process = None

    def start(self):
        self.begin()
        wait_for(lambda: answers(self.port))

    def begin(self):
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        command = [sys.executable, "-m", "enishi.machine.start", "--empty", "--port", str(self.port)]
        with open(self.directory.with_suffix(".log"), "ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=database.PROJECT,
                env=environment | {"ENISHI_DATA": str(self.directory)},
                stdout=log,
                stderr=log,
            )

    def processes(self):
        """Number → command line of everything that belongs to this data directory, the server included."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                around = (entry / "environ").read_bytes()
                if (
                    f"ENISHI_DATA={self.directory}".encode() in around.split(b"\0")
                    or f"{self.directory}/" in line
                ):
                    found[int(entry.name)] = line
        return found

    def one(self, words):
        return min(number for number, line in self.processes().items() if words in line)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(60)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The data of an empty installation that was started once and stopped; migrating anew for each test would take minutes."""
    made = Installation(tmp_path_factory.mktemp("installed") / "var")
    made.begin()
    try:
        wait_for(lambda: answers(made.port), seconds=240)
    finally:
        made.stop()
    assert not made.processes()
    return made.directory


@pytest.fixture
def installation(tmp_path, installed):
    """An installation of the test's own, in which somebody has worked before."""
    subprocess.run(["cp", "-a", str(installed), str(tmp_path / "var")], check=True)
    yield from running(Installation(tmp_path / "var"))


@pytest.fixture
def first_start(tmp_path):
    """An installation without any data yet."""
    yield from running(Installation(tmp_path / "var"))


def running(made):
    yield made
    made.stop()
    assert not made.processes()


def owner(installation):
    parameters = Cluster(installation.directory / "postgres").parameters("enishi_owner", "enishi")
    return psycopg.connect(**parameters, autocommit=True)


def test_kill_9_of_any_one_process_is_healed_without_loss(installation):
    installation.start()
    with owner(installation) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        connection.execute("INSERT INTO kept VALUES (1)")
        os.kill(Cluster(installation.directory / "postgres").postmaster(), signal.SIGKILL)
    wait_for(lambda: Cluster(installation.directory / "postgres").answers())
    for words in ("gunicorn", "console worker"):
        killed = installation.one(words)
        os.kill(killed, signal.SIGKILL)
        wait_for(
            lambda words=words, killed=killed: any(words in p for p in installation.processes().values())
        )
        wait_for(lambda: answers(installation.port))
    with owner(installation) as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(1,)]


def test_kill_9_of_everything_at_once_is_healed_by_the_next_start(installation):
    installation.start()
    with owner(installation) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    for number in installation.processes():
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    installation.process.wait()
    installation.start()
    with owner(installation) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_kill_9_of_the_supervisor_leaves_orphans_that_the_next_start_replaces(installation):
    installation.start()
    installation.process.kill()
    installation.process.wait()
    orphans = {number for number, line in installation.processes().items() if "postgres" not in line}
    assert orphans
    installation.start()
    wait_for(lambda: not orphans & set(installation.processes()))
    wait_for(lambda: answers(installation.port))
    assert sum("enishi.machine.start" in line for line in installation.processes().values()) == 1


def test_a_stop_in_the_middle_of_the_start_leaves_nothing_behind(first_start):
    first_start.begin()
    wait_for(lambda: any("postgres" in line for line in first_start.processes().values()))
    first_start.stop()
    assert not first_start.processes()


def test_second_run_on_the_same_data_refuses_and_leaves_the_first_alone(installation):
    installation.start()
    second = subprocess.run(
        [sys.executable, "-m", "enishi.machine.start", "--empty"],
        cwd=database.PROJECT,
        env={"PATH": os.environ["PATH"], "ENISHI_DATA": str(installation.directory)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert "already running" in second.stderr
    assert answers(installation.port)

"""The whole installation by its front door, with processes killed the hard way. Uses the Python that runs the tests."""

import contextlib
import os
import shlex
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

from enishi.machine import database, start
from enishi.machine.launch import options
from enishi.machine.postgres import Cluster

pytestmark = pytest.mark.journey
ATTACHMENT = "files/0a/0a1b"


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


def test_an_empty_city_says_how_somebody_comes_in_until_somebody_can(installation):
    installation.start()
    log = installation.directory.with_suffix(".log")
    wait_for(lambda: "Ctrl-C" in log.read_text(encoding="utf-8"))
    said = log.read_text(encoding="utf-8")
    assert f"ENISHI_DATA={installation.directory} " in said
    assert "first-administrator --number" in said
    (line,) = [one for one in said.splitlines() if "first-administrator" in one]
    words = shlex.split(line.replace("職員番号", "1").replace("氏名", "見本").replace("課の名称", "課"))
    appointed = subprocess.run(
        [sys.executable, "-m", "enishi.machine.console", *words[2:]],
        cwd=database.PROJECT,
        env={"PATH": os.environ["PATH"], "ENISHI_DATA": words[0].partition("=")[2]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "システム管理者にしました" in appointed.stdout, appointed.stderr
    installation.stop()
    log.unlink()
    installation.start()
    wait_for(lambda: log.exists() and "Ctrl-C" in log.read_text(encoding="utf-8"))
    assert "first-administrator" not in log.read_text(encoding="utf-8")


def begun_in_vain(directory):
    return subprocess.run(
        [sys.executable, "-m", "enishi.machine.start", "--empty"],
        cwd=database.PROJECT,
        env={"PATH": os.environ["PATH"], "ENISHI_DATA": str(directory)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_place_that_cannot_be_used_is_named_in_one_line(tmp_path):
    (tmp_path / "file").touch()
    refused = begun_in_vain(tmp_path / "file" / "var")
    assert refused.returncode == 1
    assert refused.stderr == f"./run: {tmp_path}/file/var を使えません / cannot be used: Not a directory\n"


def test_a_disk_without_room_is_said_before_anything_starts(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "data_directory", lambda: tmp_path)
    monkeypatch.setattr(start, "LEAST_FREE", 10**18)
    with pytest.raises(start.CannotStart, match="ディスクの空き"):
        start._run(options().parse_args([]))
    assert not list(tmp_path.iterdir())


def test_second_run_on_the_same_data_refuses_and_leaves_the_first_alone(installation):
    installation.start()
    second = begun_in_vain(installation.directory)
    assert second.returncode == 1
    assert "already running" in second.stderr
    assert answers(installation.port)


def enishi(directory, *words):
    return subprocess.run(
        [sys.executable, "-m", "enishi.machine.console", *map(str, words)],
        cwd=database.PROJECT,
        env={"PATH": os.environ["PATH"], "ENISHI_DATA": str(directory)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def kept(installation, tmp_path):
    """The one backup of a running installation that holds a row and an attachment."""
    (installation.directory / ATTACHMENT).parent.mkdir(parents=True)
    (installation.directory / ATTACHMENT).write_bytes(b"letter")
    (installation.directory / "files" / "incoming-1").write_bytes(b"half a letter")
    installation.start()
    with owner(installation) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
        connection.execute("ALTER TABLE kept ENABLE ROW LEVEL SECURITY; ALTER TABLE kept FORCE ROW LEVEL SECURITY")
    done = enishi(installation.directory, "backup", tmp_path / "backups")
    assert done.returncode == 0, done.stderr
    (made,) = (tmp_path / "backups").iterdir()
    assert str(made) in done.stdout
    return made


def test_a_backup_comes_back_whole_with_walls_keys_and_attachments(installation, kept, tmp_path):
    assert kept.stat().st_mode & 0o077 == 0
    other = tmp_path / "elsewhere"
    done = enishi(other, "restore", kept)
    assert done.returncode == 0, done.stderr
    assert (other / ATTACHMENT).read_bytes() == b"letter"
    assert not (other / "files" / "incoming-1").exists()
    assert (other / "secret-key").read_text() == (installation.directory / "secret-key").read_text()
    with Cluster(other / "postgres") as cluster:
        with psycopg.connect(**cluster.parameters(dbname="enishi")) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
            tables = "SELECT count(*) FROM pg_class WHERE relrowsecurity"
            with owner(installation) as before:
                assert connection.execute(tables).fetchone() == before.execute(tables).fetchone()
        with psycopg.connect(**cluster.parameters("enishi_owner", "enishi")) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    assert enishi(other, "check", "no-drop").returncode == 0
    again = enishi(other, "restore", kept)
    assert again.returncode == 1
    assert "もう使われています" in again.stderr


def test_a_damaged_backup_and_a_running_place_are_refused(installation, kept, tmp_path):
    running = enishi(installation.directory, "restore", kept)
    assert running.returncode == 1
    assert "もう動いています" in running.stderr
    (kept / "data" / ATTACHMENT).write_bytes(b"litter")
    damaged = enishi(tmp_path / "elsewhere", "restore", kept)
    assert damaged.returncode == 1
    assert f"data/{ATTACHMENT}" in damaged.stderr
    assert not (tmp_path / "elsewhere").exists()


def test_what_cannot_be_written_is_said_and_leaves_nothing(installation, tmp_path):
    nowhere = enishi(tmp_path / "mistyped", "backup", tmp_path / "backups")
    assert nowhere.returncode == 1
    assert "データがありません" in nowhere.stderr
    assert not (tmp_path / "mistyped").exists()
    (tmp_path / "file").touch()
    done = enishi(installation.directory, "backup", tmp_path / "file")
    assert done.returncode == 1
    assert "バックアップできませんでした" in done.stderr
    assert "Traceback" not in done.stderr

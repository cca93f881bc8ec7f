import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from enishi.machine.postgres import Cluster, ServerFailed


@pytest.fixture
def cluster(tmp_path):
    made = Cluster(tmp_path / "postgres")
    made.attach_or_start()
    yield made
    made.attach_or_start()
    made.stop()


def connect(cluster, **more):
    return psycopg.connect(**cluster.parameters(), autocommit=True, **more)


def test_commits_survive_kill_9_of_the_server(cluster):
    with connect(cluster) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        os.kill(cluster.postmaster(), signal.SIGKILL)
    assert cluster.attach_or_start() is True
    with connect(cluster) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_second_program_attaches_and_the_last_one_out_stops_the_server(cluster):
    other = Cluster(cluster.directory)
    assert other.attach_or_start() is False
    assert cluster.stop() is False
    assert other.answers()
    assert other.stop() is True
    assert not cluster.answers()


def test_start_refuses_where_a_server_runs(cluster):
    with pytest.raises(ServerFailed, match="already running"):
        Cluster(cluster.directory).start()


def test_server_whose_starter_was_killed_is_found_and_stopped(tmp_path):
    start = (
        "import sys, time, pathlib; from enishi.machine.postgres import Cluster;"
        "c = Cluster(pathlib.Path(sys.argv[1])); c.start(); print('up', flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", start, str(tmp_path / "postgres")], stdout=subprocess.PIPE, cwd=Path.cwd()
    )
    assert starter.stdout.readline() == b"up\n"
    starter.kill()
    starter.wait()
    starter.stdout.close()
    found = Cluster(tmp_path / "postgres")
    assert found.attach_or_start() is False
    assert found.stop() is True
    assert found.ended()


def test_leftover_file_that_names_a_foreign_process_does_not_block_the_start(cluster):
    cluster.stop()
    (cluster.directory / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.directory}\n0\n5432\n/x\n")
    assert cluster.attach_or_start() is True


def test_only_its_own_user_reaches_the_socket_and_there_is_no_network(cluster):
    assert cluster.socket_directory.stat().st_mode & 0o777 == 0o700
    with connect(cluster) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW timezone").fetchone() == ("UTC",)
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)


def test_a_name_in_a_failing_statement_does_not_reach_the_log(cluster):
    with connect(cluster) as connection:
        connection.execute("CREATE TABLE person (name text PRIMARY KEY)")
        for _ in range(2):
            with contextlib.suppress(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO person VALUES (%s)", ["山田花子"])
        with pytest.raises(psycopg.errors.DataError):
            connection.execute("SELECT '山田花子'::int")
    cluster.stop()
    said = cluster.log.read_text()
    assert "ready to accept connections" in said
    assert "山田" not in said
    assert "person" not in said


def test_long_paths_get_a_short_socket(tmp_path):
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    with Cluster(deep / "postgres", durable=False) as found:
        assert found.answers()
        assert len(str(found.socket_directory)) < 90

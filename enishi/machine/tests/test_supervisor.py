import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from enishi.machine.supervisor import TOKEN, Child, Supervisor, clear_orphans

DIARY = """
import os, signal, sys, time, pathlib
diary = pathlib.Path(sys.argv[1])
def write(word):
    with diary.open("a") as page:
        page.write(f"{word} {os.getpid()}\\n")
def end(*_):
    write(sys.argv[2] + "-stopped")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
write(sys.argv[2] + "-started")
while True:
    time.sleep(60)
"""


def entries(diary, word):
    lines = diary.read_text().split("\n") if diary.exists() else []
    return [int(line.split()[1]) for line in lines if line.startswith(word + " ")]


def wait_for(what, seconds=15):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def alive(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def diary(tmp_path):
    return tmp_path / "diary"


def child(diary, name):
    return Child(name, [sys.executable, "-c", DIARY, str(diary), name], dict(os.environ), patience=5)


def from_beside(work):
    """Run ``work`` beside the supervisor, which needs the main thread for its signals, then ask it to stop."""
    trouble = []

    def do():
        try:
            work()
        except AssertionError as failed:
            trouble.append(failed)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    beside = threading.Thread(target=do)
    beside.start()
    return beside, trouble


def test_killed_child_is_started_again_and_all_stop_in_order(diary, tmp_path):
    said = []
    supervisor = Supervisor(
        [child(diary, "web"), child(diary, "worker")], tmp_path / "run.json", say=said.append
    )

    def kill_the_web():
        wait_for(lambda: entries(diary, "web-started") and entries(diary, "worker-started"))
        os.kill(entries(diary, "web-started")[0], signal.SIGKILL)
        wait_for(lambda: len(entries(diary, "web-started")) == 2)

    beside, trouble = from_beside(kill_the_web)
    supervisor.run()
    beside.join()
    assert not trouble
    assert [line.split()[0] for line in diary.read_text().splitlines()][-2:] == [
        "web-stopped",
        "worker-stopped",
    ]
    assert not any(
        alive(number) for number in entries(diary, "web-started") + entries(diary, "worker-started")
    )
    assert "exit -9" in said[0]
    assert not (tmp_path / "run.json").exists()


def test_child_that_dies_at_once_is_started_less_and_less_often(diary, tmp_path):
    said = []
    broken = Child("broken", [sys.executable, "-c", "raise SystemExit(3)"], dict(os.environ))
    supervisor = Supervisor([broken], tmp_path / "run.json", say=said.append)
    beside, trouble = from_beside(lambda: wait_for(lambda: len(said) == 3))
    supervisor.run()
    beside.join()
    assert not trouble
    assert ["0.2 s" in said[0], "0.4 s" in said[1], "0.8 s" in said[2]] == [True] * 3


def test_child_that_ignores_the_request_is_killed_with_its_own_children(diary, tmp_path):
    stubborn = (
        "import signal, subprocess, sys, pathlib, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "inner = subprocess.Popen(['sleep', '600']);"
        f"pathlib.Path({str(diary)!r}).write_text(f'inner {{inner.pid}}\\n'); time.sleep(600)"
    )
    stuck = Child("stuck", [sys.executable, "-c", stubborn], dict(os.environ), patience=0.3)
    supervisor = Supervisor([stuck], tmp_path / "run.json")
    beside, trouble = from_beside(lambda: wait_for(lambda: entries(diary, "inner")))
    supervisor.run()
    beside.join()
    assert not trouble
    wait_for(lambda: not alive(entries(diary, "inner")[0]))


@pytest.mark.skipif(shutil.which("ps") is None, reason="ps is not installed")
def test_children_are_recognised_without_proc_too(diary, tmp_path, monkeypatch):
    """macOS has no /proc: there ps finds the children, also after their supervisor was killed."""
    ledger, seen = tmp_path / "run.json", tmp_path / "run-of-the-killed.json"
    supervisor = Supervisor([child(diary, "web")], ledger)

    def clear_as_the_next_run_does():
        wait_for(lambda: entries(diary, "web-started"))
        seen.write_text(ledger.read_text())
        monkeypatch.setattr("enishi.machine.supervisor.PROCESSES", tmp_path / "no-such-folder")
        assert clear_orphans(seen) == entries(diary, "web-started")[:1]
        assert entries(diary, "web-stopped") == entries(diary, "web-started")[:1]

    beside, trouble = from_beside(clear_as_the_next_run_does)
    supervisor.run()
    beside.join()
    assert not trouble


def test_orphans_of_a_killed_run_are_stopped_and_nobody_else(diary, tmp_path):
    ledger = tmp_path / "run.json"
    ledger.write_text(json.dumps({"token": "of-the-killed-run"}))
    command = [sys.executable, "-c", DIARY, str(diary)]
    orphan = subprocess.Popen([*command, "orphan"], env={**os.environ, TOKEN: "of-the-killed-run"})
    stranger = subprocess.Popen([*command, "stranger"], env={**os.environ, TOKEN: "of-another-run"})
    try:
        wait_for(lambda: entries(diary, "orphan-started") and entries(diary, "stranger-started"))
        threading.Thread(target=orphan.wait).start()
        assert clear_orphans(ledger) == [orphan.pid]
        assert entries(diary, "orphan-stopped") == [orphan.pid]
        assert stranger.poll() is None
        assert clear_orphans(ledger) == []
    finally:
        stranger.kill()
        stranger.wait()

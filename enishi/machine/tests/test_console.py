import importlib.metadata
import os
import subprocess
import sys
import tomllib

import pytest

from enishi.machine import console, database


def test_two_words_find_their_management_command():
    found = {command.words: command.management_arguments() for command in console.commands()}
    assert found["check no-drop"] == ["check_no_drop"]
    assert found["audit verify"] == ["audit_verify"]
    assert found["import agencies"] == ["import_agencies"]
    assert found["match-records"] == ["match_records"]
    assert found["renew visit-key"] == ["renew_visit_key"]


def test_the_longest_words_win_and_the_rest_is_passed_on():
    command, rest = console._find(["import", "staff", "staff.csv", "--dry-run"])
    assert command.words == "import staff"
    assert rest == ["staff.csv", "--dry-run"]


def test_roles_of_the_commands():
    roles = {command.words: command.role for command in console.commands()}
    assert roles["migrate"] == "owner"
    assert roles["worker"] == "clerk"
    assert roles["match-records"] is None
    assert roles["check no-drop"] == "clerk"


def test_help_lists_every_command_in_two_languages(capsys):
    assert console.main(["--help"]) == 0
    said = capsys.readouterr().out
    for command in console.commands():
        assert f"enishi {command.words}" in said
        assert f"{command.japanese} / {command.english}" in said


def test_unknown_words_fail_with_the_list(capsys):
    assert console.main(["mirgate"]) == 2
    assert "enishi migrate" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--help"], ["check", "no-drop", "--help"], ["database", "sql"]])
def test_a_reader_that_goes_away_is_no_fault(words):
    """`enishi … | head`, where the reader is gone before the first line."""
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [sys.executable, "-m", "enishi.machine.console", *words],
        env={"PATH": "/usr/bin:/bin"},
        cwd=database.PROJECT,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (console.UNREAD, b"")


def test_match_records_starts_no_database(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "enishi.machine.console", "match-records", "--help"],
        env={"PATH": "/usr/bin:/bin", "ENISHI_DATA": str(tmp_path / "var")},
        cwd=database.PROJECT,
        capture_output=True,
        check=False,
    )
    assert b"enishi.machine" not in ran.stdout
    assert not (tmp_path / "var" / "postgres").exists()


def test_sql_for_the_administrator_names_every_role_and_no_password(capsys):
    assert console.main(["database", "sql", "--postgresql", "15", "--name", "city"]) == 0
    said = capsys.readouterr().out
    for role in ("enishi_owner", "enishi_app", "enishi_gate", "enishi_clerk", "enishi_kernel"):
        assert f"CREATE ROLE {role}" in said
    assert "LOCALE_PROVIDER libc LOCALE ''C.UTF-8''" in said
    assert "PASSWORD '" not in said


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_line_of_the_lock_carries_a_hash(lock):
    text = (database.PROJECT / lock).read_text()
    pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert pinned
    assert all(line.endswith("\\") for line in pinned)
    assert "http" not in text


def test_both_locks_agree():
    def pins(lock):
        lines = (database.PROJECT / lock).read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and not line.startswith(" ")}

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_every_dependency_has_a_reason():
    for line in (database.PROJECT / "requirements.in").read_text().splitlines():
        assert "#" in line, f"no reason: {line}"


def test_console_script_is_declared():
    declared = tomllib.loads((database.PROJECT / "pyproject.toml").read_text())["project"]
    assert declared["scripts"] == {"enishi": "enishi.machine.console:main"}
    assert importlib.metadata.version("psycopg")

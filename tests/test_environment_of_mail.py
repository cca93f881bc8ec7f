"""The relay for mail: how it is spoken to comes from the environment, and a password never goes over the wire in the clear."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from enishi import environment

ASKED = """
import json
from enishi import settings
names = "HOST PORT HOST_USER HOST_PASSWORD USE_TLS USE_SSL TIMEOUT".split()
print(json.dumps({name: getattr(settings, "EMAIL_" + name) for name in names}))
"""
PROJECT = Path(__file__).resolve().parents[1]
NAMES = ["HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL", "TIMEOUT"]


def settings(**given: str) -> Any:
    """What Django would be told, in a process of its own; the last line of an error instead of it."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("ENISHI_SMTP")}
    done = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=PROJECT, env=known | given, capture_output=True, text=True, check=False
    )
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def test_without_a_word_it_is_the_plain_relay_of_ones_own_network() -> None:
    assert settings(ENISHI_SMTP_HOST="relay") == {
        "HOST": "relay",
        "PORT": 25,
        "HOST_USER": "",
        "HOST_PASSWORD": "",
        "USE_TLS": False,
        "USE_SSL": False,
        "TIMEOUT": 30,
    }


def test_a_relay_with_tls_and_a_password_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("ひみつ\n", encoding="utf-8")
    found = settings(
        ENISHI_SMTP_HOST="relay",
        ENISHI_SMTP_SECURITY="STARTTLS",
        ENISHI_SMTP_USER="enishi",
        ENISHI_SMTP_PASSWORD_FILE=str(tmp_path / "password"),
    )
    assert (found["PORT"], found["USE_TLS"], found["USE_SSL"]) == (587, True, False)
    assert (found["HOST_USER"], found["HOST_PASSWORD"]) == ("enishi", "ひみつ")
    found = settings(ENISHI_SMTP_SECURITY="tls", ENISHI_SMTP_PORT="2465")
    assert (found["PORT"], found["USE_TLS"], found["USE_SSL"]) == (2465, False, True)


def test_a_password_is_not_sent_in_the_clear() -> None:
    said = settings(ENISHI_SMTP_USER="enishi", ENISHI_SMTP_PASSWORD="ひみつ")
    assert "ENISHI_SMTP_SECURITY" in said
    assert "ひみつ" not in said


def test_an_unknown_way_is_refused_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENISHI_SMTP_SECURITY", "ssl3")
    with pytest.raises(environment.SettingError, match="none, starttls, tls"):
        environment.mail_security("ENISHI_SMTP_SECURITY")

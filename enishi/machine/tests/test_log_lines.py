"""The machine's log tells where something failed, and nothing of what was sent or stored."""

import logging
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils.module_loading import import_string

NAME = "青木 恵子"
TOKEN = "told-once-" + "a" * 33


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Any:
    """What was logged, as the handler of the settings writes it."""
    kind = settings.LOGGING["formatters"]["line"]  # type: ignore[misc]
    line = import_string(kind["()"])(kind["fmt"])
    return lambda: "\n".join(line.format(one) for one in caplog.records)


def test_the_secret_of_a_link_is_not_logged(db: None, told: Any) -> None:
    Client(enforce_csrf_checks=True).post(f"/answer/{TOKEN}/", {"code": "000000"})
    Client().post(f"/answer/{TOKEN}/", {"code": "000000"})
    Client().get(f"/answers/{TOKEN}/")
    said = told()
    assert "Forbidden (CSRF cookie not set.): answer/<str:token>/" in said
    assert "Unprocessable Entity: answer/<str:token>/" in said
    assert "Not Found: no such address" in said
    assert TOKEN not in said


def test_what_an_error_says_of_a_row_or_of_what_was_typed_is_not_logged(db: None, told: Any) -> None:
    log = logging.getLogger("enishi.test")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE enishi_owner")
            cursor.execute("CREATE TABLE kept (name text CONSTRAINT short_name CHECK (length(name) < 3))")
            cursor.execute("INSERT INTO kept VALUES (%s)", [NAME])
    except IntegrityError:
        log.exception("a row was refused")
    try:
        int(NAME)
    except ValueError:
        log.exception("no number")
    said = told()
    assert "CheckViolation short_name" in said
    assert "IntegrityError" in said
    assert "ValueError" in said
    assert "test_log_lines.py" in said
    assert NAME not in said

"""A process answers to its own names; who asks by another one is told nothing. At the edge: ``edge/tests/test_edge.py``."""

import pytest
from django.test import Client


@pytest.mark.parametrize("name", ["evil.example", "testserver.evil.example", "\x1b[31m㊙", ""])
def test_who_asks_by_another_name_is_told_nothing(name: str, caplog: pytest.LogCaptureFixture) -> None:
    for address in ("/", "/sign-in/", "/answer/told-once/", "/static/website/css/tokens.css", "/nowhere/"):
        answer = Client().get(address, headers={"host": name})
        assert (answer.status_code, answer.content) == (400, b"")
        assert not answer.cookies
    assert "evil" not in caplog.text
    assert "\x1b" not in caplog.text
    assert "㊙" not in caplog.text

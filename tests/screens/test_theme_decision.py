"""方針を記録する: what is needed is not called optional, and everything that is missing is told at once."""

import pytest

from enishi.agencies.hats import Hat
from enishi.conferences.tests.factories import concern, theme
from enishi.website.tests.visitors import visitor
from tests.screens.conference_forms import at, key

pytestmark = pytest.mark.django_db


def test_all_that_is_missing_is_told_at_once(aoki: Hat, baba: Hat) -> None:
    one = theme(aoki, concern(baba))
    client, page = visitor(aoki), at("decide-theme", one)
    form = client.get(page).content.decode()
    assert "任意" not in form
    assert "行う機関（見送りのときは空けます）" in form
    sent = {"answer": "menu", "text": "話し合いました。", "version": "1"} | key()
    missing = client.post(page, sent)
    assert missing.status_code == 422
    for words in ("行う機関を選んでください。", "期日を入れてください。", "話し合いました。"):
        assert words in missing.content.decode(), words
    deferred = client.post(page, sent | {"answer": "deferred", "text": ""} | key()).content.decode()
    assert "行う機関を選んでください。" not in deferred

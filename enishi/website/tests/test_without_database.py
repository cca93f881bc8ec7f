"""While the database is away, whoever presses something reads so in Japanese."""

import pytest
from django.db import OperationalError

from enishi.agencies.hats import Hat
from enishi.office import prepared
from enishi.website.tests.visitors import visitor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_says_that_it_did_not_work(doi: Hat, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    client = visitor(doi)
    client.raise_request_exception = False

    def away(*_: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(prepared, "rows", away)
    answer = getattr(client, method)("/administration/staff/")
    assert answer.status_code == 500
    assert "うまく動きませんでした" in answer.content.decode()

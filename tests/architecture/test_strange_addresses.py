"""Whatever stands behind the question mark of an address: a page, a form with its error or a refusal, never a failure."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from unittest.mock import patch
from urllib import parse
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from enishi.agencies.hats import Hat
from enishi.agencies.roles import ROLES
from enishi.agencies.tests import cast
from enishi.intake.models import Consultation
from enishi.office.models import Draft
from enishi.website.tests.visitors import visitor
from tests.architecture import doors, things
from tests.noninterference.sweeping import quiet

# "a\0b\x1f" arrives as "ab": no number, no day, no id. The last but two holds each sign that SQL, LIKE or a format takes for its
# own, and ends in the one that may not stand last.
STRANGE = (
    *("\0", "a\0b\x1f", "99999999999999999999", "-1", "1", "0001-01-01", "9999-12-31", "%s'%\\"),
    *("あ" * 1700, "x" * 5000, "9" * 5000, "²"),
)
NAMES = (
    *("q", "find", "text", "page", "sort", "show", "state", "whose", "reference", "kind", "agency", "source", "due", "year"),
    *("since", "until", "month", "period", "word", "result", "reason", "of", "side", "channel", "case", "person", "staff", "from"),
    *("to", "area", "areas", "days", "box", "class", "category", "condition", "case_state", "resource", "origin", "name", "kana"),
)
WORDS = {"q", "find", "text", "reference", "name", "kana"}
CODES = {"-1", "1", "99999999999999999999", "0001-01-01", "9999-12-31", "²"}
"""No code that anything bears: sent without words to look for, which would leave nothing that is looked at further."""
OTHERS = {"sheet form", "consultation"}
"""Things whose addresses are walked, too: lists taken along, and what is searched for from within a consultation."""


@pytest.fixture(scope="module", autouse=True)
def _quietly() -> Iterator[None]:
    with quiet():
        yield


@pytest.fixture(scope="module", autouse=True)
def _written_once() -> Iterator[None]:
    """The same text stands behind every name, up to 15,000 signs of an address: it is written and read once, not fifty times."""
    with (
        patch.object(parse, "quote_from_bytes", lru_cache(64)(parse.quote_from_bytes)),
        patch.object(parse, "unquote", lru_cache(256)(parse.unquote)),
    ):
        yield


def _walked(role: str) -> list[doors.Row]:
    """The rows that this role is the first to open."""
    return [
        row
        for row in doors.ROWS
        if row.get == 200 and row.who != "link" and (not row.thing or row.thing in OTHERS)
        if next((one for one in ROLES if row.status(one) == 200), "") == role
    ]


@pytest.mark.parametrize("role", [one for one in ROLES if _walked(one)])
def test_no_list_fails_for_what_is_asked(db: None, role: str) -> None:
    hat = cast.hat(role, cast.agency(f"課 {role}", f"S-{role}"))
    client = visitor(hat)
    client.raise_request_exception = False
    failed = [
        (row.name, strange[:20])
        for row in _walked(role)
        for address in [reverse(row.name, kwargs=_arguments(row, hat))]
        for strange in STRANGE
        if _status(client, f"{address}?{_asked(strange)}") >= 500
    ]
    assert failed == []


def test_what_is_taken_out_of_an_address_leaves_no_other_behind(db: None) -> None:
    client = visitor(cast.hat("counter", cast.agency("高齢福祉課", "1020")))
    assert client.get("/agencies/?q=%0%000x").status_code == 200


def _arguments(row: doors.Row, hat: Hat) -> dict[str, Any]:
    return things.MAKERS[row.thing](hat) if row.thing else {}


def _asked(strange: str) -> str:
    return parse.urlencode({name: strange for name in NAMES if name not in WORDS or strange not in CODES})


def _status(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer)  # type: ignore[arg-type]
    return answer.status_code


def test_what_cannot_be_seen_is_as_good_as_not_there(db: None) -> None:
    client = visitor(cast.hat("counter", cast.agency("見本課", "S-2")))
    plain, strange = (client.get(reverse("agencies:directory") + f"?q={q}") for q in ("見本", "%00見本%1F"))
    assert plain.status_code == strange.status_code == 200
    assert strange.request["QUERY_STRING"] != plain.request["QUERY_STRING"]
    assert 'value="見本"' in plain.content.decode()
    assert 'value="見本"' in strange.content.decode()


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("residents:search", "q"),
        ("cases:find", "text"),
        ("intake:receive", "text"),
        ("office:draft", "text"),
        ("website:sign-in", "number"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_and_nothing_is_stored(db: None, name: str, field: str) -> None:
    client = visitor(cast.hat("counter", cast.agency("見本課", "S-3")))
    for sent in ({field: "見\0本"}, {"\0": "見本"}):
        answer = client.post(reverse(name, args=[uuid4()] if name == "office:draft" else []), sent)
        assert answer.status_code == 400
        assert "保存もできない文字" in answer.content.decode()
    with cast.outside_the_walls():
        assert not Draft.objects.exists()
        assert not Consultation.objects.exists()

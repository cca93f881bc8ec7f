"""Whatever is sent with a form: it is taken or said to be wrong, never a failure.

Every form of every page is sent twice, each time with the next strange text: once in every field, hidden ones too, and once in one
field beside the others as they were drawn, for what stands behind a field is not reached while another one is wrong.
"""

import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from enishi.agencies.roles import ROLES
from tests.architecture import doors
from tests.architecture.test_doors import Visitors, answered, taken_back
from tests.noninterference.callers import Call
from tests.noninterference.searches import LEAVING, forms_on
from tests.noninterference.sweeping import quiet

STRANGE = (
    *("99999999999999999999", "-1", "²", "９", "1.5", "nan", "0001-01-01", "9999-12-31", "2026-02-30", "令和99年99月99日", "23:59"),
    *("あ" * 1700, "x" * 20_000, "9" * 5000, "😀" * 300, "%s'%\\", "[]", "00000000-0000-0000-0000-000000000000", ""),
)
NAMES = re.compile(r'<(?:input|select|textarea|button)\b[^>]*\bname="([^"]+)"')
NOT_TYPED = {"csrfmiddlewaretoken"}
Sent = list[tuple[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def visitors(django_db_setup: None, django_db_blocker: Any) -> Iterator[Visitors]:
    with django_db_blocker.unblock(), transaction.atomic(), quiet():
        yield Visitors()
        transaction.set_rollback(True)


def _walked(role: str) -> list[doors.Row]:
    """The pages that this role is the first to open."""
    return [
        row
        for row in doors.ROWS
        if row.get == 200 and row.who not in {"open", "link"} and row.name not in LEAVING
        if next((one for one in ROLES if row.status(one) == 200), "") == role
    ]


def test_no_form_fails_for_what_is_sent(visitors: Visitors) -> None:
    turns, sent, failed = cycle(STRANGE), 0, []
    for role in ROLES:
        client = visitors.owner(role)
        client.raise_request_exception = False
        for row in _walked(role):
            path = reverse(row.name, kwargs=visitors.thing(role, row.thing) if row.thing else {})
            with taken_back():
                page = answered(client.get(path))
            for told, data in _strange(row.name, path, page, turns):
                sent += 1
                with taken_back():
                    if answered(client.post(path, data))[0] >= 500:
                        failed.append((row.name, told))
    assert not failed, " ".join(map(str, failed))
    assert sent > 300


def _strange(name: str, path: str, page: tuple[int, bytes, dict[str, str]], turns: Iterator[str]) -> Sent:
    """What is sent with the forms of a page: in words, and the fields."""
    status, content, headers = page
    if status != 200 or not headers["Content-Type"].startswith("text/html"):
        return []
    every = set(NAMES.findall(content.decode())) - NOT_TYPED
    found: Sent = []
    for place, form in enumerate(forms_on(Call(name, path), content, late=False)):
        strange, drawn = next(turns), sorted(form.data)
        found.append((f"all {strange[:20]}", dict.fromkeys(every, strange)))
        if drawn:
            field, strange = drawn[place % len(drawn)], next(turns)
            found.append((f"{field} {strange[:20]}", form.data | {field: strange}))
    return found

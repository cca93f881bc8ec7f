"""Every address × every role: who comes in, and that nobody outside can tell what is there."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies import access
from enishi.agencies.hats import Hat
from enishi.agencies.models import AnswerLink
from enishi.agencies.roles import ROLES
from enishi.agencies.tests import cast
from enishi.office.doors import door_of
from enishi.website.door_checks import addresses
from enishi.website.tests.visitors import visitor
from tests.architecture import doors, things
from tests.noninterference.sweeping import quiet

KNOWN = {row.name: row for row in doors.ROWS}
THERE = {name: (pattern, view) for name, pattern, view in addresses()}
OPEN_TO = sorted(KNOWN.values(), key=lambda row: row.name)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(THERE) - set(KNOWN) == set(), f"add rows to {doors.HERE}"
    assert set(KNOWN) - set(THERE) == set()


def test_the_page_of_doors_is_fresh() -> None:
    assert doors.PAGE.read_text("utf-8") == doors.page(), "python -m tests.architecture.doors"


@pytest.mark.parametrize("row", OPEN_TO, ids=lambda row: row.name)
def test_the_view_declares_what_the_table_says(row: doors.Row) -> None:
    declared = door_of(THERE[row.name][1])
    assert declared is not None
    assert (declared.kind, declared.permissions) == (
        row.who if row.who in {"open", "link", "signed_in"} else "permission",
        row.permissions,
    )
    assert bool(row.thing) == ("<" in THERE[row.name][0]), "an address with an id names its thing"


@pytest.fixture(scope="module", autouse=True)
def _quietly() -> Iterator[None]:
    """That thousands of doors are closed is no news."""
    with quiet():
        yield


def _hat(visitor_name: str) -> Hat | None:
    if visitor_name == "nobody":
        return None
    if visitor_name == "link":
        return _link()
    return cast.hat(visitor_name, cast.agency(f"課 {visitor_name}", f"D-{visitor_name}"))


def _link() -> Hat:
    at, secret_of_link = timezone.now(), uuid.uuid4().bytes * 2
    with cast.outside_the_walls():
        link = AnswerLink.objects.create(
            secret_digest=secret_of_link,
            agency_id=uuid.uuid4(),
            binder_id=uuid.uuid4(),
            made_by=uuid.uuid4(),
            made_at=at,
            expires_at=at + timedelta(days=1),
        )
    sign_in_id, secret = access.begin_sign_in(
        staff_id=None, membership_id=None, link_id=link.pk, factors=2, at=at
    )
    return Hat(sign_in_id=sign_in_id, secret=secret, link_id=link.pk)


def _client(hat: Hat | None) -> Client:
    return visitor(hat) if hat else Client()


@pytest.mark.parametrize("who", doors.VISITORS)
def test_who_comes_in(db: None, who: str) -> None:
    hat = _hat(who)
    client = _client(hat)
    found, expected = {}, {}
    made: dict[str, dict[str, Any]] = {}  # one thing of a kind: a GET changes none
    for row in KNOWN.values():
        has_one = bool(row.thing) and row.status(who) == row.get and hat is not None
        if has_one and hat and row.thing not in made:
            made[row.thing] = things.MAKERS[row.thing](hat)
        arguments = made[row.thing] if has_one else _never_was(row)
        hidden = row.thing and row.who == "open" and not has_one and not row.same
        expected[row.name] = 404 if hidden else row.status(who)
        found[row.name] = _bytes(client.get(reverse(row.name, kwargs=arguments)))[0]
    assert found == expected


@pytest.mark.parametrize("who", doors.VISITORS)
def test_nothing_is_sent_through_a_closed_door(db: None, who: str) -> None:
    client = _client(_hat(who))
    let_in = {}
    for row in KNOWN.values():
        if row.who == "open" or row.status(who) == row.get:
            continue
        status = client.post(reverse(row.name, kwargs=_never_was(row))).status_code
        if status != row.status(who):
            let_in[row.name] = status
    assert let_in == {}


def _never_was(row: doors.Row) -> dict[str, Any]:
    """Arguments in the right form for something that does not exist."""
    pattern = THERE[row.name][0]
    made = {"uuid": uuid.uuid4, "int": lambda: 987654321, "str": lambda: "nothing", "slug": lambda: "nothing"}
    return {name: made[form or "str"]() for form, name in re.findall(r"<(?:(\w+):)?(\w+)>", pattern)}


def _bytes(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, content, dict(answer.headers)


OBJECTS = [row for row in OPEN_TO if row.thing and row.who not in {"open", "link"}]


class Elsewhere:
    """For each thing of a role somebody who asks for it, and somebody of another agency whose it is: made once for all its
    addresses, for nobody who is refused changes anything.
    """

    def __init__(self) -> None:
        self.made: dict[tuple[str, str], tuple[dict[str, Any], Client]] = {}

    def thing(self, role: str, kind: str) -> tuple[dict[str, Any], Client]:
        if (role, kind) not in self.made:
            stranger, asker = (
                cast.hat(role, cast.agency(f"{at}課", f"{at} {role} {kind}"[:40]))
                for at in ("よその", "この")
            )
            self.made[role, kind] = things.MAKERS[kind](stranger), visitor(asker)
        return self.made[role, kind]


@pytest.fixture(scope="module")
def elsewhere(django_db_setup: None, django_db_blocker: Any) -> Iterator[Elsewhere]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Elsewhere()
        transaction.set_rollback(True)


@pytest.mark.parametrize("row", OBJECTS, ids=lambda row: row.name)
def test_what_belongs_to_others_is_what_never_was(elsewhere: Elsewhere, row: doors.Row) -> None:
    """The same bytes and headers for: another agency's, never existing, malformed."""
    role = next(code for code in ROLES if row.status(code) == row.get)
    others, client = elsewhere.thing(role, row.thing)
    with transaction.atomic():  # what looking leaves behind is not there for the next
        theirs = _bytes(client.get(reverse(row.name, kwargs=others)))
        if row.thing in things.PUBLIC:
            return
        nothing = _bytes(client.get(reverse(row.name, kwargs=_never_was(row))))
        malformed = _bytes(
            client.get(re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "x", reverse(row.name, kwargs=others)))
        )
        assert theirs[0] == 404
        assert theirs == nothing == malformed
        sent = {_bytes(client.post(reverse(row.name, kwargs=one)))[0] for one in (others, _never_was(row))}
        assert len(sent) == 1
        assert sent <= {404, 405}
        transaction.set_rollback(True)

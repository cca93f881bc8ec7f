"""Every address × every role: who comes in, and that nobody outside can tell what is there."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import enishi
from enishi.agencies import access
from enishi.agencies.hats import Hat
from enishi.agencies.models import AnswerLink
from enishi.agencies.roles import ROLES
from enishi.agencies.tests import cast
from enishi.office.doors import door_of
from enishi.website.door_checks import addresses
from enishi.website.tests.visitors import known_browser
from tests.architecture import doors, things
from tests.noninterference.sweeping import quiet

KNOWN = {row.name: row for row in doors.ROWS}
THERE = {name: (pattern, view) for name, pattern, view in addresses()}
OPEN_TO = sorted(KNOWN.values(), key=lambda row: row.name)
OBJECTS = [row for row in OPEN_TO if row.thing and row.who not in {"open", "link"} and row.thing not in things.PUBLIC]
ENISHI = Path(enishi.__file__).parent
ASKED = {"office:trail-export": "?from=2099-01-01&until=2099-01-01"}
"""The trail of all tests until now would be refused as too long to be taken out at once."""


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


class Visitors:
    """A visitor of each kind with one thing of each kind, and another of the same role elsewhere who has none of them: made once
    for all addresses, for what a visit changes is taken back.
    """

    def __init__(self) -> None:
        self._hats: dict[str, Hat | None] = {"nobody": None}
        self._clients: dict[tuple[str, str], Client] = {}
        self._things: dict[tuple[str, str], dict[str, Any]] = {}

    def hat(self, who: str) -> Hat | None:
        if who not in self._hats:
            self._hats[who] = _link() if who == "link" else _of(who, "よその")
        return self._hats[who]

    def owner(self, who: str) -> Client:
        return self._client(who, "owner", self.hat(who))

    def stranger(self, role: str) -> Client:
        known = (role, "stranger") in self._clients
        return self._client(role, "stranger", None if known else _of(role, "この"))

    def thing(self, who: str, kind: str) -> dict[str, Any]:
        hat = self.hat(who)
        assert hat is not None
        if (who, kind) not in self._things:
            self._things[who, kind] = things.MAKERS[kind](hat)
        return self._things[who, kind]

    def _client(self, who: str, which: str, hat: Hat | None) -> Client:
        if (who, which) not in self._clients:
            self._clients[who, which] = known_browser(hat) if hat else Client()
        return self._clients[who, which]


def _of(role: str, at: str) -> Hat:
    return cast.hat(role, cast.agency(f"{at}課 {role}", f"{at} {role}"))


@pytest.fixture(scope="module")
def visitors(django_db_setup: None, django_db_blocker: Any) -> Iterator[Visitors]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Visitors()
        transaction.set_rollback(True)


@contextmanager
def taken_back() -> Iterator[None]:
    """What a visit leaves behind is not there for the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", doors.VISITORS)
def test_who_comes_in(visitors: Visitors, who: str) -> None:
    owns = {
        row.name for row in KNOWN.values() if row.thing and row.status(who) == row.get and visitors.hat(who)
    }
    comes_in = {one.name for one in OBJECTS if one.get == 200 and not one.same} if _first_who_may_as(who) != who else set()
    paths, expected = {}, {}
    for row in KNOWN.values():
        opens = row.name in owns - comes_in
        arguments = visitors.thing(who, row.thing) if opens else _never_was(row)
        hidden = row.thing and (row.who == "open" or row.name in owns) and not opens and not row.same
        paths[row.name] = reverse(row.name, kwargs=arguments) + ASKED.get(row.name, "")
        expected[row.name] = 404 if hidden else row.status(who)
    client = visitors.owner(who)
    with taken_back():
        found = {name: answered(client.get(path))[0] for name, path in paths.items()}
    assert found == expected


def _first_who_may_as(who: str) -> str:
    """The first role that may just what this one may. What it opens, this one opens, too: nobody asks which of the two it is
    (below). Of a thing that never was the other is told that it is not there: so it came in.
    """
    return next((one for one in ROLES if who in ROLES and _may(one) == _may(who)), who)


def _may(role: str) -> tuple[bool, frozenset[str]]:
    return ROLES[role].sees_persons, ROLES[role].may


ASKS_WHICH_ROLE = re.compile(r"hat\.role\b(?!_)")
# What a role may is looked up there; a person's own hats are put in order; a list of staff is read in.
LOOKED_UP = re.compile(r"enishi_role_may\(hat\.role\b|hat\.agency, hat\.role, hat\.link")
LOOKED_UP_IN = {"agencies/hats.py", "website/context.py", "website/queries.py", "agencies/queries/imports.py"}


def test_nobody_asks_which_role_it_is_only_what_it_may() -> None:
    found = [
        f"{name}:{number}"
        for suffix in ("py", "html")
        for file in ENISHI.rglob(f"*.{suffix}")
        for name in [str(file.relative_to(ENISHI))]
        if "/tests/" not in name and not name.startswith("demo/") and name not in LOOKED_UP_IN
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if ASKS_WHICH_ROLE.search(LOOKED_UP.sub("", line))
    ]
    assert found == []


@pytest.mark.parametrize("who", doors.VISITORS)
def test_nothing_is_sent_through_a_closed_door(visitors: Visitors, who: str) -> None:
    """A door is asked before the view, by GET and by POST alike, and each closed one was found closed to GET above: here it is
    sent something by who has no role, and by two roles in turn.
    """
    client, let_in = visitors.owner(who), {}
    with taken_back():
        for turn, row in enumerate(KNOWN.values()):
            shut_out = [one for one in ROLES if row.status(one) != row.get]
            its_turn = {shut_out[(turn + one) % len(shut_out)] for one in range(2)} if shut_out else set()
            if row.who == "open" or row.status(who) == row.get or (who in ROLES and who not in its_turn):
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


def answered(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, content, dict(answer.headers)


@pytest.mark.parametrize("row", OBJECTS, ids=lambda row: row.name)
def test_what_belongs_to_others_is_what_never_was(visitors: Visitors, row: doors.Row) -> None:
    """The same bytes and headers for: another agency's, never existing, malformed."""
    role = next(code for code in ROLES if row.status(code) == row.get)
    others, client = visitors.thing(role, row.thing), visitors.stranger(role)
    with taken_back():
        theirs = answered(client.get(reverse(row.name, kwargs=others)))
        nothing = answered(client.get(reverse(row.name, kwargs=_never_was(row))))
        malformed = answered(
            client.get(re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "x", reverse(row.name, kwargs=others)))
        )
        assert theirs[0] == 404
        assert theirs == nothing == malformed
        sent = {answered(client.post(reverse(row.name, kwargs=one)))[0] for one in (others, _never_was(row))}
        assert len(sent) == 1
        assert sent <= {404, 405}

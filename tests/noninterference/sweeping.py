"""Asking every address as somebody, and what can be said about the answers."""

import logging
import os
import random
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.test import Client

from enishi.agencies.tests.cast import outside_the_walls
from enishi.office import ids
from enishi.website import access, telling
from enishi.website.tests.visitors import known_browser
from tests.noninterference import callers
from tests.noninterference.callers import Call, Thing
from tests.noninterference.canaries import IDS, Canary, Finder, unpacked
from tests.noninterference.expectation import Visitor
from tests.noninterference.town import Town

LINKED = re.compile(r'href="([^"#]*\?[^"#]*)"')
# Read to compare or to weigh, shown only when alike or proposed: a look, whether shown or not.
COMPARED = {"resident.possible_same", "sheet.weigh"}
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
NEVER_SHOWN = ("date", "server")
STANDS_STILL = 1_764_000_000_000_000_000
"""The moment, in nanoseconds, from which ids of rows rise."""


@dataclass
class Answer:
    """What came back, and what it holds."""

    visitor: Visitor
    call: Call
    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]
    finder: Finder
    request_id: UUID | None

    def __str__(self) -> str:
        return f"{self.visitor} {self.call} → {self.status}"

    @cached_property
    def canaries(self) -> frozenset[Canary]:
        """What the asker did not send itself; sought when somebody wants to know: of answers that are compared nobody does."""
        return frozenset(self.finder.in_answer(self.body, self.headers) - self.finder.in_text(self.call.sent))

    @property
    def told(self) -> tuple[int, str, str]:
        """Status, body and headers, without what is new in every answer: the form's token, the request's number."""
        request = self.request_id.hex[:8] if self.request_id else "no request"
        packed = self.body[:2] in (b"PK", b"%P")
        body = FORM_TOKEN.sub("", "\n".join(unpacked(self.body))).replace(request, "<request>")
        body = body.replace(request.upper(), "<request>")  # the number of a copy
        headers = [one for one in self.headers if not (packed and one[0] == "Content-Length")]
        return self.status, body, repr(headers).replace(request, "<request>")

    @property
    def told_of_anything(self) -> tuple[int, str, str]:
        """The same, without the ids that the asker wrote itself."""
        status, body, headers = self.told
        given = self.call.thing.arguments.get("token", "") if self.call.thing else ""
        for one in [*IDS.findall(self.call.path), *([given] if given else [])]:
            body, headers = body.replace(one, "<asked>"), headers.replace(one, "<asked>")
        return status, body, headers


class Sweep:
    """One walk through the house. Everything a request changes is taken back after it, but for what the gate committed."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.finder = Finder(town.ink)
        self.patterns = callers.every_address()
        self.clients: dict[str, Client] = {}
        self.answers: list[Answer] = []
        self._things: dict[str, list[Thing]] = {}

    def things(self, name: str) -> list[Thing]:
        """What stands behind an address; nothing where nobody can call it (which fails a test of its own)."""
        if name not in self._things:
            try:
                self._things[name] = callers.things_of(self.town, name, self.patterns[name])
            except LookupError:
                self._things[name] = []
        return self._things[name]

    def client(self, visitor: Visitor) -> Client:
        if visitor.label not in self.clients:
            hat = self.town.hats.get(visitor.label)
            self.clients[visitor.label] = known_browser(hat) if hat else Client()
            self.clients[visitor.label].raise_request_exception = False
        return self.clients[visitor.label]

    def ask(self, visitor: Visitor, call: Call) -> Answer:
        client, request_ids = self.client(visitor), []
        more: dict[str, Any] = {"HTTP_HX_REQUEST": "true"} if call.fragment else {}
        with transaction.atomic(), same_chance(f"{visitor} {call.method} {call.name}", request_ids.append):
            answer = getattr(client, call.method)(call.path, call.data or None, **more)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            connection.needs_rollback = True
        headers = [(name, value) for name, value in answer.headers.items() if name.lower() not in NEVER_SHOWN]
        headers += [("set-cookie", one.OutputString()) for one in answer.cookies.values()]
        for given in ("sessionid", telling.NAME):  # what the request was told is taken back with it
            client.cookies.pop(given, None)
        done = Answer(visitor, call, answer.status_code, body, tuple(headers), self.finder,
                      request_ids[-1] if request_ids else None)  # fmt: skip
        self.answers.append(done)
        return done

    def follow(self, visitor: Visitor, answer: Answer, most: int) -> Iterator[Answer]:
        """What a page links to on its own address: filters, sorting, pages, exports."""
        path = answer.call.path.split("?")[0]
        links = [one.replace("&amp;", "&") for one in LINKED.findall(answer.body.decode("utf-8", "replace"))]
        own = [path + one if one.startswith("?") else one for one in dict.fromkeys(links)]
        for one in [one for one in own if one.split("?")[0] == path][:most]:
            yield self.ask(visitor, Call(answer.call.name, one, thing=answer.call.thing))

    def trail(self) -> dict[UUID, list[dict[str, Any]]]:
        """Request → what was written into the trail, through the gate or with it."""
        asked = [one.request_id for one in self.answers if one.request_id]
        with outside_the_walls(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT request_id, kind, word, binders, classes, deliberate, detail::text FROM office_trailentry"
                " WHERE request_id = ANY (%s)",
                [asked],
            )
            rows = cursor.fetchall()
        found: dict[UUID, list[dict[str, Any]]] = {}
        for request_id, *values in rows:
            line = dict(zip(("kind", "word", "binders", "classes", "deliberate", "detail"), values, strict=True))
            found.setdefault(request_id, []).append(line)
        return found


@contextmanager
def same_chance(seed: str, told: Callable[[UUID], None]) -> Iterator[None]:
    """Ids, tokens and salts of a request depend on who asks which address alone, so that answers compare byte by byte: not on when.

    The id of the request itself stays random: it stands in the trail, which is not taken back.
    """
    chance = random.Random(seed)

    def request_id() -> UUID:
        told(one := UUID(bytes=_really(16), version=4))
        return one

    instead = (
        (os, "urandom", chance.randbytes),
        (random, "_urandom", chance.randbytes),
        (access, "in_order", request_id),
        (ids, "time_ns", count(STANDS_STILL, 1_000_000).__next__),
    )
    before = [getattr(module, name) for module, name, _ in instead]
    try:
        for module, name, made in instead:
            setattr(module, name, made)  # at each of thousands of requests: patch takes ten times as long
        yield
    finally:
        for (module, name, _), kept in zip(instead, before, strict=True):
            setattr(module, name, kept)


_really = os.urandom


@contextmanager
def quiet() -> Iterator[None]:
    """A sweep asks for thousands of pages that are not there; that is no news."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@dataclass
class Findings:
    """What is wrong with the answers of a sweep, in words."""

    town: Town
    sweep: Sweep
    wrong: list[str] = field(default_factory=list)

    def containment(self, answers: Iterable[Answer]) -> None:
        for one in answers:
            if one.status >= 500:
                self.wrong.append(f"{one}")
            headers = dict(one.headers)
            if any(canary.information_class for canary in one.canaries) and "no-store" not in headers.get("Cache-Control", ""):
                self.wrong.append(f"{one} shows a person and may be kept")
            for canary in one.canaries:
                if not self.town.ledger.may_see(one.visitor, canary):
                    self.wrong.append(f"{one} shows {canary.says} of {canary.binder} (class {canary.information_class})")

    def absence(self, hidden: Answer, absent: Answer) -> None:
        if hidden.told_of_anything != absent.told_of_anything:
            self.wrong.append(f"{hidden} is not answered like what never was ({absent.status})")

    def looks(self, answers: Iterable[Answer]) -> None:
        """Persons shown are persons logged, and the other way round."""
        trail, by_id = self.sweep.trail(), {one.id: one for one in self.town.binders.values()}
        for one in answers:
            lines = trail.get(one.request_id, []) if one.request_id else []
            looked = {(binder, line["classes"]) for line in lines if line["kind"] == "look" for binder in line["binders"]}
            if one.call.searches and one.status == 200 and not any(line["kind"] == "search" for line in lines):
                self.wrong.append(f"{one} was searched without a record")
            shown = {canary for canary in one.canaries if canary.information_class and canary not in self.town.ledger.private}
            for canary in shown:
                homes = {home.id for home in self.town.ledger.standing_in(canary)}
                if not any(binder in homes and classes & canary.information_class for binder, classes in looked):
                    self.wrong.append(f"{one} shows {canary.says} of {canary.binder} without a look")
            met = {binder.id for canary in one.canaries for binder in self.town.ledger.standing_in(canary)}
            for line in lines:
                if line["kind"] == "look" and not line["deliberate"] and line["word"] not in COMPARED:
                    for binder in set(line["binders"]) - met:
                        self.wrong.append(f"{one} looked at {by_id.get(binder, binder)} ({line['word']}) and shows nothing")

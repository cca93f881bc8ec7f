"""Every kind of card released out of the town, and a walk over every page of the edge, with its links and without."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.conf import settings
from django.db import connection, transaction

from enishi.agencies.actions import cards
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.tests.factories import consented
from enishi.community.actions import applying, asking
from enishi.community.rules.joining import Particulars
from enishi.community.tests import network_factories as project
from enishi.edge.tests.conftest import Edge, carried
from enishi.participation import actions
from enishi.participation.models import Placement, ProfileLine
from enishi.participation.terms import AskKind, Side
from enishi.sharing.terms import ConsentStage
from tests.noninterference.canaries import Canary, Finder
from tests.noninterference.expectation import BASIC, HEALTH, LIVING
from tests.noninterference.town import Town

TABLES = ("card", "answer", "form", "entry")
LEAD = "静かな場所で体を動かしたいと話しています。"
WHOSE = {"mother's case": "mother", "son's file": "son"}
FIELD = re.compile(r'name="answer" value="([^"]+)"')


@dataclass
class Walked:
    """A link of the edge. ``releases``: the texts that somebody put on its card; ``answer``: what its holder answers."""

    label: str
    token: str
    id: UUID
    releases: frozenset[str] = frozenset()
    answer: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/c/{self.token}/"


@contextmanager
def cards_out(town: Town, edge_at: dict[str, Any]) -> Iterator[list[Walked]]:
    """Released within what is taken back afterwards; the edge's tables lie in a database of their own, and stay."""
    before = settings.EDGE
    with transaction.atomic():
        settings.EDGE = edge_at
        try:
            walked = [*_hosts(town), _member(town), _applicant(town)]
            _in_the_real_year([one.id for one in walked])
            yield walked
        finally:
            settings.EDGE = before
            transaction.set_rollback(True)


def _in_the_real_year(ids: list[UUID]) -> None:
    """The town has a clock of its own; the process at the edge has that of the machine."""
    with outside_the_walls(), connection.cursor() as cursor:
        later = "greatest(clock_timestamp(), released_at) + interval '60 days'"
        cursor.execute(f"UPDATE agencies_releasedcard SET expires_at = {later} WHERE id = ANY (%s)", [ids])


def _hosts(town: Town) -> Iterator[Walked]:
    hat, word = town.hats["promoter"], {"word": "yes", "text": "どうぞ。"}
    for (case, binder, _, placement), kind in zip(town.things["placements"], AskKind, strict=True):
        with outside_the_walls():
            lines = ProfileLine.objects.filter(binder_id=binder.id, ended_at__isnull=True)
            said = dict(lines.values_list("side", "text"))
            offer = Placement.objects.values_list("name", flat=True).get(pk=placement)
        consented(hat, town.id(WHOSE[str(binder)]), hat, stage=ConsentStage.HOST, classes=BASIC | LIVING | HEALTH)
        texts = {"able": said[Side.LIKES], "needs": said[Side.NEEDS]}
        with town.acting("promoter"):
            new = actions.NewAsk(kind, LEAD, **texts)
            one = actions.ask_host(town.id(case), placement, new, by=hat, at=town.at)
        what = {found.text for found in Finder(town.ink).in_text(offer)}  # what the host itself offers stands on its card
        given = word if kind == AskKind.INVITE else word | {"word": "well"}
        yield Walked(f"host of {binder} ({kind})", one.token, one.id, frozenset(texts.values()) | what, given)


def _member(town: Town) -> Walked:
    by, ink = town.hats["coordinator"], town.ink
    binder = town.binder("asked of the project", "commission")
    words = {name: ink.word(binder, BASIC, by.agency_id, name) for name in ("wishes", "strengths", "care", "disclosure")}
    who = project.member(by, ink.word(binder, BASIC, by.agency_id, "a member"), person=ink.word(binder, BASIC, None, "its person"))
    of = project.commission(by, **words)
    new = asking.NewMemberAsk(LEAD, ("wishes", "forms"))
    with town.acting("coordinator"):
        one = asking.ask_by_card(of, who, new, by=by, at=town.at)
    return Walked("member", one.token, one.id, frozenset({words["wishes"]}), {"word": "talk", "idea": "畑"})


def _applicant(town: Town) -> Walked:
    """An application lies in the city; its card repeats nothing of it."""
    ink, binder, made = town.ink, town.binder("applicant", "application"), uuid4()
    said = Particulars(
        ink.word(binder, BASIC, None, "a business"),
        "company",
        kana=ink.kana(binder, BASIC, None, "its kana"),
        person=ink.word(binder, BASIC, None, "who asks"),
        phone=ink.landline(binder, BASIC, None, "its telephone"),
        email=ink.email(binder, BASIC, None, "its mail"),
        offers=ink.word(binder, BASIC, None, "what it offers"),
    )
    released: list[cards.Released] = []
    real = cards.release_by_job

    def kept(*given: Any, **more: Any) -> cards.Released:
        released.append(real(*given, **more))
        return released[-1]

    applying.cards.release_by_job = kept  # type: ignore[assignment]
    try:
        with outside_the_walls(), connection.cursor() as cursor:
            cursor.execute("SET ROLE enishi_clerk")
            message = ink.word(binder, BASIC, None, "its message")
            applying.apply_to_join(made, said, message=message, sender=b"1" * 32, received_at=town.at, at=town.at)
    finally:
        applying.cards.release_by_job = real
    return Walked("applicant", released[0].token, made)


class EdgeWalk:
    """Asks the process at the edge, and reads canaries out of what it says and out of its tables."""

    def __init__(self, town: Town, edge: Edge, tables: psycopg.Connection[Any]) -> None:
        self.finder, self.edge, self.tables = Finder(town.ink), edge, tables
        self.pages = 0
        self.wrong: list[str] = []

    def shown(self, where: str, page: tuple[int, str], releases: Iterable[str] = ()) -> str:
        """Holds what was released, all of it, and nothing else."""
        self.pages += 1
        status, body = page
        self._compare(f"{where} ({status})", self.finder.in_text(body), set(releases))
        return body

    def lies_there(self, when: str, releases: Iterable[str]) -> None:
        """The same of every row of every table."""
        for table in TABLES:
            rows = self.tables.execute(f"SELECT t::text FROM edge.{table} t").fetchall()
            found = self.finder.in_text("\n".join(row for (row,) in rows))
            self._compare(f"edge.{table} {when}", found, set(releases) if table == "card" else set())

    def _compare(self, where: str, found: set[Canary], releases: set[str]) -> None:
        texts = {one.text for one in found}
        self.wrong += [f"{where} shows {one.says} of {one.binder}" for one in found if one.text not in releases]
        self.wrong += [f"{where} does not show what was released" for _ in releases - texts]

    def without_a_link(self) -> None:
        for path in ("/", "/join/", f"/join/{uuid4()}/", "/c/", f"/c/{'A' * 43}/", "/cases/", f"/{uuid4()}/"):
            self.shown(path, self.edge.get(path))

    def with_a_link(self, one: Walked) -> None:
        """Before the answer, a wrong one, the answer, after it; and its link with a letter changed."""
        page = self.shown(one.label, self.edge.get(one.path), one.releases)
        identity = FIELD.search(page)
        assert identity, page
        if one.answer:
            self.shown(f"{one.label} wrong", self.edge.post(one.path, answer=identity[1], word="?"), one.releases)
        self.shown(f"{one.label} answers", self.edge.post(one.path, answer=identity[1], **one.answer), one.releases)
        self.shown(f"{one.label} answered", self.edge.get(one.path), one.releases)
        self.shown(f"{one.label} mistyped", self.edge.get(one.path[:-2] + ("A/" if one.path[-2] != "A" else "B/")))

    def ended(self, walked: list[Walked]) -> None:
        """Closed inside, the cards are gone at the edge: their links are like none."""
        with outside_the_walls():
            cards.close_open([one.id for one in walked], at=_now())
        carried()
        for one in walked:
            self.shown(f"{one.label} closed", self.edge.get(one.path))


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()

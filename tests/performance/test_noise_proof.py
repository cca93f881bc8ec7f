"""What holds on a busy machine, too: how many statements, how many rows, how many bytes. Times belong to ``enishi bench``."""

import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.desk import BY_STATEMENTS, CASES, COUNTER, PERSON, RESIDENTS
from bench.doing import Values, known_consultation, new_consultation, note, statement
from bench.forms import form_for
from bench.installation import credentials
from bench.volumes import Volumes, fill
from enishi.agencies.models import Membership
from enishi.agencies.tests import cast
from enishi.website.tests.visitors import visitor

TIMES = 4
SMALL = Volumes(residents=2000, cases=400, consultations=3000, trail=5000, staff=24, agencies=8, longest=200)
LARGE = replace(SMALL, **{name: TIMES * number for name, number in vars(SMALL).items() if name != "longest"})

ROWS_READ = "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables"
# A table of one page is rightly read whole, and which one is, changes with every ANALYZE. Plans without that road
# show whether there is another: a table that has no index to go by is then still read whole, and grows.
AS_IN_A_LARGE_CITY = "SET LOCAL enable_seqscan = off; SET LOCAL track_functions = 'all'; DISCARD PLANS"
# By the secret of the session: how often the database found out who asks.
WHO_ASKS = "SELECT calls FROM pg_stat_xact_user_functions WHERE funcname = 'enishi_hat'"
VALUE = re.compile(r"'(?:[^']|'')*'(::\w+)?|\b\d+\b")
TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
GATE = 1  # the look, committed on the gate's own connection before content is read

TODAY, MINE, OVERDUE, AGENCY, SENT = (
    "/",
    "/consultations/",
    "/consultations/?show=overdue",
    "/consultations/?whose=agency&show=overdue",
    "/referrals/?box=sent",
)
RECEIVE, RECEIVE_NEW = "a consultation saved", "a consultation about somebody new saved"
STATE, NOTE = "a statement added", "an entry of a journal written"
PEOPLE, ENTRIES = "people found by a beginning of kana", "entries of journals found by a word"
WRITES = {RECEIVE: 5, RECEIVE_NEW: 6, STATE: 6, NOTE: 6}
"""Statements of each; BEGIN and COMMIT apart. Two of them find out who asks. Nothing is read, so there is no look."""


@dataclass
class Seen:
    """What one request did; ``statements`` are those of the application's connection."""

    statements: list[str]
    rows_read: int
    asked_who: int
    body: bytes

    @property
    def rows(self) -> int:
        return self.body.count(b"<tr") - 1

    @property
    def most_repeated(self) -> int:
        return max(Counter(self.statements).values())


class City:
    """A seeded city and one worker of a desk who holds about fifty consultations."""

    def __init__(self, volumes: Volumes) -> None:
        connection.ensure_connection()
        with cast.outside_the_walls(), connection.cursor() as cursor:
            fill(connection.connection, volumes, credentials(), at=timezone.now(), drop_indexes=False)
            cursor.execute(AS_IN_A_LARGE_CITY)
            cursor.execute(COUNTER.replace(">= 50", ">= 40"))
            _, membership, self.agency, _ = cursor.fetchone()
            cursor.execute(BY_STATEMENTS, {"agency": self.agency, "wanted": 4})
            self.short: UUID = cursor.fetchone()[0]
            cursor.execute(BY_STATEMENTS, {"agency": self.agency, "wanted": 200})
            self.long: UUID = cursor.fetchone()[0]
            cursor.execute(RESIDENTS, [self.agency])
            self.residents: list[UUID] = [one for (one,) in cursor.fetchall()]
            cursor.execute(CASES, {"agency": self.agency, "wanted": 20})
            self.case: UUID = cursor.fetchone()[0]
            cursor.execute(PERSON, [self.agency])
            self.family: str = cursor.fetchone()[1].split()[0]
        one = Membership.objects.select_related("staff", "agency").get(pk=membership)
        self.client: Client = visitor(cast.sign_in(one))

    def get(self, path: str) -> Seen:
        self.client.get(path)  # code lists are remembered
        return self._seen(lambda: self.client.get(path), 200)

    def send(self, name: str, values: Callable[[int], Values], *ids: UUID) -> Seen:
        """A form, opened and sent as a browser does; only the second sending counts."""
        path = reverse(name, args=ids)
        for counted in (False, True):
            pairs = form_for(self.client.get(path).content, path).filled(values(735 if counted else 1))
            body, kind = urlencode(pairs), "application/x-www-form-urlencoded"
            if not counted:
                assert self.client.post(path, body, kind).status_code == 302, path
        return self._seen(lambda: self.client.post(path, body, kind), 302)

    def search(self, name: str, text: str) -> Seen:
        """As the script asks: the answer is what was found."""
        path = reverse(name)
        pairs = form_for(self.client.get(path).content, path).filled({"text": text})

        def send() -> HttpResponse:
            kind = "application/x-www-form-urlencoded"
            return self.client.post(path, urlencode(pairs), kind, headers={"HX-Request": "true"})

        send()
        return self._seen(send, 200)

    @property
    def connection(self) -> Any:
        return connection.connection

    def writes(self) -> dict[str, Seen]:
        return {
            RECEIVE: self.send("intake:receive", known_consultation(self)),
            RECEIVE_NEW: self.send("intake:receive", new_consultation(self)),
            STATE: self.send("intake:statement", statement(self), self.short),
            NOTE: self.send("cases:case", note(self), self.case),
        }

    def _seen(self, ask: Callable[[], HttpResponse], status: int) -> Seen:
        before, asked = _number(ROWS_READ), _number(WHO_ASKS)
        with CaptureQueriesContext(connection) as captured:
            answer = ask()
        assert answer.status_code == status, (answer.status_code, answer.content.decode()[:2000])
        statements = [" ".join(VALUE.sub("?", one["sql"]).split()) for one in captured.captured_queries]
        return Seen(
            [one for one in statements if not one.startswith(TRANSACTION)],
            _number(ROWS_READ) - before,
            _number(WHO_ASKS) - asked,
            answer.content,
        )


def _number(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
        return int(row[0] or 0) if row else 0


@pytest.fixture(scope="module")
def seen(django_db_setup: None, django_db_blocker) -> dict[str, tuple[Seen, Seen]]:
    """Each page in the small city and in the large one."""
    found: list[dict[str, Seen]] = []
    with django_db_blocker.unblock():
        for volumes in (SMALL, LARGE):
            with transaction.atomic():
                city = City(volumes)
                pages = {path: city.get(path) for path in (TODAY, MINE, OVERDUE, AGENCY, SENT)}
                pages |= {
                    "short": city.get(f"/consultations/{city.short}/"),
                    "long": city.get(f"/consultations/{city.long}/"),
                }
                pages |= {PEOPLE: city.search("residents:search", city.family), ENTRIES: city.search("cases:find", "冷蔵庫")}
                pages |= city.writes()
                found.append(pages)
                transaction.set_rollback(True)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('enishi.session', '', false), set_config('enishi.request', '', false)"
            )
        connection.close()
    return {path: (found[0][path], found[1][path]) for path in found[0]}


def test_a_list_takes_as_many_statements_for_few_rows_as_for_many(seen) -> None:
    few, many = seen[OVERDUE][1], seen[MINE][1]
    assert 1 <= few.rows < 20 < 40 <= many.rows
    assert len(many.statements) == len(few.statements) <= 5 - GATE
    assert len(many.body) <= 60_000


def test_a_page_takes_as_many_statements_for_two_hundred_entries_as_for_four(seen) -> None:
    short, long = seen["short"][0], seen["long"][0]
    assert len(long.body) > 3 * len(short.body)
    assert len(long.statements) == len(short.statements) <= 9 - GATE
    assert len(short.body) <= 40_000


def test_saving_takes_few_statements_and_none_of_them_twice(seen) -> None:
    for what, most in WRITES.items():
        statements = seen[what][1].statements
        assert len(statements) <= most, (what, statements)
        assert seen[what][1].most_repeated == 1, what


def test_a_search_takes_five_statements_and_two_into_the_trail(seen) -> None:
    """Session, who asks, what was found, how it reads, and who asks is forgotten; and something was found."""
    for what in (PEOPLE, ENTRIES):
        small, large = seen[what]
        assert len(small.statements) == len(large.statements) == 7 - 2 * GATE, (what, large.statements)
        assert "見つかりません" not in (small.body + large.body).decode()


def test_who_asks_is_found_once_for_each_wall_of_a_statement(seen) -> None:
    """Not for each of its parts, and never for each row."""
    asked = {path: max(small.asked_who, large.asked_who) for path, (small, large) in seen.items()}
    most = {MINE: 16, OVERDUE: 16, "short": 26, "long": 26, TODAY: 32, RECEIVE: 17, RECEIVE_NEW: 31, STATE: 10, NOTE: 13}
    most |= {PEOPLE: 9, ENTRIES: 10}
    assert {path: number for path, number in asked.items() if number > most.get(path, number)} == {}


def test_no_statement_is_repeated_for_each_row(seen) -> None:
    assert {path: large.most_repeated for path, (_, large) in seen.items() if large.most_repeated > 2} == {}


def test_a_city_four_times_as_large_takes_no_more_statements(seen) -> None:
    more = {path: len(large.statements) - len(small.statements) for path, (small, large) in seen.items()}
    assert more == dict.fromkeys(more, 0)
    assert len(seen[TODAY][1].statements) <= 11 - GATE  # one of them asks for cases and plans, one for meetings


def test_rows_read_do_not_grow_with_the_city(seen) -> None:
    """Staff and agencies grow with the city, so one desk is as full as it was; what is read more is read in vain."""
    exponents = {}
    for path, (small, large) in seen.items():
        read = large.rows_read / small.rows_read
        shown = max(large.rows, 1) / max(
            small.rows, 1
        )  # a fuller list may read more, an emptier one need not read less
        exponents[path] = math.log(read / max(shown, 1)) / math.log(TIMES)
    assert {path: round(one, 2) for path, one in exponents.items() if one > 0.5} == {}

"""Through two processes: a card is released, lies at the edge, is answered there, and the answer comes home."""

import re
import socket
import urllib.request
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.actions import cards
from enishi.agencies.hats import Hat
from enishi.agencies.models import CardAnswer, ReleasedCard
from enishi.agencies.queries.cards import card_states
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.tests.factories import consented
from enishi.edge.tests.conftest import Edge, carried
from enishi.edge.tests.test_cards import ASKS
from enishi.machine import database
from enishi.machine.start import edge_environment
from enishi.office.cards import Card
from enishi.office.errors import NotFound, Refused
from enishi.office.models import Notice, Task, TrailEntry
from enishi.residents.tests.factories import registered
from enishi.sharing.actions import withdraw_consent
from enishi.sharing.terms import ConsentMeans, ConsentStage

CARD = Card("受入れのお願い", "地域福祉課", "お願いがあります。", (("曜日", "木曜"),), (("好きなこと", "土いじり<b>"),), ASKS)


@pytest.fixture
def hat(in_own_city: None) -> Hat:
    return cast.hat("promoter", cast.agency(f"地域福祉課{uuid4().hex[:6]}", uuid4().hex[:8]))


def released(hat: Hat, card: Card = CARD, *, days: int = 7, **more: UUID) -> cards.Released:
    given = {"about": None} | more
    with wearing(hat):
        now = timezone.now()
        return cards.release("test.host", card, expires_at=now + timedelta(days=days), by=hat, at=now, **given)  # type: ignore[arg-type]


def another() -> Hat:
    return cast.hat("partner", cast.agency(f"受入先{uuid4().hex[:6]}", uuid4().hex[:8], kind="business"))


def answers(hat: Hat) -> list[dict[str, str]]:
    with wearing(hat):
        return list(CardAnswer.objects.filter(agency_id=hat.agency_id).values_list("given", flat=True))


def identity(page: str) -> str:
    found = re.search(r'name="answer" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_a_card_is_answered_once_and_the_answer_comes_home(hat: Hat, edge: Edge) -> None:
    one = released(hat)
    address = f"/c/{one.token}/"
    assert edge.get(address)[0] == 404, "it lies at the edge only when it was carried there"
    carried()
    status, page = edge.get(address)
    assert status == 200
    assert "受入れのお願い" in page
    assert "土いじり&lt;b&gt;" in page
    status, wrong = edge.post(address, text="よろこんで。", answer=identity(page))
    assert status == 422
    assert "よろこんで。" in wrong, "nothing typed is lost"
    assert "「受け入れられますか」を選んでください" in wrong
    given = {"word": "yes", "text": "よろこんで。", "answer": identity(wrong), "case": "まぎれこみ"}
    assert "回答を受け取りました" in edge.post(address, **given)[1]
    assert "回答を受け取りました" in edge.post(address, **given)[1], "sent twice, the same"
    edge.post(address, word="no", answer=str(uuid4()))
    carried()
    carried()
    assert answers(hat) == [{"word": "yes", "from_on": "", "how_many": "", "text": "よろこんで。"}]
    with wearing(hat):
        assert ReleasedCard.objects.get(pk=one.id).answered_at


def test_an_answer_that_its_room_cannot_take_stops_no_other(hat: Hat, edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays at the edge and is tried again; what came after it comes home."""
    first, second = released(hat), released(hat)

    def arrived(card: ReleasedCard, given: dict[str, str], at: datetime) -> None:
        if card.pk == first.id:
            raise NotFound("case")

    monkeypatch.setitem(cards._arrived, "test.host", arrived)
    carried()
    for one in (first, second):
        edge.post(f"/c/{one.token}/", word="yes", answer=str(uuid4()))
    carried()
    with wearing(hat):
        assert list(CardAnswer.objects.filter(agency_id=hat.agency_id).values_list("card_id", flat=True)) == [second.id]
    monkeypatch.undo()
    carried()
    assert len(answers(hat)) == 2


def words_of(one: cards.Released) -> list[str]:
    with outside_the_walls():
        lines = TrailEntry.objects.filter(detail__card=str(one.id)).order_by("pk")
        return list(lines.values_list("word", flat=True))


def test_what_becomes_of_an_answer_stands_in_the_trail(hat: Hat, edge: Edge, as_edge: psycopg.Connection) -> None:
    person = registered(hat)
    consent = consented(hat, person, another(), stage=ConsentStage.HOST)
    first, second = released(hat, about=person, rests_on=consent), released(hat)
    carried()
    edge.post(f"/c/{first.token}/", word="yes", answer=str(uuid4()))
    as_edge.execute("SELECT edge.answer_card(%s, %s, %s)", [second.token, uuid4(), '{"word": "everything"}'])
    carried()
    assert words_of(first) == ["card.released", "card.answered"]
    assert words_of(second) == ["card.released", "card.answer_dropped"]
    with outside_the_walls():
        line = TrailEntry.objects.get(word="card.answered", detail__card=str(first.id))
    assert (line.binders, line.membership_id, set(line.detail)) == ([person], None, {"card", "kind"}), "no word of the answer"


def test_an_answer_that_its_room_never_takes_is_set_aside_and_told(hat: Hat, edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    doi = cast.hat("administrator", cast.agency("情報システム課", "1090"), "土井 誠")
    one, later, tried = released(hat), released(hat), []

    def arrived(card: ReleasedCard, given: dict[str, str], at: datetime) -> None:
        tried.append(card.pk)
        raise NotFound("case")

    monkeypatch.setitem(cards._arrived, "test.host", arrived)
    monkeypatch.setitem(cards._pages, "test.host", lambda card: f"/there/{card.pk}/")
    carried()
    edge.post(f"/c/{one.token}/", word="yes", text="よろこんで。", answer=str(uuid4()))
    for _ in range(6):
        carried()
    assert len(tried) == 6, "within the hour it is tried with every run"
    assert answers(hat) == []
    with outside_the_walls():
        ReleasedCard.objects.filter(pk=one.id).update(failing_since=timezone.now() - timedelta(minutes=61))
    carried()
    carried()
    assert tried.count(one.id) == 7, "and then no more"
    assert [given["text"] for given in answers(hat)] == ["よろこんで。"], "nothing that was answered is lost"
    assert words_of(one) == ["card.released", "card.answered", "card.answer_set_aside"]
    with wearing(hat):
        state = card_states([one.id], at=timezone.now())[one.id]
        assert (state.label, state.tone, state.given["word"]) == ("回答あり（取り込めず）", "bad", "yes")
    with outside_the_walls(), connection.cursor() as cursor:
        task = Task.objects.get(word="card.answer_stuck", holder_id=hat.agency_id)
        assert task.url == f"/there/{one.id}/"
        assert Notice.objects.filter(word="card.answer_failed", holder_id=doi.membership_id).count() == 1
        assert TrailEntry.objects.get(word="card.answer_set_aside").detail["why"] == "NotFound"
        cursor.execute("SELECT count(*) FROM edge.answer WHERE card_id = %s", [one.id])
        assert cursor.fetchone() == (0,)
    monkeypatch.undo()
    edge.post(f"/c/{later.token}/", word="no", answer=str(uuid4()))
    carried()
    assert len(answers(hat)) == 2, "others come home as ever"


def test_a_closed_card_an_old_one_and_none_are_one_page(hat: Hat, edge: Edge) -> None:
    one, old = released(hat), released(hat)
    carried()
    with wearing(hat):
        cards.close(one.id, at=timezone.now())
        cards.close(one.id, at=timezone.now())
    with outside_the_walls():
        ReleasedCard.objects.filter(pk=old.id).update(
            released_at=timezone.now() - timedelta(days=9), expires_at=timezone.now() - timedelta(days=1)
        )
    carried()
    pages = {edge.get(f"/c/{secret}/") for secret in (one.token, old.token, "A" * 43, "a/b", "%00")}
    assert {status for status, _ in pages} == {404}
    assert len({page for _, page in pages}) == 1
    assert edge.post(f"/c/{one.token}/", word="yes")[0] == 404
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM edge.card WHERE id = ANY (%s)", [[one.id, old.id]])
        assert cursor.fetchone() == (0,), "nothing of them stays at the edge"


def test_a_card_closed_by_a_withdrawal_is_gone_for_the_very_next_request(hat: Hat, edge: Edge) -> None:
    person = registered(hat)
    consent = consented(hat, person, another(), stage=ConsentStage.HOST)
    one = released(hat, about=person, rests_on=consent, days=999)
    with wearing(hat):
        row = ReleasedCard.objects.get(pk=one.id)
        assert row.expires_at < timezone.now() + timedelta(days=201), "it ends with the consent at the latest"
    carried()
    assert edge.get(f"/c/{one.token}/")[0] == 200
    with wearing(hat):
        withdraw_consent(
            consent, resident=person, means=ConsentMeans.PHONE, note="電話で。", by=hat, at=timezone.now()
        )
    assert edge.get(f"/c/{one.token}/")[0] == 404
    assert edge.post(f"/c/{one.token}/", word="yes")[0] == 404
    with pytest.raises(Exception, match="consent that stands"):
        released(hat, about=person, rests_on=consent)


def test_a_card_rests_on_a_consent_of_that_person(hat: Hat, edge: Edge) -> None:
    consent = consented(hat, registered(hat), another(), stage=ConsentStage.HOST)
    with pytest.raises(Exception, match="consent that stands"):
        released(hat, about=registered(hat), rests_on=consent)


def test_an_answer_that_the_card_did_not_ask_for_is_thrown_away(hat: Hat, edge: Edge, as_edge: psycopg.Connection) -> None:
    """Whoever took the edge over and has a link can leave one answer; the city's side judges it by the card."""
    one = released(hat)
    carried()
    assert as_edge.execute(
        "SELECT edge.answer_card(%s, %s, %s)", [one.token, uuid4(), '{"word": "everything", "sql": "x"}']
    ).fetchone() == (True,)
    carried()
    assert answers(hat) == []
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM edge.answer WHERE card_id = %s", [one.id])
        assert cursor.fetchone() == (0,)


def test_no_other_table_is_reachable_from_the_edge(as_edge: psycopg.Connection) -> None:
    """Of every relation and every function of every schema: four functions, and nothing to read or write."""
    reachable = as_edge.execute(
        "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'"
        "   AND has_schema_privilege(n.oid, 'USAGE')"
        "   AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'USAGE, SELECT, UPDATE')"
        "            WHEN 'i' THEN false ELSE has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') END"
    ).fetchall()
    assert reachable == []
    functions = as_edge.execute(
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')"
        "   AND has_schema_privilege(n.oid, 'USAGE') AND has_function_privilege(p.oid, 'EXECUTE') ORDER BY 1"
    ).fetchall()
    assert functions == [("answer_card",), ("fill_form",), ("open_card",), ("open_form",)]
    everything = as_edge.execute("SELECT count(*) FROM pg_class WHERE relkind = 'r'").fetchall()
    assert everything[0][0] > 150, "there was something to be kept from"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM edge.card",
        "SELECT * FROM edge.answer",
        "SELECT * FROM edge.entry",
        "UPDATE edge.form SET most_in_all = 1000",
        "INSERT INTO edge.entry VALUES (gen_random_uuid(), 'join', '{}', sha256('x'), now())",
        "SELECT * FROM public.agencies_releasedcard",
        "SELECT public.enishi_hat()",
        "SET ROLE enishi_released",
        "SET ROLE enishi_clerk",
        "CREATE TABLE edge.mine (i int)",
        "INSERT INTO edge.answer VALUES (gen_random_uuid(), gen_random_uuid(), '{}', now())",
        "COPY edge.card TO STDOUT",
    ],
)
def test_sql_at_the_edge_gets_nothing(as_edge: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_edge.execute(statement.encode())


def test_a_page_of_the_edge_says_little_and_is_kept_by_nobody(edge: Edge) -> None:
    with urllib.request.urlopen(edge.address + "/") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert not answer.headers.get("Set-Cookie")
        page = answer.read().decode()
    assert "<script" not in page
    for sheet in re.findall(r'href="(/static/[^"]+)"', page):
        assert urllib.request.urlopen(edge.address + sheet).status == 200


@pytest.mark.parametrize("path", ["/", "/join/", "/static/website/css/tokens.css"])
@pytest.mark.parametrize("name", ["evil.example", "localhost.evil.example", "a b", ""])
def test_who_asks_by_another_name_is_told_nothing(edge: Edge, path: str, name: str) -> None:
    address, _, port = edge.address.removeprefix("http://").partition(":")
    with socket.create_connection((address, int(port)), timeout=20) as sender:
        sender.sendall(f"GET {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: sender.recv(4096), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 "), "a link in a letter that leads through another's name leads nowhere"
    assert body == b""


def test_the_edge_answers_to_the_name_that_people_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "edge_parameters", lambda _: {"dbname": "x"})
    for said, names in (
        ({"ENISHI_EDGE_ADDRESS": "https://kotae.example.jp/"}, "localhost,127.0.0.1,[::1],10.0.0.5,kotae.example.jp"),
        ({"ENISHI_EDGE_HOSTS": "kotae.example.jp"}, "kotae.example.jp"),
    ):
        assert edge_environment(said, "10.0.0.5")["ENISHI_EDGE_HOSTS"] == names


@pytest.mark.django_db
def broken_off(edge: Edge, path: str, body: str, *, length: int) -> bytes:
    """What is answered to a sender who announces more than is sent."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}"
    address, _, port = edge.address.removeprefix("http://").partition(":")
    with socket.create_connection((address, int(port)), timeout=20) as sender:
        sender.sendall(f"{head}\r\n\r\n{body}".encode())
        sender.shutdown(socket.SHUT_WR)
        return sender.recv(100)


def test_what_is_too_large_for_a_form_is_not_read(edge: Edge) -> None:
    """A file would be written down before it is seen that nobody asked for one."""
    assert edge.post("/", offers="x" * 65_000)[0] == 405
    assert broken_off(edge, "/", "", length=66_000).startswith(b"HTTP/1.1 413 ")


def test_an_answer_that_broke_off_on_its_way_is_none(hat: Hat, edge: Edge) -> None:
    address = f"/c/{released(hat).token}/"
    carried()
    assert not broken_off(edge, address, "word=yes&text=May+come", length=60).startswith((b"HTTP/1.1 2", b"HTTP/1.1 3"))
    assert "<form" in edge.get(address)[1]
    carried()
    assert answers(hat) == []


def test_another_agency_neither_sees_nor_closes_a_card(aoki: Hat, chiba: Hat) -> None:
    one = released(aoki)
    with wearing(chiba):
        assert not ReleasedCard.objects.exists()
        with pytest.raises(NotFound):
            cards.close(one.id, at=timezone.now())


@pytest.mark.django_db
def test_a_card_about_somebody_is_released_and_seen_by_who_sees_them(aoki: Hat, chiba: Hat) -> None:
    person = registered(chiba)
    with pytest.raises(Exception, match="row-level security"):
        released(aoki, about=person)


@pytest.mark.django_db
def test_a_card_is_not_too_long_and_has_an_end(aoki: Hat) -> None:
    with pytest.raises(Refused, match="長すぎます"):
        released(aoki, Card("x", "y", "あ" * 20_000))
    with pytest.raises(Exception, match="card_period_in_order"):
        released(aoki, days=-1)

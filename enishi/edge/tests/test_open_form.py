"""The form that stands open to everybody: filled in at the second process, carried in, confirmed by its mail, and who abuses it."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from ipaddress import ip_network
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core import mail
from psycopg.types.json import Jsonb

from enishi.agencies.actions import open_forms as forms
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.community.models import Application, Network
from enishi.edge.senders import digest_of, sender_of
from enishi.edge.tests.conftest import Edge, carried
from enishi.office import open_forms
from enishi.office.models import Task, TrailEntry

JOIN = "/join/"


@pytest.fixture(autouse=True)
def _in_the_city(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Mail goes out, and every test begins with an hour in which nobody applied."""
    if "edge" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("in_own_city")
    settings = request.getfixturevalue("settings")  # after the other, so that it is taken back before
    settings.EDGE_ADDRESS = request.getfixturevalue("edge").address + "/"
    monkeypatch.setenv("ENISHI_SMTP_HOST", "mail.example.test")
    with outside_the_walls():
        with _sql() as cursor:
            cursor.execute("DELETE FROM edge.entry")
        Application.objects.all().delete()
        Network.objects.update(open_to_applications=True, contact="0565-00-0000")
    mail.outbox = []
    carried()
    yield


def _sql() -> Any:
    from django.db import connection

    return connection.cursor()


@pytest.fixture(scope="session")
def opened() -> dict[str, str]:
    """When the form was opened first, by its stamp: a person needs some seconds, and these tests wait for them once."""
    return {}


def told(edge: Edge, first: dict[str, str], **more: Any) -> dict[str, Any]:
    if not first:
        first["stamp"] = stamp_of(edge.get(JOIN)[1])
        time.sleep(open_forms.SOONEST_SECONDS)
    values = {"kind": "company", "name": "ほしパン", "email": "pan@example.test", "agreed": "yes"}
    values |= {"offers": "週に1回、袋づめ", "opened": first["stamp"], "answer": str(uuid4())}
    return values | more


def stamp_of(page: str) -> str:
    found = re.search(r'name="opened" value="([^"]+)"', page)
    assert found
    return found[1]


def kept() -> list[Application]:
    with outside_the_walls():
        return list(Application.objects.order_by("received_at", "pk"))


def test_it_is_plain_and_says_what_happens_next(edge: Edge) -> None:
    status, page = edge.get(JOIN)
    assert status == 200
    for words in ("申込みのながれ", "お金はかかりません", "とよた多世代参加支援プロジェクト", "消します。"):
        assert words in page
    assert "<script" not in page
    assert edge.get("/another/") == edge.get("/c/x/"), "no form of that name is like no card"


def test_a_business_joins(edge: Edge, opened: dict[str, str]) -> None:
    ticked = {"fields": ["elderly", "child"], "purposes": ["work"], "areas": "みのり中、若葉中"}
    sent = told(edge, opened, **ticked, message="土曜だけ。\r\nよろしく。")
    first, again = edge.post(JOIN, **sent), edge.post(JOIN, **sent)
    assert first == again, "sent twice, it is taken once"
    assert "まだ終わっていません" in first[1]
    assert kept() == []
    carried()
    carried()
    (one,) = kept()
    assert (one.name, one.fields, one.purposes) == ("ほしパン", ["elderly", "child"], ["work"])
    assert one.areas == ["みのり中", "若葉中"]
    assert (one.message, one.state) == ("土曜だけ。\nよろしく。", "sent")
    number = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", first[1])
    (letter,) = mail.outbox
    assert number
    assert number[0] in str(letter.body)
    link = re.search(rf"{edge.address}(/c/\S+)", str(letter.body))
    assert link
    for _ in range(2):
        assert "この申込みを確認する" in edge.get(link[1])[1], "a mail program that opens links confirms nothing"
    assert "確認しました" in edge.post(link[1], answer=str(uuid4()))[1]
    carried()
    (one,) = kept()
    assert (one.state, one.confirmed_how) == ("confirmed", "mail")
    with outside_the_walls(), _sql() as cursor:
        cursor.execute("SELECT count(*) FROM edge.entry WHERE given IS NOT NULL")
        assert cursor.fetchone() == (0,), "what was carried in does not stay at the edge"


WRONG = [
    ({"opened": "1234567890"}, open_forms.TOO_LATE),
    ({"opened": ""}, open_forms.TOO_LATE),
    ({"offers": "http://a.test http://b.test http://c.test"}, open_forms.TOO_MANY_LINKS),
    ({"offers": "あ" * 1001}, "1,000文字まで"),
    ({"email": "", "phone": ""}, "「電話」か「メール」"),
    ({"email": "not a mail"}, "name@example.jp"),
    ({"email": "a@example.test\nBcc: b@example.test"}, "読めない文字"),
    ({"agreed": ""}, "「個人情報の扱いを読みました」に印"),
    ({"name": ""}, "「お店・施設・団体などの名前」を入れて"),
    ({"kind": "bank"}, "示したものから選んで"),
]


def test_what_is_wrong_comes_back_with_everything_that_was_typed(edge: Edge, opened: dict[str, str]) -> None:
    soon = told(edge, opened, message="土曜だけです", opened=stamp_of(edge.get(JOIN)[1]))
    wrong = [(told(edge, opened, message="土曜だけです", **more), said) for more, said in WRONG]
    for sent, said in [(soon, open_forms.TOO_SOON), *wrong]:
        status, page = edge.post(JOIN, **sent)
        assert status == 422, said
        assert said in page
        assert "土曜だけです" in page
        kept_stamp = stamp_of(page) == sent["opened"]
        assert kept_stamp == (said != open_forms.TOO_LATE), "who pressed too soon need not wait anew"
    carried()
    assert kept() == mail.outbox == []


def test_an_application_that_cannot_be_taken_is_told_and_not_lost_in_silence(
    edge: Edge, opened: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who administers is asked once, after an hour; it is tried for thirty days, and that it went then stands in the trail."""
    doi = cast.hat("administrator", cast.agency("情報システム課", "1090"), "土井 誠")

    def broken(*_: Any) -> None:
        raise RuntimeError("in the room")

    form = replace(forms._forms["join"], arrived=broken)
    monkeypatch.setitem(forms._forms, "join", form)
    edge.post(JOIN, **told(edge, opened))
    for age, asked, left in (("10 minutes", 0, 1), ("2 hours", 1, 1), ("3 hours", 1, 1), ("31 days", 1, 0)):
        with outside_the_walls(), _sql() as cursor:
            cursor.execute("UPDATE edge.entry SET at = now() - %s::interval", [age])
        carried()
        with outside_the_walls(), _sql() as cursor:
            cursor.execute("SELECT count(*) FROM edge.entry WHERE given IS NOT NULL")
            assert cursor.fetchone() == (left,), age
            assert Task.objects.filter(word="form.entry_failed", holder_id=doi.membership_id).count() == asked, age
    with outside_the_walls():
        assert TrailEntry.objects.filter(word="form.entry_dropped").count() == 1
    assert kept() == []


def test_a_robot_is_told_the_same_and_leaves_nothing(edge: Edge, opened: dict[str, str]) -> None:
    assert "受け取りました" in edge.post(JOIN, **told(edge, opened, website="http://spam.test"))[1]
    carried()
    assert kept() == mail.outbox == []


def test_too_many_from_one_place_are_asked_to_wait_and_lose_nothing(edge: Edge, opened: dict[str, str]) -> None:
    for number in range(5):
        assert edge.post(JOIN, headers={"X-Forwarded-For": f"192.0.2.{number}"}, **told(edge, opened))[0] == 200
    status, page = edge.post(JOIN, headers={"X-Forwarded-For": "198.51.100.7"}, **told(edge, opened, name="六番目の店"))
    assert status == 422
    assert "多く届いています" in page
    assert "六番目の店" in page
    assert [edge.by_proxy(JOIN, "192.0.2.9", **told(edge, opened)) for _ in range(6)] == [303] * 5 + [422]
    assert edge.by_proxy(JOIN, "203.0.113.1, 192.0.2.10", **told(edge, opened)) == 303, "for whom a trusted proxy speaks"
    assert edge.by_proxy(JOIN, "198.51.100.1, 192.0.2.9", **told(edge, opened)) == 422, "not for whom the sender says it spoke"
    carried()
    assert len(kept()) == 5 + 5 + 1


def test_a_closed_project_shows_no_form_and_takes_in_what_was_sent_before(edge: Edge, opened: dict[str, str]) -> None:
    edge.post(JOIN, **told(edge, opened))
    with outside_the_walls():
        Network.objects.update(open_to_applications=False)
    carried()
    assert len(kept()) == 1, "it was sent while the form was open"
    page = edge.get(JOIN)[1]
    assert "受け付けていません" in page
    assert "0565-00-0000" in page
    assert "<form" not in page
    edge.post(JOIN, **told(edge, opened))
    carried()
    assert len(kept()) == 1


def test_whoever_took_the_edge_over_leaves_what_is_judged_anew(
    edge: Edge, opened: dict[str, str], as_edge: psycopg.Connection
) -> None:
    """Nothing of it stops the job, nothing that was not asked comes in, and the hour has its limit also there."""
    honest = {"kind": "npo", "name": "まじめな会", "phone": "0565-00-0001", "agreed": "yes", "state": "accepted"}
    for number, given in enumerate([None, [], {"name": 7}, {**honest, "kind": "\x07"}, {**honest, "offers": "あ" * 9_000}, honest]):
        asked = ["join", uuid4(), Jsonb(given), bytes([number]) * 32]
        assert as_edge.execute("SELECT edge.fill_form(%s, %s, %s, %s)", asked).fetchone() == ("taken",)
    for name, entry, sender in (("join", uuid4(), b"short"), ("none", uuid4(), b"1" * 32), (None, None, None)):
        (said,) = as_edge.execute("SELECT edge.fill_form(%s, %s, '{}', %s)", [name, entry, sender]).fetchone() or ("",)
        assert said != "taken"
    carried()
    assert [(one.name, one.state) for one in kept()] == [("まじめな会", "sent")]
    taken = 0
    for number in range(40):
        asked = ["join", uuid4(), Jsonb({}), bytes([100 + number]) * 32]
        taken += as_edge.execute("SELECT edge.fill_form(%s, %s, %s, %s)", asked).fetchone() == ("taken",)
    assert taken == 30 - 6


TRUSTED = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "counts"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "192.0.2.1", "203.0.113.5"),
        ("10.0.0.2", "192.0.2.1", "192.0.2.1"),
        ("10.0.0.2", "198.51.100.9, 192.0.2.1", "192.0.2.1"),
        ("10.0.0.2", "198.51.100.9, 192.0.2.1, 10.0.0.7", "192.0.2.1"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "nonsense", ""),
        ("fd00::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.5", "", "203.0.113.5"),
        ("::ffff:10.0.0.2", "192.0.2.1", "192.0.2.1"),
        ("", "192.0.2.1", ""),
    ],
)
def test_the_sender_is_who_speaks_unless_a_trusted_proxy_says_for_whom(peer: str, forwarded: str, counts: str) -> None:
    assert sender_of(peer, forwarded, TRUSTED) == counts


def test_a_sender_is_another_digest_every_day_and_under_every_key() -> None:
    days = {digest_of("192.0.2.1", date(2026, 4, day), key) for day in (1, 2) for key in ("a", "b")}
    assert len(days) == 4
    assert {len(one) for one in days} == {32}

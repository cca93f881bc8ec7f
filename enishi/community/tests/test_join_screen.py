"""The open page for everybody, without a sign-in: what it says, what it takes, and what robots get."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.tests import cast
from enishi.community.models import Application
from enishi.community.rules import public_forms
from enishi.community.views import network_joining

pytestmark = pytest.mark.django_db
JOIN = "/join/"


@pytest.fixture(autouse=True)
def _mail_goes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENISHI_SMTP_HOST", "mail.example.test")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def stamp(seconds_ago: int = 60) -> str:
    from django.core.signing import Signer

    opened = timezone.now() - timedelta(seconds=seconds_ago)
    return Signer(salt=network_joining.SALT).sign(str(int(opened.timestamp())))


def told(ago: int = 60, **more: Any) -> dict[str, Any]:
    values = {
        "kind": "company",
        "name": "ほしパン",
        "email": "pan@example.test",
        "agreed": "on",
        "website": "",
    }
    return (
        values | {"opened": stamp(ago), "submission": str(uuid.uuid4()), "offers": "週に1回、袋づめ"} | more
    )


def kept() -> int:
    with cast.outside_the_walls():
        return Application.objects.count()


def test_it_is_open_plain_and_says_what_happens_next() -> None:
    page = text(Client().get(JOIN))
    for words in (
        "申込みのながれ",
        "個人情報の扱い",
        "お金はかかりません",
        "とよた多世代参加支援プロジェクト",
    ):
        assert words in page
    assert "<script>" not in page
    opened = re.search(r'name="opened" value="([^"]+)"', page)
    assert opened
    assert Client().post(JOIN, told(opened=opened[1])).status_code == 422, "nobody fills it in a second"


def test_it_is_sent_once_confirmed_by_the_mail_and_opening_the_link_changes_nothing() -> None:
    client, sent = Client(), told()
    answers = [client.post(JOIN, sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert "まだ終わっていません" in text(client.get(answers[0]["Location"]))
    assert (kept(), len(mail.outbox)) == (1, 1)
    link = re.search(r"http://testserver(/join/confirm/\S+)", str(mail.outbox[0].body))
    assert link
    for _ in range(2):
        assert "この申込みを確認する" in text(client.get(link[1])), (
            "a mail program that opens links confirms nothing"
        )
    assert "確認しました" in text(client.post(link[1]))
    after, wrong = client.get(link[1]), client.get(reverse("network:join-confirm", args=["nothing"]))
    assert after.content == wrong.content, "used, late and wrong links look the same"
    assert client.post(link[1]).content == client.post("/join/confirm/nothing/").content


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"ago": 1}, public_forms.TOO_SOON),
        ({"opened": "1234567890"}, public_forms.TOO_LATE),
        ({"opened": ""}, public_forms.TOO_LATE),
        ({"ago": 100_000}, public_forms.TOO_LATE),
        ({"offers": "http://a.test http://b.test http://c.test"}, public_forms.TOO_MANY_LINKS),
        ({"offers": "あ" * 1001}, "1000"),
        ({"email": "", "phone": ""}, "電話かメールのどちらか"),
        ({"email": "not a mail"}, "メール"),
        ({"agreed": ""}, "個人情報の扱いを読みました"),
        ({"name": ""}, "名前"),
    ],
)
def test_what_is_wrong_comes_back_with_everything_that_was_typed(more: dict[str, Any], said: str) -> None:
    answer = Client().post(JOIN, told(message="土曜だけです", **more))
    assert answer.status_code == 422
    assert said in text(answer)
    assert "土曜だけです" in text(answer)
    assert kept() == len(mail.outbox) == 0
    fresh = re.search(r'name="opened" value="([^"]+)"', text(answer))
    assert fresh
    assert fresh[1] != more.get("opened")


def test_a_robot_is_told_the_same_and_leaves_nothing() -> None:
    answer = Client().post(JOIN, told(website="http://spam.test"))
    assert answer.status_code == 302
    assert "申込みを受け取りました" in text(Client().get(answer["Location"]))
    assert kept() == len(mail.outbox) == 0


def test_too_many_from_one_place_are_asked_to_wait_and_lose_nothing() -> None:
    client = Client()
    assert [client.post(JOIN, told()).status_code for _ in range(5)] == [302] * 5
    answer = client.post(JOIN, told(name="六番目の店"))
    assert answer.status_code == 422
    assert "多く届いています" in text(answer)
    assert "六番目の店" in text(answer)
    assert Client(REMOTE_ADDR="192.0.2.9").post(JOIN, told()).status_code == 302


def test_without_the_token_of_the_page_nothing_is_taken() -> None:
    assert Client(enforce_csrf_checks=True).post(JOIN, told()).status_code == 403
    assert kept() == 0


def test_the_page_of_thanks_repeats_no_foreign_words() -> None:
    assert "<b>x" not in text(Client().get("/join/done/?number=<b>x&mailed=1"))
    assert "いますぐ電話" not in text(Client().get("/join/done/?number=いますぐ電話"))


def test_a_mail_heading_cannot_be_broken() -> None:
    answer = Client().post(JOIN, told(email="a@example.test\nBcc: b@example.test"))
    assert answer.status_code == 422
    assert len(mail.outbox) == 0


def test_a_closed_project_shows_no_form_and_takes_nothing() -> None:
    from enishi.community.models import Network

    with cast.outside_the_walls():
        Network.objects.update(open_to_applications=False, contact="0565-00-0000")
    page = text(Client().get(JOIN))
    assert "受け付けていません" in page
    assert "<form" not in page
    Client().post(JOIN, told())
    assert kept() == 0

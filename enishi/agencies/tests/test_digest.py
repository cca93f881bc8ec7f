"""The daily e-mail: counts and references, one recipient, at most once, tried again, never a name."""

import smtplib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Staff
from enishi.agencies.queries.people import digest_recipient, hats_with_mail
from enishi.agencies.tests import cast
from enishi.office import digest, inbox
from enishi.office.words import OF_COORDINATORS

pytestmark = pytest.mark.django_db
DAY = date(2025, 4, 10)
AT = datetime.fromisoformat("2025-04-10T07:30:00+09:00")
CANARIES = ("青木", "恵子", "福祉総合相談課", "aoki", "http", "/consultations/", "緊急")


@pytest.fixture
def clerk(aoki: Hat) -> Iterator[Hat]:
    """Work waits for aoki, whose e-mail is known; the test goes on as the job's role."""
    with cast.outside_the_walls():
        Staff.objects.filter(pk=aoki.staff_id).update(email="aoki@city.example")
    with wearing(aoki):
        for day, text in ((9, "K3M7-Q2XD"), (10, "ABCD-1234"), (12, "ZZZZ-9999")):
            inbox.assign(
                aoki.agency_id,
                "referral.answer",
                f"急ぎのつなぎに回答してください（番号 {text}）",
                date(2025, 4, day),
                url="/consultations/secret/",
                at=AT,
            )
        inbox.tell(aoki.membership_id, "match.proposed", "名寄せの判断を待つ候補があります。", at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
    yield aoki
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_app")


def send(hat: Hat, on: date = DAY) -> bool:
    recipient = digest_recipient(hat.membership_id, on=on)
    assert recipient is not None
    return digest.send(recipient, on=on, at=AT)


def test_a_colleague_of_the_coordinator_is_mailed_their_own_work_alone() -> None:
    office = cast.agency("福祉総合相談課")
    for role, words in (("coordinator", frozenset()), ("counter", OF_COORDINATORS)):
        hat = cast.hat(role, office)
        with cast.outside_the_walls():
            Staff.objects.filter(pk=hat.staff_id).update(email=f"{role}@city.example")
            recipient = digest_recipient(hat.membership_id, on=timezone.localdate())
            assert recipient is not None
            assert recipient.but == words
            inbox.assign(office.pk, "need.stalled", "期日を過ぎたままの相談があります（番号 K3M7-Q2XD）", DAY, at=AT)
            told = digest.compose(recipient.holders, on=DAY, but=recipient.but)
        assert (told is None) is bool(words)


def test_one_mail_says_counts_and_references_and_no_name(clerk: Hat) -> None:
    assert hats_with_mail(on=DAY) == [clerk.membership_id]
    assert send(clerk)
    (sent,) = mail.outbox
    assert (sent.to, sent.cc, sent.bcc, sent.attachments) == (["aoki@city.example"], [], [], [])
    whole = sent.message().as_string() + sent.subject + sent.body
    assert sent.subject == "【縁】やること2件・お知らせ1件"
    assert "期日を過ぎたやること 1件（番号 K3M7-Q2XD）" in sent.body
    assert "今日までのやること 1件（番号 ABCD-1234）" in sent.body
    assert "ZZZZ" not in sent.body
    without_address = whole.replace("aoki@city.example", "")
    assert [canary for canary in CANARIES if canary in without_address] == []


def test_it_goes_out_once_a_day(clerk: Hat) -> None:
    assert send(clerk)
    assert not send(clerk)
    assert send(clerk, on=date(2025, 4, 11))
    assert len(mail.outbox) == 2


def test_a_mail_server_that_is_down_leaves_it_to_be_tried_again(clerk: Hat, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> int:
        raise smtplib.SMTPServerDisconnected("down")

    with monkeypatch.context() as down:
        down.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            send(clerk)
    assert send(clerk)
    assert len(mail.outbox) == 1


def test_who_wants_none_gets_none_and_a_mail_about_nothing_is_not_sent(clerk: Hat, baba: Hat) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_app")
    with wearing(clerk):
        digest.choose(clerk.membership_id, wanted=False, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
    assert not send(clerk)
    assert digest.compose([baba.membership_id], on=DAY) is None
    assert mail.outbox == []


def test_a_hat_that_ended_gets_no_mail(clerk: Hat) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE postgres")
        cursor.execute("UPDATE agencies_membership SET ends_on = '2025-04-10' WHERE id = %s", [clerk.membership_id])
        cursor.execute("SET ROLE enishi_clerk")
    assert digest_recipient(clerk.membership_id, on=DAY) is None
    assert hats_with_mail(on=DAY) == []

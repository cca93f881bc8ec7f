"""The open form: handed in by anybody, confirmed by its own mail, reviewed by staff; and those who abuse it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.community.actions import applying, members
from enishi.community.models import Application, Member, Network
from enishi.community.tests import network_factories as make
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_goes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENISHI_SMTP_HOST", "mail.example.test")


def sent(name: str = "みどり農園", **more: Any) -> applying.Received:
    values: dict[str, Any] = {
        "message": "",
        "sender": "192.0.2.1",
        "link": lambda secret: f"https://city/{secret}",
    }
    values |= {"at": timezone.now()}
    email = more.pop("email", "farm@example.test")
    return applying.apply_to_join(make.particulars(name, email=email), **values | more)


def secret() -> str:
    return str(mail.outbox[-1].body).split("https://city/")[1].split()[0]


def only() -> Application:
    with cast.outside_the_walls():
        return Application.objects.get()


def test_an_application_is_confirmed_by_its_own_mail_once_and_the_office_is_asked(aoki: Hat) -> None:
    with wearing(aoki):
        members.change_network({"keeper_id": aoki.agency_id}, version=1, by=aoki, at=timezone.now())
    got = sent()
    assert got.mailed
    assert got.reference in str(mail.outbox[0].body)
    assert "みどり農園" not in str(mail.outbox[0].body), "the mail may go to a stranger"
    assert secret().encode() not in bytes(only().secret_digest), "only its digest is kept"
    assert not applying.may_be_confirmed("wrong", at=timezone.now())
    assert applying.confirm_by_link("wrong", at=timezone.now()) == ""
    assert applying.may_be_confirmed(secret(), at=timezone.now())
    assert applying.confirm_by_link(secret(), at=timezone.now()) == got.reference
    assert applying.confirm_by_link(secret(), at=timezone.now()) == "", "a link works once"
    with cast.outside_the_walls():
        (task,) = Task.objects.filter(word="application.review")
    assert (task.holder_id, str(only().pk) in task.url) == (aoki.agency_id, True)
    with wearing(aoki):
        applying.accept_application(only().pk, joined_on=make.today(), version=2, by=aoki, at=timezone.now())
    with cast.outside_the_walls():
        assert Task.objects.get(word="application.review").state == "done"
        assert Member.objects.get().name == "みどり農園"


def test_a_link_that_is_late_confirms_nothing_and_the_clerk_lets_it_lapse() -> None:
    sent()
    late = timezone.now() + timedelta(hours=49)
    assert not applying.may_be_confirmed(secret(), at=late)
    assert applying.confirm_by_link(secret(), at=late) == ""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
        assert applying.clear_applications(late) == 1
        cursor.execute("SET ROLE enishi_app")
    assert (only().state, only().secret_digest) == ("lapsed", None)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
        applying.clear_applications(timezone.now() + timedelta(days=91))
        cursor.execute("SET ROLE enishi_app")
    with cast.outside_the_walls():
        assert not Application.objects.exists(), "what did not become a member is not kept for ever"


def test_sent_twice_it_is_taken_once_and_mailed_once() -> None:
    key = uuid4()
    assert sent(key=key) == sent(key=key)
    assert len(mail.outbox) == 1
    assert only().state == "sent"


def test_one_sender_is_stopped_after_five_within_the_hour_and_all_after_thirty() -> None:
    now = timezone.now()
    for _ in range(5):
        sent(at=now)
    with pytest.raises(Refused, match="多く届いています"):
        sent(at=now)
    for number in range(25):
        sent(at=now, sender=f"198.51.100.{number}")
    with pytest.raises(Refused, match="多く届いています"):
        sent(at=now, sender="203.0.113.9")
    sent(at=now + timedelta(minutes=61))
    with cast.outside_the_walls():
        assert Application.objects.count() == 31
        assert b"192.0.2.1" not in bytes(Application.objects.order_by("pk")[0].sender_digest)


def test_without_a_mail_server_or_address_the_office_calls(
    aoki: Hat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ENISHI_SMTP_HOST")
    assert not sent().mailed
    one = only()
    with wearing(aoki):
        with pytest.raises(Refused, match="確認待ち"):
            applying.accept_application(one.pk, joined_on=make.today(), version=1, by=aoki, at=timezone.now())
        applying.confirm_by_phone(one.pk, version=1, by=aoki, at=timezone.now())
        with pytest.raises(Overtaken):
            applying.decline_application(one.pk, reason="重複", version=1, by=aoki, at=timezone.now())
        with pytest.raises(Refused, match="見送る理由"):
            applying.decline_application(one.pk, reason=" ", version=2, by=aoki, at=timezone.now())
        applying.decline_application(one.pk, reason="重複", version=2, by=aoki, at=timezone.now())
    assert (only().state, only().reason) == ("declined", "重複")


def test_a_mail_that_the_server_refuses_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: object, **_: object) -> int:
        raise OSError("no relay")

    monkeypatch.setattr("enishi.community.actions.applying.EmailMessage.send", refuse)
    assert not sent().mailed
    assert only().mailed is False


def test_a_closed_project_and_wrong_particulars_take_nothing(aoki: Hat) -> None:
    with pytest.raises(Refused, match="名称"):
        sent("  ")
    with pytest.raises(Refused, match="読めない文字"):
        sent(message="a\x07b")
    with wearing(aoki):
        members.change_network({"open_to_applications": False}, version=1, by=aoki, at=timezone.now())
    with pytest.raises(Refused, match="受け付けていません"):
        sent()
    with cast.outside_the_walls():
        assert not Application.objects.exists()


def test_who_has_no_sign_in_hands_in_and_reads_nothing() -> None:
    sent()
    assert not Application.objects.exists()
    assert not Application.objects.all().update(state="confirmed", confirmed_at=timezone.now())
    assert Network.objects.get().name
    one = only()
    forged = Application(
        id=uuid4(),
        name="x",
        kind="npo",
        state="confirmed",
        received_at=timezone.now(),
        confirm_by=timezone.now(),
        confirmed_at=timezone.now(),
    )
    with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
        forged.save(force_insert=True)
    with (
        cast.outside_the_walls(),
        pytest.raises(IntegrityError, match="may not go from sent"),
        transaction.atomic(),
    ):
        Application.objects.filter(pk=one.pk).update(state="accepted")


def test_who_does_not_tend_reviews_nothing(aoki: Hat, baba: Hat, doi: Hat) -> None:
    sent()
    one = only()
    for stranger in (baba, doi):
        with wearing(stranger):
            assert not Application.objects.exists()
            with pytest.raises(NotFound):
                applying.confirm_by_phone(one.pk, version=1, by=stranger, at=timezone.now())
    with wearing(aoki), pytest.raises(NotFound):
        applying.confirm_by_phone(uuid4(), version=1, by=aoki, at=timezone.now())

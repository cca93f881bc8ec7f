"""The open form: handed in by anybody, confirmed by its own mail, reviewed by staff; and those who abuse it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import ReleasedCard
from enishi.agencies.tests import cast
from enishi.community.actions import applying, members
from enishi.community.models import Application, Member, Network
from enishi.community.tests import network_factories as make
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.models import Task
from enishi.office.reference import reference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_goes_out(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setenv("ENISHI_SMTP_HOST", "mail.example.test")
    settings.EDGE_ADDRESS = "https://edge.test/"


HERE = b"1" * 32


def sent(name: str = "みどり農園", **more: Any) -> UUID:
    """The job brings in what somebody filled in."""
    now = more.pop("at", timezone.now())
    values: dict[str, Any] = {"message": "", "sender": HERE, "received_at": now, "at": now}
    made, email = more.pop("made", None) or uuid4(), more.pop("email", "farm@example.test")
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
        applying.apply_to_join(made, make.particulars(name, email=email), **values | more)
    return made


def pressed(at: Any = None) -> None:
    """The job brings home that the button behind the mail's link was pressed."""
    with cast.outside_the_walls(), connection.cursor() as cursor:
        card = ReleasedCard.objects.get(kind=applying.CONFIRMATION)
        cursor.execute("SET ROLE enishi_clerk")
        applying.confirmed_by_mail(card, {}, at or timezone.now())


def only() -> Application:
    with cast.outside_the_walls():
        return Application.objects.get()


def test_an_application_is_confirmed_by_its_own_mail_once_and_the_office_is_asked(aoki: Hat) -> None:
    with wearing(aoki):
        members.change_network({"keeper_id": aoki.agency_id}, version=1, by=aoki, at=timezone.now())
    made = sent()
    assert only().mailed
    assert reference(made) in str(mail.outbox[0].body)
    assert "https://edge.test/c/" in str(mail.outbox[0].body)
    assert "みどり農園" not in str(mail.outbox[0].body), "the mail may go to a stranger"
    with cast.outside_the_walls():
        card = ReleasedCard.objects.get()
    assert (card.pk, card.about, card.agency_id) == (made, None, None)
    assert "みどり農園" not in str(card.shown)
    pressed()
    pressed()
    with cast.outside_the_walls():
        (task,) = Task.objects.filter(word="application.review")
    assert (task.holder_id, str(made) in task.url) == (aoki.agency_id, True)
    with wearing(aoki):
        applying.accept_application(made, joined_on=make.today(), version=2, by=aoki, at=timezone.now())
    pressed()
    with cast.outside_the_walls():
        assert Task.objects.get(word="application.review").state == "done"
        assert Member.objects.get().name == "みどり農園"
    assert only().state == "accepted"


def test_a_link_that_is_late_confirms_nothing_and_the_clerk_lets_it_lapse() -> None:
    sent()
    late = timezone.now() + timedelta(hours=49)
    pressed(late)
    assert only().state == "sent"
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
        assert applying.clear_applications(late) == 1
        cursor.execute("SET ROLE enishi_app")
    assert only().state == "lapsed"
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
        applying.clear_applications(timezone.now() + timedelta(days=91))
        cursor.execute("SET ROLE enishi_app")
    with cast.outside_the_walls():
        assert not Application.objects.exists(), "what did not become a member is not kept for ever"


def test_pressed_in_time_and_brought_home_after_the_nights_clearing_it_counts() -> None:
    sent()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
        applying.clear_applications(timezone.now() + timedelta(hours=49))
        cursor.execute("SET ROLE enishi_app")
    pressed(timezone.now() + timedelta(hours=47))
    assert only().state == "confirmed"


def test_brought_in_twice_it_is_taken_once_and_mailed_once() -> None:
    made = sent()
    sent(made=made)
    assert len(mail.outbox) == 1
    assert only().state == "sent"


def test_inside_twice_as_many_are_taken_as_at_the_edge_from_one_sender_and_in_all() -> None:
    """The edge has counted five and thirty already; what it took is not thrown away for those of the counter."""
    now = timezone.now()
    for _ in range(10):
        sent(at=now)
    with pytest.raises(Refused, match="多く届いています"):
        sent(at=now)
    for number in range(128, 178):
        sent(at=now, sender=bytes([number]) * 32)
    with pytest.raises(Refused, match="多く届いています"):
        sent(at=now, sender=b"z" * 32)
    sent(at=now + timedelta(minutes=61))
    with cast.outside_the_walls():
        assert Application.objects.count() == 61


def test_what_is_brought_in_late_is_counted_by_its_own_hour() -> None:
    """It could not be brought in at first; who wrote after it takes nothing from it."""
    now = timezone.now()
    for number in range(60):
        sent(f"会{number}", sender=bytes([number]) * 32, at=now, email="")
    with pytest.raises(Refused, match="多く届いています"):
        sent("あとの会", sender=b"z" * 32, at=now, email="")
    sent("はじめの会", sender=b"y" * 32, received_at=now - timedelta(minutes=5), at=now, email="")


def test_without_a_mail_server_or_address_the_office_calls(
    aoki: Hat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ENISHI_SMTP_HOST")
    sent()
    one = only()
    assert not one.mailed
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
    sent()
    assert only().mailed is False


def test_wrong_particulars_are_not_taken() -> None:
    with pytest.raises(Refused, match="名称"):
        sent("  ")
    with pytest.raises(Refused, match="読めない文字"):
        sent(message="a\x07b")
    with cast.outside_the_walls():
        assert not Application.objects.exists()


def test_confirmed_by_telephone_the_link_of_the_mail_is_closed(aoki: Hat) -> None:
    made = sent()
    with wearing(aoki):
        applying.confirm_by_phone(made, version=1, by=aoki, at=timezone.now())
        assert ReleasedCard.objects.get(pk=made).closed_at
    pressed()
    assert (only().state, only().confirmed_how) == ("confirmed", "phone")


def test_who_has_no_sign_in_reads_nothing_and_hands_nothing_in() -> None:
    """The form is at the edge: the web server of the city takes nothing from somebody without a sign-in."""
    sent()
    assert not Application.objects.exists()
    assert not Application.objects.all().update(state="confirmed", confirmed_at=timezone.now())
    assert Network.objects.get().name
    one = only()
    forged = Application(
        id=uuid4(),
        name="x",
        kind="npo",
        received_at=timezone.now(),
        confirm_by=timezone.now(),
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

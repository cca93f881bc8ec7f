"""Five wrong codes close an answer link, also when they come at the same moment."""

import re
import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from enishi.agencies.access import secret_digest, wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, SignIn
from enishi.agencies.tests import cast
from enishi.intake import actions
from enishi.intake.actions.links import NewLink
from enishi.intake.models import LinkTries
from enishi.intake.tests.factories import letter, now, received
from enishi.machine.postgres import Cluster


@pytest.fixture
def link(baba: Hat) -> NewLink:
    clinic = cast.agency("見本診療所", "9100", kind="medical", answering="link")
    consultation = received(baba)
    with wearing(baba):
        made = actions.send_referral(consultation, letter(clinic.pk, kind="join"), by=baba, at=now())
    assert made.link
    return made.link


def wrong_code(link: NewLink) -> str:
    return f"{(int(link.code) + 1) % 1_000_000:06}"


@pytest.mark.django_db
def test_five_wrong_codes_close_the_link_and_right_ones_do_not_count(link: NewLink) -> None:
    for _ in range(4):
        assert actions.sign_in_by_link(link.token, wrong_code(link), at=now()) is None
    for _ in range(3):
        assert actions.sign_in_by_link(link.token, link.code, at=now()) is not None
    assert actions.sign_in_by_link(link.token, wrong_code(link), at=now()) is None
    assert actions.sign_in_by_link(link.token, link.code, at=now()) is None
    with cast.outside_the_walls():
        assert LinkTries.objects.get(pk=link.id).wrong == 5


@pytest.mark.django_db
def test_the_application_neither_reads_nor_resets_the_count(link: NewLink) -> None:
    actions.sign_in_by_link(link.token, wrong_code(link), at=now())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE intake_linktries SET wrong = 0")


@pytest.mark.django_db
@pytest.mark.parametrize("over", ["recalled", "idle"])
def test_who_answers_what_is_over_is_told_whom_to_ask_and_reads_what_was_typed(baba: Hat, link: NewLink, over: str) -> None:
    partner = Client()
    partner.post(reverse("intake:answer-door", args=[link.token]), {"code": link.code})
    referral = partner.get(reverse("intake:answer")).context["page"].row
    if over == "recalled":
        with wearing(baba):
            actions.recall(referral.pk, reason="changed", version=referral.version, by=baba, at=now())
    else:
        with cast.outside_the_walls():
            SignIn.objects.filter(link_id=link.id).update(expires_at=now())
    typed = {"version": referral.version, "text": "来週から受けられます。", "signature": "見本"}
    answer = partner.post(reverse("intake:answer-move", args=["accept"]), typed)
    page = answer.content.decode()
    assert answer.status_code == {"recalled": 404, "idle": 403}[over]
    assert "来週から受けられます。" in page
    assert "送り主の機関にお尋ねください" in page
    assert "所属・役割" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(("phone", "dials"), [("0565-00-1020（内線 12）", "0565001020"), ("代表へ", "")])
def test_a_partner_on_a_phone_calls_who_sent_it_with_one_press(baba: Hat, link: NewLink, phone: str, dials: str) -> None:
    with cast.outside_the_walls():
        Agency.objects.filter(pk=baba.agency_id).update(phone=phone)
    partner = Client()
    partner.post(reverse("intake:answer-door", args=[link.token]), {"code": link.code})
    page = partner.get(reverse("intake:answer")).content.decode()
    assert phone in page
    assert re.findall(r'href="tel:(\d*)"', page) == [dials] * bool(dials)


@pytest.mark.django_db
def test_an_unknown_link_is_not_counted() -> None:
    assert actions.sign_in_by_link("unknown", "123456", at=now()) is None
    with cast.outside_the_walls():
        assert not LinkTries.objects.exists()


@pytest.fixture
def open_link(django_db_setup: None, cluster: Cluster, database_name: str) -> Iterator[tuple[dict[str, Any], UUID, bytes]]:
    """A link that other connections see, too: committed, and taken away afterwards."""
    parameters = cluster.parameters(dbname=database_name)
    one, secret = uuid4(), secret_digest(uuid4().hex)
    with psycopg.connect(**parameters, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO agencies_answerlink (id, secret_digest, agency_id, binder_id, made_by, made_at, expires_at)"
            " VALUES (%s, %s, %s, %s, %s, now(), now() + interval '1 day')",
            [one, secret, uuid4(), uuid4(), uuid4()],
        )
        yield parameters, one, secret
        owner.execute("DELETE FROM intake_linktries WHERE link_id = %s", [one])
        owner.execute("DELETE FROM agencies_answerlink WHERE id = %s", [one])


def tried(opened: psycopg.Connection[Any], secret: bytes) -> UUID | None:
    found = opened.execute("SELECT intake_link_tried(%s, now())", [secret]).fetchone()
    return found[0] if found else None


def as_app(parameters: dict[str, Any]) -> psycopg.Connection[Any]:
    return psycopg.connect(**parameters, options="-c role=enishi_app")


def test_the_second_of_two_at_once_waits_and_finds_no_try_left(open_link: tuple[dict[str, Any], UUID, bytes]) -> None:
    parameters, one, secret = open_link
    with as_app(parameters) as first, as_app(parameters) as second:
        for _ in range(4):
            assert tried(first, secret) == one
        first.commit()
        assert tried(first, secret) == one  # the fifth, not committed yet
        answers: list[UUID | None] = []
        waiting = threading.Thread(target=lambda: answers.append(tried(second, secret)))
        waiting.start()
        waiting.join(0.4)
        assert waiting.is_alive()  # it does not judge by what it saw before
        first.commit()
        waiting.join(10)
        assert answers == [None]


def test_of_many_at_once_five_are_judged(open_link: tuple[dict[str, Any], UUID, bytes]) -> None:
    parameters, one, secret = open_link
    together = threading.Barrier(12)
    answers: list[UUID | None] = []

    def attack() -> None:
        with as_app(parameters) as opened:
            together.wait()
            for _ in range(3):
                answers.append(tried(opened, secret))
                opened.commit()

    attackers = [threading.Thread(target=attack) for _ in range(12)]
    for attacker in attackers:
        attacker.start()
    for attacker in attackers:
        attacker.join(30)
    assert len(answers) == 36
    assert answers.count(one) == 5

"""When it happened and when it was written down are two things; nothing has happened later than now."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.intake import actions, queries
from enishi.intake.access import open_consultation
from enishi.intake.models import Consultation, Holding, Statement
from enishi.intake.queries.intervals import intervals
from enishi.intake.rules.receiving import NewStatement
from enishi.intake.tests.factories import in_days, now, open_day, received
from enishi.office.errors import Refused
from enishi.sharing.terms import Purpose

pytestmark = pytest.mark.django_db
Browse = Callable[[Hat], Client]
ANSWERS = {"channel": "visit", "caller_is": "self", "about": "anonymous", "complaint": "家賃が払えない。", "urgency": "normal"}
SAID = {"kind": "progress", "source": "fact", "information_class": "1", "text": "母と面談した。"}


def days() -> int:
    return intervals(on=timezone.localdate())["intake.next_date_days"]


def moment(ago: timedelta) -> str:
    return f"{timezone.localtime(now() - ago):%Y-%m-%dT%H:%M}"


def said(hat: Hat, consultation: UUID) -> list[Statement]:
    with wearing(hat):
        open_consultation(hat, consultation, to=Purpose.SUPPORT, word="test")
        return list(Statement.objects.filter(consultation=consultation).order_by("at"))


# 受付日時


def test_a_reception_entered_later_keeps_both_moments(baba: Hat) -> None:
    earlier = now() - timedelta(days=2)
    one = received(baba, received_at=earlier)
    with wearing(baba):
        row = Consultation.objects.get(pk=one)
    assert row.received_at == earlier
    assert row.recorded_at - earlier >= timedelta(days=2)
    same = received(baba)
    with wearing(baba):
        row = Consultation.objects.get(pk=same)
    assert row.received_at == row.recorded_at


def test_the_next_date_counts_from_when_it_was_received_but_is_never_past(baba: Hat) -> None:
    for ago, due in ((0, open_day(days())), (2, open_day(days() - 2)), (40, open_day(0))):
        one = received(baba, received_at=now() - timedelta(days=ago), next_on=None)
        with wearing(baba):
            assert Holding.objects.get(consultation=one).next_on == due


def test_a_reception_to_come_is_refused_by_verb_and_by_database(baba: Hat) -> None:
    with pytest.raises(Refused, match="受けた日時"):
        received(baba, received_at=now() + timedelta(minutes=5))
    one = received(baba)
    with wearing(baba), pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Consultation.objects.filter(pk=one).update(recorded_at=now() - timedelta(days=9))


@pytest.mark.parametrize(("column", "ahead"), [("received_at", 600), ("recorded_at", 600)])
def test_the_database_takes_no_moment_of_the_future(baba: Hat, column: str, ahead: int) -> None:
    one = received(baba)
    with wearing(baba), connection.cursor() as cursor, pytest.raises(DatabaseError, match=r"future|recorded"), transaction.atomic():
        cursor.execute(
            "INSERT INTO intake_consultation SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),"
            " %s::text, now() + make_interval(secs => %s)))).* FROM intake_consultation c WHERE id = %s",
            [column, ahead, one],
        )


def test_the_form_takes_when_it_was_received_and_counts_from_it(baba: Hat, browse: Browse) -> None:
    client = browse(baba)
    page = client.get(reverse("intake:receive")).content.decode()
    assert 'name="received_at"' in page
    sent = ANSWERS | {"received_at": moment(timedelta(days=2)), "next_on": open_day(days()).isoformat(), "next_action": "phone"}
    answer = client.post(reverse("intake:receive"), sent)
    assert answer.status_code == 302, answer.content.decode()
    shown = client.get(answer.url).content.decode()
    assert "に入力" in shown
    with wearing(baba):
        one = Consultation.objects.get()
        assert timezone.localtime(one.received_at).isoformat()[:16] == sent["received_at"]
        assert Holding.objects.get(consultation=one).next_on == open_day(days() - 2)  # the proposal was not touched
    chosen = client.post(reverse("intake:receive"), sent | {"next_on": in_days(1).isoformat()})
    with wearing(baba):
        assert Holding.objects.exclude(consultation=one).get().next_on == in_days(1)
    assert chosen.status_code == 302


def test_a_reception_to_come_is_said_on_the_form_and_nothing_is_lost(baba: Hat, browse: Browse) -> None:
    sent = ANSWERS | {"received_at": moment(-timedelta(days=1)), "next_on": in_days(1).isoformat(), "next_action": "phone"}
    answer = browse(baba).post(reverse("intake:receive"), sent)
    assert answer.status_code == 422
    assert "受けた日時は、今より前にしてください" in answer.content.decode()
    assert "家賃が払えない。" in answer.content.decode()
    assert sent["received_at"] in answer.content.decode()


@pytest.mark.parametrize("year", [1, 8, 206, 1800, 1989])
def test_a_mistyped_year_is_refused_by_the_verb(baba: Hat, year: int) -> None:
    typed = now().replace(year=year, month=5, day=1)
    with pytest.raises(Refused, match="受けた日時の年を確かめてください"):
        received(baba, received_at=typed)
    one = received(baba)
    with wearing(baba), pytest.raises(Refused, match="いつのことかの年を確かめてください"):
        actions.add_statement(one, NewStatement("話した。", "progress", "fact", 1, "", typed), by=baba, at=now())


def test_the_database_knows_the_bound_without_the_verb(baba: Hat, monkeypatch: pytest.MonkeyPatch) -> None:
    one, typed = received(baba), now().replace(year=8, month=5, day=1)
    for verb in ("receiving", "noting"):
        monkeypatch.setattr(f"enishi.intake.actions.{verb}.reasons_about_when", lambda *_, **__: [])
    with pytest.raises(IntegrityError, match="in_our_time"), transaction.atomic():
        received(baba, received_at=typed)
    with wearing(baba), pytest.raises(IntegrityError, match="statement_happened_in_our_time"), transaction.atomic():
        actions.add_statement(one, NewStatement("話した。", "progress", "fact", 1, "", typed), by=baba, at=now())


def test_a_mistyped_year_is_said_on_the_form_and_the_field_names_the_bound(baba: Hat, browse: Browse) -> None:
    for typed in ("0001-01-02T10:00", "0008-05-01T10:00", "1800-01-01T10:00"):
        sent = ANSWERS | {"received_at": typed, "next_on": in_days(1).isoformat(), "next_action": "phone"}
        answer = browse(baba).post(reverse("intake:receive"), sent)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "西暦4けたで入れます" in page
        assert "家賃が払えない。" in page
        assert 'min="1990-01-01T00:00"' in page


def test_the_sheet_shows_both_moments(baba: Hat, browse: Browse) -> None:
    received(baba, received_at=now() - timedelta(days=2))
    answer = browse(baba).get(reverse("intake:consultations-export", args=["csv"]))
    heads, row = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))  # type: ignore[arg-type]
    told = dict(zip(heads, row, strict=True))
    assert told["受付日時"] != told["入力日時"]
    assert told["入力日時"].startswith(f"{timezone.localdate().year}年")


# 記載


def test_a_statement_says_when_with_whom_and_how_long(baba: Hat) -> None:
    one = received(baba)
    yesterday = now() - timedelta(days=1)
    written = NewStatement("母と面談した。", "progress", happened_at=yesterday, counterpart="family", minutes=45, means="visit")
    with wearing(baba):
        actions.add_statement(one, written, by=baba, at=now())
        page = queries.consultation_page(baba, one, at=now())
    (line,) = [line for line in page.content.statements if line.text == "母と面談した。"]
    assert (line.counterpart, line.minutes) == ("家族", 45)
    assert str(timezone.localtime(yesterday).day) in line.when
    assert line.written
    assert page.content.statements[-1] is line  # in the order in which things happened
    (row,) = [row for row in said(baba, one) if row.minutes]
    assert row.happened_at == yesterday
    assert row.at - yesterday >= timedelta(days=1)


def test_without_a_moment_it_happened_now(baba: Hat) -> None:
    rows = said(baba, received(baba))
    assert rows
    assert all(row.happened_at == row.at for row in rows)


def test_what_is_told_with_a_reception_happened_when_it_was_received(baba: Hat) -> None:
    earlier = now() - timedelta(days=2)
    rows = said(baba, received(baba, received_at=earlier))
    assert {row.happened_at for row in rows} == {earlier}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"happened_at": timedelta(minutes=-3)}, "今より前"),
        ({"minutes": 0}, "1分から1,440分"),
        ({"minutes": 1441}, "1分から1,440分"),
        ({"counterpart": "nobody"}, "相手"),
    ],
)
def test_what_cannot_be_is_refused(baba: Hat, wrong: dict[str, Any], told: str) -> None:
    one = received(baba)
    given = {name: now() - value if isinstance(value, timedelta) else value for name, value in wrong.items()}
    with wearing(baba), pytest.raises(Refused, match=told):
        actions.add_statement(one, NewStatement("書く。", "progress", **given), by=baba, at=now())


def test_the_database_takes_no_statement_of_the_future(baba: Hat) -> None:
    one = received(baba)
    with wearing(baba), pytest.raises(DatabaseError, match="future"), transaction.atomic():
        Statement(
            consultation_id=one,
            information_class=1,
            origin_id=baba.agency_id,
            author_id=baba.membership_id,
            at=now() + timedelta(hours=2),
            happened_at=now() + timedelta(hours=1),
            kind="progress",
            source="fact",
            text="あした。",
        ).save(force_insert=True)


def test_the_form_of_a_statement_and_its_correction(baba: Hat, browse: Browse) -> None:
    one = received(baba)
    client = browse(baba)
    happened = moment(timedelta(days=1))
    sent = SAID | {"happened_at": happened, "counterpart": "family", "minutes": "45"}
    assert client.post(reverse("intake:statement", args=[one]), sent).status_code == 302
    page = client.get(reverse("intake:consultation", args=[one])).content.decode()
    assert "45分" in page
    assert "家族" in page
    (row,) = [row for row in said(baba, one) if row.minutes]
    correct = reverse("intake:statement-correct", args=[one, row.pk])
    form = client.get(correct).content.decode()
    assert happened in form
    assert 'value="45"' in form
    fixed = sent | {"text": "母と父と面談した。", "version": str(row.pk), "happened_at": "", "minutes": "50"}
    assert client.post(correct, fixed).status_code == 302
    (again,) = [one for one in said(baba, one) if one.minutes == 50]
    assert again.happened_at == row.happened_at  # left empty: as it stood


def test_a_correction_sent_as_the_form_showed_it_moves_nothing(baba: Hat, browse: Browse) -> None:
    """The form shows minutes; the seconds of what was written on the phone stay."""
    one = received(baba)
    (row,) = [row for row in said(baba, one) if row.information_class == 1]
    shown = f"{timezone.localtime(row.happened_at):%Y-%m-%dT%H:%M}"
    fixed = SAID | {"text": "直した。", "version": str(row.pk), "happened_at": shown}
    assert browse(baba).post(reverse("intake:statement-correct", args=[one, row.pk]), fixed).status_code == 302
    (again,) = [line for line in said(baba, one) if line.text == "直した。"]
    assert again.happened_at == row.happened_at


def test_only_who_reads_the_class_reads_with_whom(baba: Hat, chiba: Hat) -> None:
    """The new columns stand in the same rows: what hides the text hides them."""
    one = received(baba)
    with wearing(baba):
        actions.add_statement(
            one, NewStatement("通院に同行。", "progress", information_class=4, counterpart="family", minutes=30), by=baba, at=now()
        )
    with wearing(chiba):
        assert not Statement.objects.filter(consultation=one, minutes=30).exists()

"""New rows of several tables in one statement: all of them or none, and what nothing was said of is empty."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.office import inbox, trail
from enishi.office.models import Notice, Task, TrailEntry
from enishi.office.rows import beside, do_first, first, new, put, taking_along, together

pytestmark = pytest.mark.django_db


def told(hat: Hat, count: int) -> None:
    for _ in range(count):
        inbox.tell(
            hat.agency_id,
            "consultation.received",
            "相談を受け付けました（番号 0000-0000）",
            at=timezone.now(),
        )  # type: ignore[arg-type]
    inbox.assign(
        hat.agency_id,  # type: ignore[arg-type]
        "referral.answer",
        "つなぎに回答してください（番号 0000-0000）",
        timezone.localdate() + timedelta(days=7),
        at=timezone.now(),
    )
    trail.record("consultation.received", binders=[uuid4()], detail={"count": count})


@transaction.atomic
def told_with(hat: Hat, there: Notice) -> None:
    with together():
        told(hat, 3)
        put([there])


def told_and_failed(hat: Hat) -> None:
    with together():
        told(hat, 1)
        raise LookupError


def kept(hat: Hat) -> tuple[int, int, int]:
    with outside_the_walls():
        notices, tasks = (kind.objects.filter(holder_id=hat.agency_id).count() for kind in (Notice, Task))
        return (
            notices,
            tasks,
            TrailEntry.objects.filter(word="consultation.received", staff_id=hat.staff_id).count(),
        )


@pytest.mark.parametrize("count", [1, 30])
def test_rows_of_several_tables_are_one_statement(baba: Hat, count: int) -> None:
    with wearing(baba), CaptureQueriesContext(connection) as captured, together():
        told(baba, count)
        assert kept_in(captured) == 0, "nothing is written before the end"
    assert kept_in(captured) == 1
    assert kept(baba) == (count, 1, 1)
    with outside_the_walls():
        notice = Notice.objects.filter(holder_id=baba.agency_id).first()
        assert notice is not None
        assert (notice.read_at, notice.binder_id, notice.url) == (None, None, "")


def kept_in(captured: CaptureQueriesContext) -> int:
    return sum("office_notice" in one["sql"] for one in captured.captured_queries)


def test_what_is_put_in_a_part_is_written_with_the_whole(baba: Hat) -> None:
    with wearing(baba), CaptureQueriesContext(connection) as captured, together():
        with together():
            told(baba, 1)
        told(baba, 1)
    assert kept_in(captured) == 1
    assert kept(baba) == (2, 2, 2)


def test_an_error_writes_nothing_and_what_comes_after_is_written_alone(baba: Hat) -> None:
    with wearing(baba):
        with pytest.raises(LookupError):
            told_and_failed(baba)
        assert kept(baba) == (0, 0, 0)
        told(baba, 1)
    assert kept(baba) == (1, 1, 1)


def test_one_row_that_cannot_be_keeps_the_others_out(baba: Hat) -> None:
    with wearing(baba):
        inbox.tell(
            baba.agency_id,
            "consultation.received",
            "相談を受け付けました（番号 0000-0000）",
            at=timezone.now(),
        )  # type: ignore[arg-type]
        with outside_the_walls():
            there = Notice.objects.get(holder_id=baba.agency_id)
        with pytest.raises(IntegrityError):
            told_with(baba, there)
    assert kept(baba) == (1, 0, 0)


READ = "UPDATE office_notice SET read_at = now() WHERE id = %(notice)s"


def a_notice(hat: Hat) -> Notice:
    inbox.tell(
        hat.agency_id, "consultation.received", "相談を受け付けました（番号 0000-0000）", at=timezone.now()
    )  # type: ignore[arg-type]
    return Notice.objects.get()


@pytest.mark.parametrize("with_rows", [True, False])
def test_what_is_beside_goes_with_the_next_rows_or_alone(baba: Hat, with_rows: bool) -> None:
    with wearing(baba):
        notice = a_notice(baba)
        with CaptureQueriesContext(connection) as captured, taking_along():
            beside(READ, {"notice": notice.pk})
            assert captured.captured_queries == []
            if with_rows:
                trail.record("consultation.received", binders=[uuid4()])
                assert len(captured.captured_queries) == 1
        assert len(captured.captured_queries) == 1
        notice.refresh_from_db()
        assert notice.read_at is not None


def read_and_failed(notice: Notice) -> None:
    with taking_along():
        beside(READ, {"notice": notice.pk})
        raise LookupError


def test_an_error_takes_nothing_along(baba: Hat) -> None:
    with wearing(baba):
        notice = a_notice(baba)
        with CaptureQueriesContext(connection) as captured, pytest.raises(LookupError):
            read_and_failed(notice)
        assert captured.captured_queries == []
        beside(READ, {"notice": notice.pk})
        notice.refresh_from_db()
        assert notice.read_at is not None, "without taking along it is sent at once"


def test_what_is_first_is_done_once_and_before_the_rows(baba: Hat) -> None:
    done: list[list[str]] = []
    with wearing(baba), CaptureQueriesContext(connection) as captured:
        first(done.append, "alone")
        with together():
            trail.record("consultation.received", binders=[uuid4()])
            first(done.append, "one")
            with together():
                first(done.append, "two")
            assert done == [["alone"]]
            do_first()
            assert (done, captured.captured_queries) == ([["alone"], ["one", "two"]], [])
            first(done.append, "three")
        assert len(captured.captured_queries) == 1
    assert done[2:] == [["three"]]


def test_rows_that_are_told_are_those_of_the_model(baba: Hat) -> None:
    told_of = {"holder_id": baba.agency_id, "word": "consultation.received", "text": "一件", "made_at": timezone.now()}
    with wearing(baba), CaptureQueriesContext(connection) as captured:
        new(Notice, told_of | {"text": "二件"}, told_of)
        new(Notice)
    assert len(captured.captured_queries) == 1
    with outside_the_walls():
        first_one, second = Notice.objects.filter(holder_id=baba.agency_id).order_by("text")
        orm = Notice(**told_of)
        for column in (one.attname for one in Notice._meta.concrete_fields if one.attname != "id"):
            assert getattr(first_one, column) == getattr(orm, column), column
        assert first_one.pk != second.pk
    with pytest.raises(TypeError, match="holder"):
        new(Notice, told_of | {"holder": baba.agency_id})

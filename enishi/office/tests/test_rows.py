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
from enishi.office.rows import put, together

pytestmark = pytest.mark.django_db


def told(hat: Hat, count: int) -> None:
    for _ in range(count):
        inbox.tell(hat.agency_id, "consultation.received", "相談を受け付けました（番号 0000-0000）", at=timezone.now())  # type: ignore[arg-type]
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
        return notices, tasks, TrailEntry.objects.filter(
            word="consultation.received", staff_id=hat.staff_id
        ).count()


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
        inbox.tell(baba.agency_id, "consultation.received", "相談を受け付けました（番号 0000-0000）", at=timezone.now())  # type: ignore[arg-type]
        with outside_the_walls():
            there = Notice.objects.get(holder_id=baba.agency_id)
        with pytest.raises(IntegrityError):
            told_with(baba, there)
    assert kept(baba) == (1, 0, 0)

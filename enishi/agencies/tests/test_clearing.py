"""Files that nobody decided about: emptied at night by the clerk, after the days that the city sets, and recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from enishi.agencies import actions
from enishi.agencies.access import wearing
from enishi.agencies.actions.clearing import clear_undecided
from enishi.agencies.hats import Hat
from enishi.agencies.models import ImportBatch
from enishi.agencies.tests import cast
from enishi.office import hooks
from enishi.office.models import TrailEntry
from enishi.office.sheets.writing import write_csv

pytestmark = pytest.mark.django_db


@contextmanager
def as_clerk() -> Iterator[None]:
    """The role of the jobs, with nobody at the desk."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_clerk")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SET ROLE enishi_app")


def looked_at(by: Hat, days_ago: int) -> Any:
    sheet = b"".join(write_csv(["機関コード", "機関名", "機関種別"], [[str(days_ago), "見本課", "市の課"]]))
    with wearing(by):
        return actions.read_import("agencies", sheet, "見本.csv", by=by, at=timezone.now() - timedelta(days=days_ago)).pk


def kept(by: Hat) -> set[Any]:
    with wearing(by):
        return set(ImportBatch.objects.filter(content__isnull=False).values_list("pk", flat=True))


def cleared(at: datetime) -> int:
    with as_clerk():
        return clear_undecided(at)


def test_what_nobody_decided_about_is_emptied_and_recorded(doi: Hat) -> None:
    old, young = looked_at(doi, 31), looked_at(doi, 29)
    assert cleared(timezone.now()) == 1
    assert kept(doi) == {young}
    with wearing(doi):
        assert ImportBatch.objects.filter(pk=old).exists()  # that it was there stays known
    with cast.outside_the_walls():
        (line,) = TrailEntry.objects.filter(word="import.cleared", detail__batch=str(old))
    assert line.staff_id is None
    assert cleared(timezone.now()) == 0


def test_the_city_sets_after_how_many_days(doi: Hat) -> None:
    young = looked_at(doi, 5)
    with wearing(doi):
        actions.set_city_setting(
            "agencies.import_days", value=3, starts_on=timezone.localdate(), by=doi, at=timezone.now()
        )
    assert young in kept(doi)
    assert cleared(timezone.now()) == 1
    assert kept(doi) == set()


def test_the_clerk_empties_and_cannot_put_a_file_there(doi: Hat) -> None:
    one = looked_at(doi, 1)
    with pytest.raises(DatabaseError), transaction.atomic(), as_clerk():
        ImportBatch.objects.filter(pk=one).update(content=b"another")
    with pytest.raises(DatabaseError), transaction.atomic(), as_clerk(), connection.cursor() as cursor:
        cursor.execute("SELECT file_name FROM agencies_importbatch")


def test_it_belongs_to_the_clearing_of_the_night() -> None:
    assert clear_undecided in hooks.every_day.answers

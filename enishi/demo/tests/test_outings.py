"""What waits at the desks of who was outside: sealed and received by the verb, half written too, none of it in a journal."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import VisitNote
from enishi.demo import city
from enishi.demo.outings import NOTES, Outings


@pytest.mark.django_db
def test_notes_wait_at_two_desks(settings: Any, tmp_path: Path) -> None:
    settings.VISIT_KEYS = tmp_path / "visit-keys"
    now = timezone.now()
    with outside_the_walls():
        with connection.cursor() as cursor:
            cursor.execute(city.STORY_CLOCK)
        city.found(now - timedelta(days=370))
    minori = city.sign_everybody_in(timedelta(days=370), now)
    assert Outings(minori, now).tell() == len(NOTES) == 3
    with outside_the_walls():
        notes = list(VisitNote.objects.order_by("received_at"))
    assert {one.state for one in notes} == {"received"}
    assert {one.finished for one in notes} == {True, False}
    assert len({one.membership_id for one in notes}) == 2
    assert all(one.happened_at and one.happened_at < one.received_at <= now for one in notes)
    assert all(one.text and one.whom for one in notes)

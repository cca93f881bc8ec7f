"""The date that forms propose is a day when somebody is there."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from enishi.agencies import actions
from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.cases.forms import fields as case_fields
from enishi.intake.forms import fields as intake_fields
from enishi.office.models import ClosingDay

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2027, 1, 4), date(2027, 1, 5)


@pytest.fixture(autouse=True)
def _before_the_holidays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 12, 18))
    monkeypatch.setattr(intake_fields, "today", lambda: date(2026, 12, 25))


def _proposed() -> tuple[date, date]:
    """What forms of a case propose, fourteen days on, and those of a consultation, seven: both on 1 January."""
    return case_fields.default_next_date(), intake_fields.default_next_date()


def test_the_proposed_date_is_no_day_off() -> None:
    assert _proposed() == (FIRST, FIRST)


def test_the_citys_own_closing_day_counts_at_once_and_until_it_is_taken_back(doi: Hat) -> None:
    now = timezone.now()
    with wearing(doi), cast.in_a_request():
        assert _proposed() == (FIRST, FIRST)
        actions.add_closing_days(first_day=FIRST, last_day=FIRST, reason="庁舎の停電", by=doi, at=now)
        assert _proposed() == (SECOND, SECOND)
        actions.remove_closing_day(FIRST, by=doi, at=now)
        assert _proposed() == (FIRST, FIRST)


def test_a_closing_day_that_was_rolled_back_is_not_remembered() -> None:
    with transaction.atomic():
        with cast.outside_the_walls():
            ClosingDay.objects.create(day=FIRST, reason="庁舎の停電")
        assert _proposed() == (SECOND, SECOND)
        transaction.set_rollback(True)
    assert _proposed() == (FIRST, FIRST)

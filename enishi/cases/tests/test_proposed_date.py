"""The date that forms of a case propose is a day when somebody is there."""

from datetime import date

import pytest
from django.utils import timezone

from enishi.cases.forms.fields import default_next_date

pytestmark = pytest.mark.django_db


def test_the_proposed_date_is_no_day_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 12, 18))
    assert default_next_date() == date(2027, 1, 4), "fourteen days later is 1 January"

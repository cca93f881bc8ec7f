"""Offers are put together once, and rest: the collections that follow do not look through them."""

import gc

import pytest
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.community.tests.factories import resource
from enishi.participation.queries.offering import offered


@pytest.mark.django_db
def test_what_stays_is_not_looked_through_again_until_something_changes(aoki: Hat) -> None:
    today = timezone.localdate()
    resource("みどりサロン")
    gc.unfreeze()
    known = offered(on=today)
    resting = gc.get_freeze_count()
    assert resting > len(known.offers) > 0
    assert not any(one is known for one in gc.get_objects()), "no collection finds it"
    assert offered(on=today) is known
    assert gc.get_freeze_count() <= resting
    resource("ほかの所")
    assert len(offered(on=today).offers) == len(known.offers) + 1
    gc.unfreeze()

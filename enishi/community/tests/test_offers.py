from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.community.models import Resource
from enishi.community.queries import offers
from enishi.community.rules.offers import is_paused, is_stale
from enishi.community.tests.factories import DAY, menu, resource

pytestmark = pytest.mark.django_db


def test_a_pause_ends_the_day_it_is_offered_again() -> None:
    assert is_paused(DAY, DAY + timedelta(1), on=DAY)
    assert not is_paused(DAY, DAY + timedelta(1), on=DAY + timedelta(1))
    assert is_paused(DAY, None, on=DAY + timedelta(900))
    assert not is_paused(None, None, on=DAY)


def test_what_was_to_be_confirmed_yesterday_is_stale_today() -> None:
    assert is_stale(DAY - timedelta(1), on=DAY)
    assert not is_stale(DAY, on=DAY)
    assert not is_stale(None, on=DAY)


def test_a_menu_inherits_what_it_does_not_say(aoki: Hat) -> None:
    host = resource(
        times=[[1, "0", 540, 720]],
        open_days=[1],
        considerations={"quiet": "yes", "pickup": "yes"},
        age_from=18,
    )
    menu(host, considerations={"pickup": "no", "small": "unknown"}, capacity=2, available=0)
    with wearing(aoki):
        (offer,) = offers(on=DAY)
    assert offer.days == {1}
    assert offer.times[0].opens == 540
    assert offer.considerations == {"quiet": True, "pickup": False}
    assert (offer.age_from, offer.full, offer.host) == (18, True, "みどりサロン")


def test_the_pause_of_the_host_pauses_its_menus_and_an_open_pause_has_no_end(aoki: Hat) -> None:
    host = resource(paused_from=DAY, paused_until=date(2027, 1, 5))
    menu(host)
    menu(host, "草刈り", paused_from=DAY)
    with wearing(aoki):
        found = {one.name: one for one in offers(on=DAY)}
    assert found["畑の手伝い"].paused
    assert found["畑の手伝い"].paused_until == date(2027, 1, 5)
    assert found["草刈り"].paused
    assert found["草刈り"].paused_until is None


def test_ended_ones_are_gone_and_a_host_whose_menus_ended_offers_nothing(aoki: Hat) -> None:
    resource("終わったサロン", ends_on=DAY)
    menu(resource("続くサロン"), ends_on=DAY)
    with wearing(aoki):
        assert offers(on=DAY) == []


def test_offers_take_two_statements_for_one_and_for_many(aoki: Hat, django_assert_num_queries) -> None:
    menu(resource())
    with wearing(aoki), django_assert_num_queries(2):
        offers(on=DAY)
    for number in range(5):
        menu(resource(f"サロン{number}"))
    with wearing(aoki), django_assert_num_queries(2):
        assert len(offers(on=DAY)) == 6


@pytest.mark.parametrize("wrong", [{"capacity": 3, "available": 4}, {"available": 1}])
def test_the_database_keeps_places_within_the_capacity(wrong: dict[str, int]) -> None:
    host = resource(capacity=3, available=3)
    with pytest.raises(IntegrityError, match="places_in_order"), transaction.atomic():
        resource("別のサロン", **wrong)
    with pytest.raises(IntegrityError, match="places_in_order"), transaction.atomic():
        menu(host, **wrong)


def test_only_who_tends_them_changes_resources(aoki: Hat, doi: Hat) -> None:
    one = resource()
    with wearing(doi):
        assert Resource.objects.filter(pk=one.pk).update(note="x") == 0
        assert Resource.objects.filter(pk=one.pk).exists()
    with wearing(aoki):
        assert Resource.objects.filter(pk=one.pk).update(note="x") == 1

"""The places of みのり市: as many as promised, told by the verbs, all on the map, in more than one state."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.tests.cast import outside_the_walls
from enishi.community.models import Activity, Capability, Menu, PlaceNeed, Resource, Session
from enishi.demo import city
from enishi.demo.neighbourhood import Neighbourhood


@pytest.mark.django_db
def test_three_hundred_resources_are_told() -> None:
    now = timezone.now()
    with outside_the_walls():
        with connection.cursor() as cursor:
            cursor.execute(city.STORY_CLOCK)
        city.found(now - timedelta(days=370))
    minori = city.sign_everybody_in(timedelta(days=370), now)
    assert Neighbourhood(minori, now).tell() == 300
    with outside_the_walls():
        today = timezone.localdate()
        assert Resource.objects.count() == 300
        assert not Resource.objects.filter(latitude=None).exists(), "every place lies in a town of the register"
        assert Resource.objects.filter(public=True).exists()
        assert Resource.objects.paused_on(today).exists()
        assert Resource.objects.exclude(closings={}).exists()
        assert Menu.objects.count() > 40
        assert len(set(Menu.objects.values_list("purpose", flat=True))) >= 4
        assert Activity.objects.values("programme").distinct().count() == 5
        assert Session.objects.filter(counts__people__gt=0).exists()
        assert {one.state for one in PlaceNeed.objects.all()} == {"open", "passed", "met", "dropped"}
        assert Capability.objects.exists()

"""The places of みのり市: as many as promised, told by the verbs, all on the map, in more than one state."""

from django.utils import timezone

from enishi.community.models import Activity, Capability, Menu, PlaceNeed, Resource, Session


def told() -> None:
    """Before anything else happens at them."""
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

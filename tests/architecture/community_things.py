"""Things of the community behind doors: public by nature, so every hat that comes in may open them."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.community.actions.loading import read_load
from enishi.community.models import Activity, Capability, Happening, PlaceNeed
from enishi.community.tests.factories import menu, resource

MAKERS: dict[str, Callable[[Hat], dict[str, Any]]] = {}
PUBLIC: set[str] = set()


def _resource(hat: Hat) -> dict[str, Any]:
    return {"resource_id": resource("見本サロン").pk}


def _menu(hat: Hat) -> dict[str, Any]:
    return {"menu_id": menu(resource("見本サロン")).pk}


def _load(hat: Hat) -> dict[str, Any]:
    with wearing(hat):
        batch = read_load("名称,住所\n見本の家,縁市桜町1\n".encode(), "見本.csv", by=hat, at=timezone.now())
    return {"batch_id": batch.pk}


def _open_data(hat: Hat) -> dict[str, Any]:
    return {"form": "geojson"}


def _public_resource(hat: Hat) -> dict[str, Any]:
    return {"resource_id": resource("見本の公開の家", public=True).pk}


def _activity(hat: Hat) -> dict[str, Any]:
    with cast.outside_the_walls():
        return {"activity_id": Activity.objects.create(name="見本の体操").pk}


def _need(hat: Hat) -> dict[str, Any]:
    with cast.outside_the_walls():
        now = timezone.now()
        return {"need_id": PlaceNeed.objects.create(title="見本", seen_on=timezone.localdate(now), raised_at=now).pk}


def _happening(hat: Hat) -> dict[str, Any]:
    with cast.outside_the_walls():
        return {"happening_id": Happening.objects.create(name="見本の研修", starts_on=timezone.localdate()).pk}


def _capability(hat: Hat) -> dict[str, Any]:
    with cast.outside_the_walls():
        return {"capability_id": Capability.objects.create(agency_id=hat.agency_id, what="見本").pk}


MAKERS |= {
    "activity": _activity,
    "need seen": _need,
    "happening": _happening,
    "capability": _capability,
    "resource": _resource,
    "menu": _menu,
    "resource load": _load,
    "open data form": _open_data,
    "public resource": _public_resource,
}
PUBLIC |= set(MAKERS)

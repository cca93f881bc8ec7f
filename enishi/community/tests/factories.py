"""Resources and menus for tests, made outside the walls."""

from datetime import date
from typing import Any

from enishi.agencies.tests import cast
from enishi.community.models import Menu, Resource


def resource(name: str = "みどりサロン", **more: Any) -> Resource:
    with cast.outside_the_walls():
        return Resource.objects.create(**{"name": name, "kind": "salon"} | more)


def menu(host: Resource, name: str = "畑の手伝い", purpose: str = "experience", **more: Any) -> Menu:
    with cast.outside_the_walls():
        return Menu.objects.create(resource=host, name=name, purpose=purpose, **more)


DAY = date(2026, 11, 26)

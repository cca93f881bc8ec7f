"""地域の資源: list, map, one resource, and the ways out. For every member of staff."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.rules.opening_times import describe
from enishi.agencies.views.frame import asked, page_of
from enishi.community.city_settings import REMIND
from enishi.community.queries.directory import (
    FILTERS,
    STATES,
    activities_of,
    areas_known,
    capacity_words,
    entries,
    flags_told,
    resource_page,
    resources,
    states_of,
)
from enishi.community.queries.exporting import geojson, open_csv, own_rows, public_resources
from enishi.community.queries.hsds import hsds_package
from enishi.community.queries.mapping import drawing
from enishi.community.rules.poi import poi_words
from enishi.community.rules.resource_layouts import OWN_HEADS
from enishi.community.terms import BarrierFree, Consideration, Purpose, ResourceKind, Target
from enishi.community.views.frame import tabs, trail
from enishi.office import egress
from enishi.office.asked import ways_out
from enishi.office.city import setting
from enishi.office.doors import SIGNED_IN, door
from enishi.office.errors import NotFound

DAYS = (
    *((str(number), f"{letter}曜") for number, letter in enumerate("月火水木金土日", start=1)),
    ("8", "祝日"),
)
FREE = (("1", "空きがある"),)
ON_MAP = 500


def _filtered(request: HatRequest, on: date) -> tuple[dict[str, str], Any]:
    wanted = asked(request, *FILTERS)
    soon = on + timedelta(days=setting(REMIND.name, on=on))
    return wanted, resources(wanted, on=on, soon=soon)


def _choices(wanted: dict[str, str], request: HatRequest) -> dict[str, Any]:
    return {
        "wanted": wanted,
        "filtered": any(wanted[name] for name in FILTERS if name != "sort"),
        "kinds": ResourceKind.choices,
        "purposes": Purpose.choices,
        "targets": Target.choices,
        "days": DAYS,
        "areas": [(one, one) for one in areas_known()],
        "flags": BarrierFree.choices,
        "considerations": Consideration.choices,
        "states": STATES,
        "frees": FREE,
        "query": request.GET.urlencode(),
        "tends": "tend" in request.hat.may,
    }


@door(SIGNED_IN)
@require_safe
def home(request: HatRequest) -> HttpResponse:
    """The entry of the menu, under which all pages of the room stand: the list."""
    return redirect("community:resources")


@door(SIGNED_IN)
@require_safe
def listed(request: HatRequest) -> HttpResponse:
    """The directory with its filters: what there is to take part in or to turn to."""
    today = timezone.localdate()
    wanted, found = _filtered(request, today)
    page = page_of(request, found)
    context = _choices(wanted, request) | {
        "page": page,
        "rows": entries(page.object_list, on=today),
        "tabs": tabs("community:resources", tends="tend" in request.hat.may),
        "exports": ways_out(request, "community:resources-export"),
    }
    return render(request, "community/resources.html", context)


@door(SIGNED_IN)
@require_safe
def mapped(request: HatRequest) -> HttpResponse:
    """The same list on a drawing of the city, with the same in a table below."""
    today = timezone.localdate()
    wanted, found = _filtered(request, today)
    rows = list(found[: ON_MAP + 1])
    drawn = drawing(rows[:ON_MAP])
    numbers = {key: spot.number for spot in drawn.spots for key in spot.ids} if drawn else {}
    order = sorted(rows[:ON_MAP], key=lambda one: (numbers.get(one.pk, ON_MAP + 1), one.name))
    page = page_of(request, order)
    context = _choices(wanted, request) | {
        "drawn": drawn,
        "page": page,
        "rows": [(numbers.get(one.id), one) for one in entries(page, on=today)],
        "left_out": len(rows) > ON_MAP,
        "most": ON_MAP,
        "tabs": tabs("community:map", tends="tend" in request.hat.may),
    }
    return render(request, "community/map.html", context)


@door(SIGNED_IN)
@require_safe
def one_resource(request: HatRequest, resource_id: UUID) -> HttpResponse:
    """One resource: what it is, when, for whom, what it can consider, its menus, who confirmed it last."""
    today = timezone.localdate()
    found = resource_page(resource_id)
    menus = [
        {
            "menu": menu,
            "states": states_of(menu, today),
            "hours": describe(menu.schedule()),
            "capacity": capacity_words(menu),
            "considerations": flags_told(menu.considerations, Consideration.choices),
            "targets": [Target(code).label for code in menu.targets],
        }
        for menu in found.menus.all()
        if menu.ends_on is None or menu.ends_on > today
    ]
    context = {
        "one": found,
        "poi": poi_words(found.poi_code),
        "trail": trail(),
        "states": states_of(found, today),
        "hours": describe(found.schedule()),
        "capacity": capacity_words(found),
        "purposes": [Purpose(code).label for code in found.purposes],
        "targets": [Target(code).label for code in found.targets],
        "considerations": flags_told(found.considerations, Consideration.choices),
        "barrier_free": flags_told(found.barrier_free, BarrierFree.choices),
        "closing_left": found.closings.get("left_over", ""),
        "menus": menus,
        "activities": [each for each in activities_of(found) if each.ends_on is None or each.ends_on > today],
        "original": found.original.get("row", []),
        "tends": "tend" in request.hat.may,
        "today": today,
        "is_stale": found.verify_by is not None and found.verify_by < today,
    }
    return render(request, "community/resource.html", context)


@door(SIGNED_IN)
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The filtered list to take along, in our own layout: what goes out this way comes in again."""
    _wanted, found = _filtered(request, timezone.localdate())
    return hand_out(
        request.hat,
        word="resource.list",
        title="地域の資源",
        heads=OWN_HEADS,
        rows=own_rows(found),
        form=form,
        at=timezone.now(),
    )


@door(SIGNED_IN)
@require_safe
def open_data(request: HatRequest, form: str) -> HttpResponse:
    """What is public anyway, as open data: the national layout, GeoJSON, HSDS 3.0."""
    now = timezone.now()
    found = list(public_resources(on=timezone.localdate()))
    if form == "csv":
        content, word, title, kind = open_csv(found, ""), "resource.list", "地域の資源_オープンデータ", "csv"
    elif form == "geojson":
        content, word, title, kind = geojson(found), "resource.map", "地域の資源", "geojson"
    elif form == "hsds":
        content = hsds_package(found, on=timezone.localdate(), name="地域の資源")
        word, title, kind = "resource.hsds", "地域の資源_HSDS", "zip"
    else:
        raise NotFound("egress.form", form)
    return egress.bundle(request.hat, word, content, kind, rows=len(found), title=title, at=now)

"""What is public, for anybody: no account, no cookie is needed, nothing of a person is there."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from enishi.agencies.rules.opening_times import describe
from enishi.agencies.views.frame import asked, page_of
from enishi.community.queries.directory import capacity_words, entries, flags_told, resources
from enishi.community.queries.public import happenings_to_come, public_resource, running_activities
from enishi.community.terms import BarrierFree, Purpose, ResourceKind, Target
from enishi.office.doors import OPEN, door

PUBLIC_FILTERS = ("q", "kind", "purpose", "day", "sort")
DAYS = (
    *((str(number), f"{letter}曜") for number, letter in enumerate("月火水木金土日", start=1)),
    ("8", "祝日"),
)


@door(OPEN)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Places to go to, activities that go on, events to come."""
    today = timezone.localdate()
    wanted = asked(request, *PUBLIC_FILTERS)
    found = resources(wanted | {"state": "open"}, on=today).filter(public=True)
    page = page_of(request, found)
    context = {
        "page": page,
        "rows": entries(page.object_list, on=today),
        "wanted": wanted,
        "filtered": any(wanted[name] for name in ("q", "kind", "purpose", "day")),
        "kinds": ResourceKind.choices,
        "purposes": Purpose.choices,
        "days": DAYS,
        "activities": running_activities(on=today),
        "happenings": happenings_to_come(on=today),
    }
    return render(request, "community/public_resources.html", context)


@door(OPEN)
@require_safe
def one_resource(request: HttpRequest, resource_id: UUID) -> HttpResponse:
    """One public place. What is not public, hidden for want of confirmation, or never was: not found."""
    today = timezone.localdate()
    found = public_resource(resource_id, on=today)
    context = {
        "one": found,
        "hours": describe(found.schedule()),
        "capacity": capacity_words(found),
        "purposes": [Purpose(code).label for code in found.purposes],
        "targets": [Target(code).label for code in found.targets],
        "barrier_free": flags_told(found.barrier_free, BarrierFree.choices),
    }
    return render(request, "community/public_resource.html", context)

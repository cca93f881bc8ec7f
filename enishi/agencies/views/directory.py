"""機関名簿 and 役割表: for every member of staff."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from enishi.agencies import queries
from enishi.agencies.browser import HatRequest
from enishi.agencies.queries.directory import entries, schedule_of
from enishi.agencies.roles import PERMISSIONS, ROLES
from enishi.agencies.rules.opening_times import describe
from enishi.agencies.terms import AgencyKind
from enishi.agencies.views.frame import asked, page_of, tabs
from enishi.office.doors import SIGNED_IN, door


@door(SIGNED_IN)
@require_safe
def directory(request: HatRequest) -> HttpResponse:
    """Whom to hand on to: words, kind, district; hours and whether open now."""
    now = timezone.localtime()
    filters = asked(request, "q", "kind", "district", "sort")
    found = queries.agencies(
        search=filters["q"],
        kind=filters["kind"],
        district=filters["district"],
        sort=filters["sort"] or "name",
        on=now.date(),
    )
    page = page_of(request, found)
    return render(
        request,
        "agencies/directory.html",
        {
            "page": page,
            "rows": entries(page.object_list, at=now),
            "filters": filters,
            "filtered": any(filters[name] for name in ("q", "kind", "district")),
            "kinds": AgencyKind.choices,
            "districts": [(one, one) for one in queries.districts(on=now.date())],
        },
    )


@door(SIGNED_IN)
@require_safe
def agency(request: HatRequest, agency_id: UUID) -> HttpResponse:
    """One agency as a colleague needs it: how to reach it, when, for whom."""
    today = timezone.localdate()
    found = queries.agency_page(agency_id)
    return render(
        request,
        "agencies/agency.html",
        {
            "agency": found,
            "hours": describe(schedule_of(found)),
            "districts": [
                one for one in found.catchments.all() if one.ends_on is None or one.ends_on > today
            ],
            "closings": [one for one in found.closings.all() if one.ends_on > today],
            "people": queries.running_memberships(agency_id, on=today),
            "administers": "administer" in request.hat.may,
        },
    )


@door(SIGNED_IN)
@require_safe
def roles(request: HatRequest) -> HttpResponse:
    """The role table on one page, for the screen and for paper."""
    administers = "administer" in request.hat.may
    return render(
        request,
        "agencies/roles.html",
        {
            "lines": [
                (role, [label for permission, label in PERMISSIONS.items() if permission in role.may])
                for role in ROLES.values()
            ],
            "tabs": tabs("agencies:roles") if administers else [],
        },
    )

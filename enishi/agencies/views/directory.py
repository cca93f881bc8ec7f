"""機関名簿 and 役割表: for every member of staff."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from enishi.agencies import queries
from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.queries.directory import AgencyEntry, entries, schedule_of
from enishi.agencies.roles import PERMISSIONS, ROLES
from enishi.agencies.rules.opening_times import describe
from enishi.agencies.terms import AgencyKind
from enishi.agencies.views.frame import asked, page_of, tabs
from enishi.office.doors import SIGNED_IN, door

HEADS = ("名称", "カナ", "種別", "サービス", "法人", "電話", "所在地", "中学校区", "開所")


def _filtered(request: HatRequest, on: date) -> tuple[dict[str, str], Any]:
    filters = asked(request, "q", "kind", "district", "sort")
    found = queries.agencies(
        search=filters["q"],
        kind=filters["kind"],
        district=filters["district"],
        sort=filters["sort"] or "name",
        on=on,
    )
    return filters, found


@door(SIGNED_IN)
@require_safe
def directory(request: HatRequest) -> HttpResponse:
    """Whom to hand on to: words, kind, district; hours and whether open now."""
    now = timezone.localtime()
    filters, found = _filtered(request, now.date())
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
            "query": request.GET.urlencode(),
        },
    )


@door(SIGNED_IN)
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The filtered list to take along: a telephone list of the agencies that work now."""
    now = timezone.localtime()
    _filters, found = _filtered(request, now.date())
    return hand_out(
        request.hat,
        word="agencies.directory",
        title="機関名簿",
        heads=HEADS,
        rows=[_cells(one) for one in entries(found, at=now)],
        form=form,
        at=now,
    )


def _cells(one: AgencyEntry) -> list[object]:
    return [
        *(one.name, one.kana, one.kind_label, one.service, one.corporation, one.phone, one.address),
        *("、".join(one.districts), one.hours or one.hours_words),
    ]


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

"""開示請求の一覧: those of one's own agency with names, and the dates of all of them for the privacy officer."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.office import egress
from enishi.office.asked import page_number, ways_out
from enishi.office.doors import door
from enishi.residents.queries import requests as listing
from enishi.residents.queries.requests import SHOW as SHOW_REQUESTS
from enishi.residents.queries.requests import Wanted
from enishi.residents.views.accounting import PAGE_SIZE, READ
from enishi.sharing.queries import disclosures
from enishi.sharing.terms import Purpose


def wanted_of(request: HatRequest) -> Wanted:
    given = request.GET
    show = given.get("show", "open")
    return Wanted(show if show in SHOW_REQUESTS else "open", given.get("sort", "due"), page_number(request))


@door("receive")
@require_http_methods(READ)
def requests(request: HatRequest) -> HttpResponse:
    """Every request that this agency works on."""
    wanted = wanted_of(request)
    page, rows = listing.request_list(request.hat, wanted, on=timezone.localdate())
    context = {
        "page": page,
        "rows": rows,
        "wanted": wanted,
        "shows": [one for one in SHOW_REQUESTS.items() if one[0]],
    }
    return render(
        request, "residents/requests.html", context | ways_out(request, "residents:requests-export")
    )


@door("receive")
@require_http_methods(READ)
def requests_export(request: HatRequest, form: str) -> HttpResponse:
    rows, found = listing.request_rows(request.hat, wanted_of(request), on=timezone.localdate())
    return egress.table(
        request.hat,
        "disclosure.export",
        listing.HEADS,
        rows,
        [one.resident for one in found if one.resident],
        form,
        title="開示請求の一覧",
        purpose=Purpose.ACCOUNTING,
        at=timezone.now(),
    )


@door("audit")
@require_http_methods(READ)
def dates(request: HatRequest) -> HttpResponse:
    """The dates of all requests of the city, for the privacy officer: no person, no requester, no outcome."""
    rows = disclosures.dates()
    page = Paginator(rows, PAGE_SIZE).get_page(page_number(request))
    context = {
        "page": page,
        "today": timezone.localdate(),
        "late": sum(one.decided_at is None and one.until < timezone.localdate() for one in rows),
        "open": sum(one.decided_at is None for one in rows),
    }
    return render(request, "residents/request_dates.html", context)

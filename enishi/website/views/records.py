"""記録: who looked at what, who did what. For the privacy officer and the auditor; no name of a resident."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from enishi.agencies.browser import HatRequest
from enishi.office import egress
from enishi.office.asked import page_number
from enishi.office.doors import door
from enishi.office.terms import TrailKind
from enishi.website import records

A_PAGE = 100


@door("audit")
@require_safe
def trail(request: HatRequest) -> HttpResponse:
    """Search by staff, reference, word, kind and period."""
    asked = records.filters(request.GET, today=timezone.localdate())
    wanted = page_number(request)
    found = records.lines(
        request.hat, asked, sort=request.GET.get("sort", ""), first=(wanted - 1) * A_PAGE, most=A_PAGE
    )
    query = request.GET.urlencode()
    return render(
        request,
        "website/records.html",
        {
            "asked": asked,
            "lines": found.shown,
            "page": Paginator(range(found.count), A_PAGE).get_page(wanted),
            "rest": found.rest,
            "kinds": TrailKind.choices,
            "exports": {
                form: f"{reverse('office:trail-export', args=[form])}?{query}" for form in egress.TYPES
            },
        },
    )


@door("audit")
@require_safe
def trail_export(request: HatRequest, form: str) -> HttpResponse:
    """The lines found, through the one way out."""
    today = timezone.localdate()
    asked = records.filters(request.GET, today=today)
    found = records.every_line(request.hat, asked, sort=request.GET.get("sort", ""), today=today)
    binders = {line.record.binder for line in found if line.record.binder}
    return egress.table(
        request.hat, "records.list", records.HEADS, records.rows(found), sorted(binders), form, title="記録"
    )


@door("audit")
@require_safe
def unusual(request: HatRequest) -> HttpResponse:
    """Days worth a question, as a list with reasons; a hint, never a verdict. And who came in as new staff."""
    days = 31 if request.GET.get("days") == "31" else records.DAYS_UNUSUAL
    found = records.unusual(request.hat, today=timezone.localdate(), days=days)
    came = records.newcomers(today=timezone.localdate(), days=days)
    page = Paginator(found, A_PAGE).get_page(page_number(request))
    return render(request, "website/unusual.html", {"page": page, "days": days, "newcomers": came})

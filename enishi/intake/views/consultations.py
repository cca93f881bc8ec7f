"""Lists of consultations and the page of one."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from enishi.agencies.browser import HatRequest
from enishi.intake import panels, queries
from enishi.intake.access import Unopened
from enishi.intake.queries.consultations import SHOW
from enishi.intake.queries.held import AGENCY, MINE, Wanted
from enishi.intake.terms import Channel, Urgency
from enishi.intake.views.frame import taken_away, trail
from enishi.office.asked import page_number, ways_out
from enishi.office.doors import door
from enishi.office.ids import identity
from enishi.residents.panels import RESIDENT

MOST_REGISTERS = 20


def wanted_of(request: HatRequest) -> Wanted:
    given = request.GET
    return Wanted(
        whose=AGENCY if given.get("whose") == AGENCY else MINE,
        show=given.get("show", "") if given.get("show") in SHOW else "open",
        sort=given.get("sort", "next"),
        urgency=given.get("urgency", ""),
        channel=given.get("channel", "") if given.get("channel") in Channel.values else "",
        reference=given.get("reference", ""),
        residents=tuple(one for typed in given.getlist(RESIDENT)[:MOST_REGISTERS] if (one := identity(typed))),
        page=page_number(request),
    )


@door("receive")
@require_safe
def consultations(request: HatRequest) -> HttpResponse:
    """自分の担当, 自分の機関の相談."""
    wanted, now = wanted_of(request), timezone.now()
    if wanted.reference:
        found = queries.find_by_reference(request.hat, wanted.reference, at=now)
        if found:
            return redirect("intake:consultation", found)
    listing = queries.consultation_list(request.hat, wanted, at=now)
    address = reverse("intake:consultations")
    context = {
        "listing": listing,
        "wanted": wanted,
        "tabs": [
            {"label": "自分の担当", "url": address, "current": wanted.whose == MINE, "count": None},
            {
                "label": "自分の機関の相談",
                "url": f"{address}?whose={AGENCY}",
                "current": wanted.whose == AGENCY,
                "count": None,
            },
        ],
        "shows": list(SHOW.items()),
        "urgencies": Urgency.choices,
        "channels": Channel.choices,
        "filtered": bool(
            wanted.urgency or wanted.channel or wanted.reference or wanted.residents or wanted.show != "open"
        ),
    }
    return render(
        request, "intake/consultations.html", context | ways_out(request, "intake:consultations-export")
    )


@door("receive")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen, all of it, as CSV or XLSX."""
    sheet = queries.consultation_sheet(request.hat, wanted_of(request), at=timezone.now())
    return taken_away(request, "consultation.list", sheet, form)


@door("receive", "answer")
@require_safe
def consultation(request: HatRequest, consultation_id: UUID) -> HttpResponse:
    """The page of one consultation."""
    try:
        page = queries.consultation_page(request.hat, consultation_id, at=timezone.now())
    except Unopened as envelope:
        return redirect("intake:referral", envelope.referral)
    may = request.hat.may
    context = {
        "page": page,
        "crumbs": trail(),
        "may_refer": page.is_open and page.is_holder and "refer" in may,
        "may_change": page.is_open and page.is_holder,
        "may_reopen": page.may_reopen and "receive" in may,
        "panels": panels.offered(consultation_id, may),
    }
    return render(request, "intake/consultation.html", context)

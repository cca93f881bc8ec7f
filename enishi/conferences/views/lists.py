"""会議の一覧, 残った行, 情報提供依頼の一覧."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from enishi.agencies.browser import HatRequest
from enishi.conferences.queries import lists
from enishi.conferences.queries.decision_lines import open_for, split
from enishi.conferences.queries.lists import CONVENED, INVITED, PERIODS, STATES, WHOSE, Wanted
from enishi.conferences.queries.requests import requests_for
from enishi.conferences.views.frame import LIST
from enishi.intake.views.frame import page_number, taken_away, ways_out
from enishi.office.doors import door


def wanted_of(request: HatRequest) -> Wanted:
    given = request.GET
    usual = CONVENED if "lead" in request.hat.may else INVITED
    kinds = dict(lists.kind_choices())
    period = given.get("period", "") if given.get("period") in PERIODS else "coming"
    return Wanted(
        whose=given.get("whose", "") if given.get("whose") in WHOSE else usual,
        kind=given.get("kind", "") if given.get("kind") in kinds else "",
        state=given.get("state", "") if given.get("state") in STATES else "",
        period=period,
        sort=given.get("sort", "-starts" if period in {"past", "all"} else "starts"),
        page=page_number(request),
    )


@door("answer")
@require_safe
def conferences(request: HatRequest) -> HttpResponse:
    """招かれた会議, 自分の機関が招集した会議."""
    wanted, now = wanted_of(request), timezone.now()
    address = reverse("conferences:conferences")
    context = {
        "listing": lists.conference_list(request.hat, wanted, at=now),
        "wanted": wanted,
        "tabs": [
            {"label": label, "url": f"{address}?whose={code}", "current": wanted.whose == code, "count": None}
            for code, label in WHOSE.items()
        ],
        "kinds": lists.kind_choices(),
        "states": list(STATES.items()),
        "periods": list(PERIODS.items()),
        "may_call": "lead" in request.hat.may,
    }
    return render(
        request, "conferences/conferences.html", context | ways_out(request, "conferences:conferences-export")
    )


@door("answer")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen, all of it, as CSV or XLSX."""
    sheet = lists.conference_sheet(request.hat, wanted_of(request), at=timezone.now())
    return taken_away(request, "conference.list", sheet, form)


@door("answer")
@require_safe
def lines(request: HatRequest) -> HttpResponse:
    """決まったことのうち、残っている行: of meetings that we convened, and what we are to do."""
    ours, theirs = split(open_for(request.hat, timezone.now()))
    context = {"ours": ours, "theirs": theirs, "crumbs": [LIST]}
    return render(request, "conferences/lines.html", context)


@door("answer")
@require_safe
def requests(request: HatRequest) -> HttpResponse:
    """情報提供依頼: asked of us, and sent by us."""
    found = requests_for(request.hat, timezone.now())
    context = {
        "ours": [one for one in found if one.ours],
        "sent": [one for one in found if not one.ours],
        "crumbs": [LIST],
    }
    return render(request, "conferences/requests.html", context)

"""会議の一覧, 残った行, 情報提供依頼の一覧."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from enishi.agencies.browser import HatRequest
from enishi.conferences.queries import lists, open_lists
from enishi.conferences.queries.lists import CONVENED, INVITED, PERIODS, STATES, WHOSE, Wanted
from enishi.conferences.queries.open_lists import WantedLines, WantedRequests
from enishi.conferences.views.frame import LIST
from enishi.intake.views.frame import taken_away
from enishi.office.asked import page_number, ways_out
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
        "may_rescue": "coordinate" in request.hat.may,
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


def wanted_lines(request: HatRequest) -> WantedLines:
    given = request.GET
    return WantedLines(
        whose=given.get("whose", "") if given.get("whose") in open_lists.WHOSE else "",
        why=given.get("why", "") if given.get("why") in open_lists.WHY else "",
        agency=given.get("agency", "").strip(),
        due=given.get("due", "") if given.get("due") in open_lists.DUE else "",
        sort=given.get("sort", "due"),
        page=page_number(request),
    )


@door("answer")
@require_safe
def lines(request: HatRequest) -> HttpResponse:
    """決まったことのうち、残っている行: of meetings that we convened, and what we are to do."""
    wanted, address = wanted_lines(request), reverse("conferences:lines")
    page = open_lists.line_list(request.hat, wanted, at=timezone.now())
    context = {
        "listing": page.listing,
        "whose": page.whose,
        "wanted": wanted,
        "tabs": _tabs(address, "whose", open_lists.WHOSE, page.whose, page.counts),
        "reasons": list(open_lists.WHY.items()),
        "dues": list(open_lists.DUE.items()),
        "crumbs": [LIST],
    }
    return render(request, "conferences/lines.html", context | ways_out(request, "conferences:lines-export"))


@door("answer")
@require_safe
def lines_export(request: HatRequest, form: str) -> HttpResponse:
    sheet = open_lists.line_sheet(request.hat, wanted_lines(request), at=timezone.now())
    return taken_away(request, "conference.lines", sheet, form)


def wanted_requests(request: HatRequest) -> WantedRequests:
    given = request.GET
    return WantedRequests(
        side=given.get("side", "") if given.get("side") in open_lists.SIDES else open_lists.ASKED,
        state=given.get("state", "") if given.get("state") in open_lists.STATES else "waiting",
        agency=given.get("agency", "").strip(),
        due=given.get("due", "") if given.get("due") in open_lists.DUE else "",
        sort=given.get("sort", "due"),
        page=page_number(request),
    )


@door("answer")
@require_safe
def requests(request: HatRequest) -> HttpResponse:
    """情報提供依頼: asked of us, and sent by us."""
    wanted, address = wanted_requests(request), reverse("conferences:requests")
    context = {
        "listing": open_lists.request_list(request.hat, wanted, at=timezone.now()),
        "wanted": wanted,
        "tabs": _tabs(address, "side", open_lists.SIDES, wanted.side),
        "states": list(open_lists.STATES.items()),
        "dues": list(open_lists.DUE.items()),
        "crumbs": [LIST],
    }
    return render(
        request, "conferences/requests.html", context | ways_out(request, "conferences:requests-export")
    )


@door("answer")
@require_safe
def requests_export(request: HatRequest, form: str) -> HttpResponse:
    sheet = open_lists.request_sheet(request.hat, wanted_requests(request), at=timezone.now())
    return taken_away(request, "conference.requests", sheet, form)


def _tabs(
    address: str, name: str, labels: Mapping[str, str], chosen: str, counts: Mapping[str, int] | None = None
) -> list[dict[str, Any]]:
    known: Mapping[str, int] = counts or {}
    return [
        {
            "label": label,
            "url": f"{address}?{name}={code}",
            "current": chosen == code,
            "count": known.get(code),
        }
        for code, label in labels.items()
    ]

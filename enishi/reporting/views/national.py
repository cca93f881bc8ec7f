"""国報告の記入状況: what is missing of the report to the state, case by case, with the way to fill it in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from enishi.agencies.browser import HatRequest
from enishi.intake.queries.exports import Sheet
from enishi.intake.views.frame import taken_away
from enishi.office.asked import page_number, ways_out
from enishi.office.doors import door
from enishi.reporting.queries import completeness
from enishi.reporting.queries.completeness import STATES, Wanted
from enishi.reporting.rules.reporting import shares
from enishi.reporting.views.frame import INDEX
from enishi.reporting.views.papers import where_to_fill

HEADS = "ケース番号 氏名 カナ 状態 開始日 記入済み 求められる項目 足りない項目"


def wanted_of(request: HatRequest) -> Wanted:
    given = request.GET
    return Wanted(
        state=given.get("state", "") if given.get("state") in STATES else "",
        sort=given.get("sort", "opened"),
        page=page_number(request),
        mine=given.get("whose") == "mine",
    )


@door("lead")
@require_safe
def national(request: HatRequest) -> HttpResponse:
    wanted = wanted_of(request)
    listing = completeness.national(request.hat, wanted, at=timezone.now())
    there, asked = shares(one.found for one in listing.rows)
    here = reverse("reporting:national")
    context = {
        "listing": listing,
        "rows": [{"line": one, "groups": where_to_fill(one)} for one in listing.rows],
        "wanted": wanted,
        "states": list(STATES.items()),
        "there": there,
        "asked": asked,
        "filtered": bool(wanted.state),
        "tabs": [
            {"label": "自分の機関が主担当", "url": here, "current": not wanted.mine, "count": None},
            {"label": "自分が主担当", "url": f"{here}?whose=mine", "current": wanted.mine, "count": None},
        ],
        "crumbs": [INDEX],
    }
    return render(
        request, "reporting/national.html", context | ways_out(request, "reporting:national-export")
    )


@door("lead")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen, all of it, as CSV or XLSX."""
    rows, binders = [], []
    for one in completeness.national_rows(request.hat, wanted_of(request), at=timezone.now()):
        binders += [one.id, one.resident]
        missing = "、".join(field.label for field in one.found.missing)
        rows.append(
            [
                one.reference,
                one.name,
                one.kana,
                one.state,
                one.opened,
                one.found.there,
                one.found.asked,
                missing,
            ]
        )
    sheet = Sheet("国報告の記入状況", HEADS.split(), rows, list(dict.fromkeys(binders)))
    return taken_away(request, "report.national", sheet, form)

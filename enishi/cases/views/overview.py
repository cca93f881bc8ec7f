"""全体のケース: who leads what, what is overdue, who carries it alone; numbers only."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases import queries
from enishi.cases.actions.succession import rescue_case
from enishi.cases.forms.moving import RescueForm
from enishi.cases.queries.advice import advice_waiting
from enishi.cases.queries.cases import STATES
from enishi.cases.queries.overview import SHOW, Wanted, is_known_case
from enishi.cases.terms import CaseState
from enishi.cases.views.frame import BOTH, OVERVIEW, done, form_page
from enishi.intake.views.frame import taken_away
from enishi.office.asked import page_number, ways_out
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.office.ids import identity
from enishi.residents.rules.reference import reference, reference_key


def wanted_of(request: HatRequest) -> Wanted:
    given = request.GET
    typed = given.get("reference", "").strip()
    return Wanted(
        show=given.get("show", "") if given.get("show") in SHOW else "overdue",
        sort=given.get("sort", "next"),
        state=given.get("state", "") if given.get("state") in STATES else "",
        agency=identity(given.get("agency", "")),
        reference=(reference_key(typed) or "-") if typed else "",
        page=page_number(request),
    )


@door("coordinate")
@require_safe
def overview(request: HatRequest) -> HttpResponse:
    """The list and the load of each agency. The coordinator sees numbers, never a name."""
    now, wanted = timezone.now(), wanted_of(request)
    load = queries.load_by_lead(request.hat, at=now)
    asked, late = advice_waiting(request.hat, at=now)
    context = {
        "listing": queries.overview(request.hat, wanted, at=now),
        "wanted": wanted,
        "typed": request.GET.get("reference", "").strip(),
        "shows": list(SHOW.items()),
        "states": [one for one in STATES.items() if one[0] != CaseState.ENDED],
        "agencies": [(str(one.id), one.agency) for one in sorted(load, key=lambda one: one.agency)],
        "agency": str(wanted.agency or ""),
        "load": load,
        "led": sum(one.led for one in load),
        "overdue": sum(one.overdue for one in load),
        "alone": sum(one.alone for one in load),
        "waiting": sum(one.waiting for one in load),
        "asked": asked,
        "late": late,
        "filtered": bool(wanted.agency or wanted.reference or wanted.state or request.GET.get("show")),
    }
    return render(request, "cases/overview.html", context | ways_out(request, "cases:overview-export"))


@door("coordinate")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen, without names, as CSV or XLSX."""
    sheet = queries.overview_sheet(request.hat, wanted_of(request), at=timezone.now())
    return taken_away(request, "case.overview", sheet, form)


@door("coordinate")
@require_http_methods(BOTH)
def rescue(request: HatRequest, case_id: UUID) -> HttpResponse:
    """Take over a case whose agency is gone, or has nobody left who could lead."""
    if not is_known_case(case_id):
        raise NotFound("case.rescue", case_id)
    form = RescueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        next_on = form.cleaned_data["next_on"]

        def take() -> None:
            rescue_case(case_id, next_on=next_on, by=request.hat, at=timezone.now())

        if done(request, form, "case.rescue", take, "引き受けました。自分が主担当になりました。"):
            return redirect("cases:case", case_id)
    return form_page(
        request,
        form,
        heading=f"ケース {reference(case_id)} を引き受ける",
        label="引き受ける",
        consequences=[
            "主担当機関がなくなったか、主担当になれる職員がいなくなったケースだけを引き受けられます。",
            "その機関が見ていた情報は、これから自分の機関が見ます。",
        ],
        back=OVERVIEW["url"],
        crumbs=[OVERVIEW],
    )

"""The reviewer's page: emergency looks, and whether each was needed."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused
from enishi.sharing import actions, queries
from enishi.sharing.forms import ReviewForm

PAGE_SIZE = 20
STATES = [("waiting", "点検待ち"), ("reviewed", "点検済み"), ("all", "すべて")]
SORTS = {
    "at": lambda one: one.at,
    "due": lambda one: (one.due_on, one.at),
    "staff": lambda one: (one.staff, one.at),
}


@door("review")
@require_http_methods(["GET", "HEAD"])
def emergencies(request: HatRequest) -> HttpResponse:
    chosen = request.GET.get("state", "waiting")
    rows = [one for one in queries.emergencies() if _is(chosen, one)]
    sort = request.GET.get("sort", "due")
    rows.sort(key=SORTS.get(sort.lstrip("-"), SORTS["due"]), reverse=sort.startswith("-"))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page", "1"))
    tabs = [
        {"label": label, "url": f"?state={state}", "current": state == chosen, "count": None}
        for state, label in STATES
    ]
    return render(
        request, "sharing/emergencies.html", {"page": page, "tabs": tabs, "today": timezone.localdate()}
    )


@door("review")
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HatRequest, ground: UUID) -> HttpResponse:
    one = next((one for one in queries.emergencies() if one.ground == ground), None)
    if one is None:
        raise NotFound("emergency.review", ground)
    form = ReviewForm(request.POST or None)
    own = one.staff_id == request.hat.staff_id
    if request.method == "POST" and form.is_valid():
        try:
            actions.review_emergency(
                ground,
                justified=form.cleaned_data["justified"],
                remark=form.cleaned_data["remark"],
                by=request.hat,
                at=timezone.now(),
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, "点検を記録しました。")
            return redirect("sharing:emergencies")
    return render(
        request,
        "sharing/emergency.html",
        {"one": one, "form": form, "own": own, "overdue": _is_overdue(one, timezone.localdate())},
        status=422 if form.errors else 200,
    )


def _is(state: str, one: queries.Emergency) -> bool:
    return state == "all" or (one.reviewed_at is not None) == (state == "reviewed")


def _is_overdue(one: queries.Emergency, today: date) -> bool:
    return one.reviewed_at is None and one.due_on < today

"""The reviewer's page: emergency looks, and whether each was needed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.office import egress
from enishi.office.asked import ways_out
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused, put_on
from enishi.sharing import actions, queries
from enishi.sharing.forms import ReviewForm
from enishi.sharing.terms import EmergencyReason, Purpose

PAGE_SIZE = 20
STATES = [("waiting", "点検待ち"), ("reviewed", "点検済み"), ("all", "すべて")]
HEADS = ["番号", "日時", "職員", "機関", "種類", "理由", "点検期限", "点検", "点検の所見"]


@door("review")
@require_http_methods(["GET", "HEAD"])
def emergencies(request: HatRequest) -> HttpResponse:
    """Who looked, when and why; not at whom."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "category")}
    chosen, query, found = request.GET.get("state", "waiting"), request.GET.urlencode(), _found(request)
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page", "1")),  # type: ignore[arg-type]  # length and slices
        "tabs": [
            {"label": label, "url": f"?state={state}", "current": state == chosen, "count": None}
            for state, label in STATES
        ],
        "today": timezone.localdate(),
        "asked": asked,
        "state": chosen,
        "filtered": any(asked.values()),
        "categories": EmergencyReason.choices,
        "query": f"?{query}" if query else "",
        "exports": ways_out(request, "sharing:emergencies-export"),
    }
    return render(request, "sharing/emergencies.html", context)


@door("review")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen, all of it, through the one way out."""
    rows = [_cells(one, timezone.localdate()) for one in _found(request)[:]]
    return egress.table(
        request.hat, "emergency.list", HEADS, rows, form=form, title="緊急閲覧の点検", purpose=Purpose.EXPORT
    )


def _found(request: HatRequest) -> queries.Emergencies:
    """What the filters leave, in the order asked for."""
    given = request.GET
    return queries.Emergencies(
        state=given.get("state", "waiting"),
        category=given.get("category", ""),
        text=given.get("q", "").strip(),
        sort=given.get("sort", "due"),
    )


def _cells(one: queries.Emergency, today: date) -> list[object]:
    if one.reviewed_at:
        state = "必要だった" if one.justified else "認められない"
    else:
        state = "期限切れ" if _is_overdue(one, today) else "点検待ち"
    return [
        *(
            one.reference,
            f"{timezone.localtime(one.at):%Y-%m-%d %H:%M}",
            one.staff,
            one.agency,
            one.category,
            one.reason,
        ),
        *(one.due_on, state, one.remark),
    ]


@door("review")
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HatRequest, ground: UUID) -> HttpResponse:
    """Whether one look was needed; what is recorded leads to the next that waits in the list from which this one was opened."""
    one = queries.emergency(ground)
    if one is None:
        raise NotFound("emergency.review", ground)
    waiting = replace(_found(request), state="waiting", besides=ground, not_by=request.hat.staff_id)
    many = len(waiting)
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
            put_on(form, refused.reasons)
        else:
            left = f"続けて、次の点検です（あと{many}件）。" if many else ""
            messages.success(request, f"点検を記録しました。{left}")
            return redirect(_address(request, waiting[:1][0].ground) if many else _address(request))
    return render(
        request,
        "sharing/emergency.html",
        {
            "one": one,
            "form": form,
            "own": own,
            "overdue": _is_overdue(one, timezone.localdate()),
            "beside": [(other, _address(request, other.ground)) for other in _beside(one)],
            "listed": _address(request),
            "waiting": many,
        },
        status=422 if form.errors else 200,
    )


def _address(request: HatRequest, ground: UUID | None = None) -> str:
    """The list, or one look, with what the list was narrowed by."""
    name, of = ("sharing:emergency", [ground]) if ground else ("sharing:emergencies", [])
    query = request.GET.urlencode()
    return reverse(name, args=of) + (f"?{query}" if query else "")


def _beside(one: queries.Emergency) -> Sequence[queries.Emergency]:
    """Other looks of the same person on the same day: one reason may stand behind many, or none."""
    return queries.Emergencies(besides=one.ground, by=one.staff_id, day=timezone.localdate(one.at))[:]


def _is_overdue(one: queries.Emergency, today: date) -> bool:
    return one.reviewed_at is None and one.due_on < today

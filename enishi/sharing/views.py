"""The reviewer's page: emergency looks, and whether each was needed."""

from collections.abc import Callable
from datetime import date
from typing import Any
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
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused, put_on
from enishi.sharing import actions, queries
from enishi.sharing.forms import ReviewForm
from enishi.sharing.terms import EmergencyReason, Purpose

PAGE_SIZE = 20
STATES = [("waiting", "点検待ち"), ("reviewed", "点検済み"), ("all", "すべて")]
HEADS = ["番号", "日時", "職員", "機関", "種類", "理由", "点検期限", "点検", "点検の所見"]
SORTS: dict[str, Callable[[queries.Emergency], Any]] = {
    "at": lambda one: one.at,
    "due": lambda one: (one.due_on, one.at),
    "staff": lambda one: (one.staff, one.at),
}


@door("review")
@require_http_methods(["GET", "HEAD"])
def emergencies(request: HatRequest) -> HttpResponse:
    """Who looked, when and why; not at whom."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "category")}
    chosen, query = request.GET.get("state", "waiting"), request.GET.urlencode()
    context = {
        "page": Paginator(_found(request), PAGE_SIZE).get_page(request.GET.get("page", "1")),
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
        "exports": {
            form: f"{reverse('sharing:emergencies-export', args=[form])}{'?' if query else ''}{query}"
            for form in egress.TYPES
        },
    }
    return render(request, "sharing/emergencies.html", context)


@door("review")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen, all of it, through the one way out."""
    rows = [_cells(one, timezone.localdate()) for one in _found(request)]
    return egress.table(
        request.hat, "emergency.list", HEADS, rows, form=form, title="緊急閲覧の点検", purpose=Purpose.EXPORT
    )


def _found(request: HatRequest) -> list[queries.Emergency]:
    """What the filters leave, in the order asked for."""
    given = request.GET
    text, category = given.get("q", "").strip(), given.get("category", "")
    label = dict(EmergencyReason.choices).get(category, "") if category else ""
    rows = [
        one
        for one in queries.emergencies()
        if _is(given.get("state", "waiting"), one)
        and (not category or one.category == str(label))
        and (not text or any(text in part for part in (one.staff, one.agency, one.reason, one.reference)))
    ]
    sort = given.get("sort", "due")
    rows.sort(key=SORTS.get(sort.lstrip("-"), SORTS["due"]), reverse=sort.startswith("-"))
    return rows


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
    every = queries.emergencies()
    one = next((one for one in every if one.ground == ground), None)
    if one is None:
        raise NotFound("emergency.review", ground)
    waiting = [other for other in _found(request) if other.reviewed_at is None and other.ground != ground]
    waiting = [other for other in waiting if other.staff_id != request.hat.staff_id]
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
            left = f"続けて、次の点検です（あと{len(waiting)}件）。" if waiting else ""
            messages.success(request, f"点検を記録しました。{left}")
            return redirect(_address(request, waiting[0].ground) if waiting else _address(request))
    return render(
        request,
        "sharing/emergency.html",
        {
            "one": one,
            "form": form,
            "own": own,
            "overdue": _is_overdue(one, timezone.localdate()),
            "beside": [(other, _address(request, other.ground)) for other in every if _is_beside(one, other)],
            "listed": _address(request),
            "waiting": len(waiting),
        },
        status=422 if form.errors else 200,
    )


def _address(request: HatRequest, ground: UUID | None = None) -> str:
    """The list, or one look, with what the list was narrowed by."""
    name, of = ("sharing:emergency", [ground]) if ground else ("sharing:emergencies", [])
    query = request.GET.urlencode()
    return reverse(name, args=of) + (f"?{query}" if query else "")


def _is_beside(one: queries.Emergency, other: queries.Emergency) -> bool:
    """Another look of the same person on the same day: one reason may stand behind many, or none."""
    same_day = timezone.localdate(one.at) == timezone.localdate(other.at)
    return other.ground != one.ground and other.staff_id == one.staff_id and same_day


def _is(state: str, one: queries.Emergency) -> bool:
    return state == "all" or (one.reviewed_at is not None) == (state == "reviewed")


def _is_overdue(one: queries.Emergency, today: date) -> bool:
    return one.reviewed_at is None and one.due_on < today

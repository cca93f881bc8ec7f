"""What the administration's pages share: tabs, the path above a page, one list page, one way to answer a refusal."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from enishi.office.errors import Refused, put_on

PER_PAGE = 50
TABS = (
    ("agencies:agencies", "機関"),
    ("agencies:staff", "職員"),
    ("agencies:roles", "役割"),
    ("agencies:imports", "取り込み"),
    ("agencies:calendar", "休庁日"),
    ("agencies:settings", "期日の設定"),
    ("agencies:vocabularies", "コード表"),
)


def tabs(current: str) -> list[dict[str, Any]]:
    """The tabs of the administration, as <c-tabs> takes them."""
    return [
        {"label": label, "url": reverse(name), "current": name == current, "count": None}
        for name, label in TABS
    ]


def trail(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """(label, address) pairs, as <c-breadcrumb> takes them."""
    return [{"label": label, "url": url} for label, url in steps]


def page_of(request: HttpRequest, found: QuerySet[Any] | Sequence[Any]) -> Page:
    """The page that ?page= asks for; nonsense gives the nearest."""
    return Paginator(found, PER_PAGE).get_page(request.GET.get("page"))


def asked(request: HttpRequest, *names: str) -> dict[str, str]:
    """The filters of a list, as typed."""
    return {name: request.GET.get(name, "").strip() for name in names}


def done(request: HttpRequest, form: Form | None, verb: Callable[[], Any], told: str) -> bool:
    """Run a verb; put what it refuses on the form (or say it) instead of raising. True when it was done."""
    try:
        verb()
    except Refused as refusal:
        if form is not None:
            put_on(form, refusal.reasons)
        else:
            for reason in refusal.reasons:
                messages.error(request, reason)
        return False
    messages.success(request, told)
    return True


def form_page(
    request: HttpRequest, form: Any, heading: str, back: str, above: str, label: str, *, danger: bool = False
) -> HttpResponse:
    """A page with one form; 422 when something is wrong with it."""
    address = back if back.startswith("/") else reverse(back)
    context = {
        "form": form,
        "heading": heading,
        "back": address,
        "label": label,
        "consequences": [],
        "kind": "danger" if danger else "primary",
        "trail": trail((above, address)),
    }
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)

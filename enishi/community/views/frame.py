"""What the pages of this room share: tabs, one form page, the way a verb's refusal comes back to its form."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from enishi.office import drafts, submissions
from enishi.office.errors import Overtaken, Refused, put_on

TABS = (
    ("community:resources", "一覧"),
    ("community:map", "地図"),
    ("community:activities", "活動"),
    ("community:needs", "見えたニーズ"),
    ("community:exchanges", "交流の場"),
    ("community:happenings", "催し・研修"),
    ("community:capabilities", "機関のできること"),
)
TENDING = (("community:loads", "取り込み"),)


def tabs(current: str, *, tends: bool) -> list[dict[str, Any]]:
    """The tabs of the room, as <c-tabs> takes them."""
    return [
        {"label": label, "url": reverse(name), "current": name == current, "count": None}
        for name, label in (*TABS, *(TENDING if tends else ()))
    ]


def trail(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """(label, address) pairs under the directory, as <c-breadcrumb> takes them."""
    return [
        {"label": label, "url": url}
        for label, url in (("地域の資源", reverse("community:resources")), *steps)
    ]


def done(request: HttpRequest, form: Form | None, verb: Callable[[], Any], told: str) -> bool:
    """Run a verb; what it refuses, and what somebody else wrote meanwhile, comes back to the form. True when done."""
    try:
        with submissions.sending():
            if "draft" in request.POST:
                drafts.discard_sent(request.POST)
            verb()
    except Refused as refusal:
        _say(request, form, refusal.reasons)
        return False
    except Overtaken as overtaken:
        labels = {name: str(field.label) for name, field in form.fields.items()} if form else {}
        theirs = "、".join(
            f"{labels.get(name, name)}は「{value}」" for name, value in overtaken.theirs.items()
        )
        _say(
            request,
            form,
            [f"この画面を開いた後に、ほかの人が変更しました。いまの{theirs or '内容は同じ'}です。"],
        )
        return False
    messages.success(request, told)
    return True


def _say(request: HttpRequest, form: Form | None, reasons: list[str]) -> None:
    for reason in reasons:
        if form is not None:
            put_on(form, [reason])
        else:
            messages.error(request, reason)


def drafted(request: HttpRequest, form: str, subject: UUID | None = None) -> tuple[drafts.Page, Any]:
    """The draft of a form that is being drawn, and what the form is filled with: what was sent, else what was kept."""
    sent = request.method == "POST"
    page = drafts.page_for(form, given=request.POST if sent else request.GET, subject_id=subject)
    return page, request.POST if sent else page.query_dict()


def form_page(
    request: HttpRequest,
    form: Any,
    heading: str,
    back: str,
    above: tuple[tuple[str, str], ...],
    label: str,
    *,
    template: str = "community/form.html",
    consequences: tuple[str, ...] = (),
    danger: bool = False,
    draft: drafts.Page | None = None,
    **more: Any,
) -> HttpResponse:
    """A page with one form; 422 when something is wrong with it."""
    context = {
        "form": form,
        "heading": heading,
        "back": back,
        "label": label,
        "consequences": consequences,
        "kind": "danger" if danger else "primary",
        "trail": trail(*above),
        "draft": draft,
    }
    flags = {prefix: form.flags_of(prefix) for prefix in getattr(form, "flags", ())}
    return render(
        request,
        template,
        context | flags | more,
        status=422 if request.method == "POST" and form.errors else 200,
    )

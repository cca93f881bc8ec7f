"""What the project's pages share: tabs, the path above a page, one page for one form."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from enishi.community.queries.members import network
from enishi.community.views.frame import done, drafted
from enishi.office import drafts

__all__ = ["done", "drafted", "form_page", "shell", "trail"]
TABS = (
    ("network:members", "会員"),
    ("network:commissions", "支援依頼"),
    ("network:applications", "入会の申込み"),
    ("network:figures", "数の推移"),
    ("network:meetings", "会議"),
    ("network:settings", "設定"),
)
PATHS = dict(TABS)


def shell(current: str, **more: Any) -> dict[str, Any]:
    """The project's name and tabs, for a list."""
    tabs = [
        {"label": label, "url": reverse(name), "current": name == current, "count": None}
        for name, label in TABS
    ]
    return {"project": network(), "tabs": tabs} | more


def trail(name: str, *steps: tuple[str, str]) -> list[dict[str, str]]:
    """(label, address) pairs below one of the tabs, as <c-breadcrumb> takes them."""
    return [{"label": label, "url": url} for label, url in ((PATHS[name], reverse(name)), *steps)]


def form_page(
    request: HttpRequest,
    form: Any,
    verb: Callable[[], Any],
    *,
    heading: str,
    label: str,
    told: str,
    back: str,
    above: list[dict[str, str]],
    template: str = "community/network/form.html",
    danger: bool = False,
    consequences: tuple[str, ...] = (),
    draft: drafts.Page | None = None,
    then: Callable[[], HttpResponse] | None = None,
    **more: Any,
) -> HttpResponse:
    """One form: shown, or sent and its verb run; 422 with everything typed when something is wrong with it.

    ``then``: the page after the verb, where it is not ``back``.
    """
    if request.method == "POST" and form.is_valid() and done(request, form, verb, told):
        return then() if then else redirect(back)
    context = {
        "form": form,
        "heading": heading,
        "label": label,
        "back": back,
        "trail": above,
        "kind": "danger" if danger else "primary",
        "consequences": consequences,
        "draft": draft,
    }
    wrong = request.method == "POST" and form.errors
    return render(request, template, context | more, status=422 if wrong else 200)

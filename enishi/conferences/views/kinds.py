"""会議の種類: what the law makes of each kind, how the city names it, its versions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.views.frame import asked, page_of
from enishi.cases.views.frame import BOTH, done
from enishi.conferences.actions import kinds as verbs
from enishi.conferences.forms.kinds import KindEndForm, KindForm
from enishi.conferences.queries.kinds import KIND_HEADS, STATES, kind_lines, kind_page, kind_rows
from enishi.office.asked import ways_out
from enishi.office.doors import door

FILTERS = ("q", "state", "doubtful", "sort")
DOUBTS = [("yes", "まだ確かめていない")]


@door("administer")
@require_safe
def listed(request: HatRequest) -> HttpResponse:
    """Every version of every kind."""
    wanted = asked(request, *FILTERS)
    context = {
        "page": page_of(request, kind_lines(wanted, on=timezone.localdate())),
        "wanted": wanted,
        "filtered": any(wanted[name] for name in ("q", "state", "doubtful")),
        "states": STATES,
        "doubts": DOUBTS,
        "exports": ways_out(request, "conferences:kinds-export"),
    }
    return render(request, "conferences/kinds.html", context)


@door("administer")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The versions of the screen, all of them."""
    rows = kind_rows(kind_lines(asked(request, *FILTERS), on=timezone.localdate()))
    now = timezone.now()
    return hand_out(
        request.hat, word="conference_kind.list", title="会議の種類", heads=KIND_HEADS, rows=rows, form=form, at=now
    )


@door("administer")
@require_http_methods(BOTH)
def change(request: HatRequest, code: str) -> HttpResponse:
    """The next version of a kind, from a coming day on."""
    row = verbs.latest_kind(code, request.hat)
    tomorrow = timezone.localdate() + timedelta(days=1)
    names = ("label", "secrecy", "penalty", "excluded_agencies", "source", "unverified")
    initial = {name: getattr(row, name) for name in names} | {"starts_on": tomorrow, "version": row.pk}
    form = KindForm(request.POST or None, initial=initial)

    def verb() -> None:
        version, now = form.cleaned_data["version"], timezone.now()
        verbs.change_kind(code, form.new_version(), instead_of=version, by=request.hat, at=now)

    return _form(request, code, form, verb, "呼び名と守秘の文を変える", "新しい版をつくる", "新しい版をつくりました。")


@door("administer")
@require_http_methods(BOTH)
def end(request: HatRequest, code: str) -> HttpResponse:
    """The city holds no more of them."""
    row = verbs.latest_kind(code, request.hat)
    form = KindEndForm(request.POST or None, initial={"version": row.pk})

    def verb() -> None:
        given, now = form.cleaned_data, timezone.now()
        verbs.end_kind(code, on=given["on"], instead_of=given["version"], by=request.hat, at=now)

    heading = f"「{row.label}」を開かないようにする"
    return _form(request, code, form, verb, heading, "開かない", "終わりの日を入れました。", danger=True)


def _form(
    request: HatRequest, code: str, form: Form, verb: Callable[[], Any], *words: str, danger: bool = False
) -> HttpResponse:
    """One form about a kind. ``words``: heading, label of the button, what is told."""
    heading, label, told = words
    back = reverse("conferences:kinds")
    if request.method == "POST" and form.is_valid() and done(request, form, "conference_kind", verb, told):
        return redirect(back)
    context = {
        "form": form,
        "heading": heading,
        "label": label,
        "kind": kind_page(code, on=timezone.localdate()),
        "crumbs": [{"label": "会議の種類", "url": back}],
        "back": back,
        "tone": "danger" if danger else "primary",
    }
    return render(request, "conferences/kind_form.html", context, status=422 if form.errors else 200)

"""Answering by link: a partner without an account. Expired, used and wrong links look the same."""

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies import browser
from enishi.agencies.access import wearing
from enishi.agencies.browser import HatRequest
from enishi.agencies.hats import Hat
from enishi.intake import actions, queries
from enishi.intake.access import referral_of_link
from enishi.intake.forms.referring import CodeForm
from enishi.intake.views.frame import carried_out, form_page
from enishi.intake.views.moves import LINK_MOVES, STATES
from enishi.office.asked import version_of
from enishi.office.doors import LINK, OPEN, door
from enishi.office.errors import NotFound

WRONG = "リンクの期限が過ぎているか、確認番号が違います。番号を確かめるか、新しいリンクを頼んでください。"


@door(OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_door(request: HttpRequest, token: str) -> HttpResponse:
    """The link itself: asks for the code; offers to ask the sender for a fresh link."""
    if request.method == "POST" and request.POST.get("step") == "ask":
        actions.ask_for_link(token, at=timezone.now())
        return render(request, "intake/answer_asked.html", {})
    form = CodeForm(request.POST if request.method == "POST" else None)
    wrong = ""
    if request.method == "POST" and form.is_valid():
        opened = actions.sign_in_by_link(token, form.cleaned_data["code"], at=timezone.now())
        if opened is not None:
            link, sign_in, secret = opened
            request.session.flush()
            browser.remember(
                request.session,
                sign_in_id=sign_in,
                secret=secret,
                link_id=link,
                seen_at=time.time(),
                factors=["link", "code"],
            )
            hat = Hat(sign_in_id=sign_in, secret=secret, link_id=link)
            with wearing(hat):
                referral = referral_of_link(hat)
                if referral is not None:
                    actions.receive_referral(referral, by=hat, at=timezone.now())
            return redirect("intake:answer")
        wrong = WRONG
    context = {"form": form, "wrong": wrong}
    return render(request, "intake/answer_door.html", context, status=422 if wrong or form.errors else 200)


@door(LINK)
@require_safe
def answer(request: HatRequest) -> HttpResponse:
    """What the link is for, and what can be answered now."""
    page = _page(request)
    moves = [
        {"name": name, "label": move.heading, "kind": move.kind}
        for name, move in LINK_MOVES.items()
        if STATES[name] in page.moves
    ]
    return render(request, "intake/answer.html", {"page": page, "moves": moves})


@door(LINK)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_move(request: HatRequest, name: str) -> HttpResponse:
    """One answer: its form, and giving it."""
    if name not in LINK_MOVES:
        raise NotFound("answer.move")
    page, one = _page(request), LINK_MOVES[name]
    form = one.form(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def take() -> None:
            one.carry_out(
                page.row.pk, form.cleaned_data, version=version_of(request), by=request.hat, at=timezone.now()
            )

        if carried_out(request, form, take, ""):
            if name in ("decline", "fail"):
                request.session.flush()
                return render(request, "intake/answer_thanks.html", {"told": one.told})
            messages.success(request, one.told)
            return redirect("intake:answer")
    return form_page(
        request,
        form,
        heading=one.heading,
        label=one.label,
        kind=one.kind,
        consequences=list(one.consequences),
        version=page.row.version,
        back=reverse("intake:answer"),
        crumbs=[],
        template="intake/answer_form.html",
    )


def _page(request: HatRequest) -> queries.ReferralPage:
    referral = referral_of_link(request.hat)
    if referral is None:
        raise NotFound("answer")
    return queries.referral_page(request.hat, referral, at=timezone.now(), word="answer.page")

"""The pages of the edge. The link of a card is the only key to it; whatever it does not open is answered with one page.

A form stands open to everybody under its name.
"""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.edge import store
from enishi.edge.fields import fields_of
from enishi.edge.senders import digest_of, sender_of
from enishi.office import open_forms
from enishi.office.cards import Answered, Card, answered, said
from enishi.office.reference import reference

AROUND: dict[str, Any] = {
    "city": settings.CITY,  # type: ignore[misc]
    "styles": [
        f"website/css/{name}.css"
        for name in (
            *("tokens", "elements", "layout"),
            *("components/actions", "components/forms", "components/lists", "components/status"),
        )
    ],
}


@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """Whoever comes without a link is told what this is."""
    return render(request, "edge/door.html", AROUND)


def nothing(request: HttpRequest, exception: object = None) -> HttpResponse:
    return render(request, "edge/nothing.html", AROUND, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    return render(request, "edge/failed.html", AROUND, status=500)


@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, secret: str) -> HttpResponse:
    found = store.find(secret)
    if found is None:
        return nothing(request)
    context = AROUND | {"card": found.card, "found": found, "address": request.path}
    if found.answered_at or not found.card.can_be_answered:
        return render(request, "edge/card.html", context | {"done": bool(found.answered_at)})
    given = Answered()
    if request.method == "POST":
        given = answered(found.card.asks, said(found.card.asks, request.POST), found.card.either)
        if not given.errors:
            one = _identity(request.POST.get("answer", ""))
            if store.answer(secret, one, given.values):
                return HttpResponseRedirect(request.path, status=303)
            return nothing(request)
    return _filled(request, "edge/card.html", context, found.card, given)


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, name: str) -> HttpResponse:
    """A form for everybody, without a sign-in, a script or a service outside. What was typed is never lost."""
    shown = store.form(name)
    if shown is None:
        return nothing(request)
    context = AROUND | {"card": shown, "address": request.path, "trap": open_forms.TRAP, "opened": _stamp()}
    given, reasons = Answered(), []
    if request.method == "POST" and shown.asks:
        one, opened = _identity(request.POST.get("answer", "")), request.POST.get("opened", "")
        if request.POST.get(open_forms.TRAP):
            return _to_thanks(name, one)  # who fills it is none: it is told the same
        given = answered(shown.asks, said(shown.asks, request.POST), shown.either)
        reasons = open_forms.reasons_to_wait(_age(opened)) + open_forms.reasons_against(given.values)
        if not given.errors and not reasons:
            reasons = _left(request, name, one, given)
            if not reasons:
                return _to_thanks(name, one)
        if open_forms.TOO_LATE not in reasons:
            context["opened"] = opened
    return _filled(request, "edge/form.html", context | {"reasons": reasons}, shown, given)


def _left(request: HttpRequest, name: str, one: UUID, given: Answered) -> list[str]:
    """Leave what was filled in; why it was not taken, if it was not."""
    peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    sender = sender_of(peer, forwarded, settings.TRUSTED_PROXIES)  # type: ignore[misc]
    state = store.fill(name, one, given.values, digest_of(sender, timezone.localdate(), settings.SECRET_KEY))
    return {"taken": [], "busy": [open_forms.BUSY]}.get(state, [open_forms.CLOSED])


def _to_thanks(name: str, one: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("thanks", args=[name, one]), status=303)


@require_safe
def thanks(request: HttpRequest, name: str, entry: UUID) -> HttpResponse:
    """What happens next. The number is made from the address alone: nothing that was taken can be read here."""
    shown = store.form(name)
    if shown is None:
        return nothing(request)
    return render(request, "edge/thanks.html", AROUND | {"card": shown, "number": reference(entry)})


def _filled(request: HttpRequest, template: str, context: dict[str, Any], shown: Card, given: Answered) -> HttpResponse:
    wrong = bool(given.errors or context.get("reasons"))
    context |= {
        "fields": fields_of(shown.asks, given),
        "errors": list(given.errors.items()),
        "wrong": len(given.errors) + len(context.get("reasons", ())),
        "answer": _identity(request.POST.get("answer", "")),
        "asking": True,
    }
    return render(request, template, context, status=422 if wrong else 200)


def _stamp() -> str:
    return Signer(salt="opened").sign(str(int(timezone.now().timestamp())))


def _age(stamp: str) -> float | None:
    """Seconds since the form was opened; None for a stamp that is not ours."""
    try:
        return timezone.now().timestamp() - int(Signer(salt="opened").unsign(stamp))
    except (BadSignature, ValueError):
        return None


def _identity(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()

"""The page of one card. The link is the only key; whatever it does not open is answered with one and the same page."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from enishi.edge import store
from enishi.office.cards import TEXT, Answered, Ask, answered

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


@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, secret: str) -> HttpResponse:
    found = store.find(secret)
    if found is None:
        return nothing(request)
    context = AROUND | {"card": found.card, "found": found, "address": request.path}
    if found.answered_at or not found.card.asks:
        return render(request, "edge/card.html", context | {"done": bool(found.answered_at)})
    given = Answered()
    if request.method == "POST":
        given = answered(found.card.asks, request.POST)
        if not given.errors:
            one = _identity(request.POST.get("answer", ""))
            if store.answer(secret, one, given.values):
                return HttpResponseRedirect(request.path, status=303)
            return nothing(request)
    context |= {
        "fields": [_field(ask, given) for ask in found.card.asks],
        "errors": list(given.errors.items()),
        "answer": request.POST.get("answer") or uuid4(),
    }
    return render(request, "edge/card.html", context, status=422 if given.errors else 200)


def _field(ask: Ask, given: Answered) -> dict[str, Any]:
    return {
        "ask": ask,
        "kind": ask.kind,
        "long": ask.kind == TEXT and ask.most > 200,
        "value": given.values.get(ask.name, ""),
        "error": given.errors.get(ask.name, ""),
    }


def _identity(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()

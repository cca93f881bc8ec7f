"""The gallery: what the look of a screen is measured against."""

from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from enishi.office.doors import OPEN, door
from enishi.website.specimens import SURROUNDINGS, specimens


def _as_somebody(request: HttpRequest) -> None:
    """Show the layout of a signed-in page also to nobody; the hat ends with the request and opens nothing."""
    if getattr(request, "hat", None) is None:
        hat = SimpleNamespace(
            staff_name="青木 さくら", agency_name="福祉総合相談課", role_label="多機関調整管理者", may=frozenset()
        )
        setattr(request, "hat", hat)  # noqa: B010  (HttpRequest declares no such attribute)


@door(OPEN)
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """All components on one page; holds no content of the city."""
    _as_somebody(request)
    return render(request, "website/gallery.html", SURROUNDINGS | specimens(request))


@door(OPEN)
@require_safe
def question(request: HttpRequest) -> HttpResponse:
    """The page that asks before what cannot be taken back."""
    _as_somebody(request)
    return render(
        request,
        "website/confirm.html",
        SURROUNDINGS
        | {
            "question": "この相談を終結しますか",
            "consequences": [
                "終結すると、書き足せなくなります。",
                "再開はできますが、終結の記録は残ります。",
            ],
            "action": reverse("website:gallery"),
            "label": "終結する",
            "back": reverse("website:gallery"),
            "reason_label": "終結の理由",
        },
    )

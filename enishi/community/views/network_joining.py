"""The open form (入会の申込み) stands at the outer edge (`enishi.edge`); its old address here leads there."""

from urllib.parse import urljoin

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from enishi.community.rules.join_form import NAME
from enishi.office.doors import OPEN, door


def address() -> str:
    """Where everybody finds the form; empty while no edge is running."""
    return urljoin(settings.EDGE_ADDRESS, f"{NAME}/") if settings.EDGE_ADDRESS else ""


@door(OPEN)
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """To the form; where no edge runs, there is none."""
    if not (found := address()):
        raise Http404
    return redirect(found)

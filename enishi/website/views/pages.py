"""The house's own pages: today, help, and the two that tell nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from enishi.agencies.browser import HatRequest
from enishi.office.doors import OPEN, SIGNED_IN, door
from enishi.website import answers
from enishi.website.today import today


@door(SIGNED_IN)
@require_safe
def home(request: HatRequest) -> HttpResponse:
    """今日: what needs me today."""
    return render(request, "website/today.html", {"today": today(request.hat, timezone.now())})


@door(OPEN)
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For the supervisor: the process answers. Says nothing else."""
    return HttpResponse("ok", content_type="text/plain")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answers.not_found()

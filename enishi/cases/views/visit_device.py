"""The page that works without a network, its service worker, and what the two ask of the server."""

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path

from csp.constants import HEADER as POLICY
from csp.utils import build_policy
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases import actions
from enishi.cases.actions.visits import OfAnother, Undelivered, current_key
from enishi.cases.forms.visits import DoorForm, SealedForm
from enishi.cases.queries.visits import desks
from enishi.office.doors import OPEN, door

LOADED = re.compile(r'(?:href|src)="(/[^"#]+)')
MISSENT = "送られた形が正しくありません。消さずに、システム管理者に知らせてください。"


@cache
def _shell() -> str:
    """The same bytes for everybody: no name, no token, nothing of a person."""
    return render_to_string("cases/visit_device.html", {"form": DoorForm()})


@cache
def _worker() -> str:
    """The service worker with what it keeps: the shell and the files that the shell loads, and a name made of all their bytes."""
    files = [one for one in dict.fromkeys(LOADED.findall(_shell())) if one.startswith(static(""))]
    told = hashlib.sha256(_shell().encode())
    for one in files:
        found = finders.find(one.removeprefix(static("")))
        told.update(Path(str(found)).read_bytes())
    kept = [reverse("cases:visit-device"), *files]
    return render_to_string("cases/visit_worker.js", {"version": told.hexdigest()[:16], "kept": kept})


@door(OPEN)
@require_safe
def device(request: HttpRequest) -> HttpResponse:
    """The empty shell. Signed in or not it is the same, so that a device that keeps it keeps nothing."""
    return HttpResponse(_shell(), headers={POLICY: build_policy(replace={"worker-src": ["'self'"]})})


@door(OPEN)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. By its address it reaches the shell and nothing beside it."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@door("lead", "answer")
@require_safe
def status(request: HatRequest) -> HttpResponse:
    """For the script: to which key it seals and for which desk, and the token with which it sends."""
    key = current_key()
    return JsonResponse(
        {
            "key": key.id,
            "point": b64encode(key.point).decode("ascii"),
            "desk": str(request.hat.membership_id),
            "desks": [str(one) for one in desks()],
            "token": get_token(request),
            "now": timezone.now().isoformat(),
        }
    )


@door("lead", "answer")
@require_POST
def receive(request: HatRequest) -> HttpResponse:
    """One sealed note. 200 only when it is committed: then the device may forget it."""
    form = SealedForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"says": MISSENT}, status=422)
    try:
        actions.receive_note(form.note(), by=request.hat, at=timezone.now())
    except OfAnother as refused:
        return JsonResponse({"says": str(refused)}, status=409)
    except Undelivered as refused:
        return JsonResponse({"says": str(refused)}, status=422)
    return JsonResponse({"received": True})

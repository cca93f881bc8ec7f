"""The open form (入会の申込み): for everybody, without a sign-in, a script or a service outside."""

import re

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.community.actions import applying
from enishi.community.network_forms import JoinForm
from enishi.community.queries.members import network
from enishi.community.rules import public_forms
from enishi.office.doors import OPEN, door
from enishi.office.errors import Refused
from enishi.office.submissions import key_of

NUMBER = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
SALT = "community.join"


def _stamp() -> str:
    return Signer(salt=SALT).sign(str(int(timezone.now().timestamp())))


def _age(stamp: str) -> float | None:
    """Seconds since the form was opened; None for a stamp that is not ours."""
    try:
        return timezone.now().timestamp() - int(Signer(salt=SALT).unsign(stamp))
    except (BadSignature, ValueError):
        return None


@door(OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """What the project is, and its form. Everything typed is shown again when something is wrong."""
    project = network()
    form = JoinForm(request.POST or None, initial={"opened": _stamp()})
    if request.method == "POST" and project.open_to_applications:
        if request.POST.get("website"):
            return redirect(
                f"{reverse('network:join-done')}?mailed=1"
            )  # who fills it is none: it is told the same
        answer = _sent(request, form)
        if answer is not None:
            return answer
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["opened"] = _stamp()  # type: ignore[index]
    context = {"form": form, "project": project}
    return render(request, "community/network/join.html", context, status=422 if form.errors else 200)


def _sent(request: HttpRequest, form: JoinForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    texts = {name: value for name, value in form.cleaned_data.items() if isinstance(value, str)}
    reasons = public_forms.reasons_to_wait(_age(form.cleaned_data["opened"])) + public_forms.reasons_against(
        texts
    )
    if not reasons:
        try:
            got = applying.apply_to_join(
                form.particulars(),
                message=form.cleaned_data["message"],
                sender=str(request.META.get("REMOTE_ADDR", "")),
                link=lambda secret: request.build_absolute_uri(
                    reverse("network:join-confirm", args=[secret])
                ),
                at=timezone.now(),
                key=key_of(request.POST),
            )
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            return redirect(f"{reverse('network:join-done')}?number={got.reference}&mailed={int(got.mailed)}")
    for reason in reasons:
        form.add_error(None, reason)
    return None


@door(OPEN)
@require_safe
def join_done(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    number = request.GET.get("number", "")
    context = {
        "number": number if NUMBER.fullmatch(number) else "",
        "mailed": request.GET.get("mailed") == "1",
        "project": network(),
    }
    return render(request, "community/network/join_done.html", context)


@door(OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def join_confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the mail: opening it changes nothing (mail programs open links); the button does."""
    at = timezone.now()
    number = applying.confirm_by_link(secret, at=at) if request.method == "POST" else ""
    context = {
        "number": number,
        "waits": not number and request.method != "POST" and applying.may_be_confirmed(secret, at=at),
        "project": network(),
    }
    return render(request, "community/network/join_confirm.html", context)

"""While one is in: leaving, covering the screen, changing the hat, changing the password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from enishi.agencies.browser import HatRequest, Visit
from enishi.office.doors import OPEN, SIGNED_IN, door
from enishi.office.errors import Refused
from enishi.website import entrance, queries
from enishi.website.actions import entering, passwords
from enishi.website.forms import NewPasswordForm


@door(OPEN)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Go home. The browser is told to forget pages and stores; open to all, so that it never fails."""
    entering.leave(request.session, at=timezone.now())
    response = redirect("website:sign-in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@door(OPEN)
@require_POST
def lock(request: Visit) -> HttpResponse:
    """Cover the screen at once (short absence). Open to all: a screen that is locked already leads on as well."""
    if request.hat is not None:
        entering.lock(request.session, by=request.hat)
    next_page = entrance.safe_next(request.POST.get("next", ""))
    response = redirect(reverse("website:sign-in", query={"next": next_page}))
    response["Clear-Site-Data"] = '"cache"'
    return response


@door(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def hats(request: HatRequest) -> HttpResponse:
    """One hat at a time: what is seen and done under one is never mixed with another."""
    choices = queries.hats_of(request.hat.staff_id or "", timezone.localdate())
    if request.method == "POST":
        chosen = queries.choice_among(choices, request.POST.get("membership", ""))
        if chosen is None:
            raise Refused("その所属は選べません。")
        entering.change_hat(to=chosen.membership_id, by=request.hat, at=timezone.now())
        rotate_token(request)  # what another tab drew under the hat before is not sent under this one
        messages.success(request, f"{chosen.agency_name}の{chosen.role_label}に替わりました。")
        return redirect("website:home")
    return render(request, "website/hats.html", {"hats": choices})


@door(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def password(request: HatRequest) -> HttpResponse:
    """Set a new password; it ends every other session of the person."""
    first_time = request.kept.unfinished == "password"
    form = NewPasswordForm(request.POST or None, first_time=first_time)
    if request.method == "POST" and form.is_valid():
        person: Any = queries.staff_by_id(request.hat.staff_id or "")
        present = form.cleaned_data.get("present", "")
        if first_time or authenticate(request, username=person.staff_number, password=present) is not None:
            passwords.set_password(
                request.session,
                new=form.cleaned_data["new"],
                factors=list(request.kept.factors),
                by=request.hat,
                at=timezone.now(),
            )
            messages.success(request, "パスワードを替えました。ほかの端末のサインインは終わりました。")
            return redirect("website:home")
        form.add_error("present", "いまのパスワードが違います。")
    return render(request, "website/password.html", {"form": form, "first_time": first_time})


password.while_unfinished = True  # type: ignore[attr-defined]

"""One's own passkeys, and proving one at the door."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from enishi.agencies.browser import HatRequest
from enishi.office.doors import OPEN, SIGNED_IN, door
from enishi.office.errors import Refused
from enishi.office.rules.numbers import LAST_ROW, whole_number
from enishi.website import entrance, queries
from enishi.website.factors import passkeys
from enishi.website.forms import PasskeyForm


@door(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def own(request: HatRequest) -> HttpResponse:
    """The list, and adding one. The password is asked for again, so that an open screen is not enough."""
    person: Any = queries.staff_by_id(request.hat.staff_id or "")
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if (
            authenticate(request, username=person.staff_number, password=form.cleaned_data["password"])
            is None
        ):
            form.add_error("password", "パスワードが違います。")
        else:
            try:
                passkeys.add(
                    request, person, name=form.cleaned_data["name"], answer=form.cleaned_data["answer"]
                )
            except Refused as refused:
                form.add_error(None, " ".join(refused.reasons))
            else:
                messages.success(request, "パスキーを登録しました。次のサインインから使えます。")
                return redirect("website:passkeys")
    given = {"form": form, "kept": passkeys.names(person.pk), "possible": passkeys.are_possible(request)}
    return render(request, "website/passkeys.html", given)


@door(SIGNED_IN)
@require_POST
def begin_adding(request: HatRequest) -> HttpResponse:
    person: Any = queries.staff_by_id(request.hat.staff_id or "")
    return JsonResponse(passkeys.begin_adding(request, person))


@door(SIGNED_IN)
@require_POST
def remove(request: HatRequest) -> HttpResponse:
    row = whole_number(request.POST.get("number", ""), most=LAST_ROW)
    if row is not None and request.hat.staff_id:
        passkeys.remove(request.hat.staff_id, row)
        messages.success(request, "パスキーを外しました。")
    return redirect("website:passkeys")


@door(OPEN)
@require_POST
def begin_proving(request: HttpRequest) -> HttpResponse:
    """A challenge for somebody whose password was right a moment ago; nobody else learns whether there is a passkey."""
    state = entrance.kept(request.session, timezone.now().timestamp())
    if state is None or "password" not in state.proved:
        return redirect("website:sign-in")
    return JsonResponse(passkeys.begin_proving(request, state.staff))

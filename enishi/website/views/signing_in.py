"""The front door: number and password, a second factor, a hat."""

from typing import Any
from uuid import UUID

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from enishi.agencies import browser
from enishi.office.doors import OPEN, door
from enishi.website import entrance, idle, queries
from enishi.website.access import asking
from enishi.website.actions import entering
from enishi.website.factors import codes, passkeys
from enishi.website.forms import CodeForm, EnrolForm, PasswordOnlyForm, SignInForm
from enishi.website.passwords import is_initial

WRONG = "職員番号かパスワードが違います。"
WRONG_CODE = "確認コードが違います。新しい数字が出てから、もう一度入れてください。"
LOCKED_OUT = "続けて間違えたため、しばらく止めています。10分ほどたってからお試しください。"


@door(OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Number and password; or, for somebody who only left the desk, the password alone."""
    kept = browser.remembered(request.session)
    if kept is not None and kept.staff_id is not None:
        with asking(kept, reading=True) as hat:
            pass
        locked = idle.must_enter_again(kept, timezone.now().timestamp())
        if hat is not None and not locked and request.method != "POST":
            return redirect(_next(request))
        if hat is not None:
            return _come_back(request, hat)
    next_page = _next(request)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number, password = form.cleaned_data["staff_number"], form.cleaned_data["password"]
        person: Any = authenticate(request, username=number, password=password)
        if person is not None and queries.hats_of(person.pk, timezone.localdate()):
            return _password_was_right(request, person, next_page)
        entering.record_step("sign_in.wrong_password", staff_id=person.pk if person else None)
        form.add_error(None, _why(request))
    fictional = queries.city_is_fictional()
    people = queries.hats_by_role(timezone.localdate()) if fictional else []
    given = {"form": form, "next": next_page, "people": people, "fictional": fictional}
    return render(request, "website/sign_in.html", given)


def _next(request: HttpRequest) -> str:
    return entrance.safe_next(request.POST.get("next") or request.GET.get("next", ""))


def _why(request: HttpRequest) -> str:
    return LOCKED_OUT if getattr(request, "axes_locked_out", False) else WRONG


def _password_was_right(request: HttpRequest, person: Any, next_page: str) -> HttpResponse:
    if queries.city_is_fictional() and not is_initial(person) and not codes.has_second_factor(person.pk):
        return _choose_hat(request, _begun(request, person, next_page))
    state = _begun(request, person, next_page)
    if codes.has_second_factor(person.pk):
        return redirect("website:sign-in-code")
    state.secret = codes.new_secret()
    entrance.keep(request.session, state)
    return redirect("website:enrol")


def _begun(request: HttpRequest, person: Any, next_page: str) -> entrance.Entering:
    request.session.flush()
    state = entrance.Entering(
        staff=str(person.pk),
        at=timezone.now().timestamp(),
        next=next_page,
        proved=["password"],
        first_time=is_initial(person),
    )
    entrance.keep(request.session, state)
    return state


def _come_back(request: HttpRequest, hat: Any) -> HttpResponse:
    """The same person returns to the same page; a draft waits there as it was."""
    next_page = _next(request)
    form = PasswordOnlyForm(request.POST or None)
    fictional = queries.city_is_fictional()
    if request.method == "POST":
        person = queries.staff_by_id(hat.staff_id)
        if fictional and "demo" in request.POST:
            entering.come_back(request.session, by=hat, at=timezone.now())
            return redirect(next_page)
        if form.is_valid() and person is not None:
            password = form.cleaned_data["password"]
            if authenticate(request, username=person.staff_number, password=password) is not None:
                entering.come_back(request.session, by=hat, at=timezone.now())
                return redirect(next_page)
            entering.record_step("sign_in.wrong_password", staff_id=person.pk)
            form.add_error(None, LOCKED_OUT if _why(request) == LOCKED_OUT else "パスワードが違います。")
    given = {"form": form, "next": next_page, "staying": hat, "fictional": fictional}
    return render(request, "website/come_back.html", given)


@door(OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def second_factor(request: HttpRequest) -> HttpResponse:
    """A one-time code of the app, or one of the recovery codes on paper."""
    state = entrance.kept(request.session, timezone.now().timestamp())
    if state is None or "password" not in state.proved:
        return redirect("website:sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person: Any = queries.staff_by_id(state.staff)
        if person is None or _locked_out(request, person):
            form.add_error(None, LOCKED_OUT)
        elif factor := _factor(request, person.pk, form.cleaned_data):
            state.proved.append(factor)
            entrance.keep(request.session, state)
            return _choose_hat(request, state)
        else:
            user_login_failed.send(
                sender=__name__, credentials={"username": person.staff_number}, request=request
            )
            entering.record_step("sign_in.wrong_code", staff_id=person.pk)
            form.add_error(None, WRONG_CODE)
    offered = passkeys.are_possible(request) and bool(passkeys.names(state.staff))
    return render(request, "website/second_factor.html", {"form": form, "passkeys": offered})


def _factor(request: HttpRequest, staff_id: UUID, typed: dict[str, str]) -> str:
    """Which factor was proved by a code or by a passkey's answer; nothing if neither."""
    if typed["answer"]:
        return "passkey" if passkeys.proves(request, staff_id, typed["answer"]) else ""
    return codes.accepts(staff_id, typed["code"], timezone.now())


def _locked_out(request: HttpRequest, person: Any) -> bool:
    from axes.handlers.proxy import AxesProxyHandler

    return not AxesProxyHandler.is_allowed(request, {"username": person.staff_number})


@door(OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def enrol(request: HttpRequest) -> HttpResponse:
    """The first time: an authenticator app is set up before anything of the city is shown."""
    state = entrance.kept(request.session, timezone.now().timestamp())
    if state is None or not state.secret:
        return redirect("website:sign-in")
    person: Any = queries.staff_by_id(state.staff)
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and person is not None:
        if codes.enrol(person.pk, state.secret, form.cleaned_data["code"], timezone.now()):
            state.proved.append("totp")
            state.secret, state.enrolled = "", True
            entrance.keep(request.session, state)
            entering.record_step("factor.enrolled", staff_id=person.pk)
            return redirect("website:recovery-codes")
        form.add_error("code", WRONG_CODE)
    app = codes.app_address(person, state.secret)
    shown = {"picture": codes.picture(app), "app": app, "secret": state.secret}
    return render(request, "website/enrol.html", {"form": form} | shown)


@door(OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Shown once, right after setting up the app: ten codes to print and lock away."""
    state = entrance.kept(request.session, timezone.now().timestamp())
    if state is None or not state.enrolled:
        return redirect("website:sign-in")
    if request.method == "POST":
        return _choose_hat(request, state)
    return render(request, "website/recovery_codes.html", {"codes": codes.recovery_codes(state.staff)})


def _choose_hat(request: HttpRequest, state: entrance.Entering) -> HttpResponse:
    hats = queries.hats_of(state.staff, timezone.localdate())
    if len(hats) == 1:
        return _enter(request, state, hats[0])
    return redirect("website:sign-in-hat")


@door(OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def first_hat(request: HttpRequest) -> HttpResponse:
    """Somebody with several hats says under which one they begin."""
    state = entrance.kept(request.session, timezone.now().timestamp())
    if state is None or (len(state.proved) < 2 and not queries.city_is_fictional()):
        return redirect("website:sign-in")
    hats = queries.hats_of(state.staff, timezone.localdate())
    chosen = queries.choice_among(hats, request.POST.get("membership", ""))
    if chosen is not None:
        return _enter(request, state, chosen)
    return render(request, "website/first_hat.html", {"hats": hats})


def _enter(request: HttpRequest, state: entrance.Entering, hat: queries.HatChoice) -> HttpResponse:
    person: Any = queries.staff_by_id(state.staff)
    entering.enter(
        request.session,
        staff_id=hat.staff_id,
        membership_id=hat.membership_id,
        factors=state.proved,
        at=timezone.now(),
        unfinished="password" if state.first_time else "",
    )
    _forgive(request, person)
    return redirect(state.next)


def _forgive(request: HttpRequest, person: Any) -> None:
    """Forget the failures at this address only: guesses from elsewhere go on counting."""
    from axes.helpers import get_client_ip_address
    from axes.utils import reset

    reset(ip=get_client_ip_address(request), username=person.staff_number)


@door(OPEN)
@require_POST
def as_somebody(request: HttpRequest) -> HttpResponse:
    """One click in the fictional city; anywhere else this address does not exist."""
    from enishi.website.answers import not_found

    if not queries.city_is_fictional():
        return not_found()
    everybody = [hat for _, hats in queries.hats_by_role(timezone.localdate()) for hat in hats]
    chosen = queries.choice_among(everybody, request.POST.get("membership", ""))
    if chosen is None:
        return redirect("website:sign-in")
    entering.enter(
        request.session,
        staff_id=chosen.staff_id,
        membership_id=chosen.membership_id,
        factors=["demo"],
        at=timezone.now(),
    )
    return redirect(entrance.safe_next(request.POST.get("next", "")))

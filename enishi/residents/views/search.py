"""Looking for somebody, and registering only after that."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.office import submissions
from enishi.office.doors import door
from enishi.office.errors import Refused
from enishi.office.text import is_kana
from enishi.residents import actions, queries
from enishi.residents.access import searched_before
from enishi.residents.forms import RegistrationForm, SearchForm
from enishi.sharing.terms import Purpose

PAGE_SIZE = 20


@door("receive")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HatRequest) -> HttpResponse:
    """Search by POST: no name stands in an address, a proxy's log or a browser's history."""
    form = SearchForm(request.POST or None)
    shown: dict[str, Any] = {"form": form, "found": None, "page": None, "faces": [], "text": "", "birth": ""}
    if request.method == "POST" and form.is_valid():
        shown |= _found(request, form)
    fragment = request.headers.get("HX-Request") and request.method == "POST"
    return render(request, "residents/_found.html" if fragment else "residents/search.html", shown)


def _found(request: HatRequest, form: SearchForm) -> dict[str, Any]:
    given = form.cleaned_data
    found = queries.find_residents(request.hat, given["text"], birth=given["birth"])
    page = Paginator(found.residents, PAGE_SIZE).get_page(given["page"] or 1)
    ids = list(page.object_list)
    queries.look_at_found(request.hat, ids, to=Purpose.RECEIVING, word="resident.search")
    faces = queries.faces(request.hat, ids, on=timezone.localdate())
    return {
        "found": found,
        "page": page,
        "faces": [_row(faces[one]) for one in ids if one in faces],
        "text": given["text"],
        "birth": given["birth"],
    }


def _row(one: queries.Face) -> dict[str, str]:
    return {
        "url": f"/residents/{one.id}/",
        "name": one.name,
        "kana": one.kana,
        "also": one.also,
        "birth": one.birth_text,
        "age": one.age_text if one.age_text != one.birth_text else "",
        "sex": one.sex,
        "reference": one.reference,
    }


@door("receive")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HatRequest) -> HttpResponse:
    """The form of a new person: reached by POST from a search, with its token; otherwise the search comes first."""
    token = request.POST.get("search_token", "")
    if request.method != "POST" or not searched_before(request.hat, token):
        messages.warning(request, "登録の前に、同じ人がいないか検索してください。")
        return redirect("residents:search")
    if request.POST.get("step") != "save":
        return _registration(request, RegistrationForm(initial=_prefilled(request)), token)
    form = RegistrationForm(request.POST)
    if not form.is_valid():
        return _registration(request, form, token)
    if request.POST.get("confirmed") != "yes":
        possible = queries.possible_same(request.hat, form.registration(), on=timezone.localdate())
        if possible.people:
            return _registration(request, form, possible.token, possible.people)
    return _save(request, form, token)


def _save(request: HatRequest, form: RegistrationForm, token: str) -> HttpResponse:
    """Register once, however often the form is sent."""
    now, key = timezone.now(), submissions.key_of(request.POST)
    try:
        with submissions.once(key, "resident.registered", request.hat.membership_id, at=now) as first:
            if first:
                made = actions.register_resident(
                    form.registration(), search_token=token, by=request.hat, at=now
                )
                first.answer = reverse("residents:resident", args=[made])
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return _registration(request, form, token)
    messages.success(request, "登録しました。")
    return redirect(first.answer)


def _registration(
    request: HttpRequest, form: RegistrationForm, token: str, possible: tuple[queries.Possible, ...] = ()
) -> HttpResponse:
    return render(
        request,
        "residents/register.html",
        {"form": form, "search_token": token, "possible": possible},
        status=422 if form.errors else 200,
    )


def _prefilled(request: HttpRequest) -> dict[str, str]:
    """What was searched for stands in the form already."""
    text, birth = request.POST.get("text", ""), request.POST.get("birth", "")
    if any(letter.isdigit() for letter in text):
        return {"phone": text} if text.startswith(("0", "０", "+")) else {"birth": birth or text}
    return {"kana" if is_kana(text) else "name": text, "birth": birth}

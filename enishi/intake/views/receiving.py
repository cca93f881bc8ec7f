"""Taking a consultation: one screen while the phone is at the ear."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from enishi.agencies.browser import HatRequest
from enishi.intake import actions
from enishi.intake.forms.receiving import ReceiveForm
from enishi.intake.queries.people import People, people, same_people
from enishi.intake.terms import About
from enishi.intake.views.frame import trail
from enishi.office import drafts, submissions
from enishi.office.doors import door
from enishi.office.errors import Refused
from enishi.residents.actions import add_what_is_new
from enishi.residents.forms.registration import RegistrationForm

DRAFT = "intake.receive"
ADDED = "入力された電話・住所・配慮は、選んだ人の登録に加えました。"


@door("receive")
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HatRequest) -> HttpResponse:
    """The form; a search without script comes back to it, everything else of it is sent at once."""
    if request.method != "POST":
        draft = drafts.page_for(DRAFT, given=request.GET)
        kept = draft.query_dict()
        form = ReceiveForm(kept, hat=request.hat) if kept else ReceiveForm(hat=request.hat)
        return _page(request, form, draft, _chosen(request, form), fresh=True)
    form = ReceiveForm(request.POST, hat=request.hat)
    if request.POST.get("step") == "search":
        return _again(request, form, _chosen(request, form), fresh=True)
    if not form.is_valid():
        return _again(request, form, _chosen(request, form))
    registration, token = form.registration, form.cleaned_data["search_token"]
    if registration is not None:
        found = same_people(request.hat, registration, at=timezone.now())
        token = found.token
        if found.possible and not form.cleaned_data["different"]:
            return _again(request, form, found)
    return _received(request, form, token)


def _received(request: HatRequest, form: ReceiveForm, token: str) -> HttpResponse:
    try:
        with submissions.sending():
            drafts.discard_sent(request.POST)
            consultation = actions.receive_consultation(
                form.consultation(search_token=token),
                by=request.hat,
                at=timezone.now(),
                submission=submissions.key_of(request.POST),
            )
            given = form.cleaned_data
            added = told_of_known(request, given["resident"] if given["about"] == About.KNOWN else None, form.person)
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return _again(request, form, _chosen(request, form))
    messages.success(request, "相談を受け付けました。")
    if added:
        messages.success(request, ADDED)
    onward = "refer/" if request.POST.get("step") == "refer" else ""
    return HttpResponseRedirect(f"/consultations/{consultation}/{onward}")


def told_of_known(request: HatRequest, resident: UUID | None, person: RegistrationForm) -> bool:
    """Keep what was typed of somebody new, when the person was then chosen among those registered."""
    told = person.beside() if resident else None
    return resident is not None and told is not None and add_what_is_new(resident, told, by=request.hat, at=timezone.now())


@door("receive")
@require_POST
def find_people(request: HatRequest) -> HttpResponse:
    """The fragment under the search field while typing."""
    form = ReceiveForm(request.POST, hat=request.hat)
    return render(request, "intake/_people.html", {"people": _chosen(request, form)})


def _chosen(request: HatRequest, form: ReceiveForm) -> People:
    given: Any = form.data if form.is_bound else {}
    return people(
        request.hat,
        given.get("find", ""),
        chosen=_identity(given.get("resident", "")),
        token=given.get("search_token", ""),
        at=timezone.now(),
    )


def _identity(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _again(request: HatRequest, form: ReceiveForm, found: People, *, fresh: bool = False) -> HttpResponse:
    """The page with what was typed; its draft goes on."""
    return _page(request, form, drafts.page_for(DRAFT, given=request.POST), found, fresh=fresh)


def _page(
    request: HatRequest, form: ReceiveForm, draft: drafts.Page, found: People, *, fresh: bool = False
) -> HttpResponse:
    wrong = form.is_bound and not fresh and bool(form.errors)
    context = {
        "form": form,
        "crumbs": trail(),
        "person": form.person,
        "people": found,
        "groups": form.issue_groups(),
        "draft": draft,
        "wrong": wrong,
        "open_new": form.new_person or (found.searched and not found.faces),
        "about": form.data.get("about", "known") if form.is_bound else "known",
        "caller_is": form.data.get("caller_is", "self") if form.is_bound else "self",
    }
    return render(request, "intake/receive.html", context, status=422 if wrong else 200)

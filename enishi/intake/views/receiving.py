"""Taking a consultation: one screen while the phone is at the ear."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from enishi.agencies.browser import HatRequest
from enishi.intake import actions
from enishi.intake.forms.changing import StatementForm
from enishi.intake.forms.receiving import ReceiveForm
from enishi.intake.queries.people import People, people, same_people
from enishi.intake.terms import About
from enishi.intake.views.changing import STATEMENT_DRAFT
from enishi.intake.views.frame import trail
from enishi.intake.views.known import ADDED, told_of_known
from enishi.office import drafts, submissions
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused, put_on
from enishi.office.ids import identity
from enishi.residents.panels import RESIDENT
from enishi.residents.rules.reference import reference

DRAFT = "intake.receive"
MAY_DIFFER = frozenset({"step", "find", "search_token", "different", "another"})


@door("receive")
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HatRequest) -> HttpResponse:
    """The form; a search without script comes back to it, everything else of it is sent at once."""
    if request.method != "POST":
        if keyed := submissions.address_with_key(request):
            return redirect(keyed)
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
            return _received_before(request, form) or _again(request, form, found)
    return _received(request, form, token)


def _key(request: HatRequest) -> UUID | None:
    """The form's key; another one where it was said that this is another consultation."""
    return identity(request.POST.get("another", "")) or submissions.key_of(request.POST)


def _mark(request: HatRequest) -> str:
    return submissions.mark_of(request.POST, beside=MAY_DIFFER)


def _received_before(request: HatRequest, form: ReceiveForm) -> HttpResponse | None:
    """Who is so like the one who was typed may have been registered by the first sending of this very form."""
    key = _key(request)
    try:
        first = actions.received_before(key, sent=_mark(request)) if key else None
    except actions.SentOtherwise as other:
        return _kept_apart(request, form, other.first)
    return _onward(request, first) if first else None


def _received(request: HatRequest, form: ReceiveForm, token: str) -> HttpResponse:
    try:
        with submissions.sending():
            drafts.discard_sent(request.POST)
            consultation = actions.receive_consultation(
                form.consultation(search_token=token),
                by=request.hat,
                at=timezone.now(),
                submission=_key(request),
                sent=_mark(request),
            )
            given = form.cleaned_data
            added = told_of_known(request, given["resident"] if given["about"] == About.KNOWN else None, form.person)
    except actions.SentOtherwise as other:
        return _kept_apart(request, form, other.first)
    except Refused as refused:
        put_on(form, refused.reasons)
        return _again(request, form, _chosen(request, form))
    return _onward(request, consultation, added=added)


def _onward(request: HatRequest, consultation: UUID, *, added: bool = False) -> HttpResponse:
    messages.success(request, "相談を受け付けました。")
    if added:
        messages.success(request, ADDED)
    onward = "refer/" if request.POST.get("step") == "refer" else ""
    return HttpResponseRedirect(f"/consultations/{consultation}/{onward}")


def _kept_apart(request: HatRequest, form: ReceiveForm, first: UUID) -> HttpResponse:
    """The form acted before, with other words: they are shown again, and can be added to what was received."""
    if request.POST.get("step") == "add":
        return _written_on(request, form, first)
    return _again(request, form, _chosen(request, form), first=first)


def _written_on(request: HatRequest, form: ReceiveForm, consultation: UUID) -> HttpResponse:
    """What was told, as the draft of an entry of the consultation."""
    told = form.consultation().statements
    known = {"text": "\n\n".join(one.text.strip() for one in told)}
    if told:
        known["information_class"] = str(told[0].information_class)
    sent = QueryDict(mutable=True)
    sent.update({one.name: one.value() or "" for one in StatementForm()} | known)
    page = drafts.page_for(STATEMENT_DRAFT, given={}, subject_id=consultation)
    sent.update({**dict(page.hidden_fields()), "draft_sequence": "1"})
    own = request.hat.membership_id
    if own is None:
        raise NotFound("draft", consultation)
    saved = drafts.save(page.draft_id, sent, membership_id=own, at=timezone.now())
    return HttpResponseRedirect(drafts.address_to_save(saved.draft_id))


@door("receive")
@require_POST
def find_people(request: HatRequest) -> HttpResponse:
    """The fragment under the search field while typing."""
    form = ReceiveForm(request.POST, hat=request.hat)
    return render(request, "website/_people.html", {"people": _chosen(request, form)})


def _chosen(request: HatRequest, form: ReceiveForm) -> People:
    given: Any = form.data if form.is_bound else {}
    return people(
        request.hat,
        given.get("find", ""),
        chosen=identity(given.get(RESIDENT, "") or request.GET.get(RESIDENT, "")),
        token=given.get("search_token", ""),
        at=timezone.now(),
    )


def _again(
    request: HatRequest, form: ReceiveForm, found: People, *, fresh: bool = False, first: UUID | None = None
) -> HttpResponse:
    """The page with what was typed; its draft goes on."""
    draft = drafts.page_for(DRAFT, given=request.POST)
    return _page(request, form, draft, found, fresh=fresh, first=first)


def _page(
    request: HatRequest,
    form: ReceiveForm,
    draft: drafts.Page,
    found: People,
    *,
    fresh: bool = False,
    first: UUID | None = None,
) -> HttpResponse:
    wrong = form.is_bound and not fresh and bool(form.errors)
    context = {
        "form": form,
        "crumbs": trail(),
        "person": form.person,
        "people": found,
        "groups": form.issue_groups(),
        "draft": draft,
        "form_key": submissions.key_of(request.GET),
        "wrong": wrong,
        "open_new": form.new_person or (found.searched and not found.faces),
        "about": form.data.get("about", "known") if form.is_bound else "known",
        "caller_is": form.data.get("caller_is", "self") if form.is_bound else "self",
        "first": {"id": first, "reference": reference(first), "another": uuid4()} if first else None,
    }
    return render(request, "intake/receive.html", context, status=422 if wrong or first else 200)

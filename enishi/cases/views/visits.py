"""Notes of visits at the desk: what waits, put into a case, set aside (外出先の記録)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases import actions, queries
from enishi.cases.forms.visits import DropForm, FileForm, FindCaseForm
from enishi.cases.queries.cases import WHOSE
from enishi.cases.queries.visits import SHOW, entry_values
from enishi.cases.terms import CaseState, VisitReason, VisitState
from enishi.cases.views.cases import wanted_of
from enishi.cases.views.frame import BOTH, LIST, back, opened, shown
from enishi.intake.views.frame import carried_out
from enishi.office import drafts, submissions
from enishi.office.asked import LAST_VERSION, page_number
from enishi.office.doors import door
from enishi.office.rules.numbers import whole_number

VISITS = {"label": "外出先の記録", "url": "/cases/visits/"}
VISIT_DRAFT = "cases.visit"


@door("lead", "answer")
@require_safe
def visits(request: HatRequest) -> HttpResponse:
    """The hat's own notes: those that wait, and what became of the others."""
    show = request.GET.get("show", "")
    show = show if show in SHOW else "unfiled"
    sort, address = request.GET.get("sort", ""), reverse("cases:visits")
    listing = queries.visit_notes(show, sort, page_number(request))
    context = {
        "listing": listing,
        "show": show,
        "tabs": [
            {"label": label, "url": f"{address}?show={code}", "current": code == show, "count": None}
            for code, label in SHOW.items()
        ],
        "crumbs": [LIST],
    }
    return render(request, "cases/visits.html", context)


@door("lead", "answer")
@require_http_methods(BOTH)
def note(request: HatRequest, note_id: UUID) -> HttpResponse:
    """One note, and the cases into which it can be put. Sending searches for a person."""
    row, now, leads = queries.visit_note(note_id), timezone.now(), "lead" in request.hat.may
    waits, wanted = row.state == VisitState.RECEIVED, wanted_of(request)
    if waits and wanted.reference:
        case = queries.find_by_reference(request.hat, wanted.reference, at=now)
        if case:
            return redirect("cases:visit-file", note_id, case)
    form = FindCaseForm(request.POST if request.method == "POST" else None)
    searched = waits and form.is_valid()
    choice = queries.cases_by_name(request.hat, form.cleaned_data["find"], at=now) if searched else None
    address = reverse("cases:visit-note", args=[note_id])
    context = {
        "note": queries.note_line(row),
        "form": form,
        "drop": DropForm(),
        "choice": choice,
        "listing": queries.case_list(request.hat, wanted, at=now) if waits and not searched else None,
        "wanted": wanted,
        "draft": request.GET.get("draft", ""),
        "tabs": [
            {"label": label, "url": f"{address}?whose={code}", "current": wanted.whose == code, "count": None}
            for code, label in WHOSE.items()
            if leads or code == "team"
        ],
        "crumbs": [LIST, VISITS],
    }
    return render(request, "cases/visit_note.html", context, status=422 if form.errors else 200)


@door("lead", "answer")
@require_http_methods(BOTH)
def file(request: HatRequest, note_id: UUID, case_id: UUID) -> HttpResponse:
    """Put a note into a case's journal: the form of an entry, filled with what was typed outside."""
    row = queries.visit_note(note_id)
    sending = request.method == "POST"
    if row.state != VisitState.RECEIVED and not sending:
        return redirect("cases:visit-note", note_id)
    brief = opened(request, case_id, "write")
    draft = drafts.page_for(VISIT_DRAFT, given=request.POST if sending else request.GET, subject_id=note_id)
    seen = 0
    for one in brief.files:
        seen |= brief.found.opened.classes.get(one, 0)
    sent = request.POST if sending else draft.query_dict()
    form = FileForm(
        sent,
        initial=entry_values(row),
        files=brief.files,
        seen=seen,
        before_consent=brief.row.state == CaseState.OUTREACH,
    )
    if sending and form.is_valid():

        def write() -> None:
            with submissions.sending():
                actions.file_note(
                    note_id,
                    case_id,
                    form.entry(),
                    outcome=form.outcome(),
                    sequence=number_of(request.POST.get("sequence", "")),
                    by=request.hat,
                    at=timezone.now(),
                    submission=submissions.key_of(request.POST),
                )
                drafts.discard_sent(request.POST)

        if carried_out(request, form, write, "外出先の記録を、支援経過に記録しました。"):
            return redirect(_next(case_id))
    context: dict[str, Any] = shown(brief) | {
        "note": queries.note_line(row),
        "sequence": row.sequence,
        "form": form,
        "draft": draft,
        "crumbs": [
            LIST,
            VISITS,
            {"label": "ケースを選ぶ", "url": reverse("cases:visit-note", args=[note_id])},
        ],
        "title": brief.title,
        "number": brief.reference,
    }
    wrong = sending and bool(form.errors)
    return render(request, "cases/visit_file.html", context, status=422 if wrong else 200)


def number_of(typed: str) -> int:
    """The snapshot that the form showed; 0, which never fits, when it was tampered with."""
    return whole_number(typed, most=LAST_VERSION) or 0


def _next(case: UUID) -> str:
    """To the notes that still wait; after the last one, to the journal in which it stands."""
    waiting = queries.visit_notes("unfiled", "", 1)
    return reverse("cases:visits") if waiting.rows else back(case, "journal")


@door("lead", "answer")
@require_http_methods(BOTH)
def drop(request: HatRequest, note_id: UUID) -> HttpResponse:
    """Set a note aside with a reason, or take it back."""
    if request.method != "POST":
        return note(request, note_id)
    if request.POST.get("step") == "back":
        if carried_out(
            request,
            None,
            lambda: actions.take_back_note(note_id, by=request.hat, at=timezone.now()),
            "外出先の記録を戻しました。",
        ):
            return redirect("cases:visit-note", note_id)
        return redirect("cases:visits")
    queries.visit_note(note_id)
    form = DropForm(request.POST)
    if not form.is_valid():
        messages.error(request, "使わない理由を選んでください。")
        return redirect("cases:visit-note", note_id)
    reason = VisitReason(form.cleaned_data["reason"])
    carried_out(
        request,
        None,
        lambda: actions.drop_note(note_id, reason, by=request.hat, at=timezone.now()),
        "使わないことにしました。「記録した・使わない」から戻せます。",
    )
    return redirect("cases:visits")

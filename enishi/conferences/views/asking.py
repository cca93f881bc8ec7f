"""情報提供依頼（社会福祉法106条の6第3項）: asking, reading, answering part by part."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases.forms.fields import ids_in
from enishi.cases.queries.choosing import recipients
from enishi.conferences import actions
from enishi.conferences.access import OpenedItem, open_item
from enishi.conferences.forms.deciding import PartsForm, RequestForm
from enishi.conferences.queries.conference_page import members_of
from enishi.conferences.queries.letter import letter_of, newest_request, sits
from enishi.conferences.queries.names import told_in
from enishi.conferences.queries.requests import RequestLine, requests_of
from enishi.conferences.views.frame import BOTH, around_item, carried, done, only_its_office
from enishi.office import drafts
from enishi.office.doors import door
from enishi.office.errors import NotFound

REACHED = "情報提供を依頼しました。"
NOT_YET_THERE = "依頼を記録しました。まだ届いていません。印刷して送ってください。"


@door("answer")
@require_http_methods(BOTH)
def ask(request: HatRequest, item_id: UUID) -> HttpResponse:
    """情報提供を依頼する. Agencies are searched on the same page, and what was typed stays."""
    found = open_item(request.hat, item_id, word="conference.request")
    only_its_office(found)
    members, _ = members_of(found.conference)
    searching = request.method == "POST" and request.POST.get("step") == "search"
    given = request.POST if request.method == "POST" else request.GET
    draft = drafts.page_for("conferences.request", given=given, subject_id=item_id)
    kept = draft.query_dict() if request.method != "POST" else None
    offered = recipients(
        request.hat,
        request.POST.get("find", ""),
        chosen=ids_in([(kept or request.POST).get("agency", "")]),
        usual=list(dict.fromkeys(one.agency_id for one in members)),
        at=timezone.now(),
    )
    form = RequestForm(
        None if searching else request.POST or None,
        agencies=offered.choices,
        initial=request.POST.dict() if searching else (kept.dict() if kept else {}),
    )
    if request.method == "POST" and not searching and form.is_valid():
        agency = form.cleaned_data["agency"]
        reached = sits(item_id, agency)

        def send() -> None:
            actions.request_information(item_id, form.request(), by=request.hat, at=timezone.now())

        if carried(request, form, "conference.request", send, REACHED if reached else NOT_YET_THERE):
            if not reached and (written := newest_request(item_id, agency)):
                return redirect("conferences:request-letter", item_id, written)
            return redirect(f"/conferences/items/{item_id}/#requests")
    context = {
        "form": form,
        "draft": draft,
        "offered": offered,
        "searching": searching,
        "restored": kept is not None,
        "heading": "情報提供を依頼する",
        **around_item(found),
    }
    wrong = request.method == "POST" and not searching and bool(form.errors)
    return render(request, "conferences/ask.html", context, status=422 if wrong else 200)


@door("answer")
@require_http_methods(BOTH)
def information_request(request: HatRequest, item_id: UUID, request_id: UUID) -> HttpResponse:
    """One request: read it, print it, answer its parts."""
    found = open_item(request.hat, item_id, word="conference.answer_request")
    now = timezone.now()
    shown = _one_of(found, request_id, now)
    may_answer = shown.ours or found.convenes
    form = PartsForm(
        request.POST or None, parts=[(one.id, one.text) for one in shown.parts] if may_answer else []
    )
    if request.method == "POST" and may_answer and form.is_valid():

        def answer() -> None:
            for part, kind, text in form.answers():
                actions.answer_part(item_id, part, kind, text, by=request.hat, at=timezone.now())

        if done(request, form, "conference.answer_request", answer, "回答しました。"):
            return redirect("conferences:request", item_id, request_id)
    context = {
        "shown": shown,
        "form": form,
        "rows": list(zip(shown.parts, form.pairs(), strict=True)) if may_answer else [],
        "may_answer": may_answer,
        "on_paper": not shown.ours,
        "goes_by_post": found.convenes and not sits(item_id, shown.agency_id),
        "asking": found.conference.row.agency.name,
        "heading": "情報提供依頼",
        **around_item(found),
    }
    wrong = request.method == "POST" and bool(form.errors)
    return render(request, "conferences/request.html", context, status=422 if wrong else 200)


@door("answer")
@require_safe
def request_letter(request: HatRequest, item_id: UUID, request_id: UUID) -> HttpResponse:
    """依頼文, for an agency that does not sit at the item: printed and sent by who convened."""
    found = open_item(request.hat, item_id, word="conference.request_letter")
    only_its_office(found)
    shown = _one_of(found, request_id, timezone.now())
    context = {
        "shown": shown,
        "letter": letter_of(found, shown, on=timezone.localdate()),
        "heading": "情報提供依頼書",
        **around_item(found),
    }
    return render(request, "conferences/letter.html", context)


def _one_of(found: OpenedItem, one: UUID, at: datetime) -> RequestLine:
    told = {found.id: told_in(found)}
    shown = next((line for line in requests_of(found.hat, told, at) if line.id == one), None)
    if shown is None:
        raise NotFound("conference.request", one)
    return shown

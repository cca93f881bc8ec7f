"""Lists of cases, and the page of one with its journal."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases import actions, panels, queries
from enishi.cases.forms.journal import EntryForm, SentEntry
from enishi.cases.queries import Brief, CasePage, Shown
from enishi.cases.queries.cases import MINE, SHOW, STATES, WHOSE, Wanted
from enishi.cases.terms import CaseState, EntryKind, MarkKind
from enishi.cases.views.frame import BOTH, LIST, back, opened
from enishi.intake.views.frame import carried_out, taken_away
from enishi.office import drafts, stamp, submissions
from enishi.office.asked import page_number, version_of, ways_out
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.office.ids import identity

ENTRY_DRAFT = "cases.entry"
MOST_AT_ONCE = 5


def wanted_of(request: HatRequest) -> Wanted:
    given = request.GET
    usual = MINE if "lead" in request.hat.may else "team"
    return Wanted(
        whose=given.get("whose", "") if given.get("whose") in WHOSE else usual,
        show=given.get("show", "") if given.get("show") in SHOW else "open",
        state=given.get("state", "") if given.get("state") in STATES else "",
        sort=given.get("sort", "next"),
        reference=given.get("reference", ""),
        page=page_number(request),
    )


@door("lead", "answer")
@require_safe
def cases(request: HatRequest) -> HttpResponse:
    """自分が主担当, 自分の機関が主担当, チームに入っている."""
    wanted, now = wanted_of(request), timezone.now()
    if wanted.reference:
        found = queries.find_by_reference(request.hat, wanted.reference, at=now)
        if found:
            return redirect("cases:case", found)
    address, leads = reverse("cases:cases"), "lead" in request.hat.may
    context = {
        "listing": queries.case_list(request.hat, wanted, at=now),
        "wanted": wanted,
        "leads": leads,
        "tabs": [
            {"label": label, "url": f"{address}?whose={code}", "current": wanted.whose == code, "count": None}
            for code, label in WHOSE.items()
            if leads or code == "team"
        ],
        "shows": list(SHOW.items()),
        "states": [one for one in STATES.items() if one[0] != CaseState.ENDED],
    }
    return render(request, "cases/cases.html", context | ways_out(request, "cases:cases-export"))


@door("lead", "answer")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen, all of it, as CSV or XLSX."""
    sheet = queries.case_sheet(request.hat, wanted_of(request), at=timezone.now())
    return taken_away(request, "case.list", sheet, form)


@door("lead", "answer")
@require_http_methods(BOTH)
def case(request: HatRequest, case_id: UUID) -> HttpResponse:
    """The page of one case. Sending is writing an entry; the page is put together only when it is shown again."""
    sent_entry = SentEntry(request.POST) if request.method == "POST" else None
    if sent_entry is not None and sent_entry.is_valid() and _written(request, case_id, sent_entry):
        return redirect(back(case_id, "journal"))
    wanted = _wanted_entries(request)
    word = "case.write" if request.method == "POST" else "case.page"
    whole = "whole" in request.GET or request.method == "POST"
    most = queries.EVERYTHING if whole else MOST_AT_ONCE
    page = queries.case_page(request.hat, case_id, wanted, at=timezone.now(), word=word, most=most, draft=ENTRY_DRAFT)
    draft = drafts.page_for(
        ENTRY_DRAFT,
        given=request.POST if request.method == "POST" else request.GET,
        subject_id=case_id,
        others=page.drafts,
    )
    sent = request.POST if request.method == "POST" else draft.query_dict()
    choices = entry_choices(page.brief, leads=page.brief.is_lead)
    # What nobody has written into looks alike for all who see the same classes: it is made when it is drawn, and then kept.
    unwritten = SimpleLazyObject(lambda: EntryForm(sent, **choices))
    form: Any = _refused(sent_entry, choices) if sent_entry else unwritten
    context = {
        "page": page,
        **_filters(page, wanted),
        "form": form,
        "unwritten": "" if sent else f"{choices['seen']} {choices['leads']} {timezone.localdate()} {stamp.LISTS.current()}",
        "draft": draft,
        "restored": request.method != "POST" and bool(draft.fields),
        "wanted": wanted,
        "crumbs": [LIST],
        "may_receive": "receive" in request.hat.may,
        "panels": [
            *panels.offered("leading", _offering(request, page), case_id),
            *panels.offered("case", request.hat.may, case_id),
        ],
        "consent_panels": panels.offered("consents", request.hat.may, case_id),
        "several_persons": len(page.brief.persons) > 1,
    }
    wrong = sent_entry is not None and bool(form.errors)
    return render(request, "cases/case.html", context, status=422 if wrong else 200)


def _refused(sent: SentEntry, choices: Mapping[str, Any]) -> EntryForm:
    """What was sent, shown again with what was wrong in it."""
    form = EntryForm(sent.data, **choices)
    if form.is_valid():
        for name, errors in sent.errors.items():
            form.add_error(name if name in form.fields else None, list(errors))
    return form


def _filters(page: CasePage, wanted: Shown) -> dict[str, Any]:
    """By whom and about whom entries are written, to choose from."""
    files = [(one, name or "本人") for one, name in page.brief.files.items()]
    return {
        "several_files": len(files) > 1,
        "files": [{"id": str(one), "name": name, "chosen": one == wanted.file} for one, name in files],
        "agencies": [
            {"id": str(one), "name": name, "chosen": one == wanted.agency}
            for one, name in (page.agencies.items() if page.journal.is_long or wanted.filtered else ())
        ],
        "kinds": EntryKind.choices,
    }


def _offering(request: HatRequest, page: CasePage) -> Collection[str]:
    """Rooms upstairs offer what they do with a case to who leads it, and to the coordinator."""
    may = request.hat.may
    return may if page.brief.is_lead or "coordinate" in may else ()


def _written(request: HatRequest, case_id: UUID, form: SentEntry) -> bool:
    """Whether it was written; else what was refused stands on the form."""

    def write() -> None:
        with submissions.sending():
            drafts.discard_sent(request.POST)
            _write(request, case_id, form)

    return carried_out(request, form, write, "支援経過を書きました。")


def _write(request: HatRequest, case_id: UUID, form: SentEntry) -> None:
    """The entry, and by when what happens next, when that was filled in too; both or neither."""
    key, now = submissions.key_of(request.POST), timezone.now()
    with submissions.once(key, "case.page", request.hat.membership_id, at=now) as first:
        if not first:
            return
        actions.write_and_count(case_id, form.entry(), by=request.hat, at=now)
        if form.cleaned_data.get("next_on"):
            lead = opened(request, case_id, "write").found.lead
            actions.set_next(
                case_id,
                person=lead.membership_id if lead else None,
                next_on=form.cleaned_data["next_on"],
                next_action=form.cleaned_data["next_action"],
                version=version_of(request),
                by=request.hat,
                at=now,
            )


def _wanted_entries(request: HatRequest) -> Shown:
    given = request.GET
    return Shown(
        file=identity(given.get("file", "")),
        kind=given.get("kind", "") if given.get("kind") in EntryKind.values else "",
        agency=identity(given.get("agency", "")),
        entry=identity(given.get("entry", "")),
        page=page_number(request),
    )


def entry_choices(brief: Brief, *, leads: bool = False) -> dict[str, Any]:
    """Whose files and which classes the form of an entry offers."""
    seen = 0
    for one in brief.files:
        seen |= brief.found.opened.classes.get(one, 0)
    return {"files": brief.files, "seen": seen, "leads": leads}


@door("lead", "answer")
@require_http_methods(BOTH)
def mark(request: HatRequest, case_id: UUID) -> HttpResponse:
    """確認・ありがとう・相談したい on one entry, or taking it back. Sent twice it is still one mark."""
    if request.method != "POST":
        return case(request, case_id)
    kind, _, typed = request.POST.get("mark", "").partition(" ")
    entry = identity(typed)
    verb = actions.unmark_entry if kind.startswith("un") else actions.mark_entry
    known = kind.removeprefix("un")
    if entry is None or known not in MarkKind.values:
        opened(request, case_id, "mark")
        raise NotFound("case.entry", entry)
    verb(case_id, entry, MarkKind(known), by=request.hat, at=timezone.now())
    page = request.POST.get("page", "")
    here = f"?{page}" if page and len(page) < 300 else ""
    return redirect(f"{reverse('cases:case', args=[case_id])}{here}#e{entry.hex[:8]}")

"""参加支援 of a case: what the person wants, what is considered, where they take part."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases.terms import CaseState
from enishi.intake.views.frame import carried_out
from enishi.office import drafts, submissions
from enishi.office.doors import door
from enishi.participation import actions
from enishi.participation.forms.profile import ProfileForm
from enishi.participation.queries.page import participation_page
from enishi.participation.queries.profile import told
from enishi.participation.views.frame import (
    BOTH,
    around,
    at_page,
    file_named,
    file_of,
    form_page,
    identity,
    opened,
)


@door("lead", "answer")
@require_safe
def page(request: HatRequest, case_id: UUID) -> HttpResponse:
    """参加支援のページ of one person of the case."""
    brief = opened(request, case_id, "page")
    file = file_of(request, brief)
    writes = brief.row.state != CaseState.ENDED
    context = {
        "participation": participation_page(brief, file, on=timezone.localdate()),
        "files": [
            {"url": at_page(case_id, one), "label": name or "本人", "current": one == file, "count": None}
            for one, name in brief.files.items()
        ],
        "may_write": writes,
        "may_lead": writes and brief.is_lead,
        **(given := around(brief, file)),
        "crumbs": given["crumbs"][:-1],
    }
    return render(request, "participation/page.html", context)


@door("lead", "answer")
@require_http_methods(BOTH)
def write(request: HatRequest, case_id: UUID) -> HttpResponse:
    """Write with the person what they like, can and need; saved while it is typed."""
    brief = opened(request, case_id, "profile")
    posted = request.method == "POST"
    draft = drafts.page_for(
        "participation.profile", given=request.POST if posted else request.GET, subject_id=case_id
    )
    sent = request.POST if posted else draft.query_dict()
    file = file_named(brief, (sent or request.GET).get("file", ""))
    standing = told(brief.found.opened.classes, [file])[file]
    form = ProfileForm(sent, told=standing)
    if posted and form.is_valid():

        def verb() -> None:
            with submissions.sending():
                actions.write_profile(
                    case_id,
                    form.profile(),
                    file=file,
                    instead_of=identity(request.POST.get("version", "")),
                    by=request.hat,
                    at=timezone.now(),
                    submission=submissions.key_of(request.POST),
                )
                drafts.discard_sent(request.POST)

        if carried_out(request, form, verb, "参加の希望を書きました。前に書いたものも残っています。"):
            return redirect(at_page(case_id, file))
        standing = told(brief.found.opened.classes, [file])[file]
    # A draft goes on from the profile that it was begun on: what was written meanwhile is shown, not replaced.
    begun_on = sent.get("version", "-") if sent and not posted else standing.id or ""
    more = around(brief, file) | {"version": begun_on, "draft": draft}
    return form_page(
        request,
        form,
        heading="参加の希望" + (f"（{brief.files[file]}）" if brief.files[file] else ""),
        label="書く",
        template="participation/profile_form.html",
        restored=not posted and bool(draft.fields),
        hidden=standing.hidden,
        **more,
    )

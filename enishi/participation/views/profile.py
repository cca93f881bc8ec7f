"""参加支援 of a case: what the person wants, what is considered, where they take part."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases.terms import CaseState
from enishi.office.doors import door
from enishi.office.ids import identity
from enishi.participation import actions
from enishi.participation.forms.profile import ProfileForm
from enishi.participation.queries.page import participation_page
from enishi.participation.queries.profile import told
from enishi.participation.views.frame import BOTH, around, at_page, drafted_page, file_of, opened

FOLDED = ("needed", "cared_for", "accesses")


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
    page = drafted_page(request, brief, "participation.profile")
    standing = told(brief.found.opened.classes, [page.file])[page.file]
    form = ProfileForm(page.sent, told=standing)

    def verb(key: UUID | None) -> None:
        actions.write_profile(
            case_id,
            form.profile(),
            file=page.file,
            instead_of=identity(request.POST.get("version", "")),
            by=request.hat,
            at=timezone.now(),
            submission=key,
        )

    if page.posted and form.is_valid():
        if page.sends(form, verb, "参加の希望を書きました。前に書いたものも残っています。"):
            return redirect(at_page(case_id, page.file))
        standing = told(brief.found.opened.classes, [page.file])[page.file]
    # A draft goes on from the profile that it was begun on: what was written meanwhile is shown, not replaced.
    begun_on = page.sent.get("version", "-") if page.sent and not page.posted else standing.id or ""
    more: dict[str, Any] = {"version": begun_on, "folded": FOLDED, "hidden": standing.hidden}
    return page.shown(form, "参加の希望", "participation/profile_form.html", label="書く", **more)

"""プロジェクトに依頼する: what the project reads of somebody whom nothing fits, after a search and a meeting's decision."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.agencies.queries.directory import districts
from enishi.intake.views.frame import carried_out
from enishi.office import drafts, submissions
from enishi.office.doors import door
from enishi.participation import actions
from enishi.participation.forms.project import DISCLOSED, CommissionForm
from enishi.participation.queries.profile import Told, told
from enishi.participation.queries.project import band_of, basis, lives_protected
from enishi.participation.rules.conditions import DAYS
from enishi.participation.terms import Side
from enishi.participation.views.frame import BOTH, around, at_page, file_named, form_page, opened

TOLD = "プロジェクトに依頼しました。手が挙がると、受信箱に知らせます。"


@door("lead")
@require_http_methods(BOTH)
def ask(request: HatRequest, case_id: UUID) -> HttpResponse:
    """支援依頼を書く; what is missing first is told before anything is typed."""
    brief, today = opened(request, case_id, "project"), timezone.localdate()
    posted = request.method == "POST"
    draft = drafts.page_for(
        "participation.project", given=request.POST if posted else request.GET, subject_id=case_id
    )
    sent = request.POST if posted else draft.query_dict()
    file = file_named(brief, (sent or request.GET).get("file", ""))
    profile = told(brief.found.opened.classes, [file])[file]
    form = CommissionForm(
        sent,
        initial=_initial(profile),
        districts=districts(on=today),
        protected=lives_protected(brief.found, file, on=today),
    )
    if posted and form.is_valid():

        def verb() -> None:
            with submissions.sending():
                actions.ask_project(
                    case_id,
                    form.commission(),
                    file=file,
                    by=request.hat,
                    at=timezone.now(),
                    submission=submissions.key_of(request.POST),
                )
                drafts.discard_sent(request.POST)

        if carried_out(request, form, verb, TOLD):
            return redirect(at_page(case_id, file, "commissions"))
    missing = basis(brief.found, file, at=timezone.now()).missing
    more = around(brief, file) | {
        "draft": draft,
        "restored": not posted and bool(draft.fields),
        "missing": missing if brief.is_lead else [("lead", actions.NOT_LEAD)],
        "band": band_of(brief.found, file, on=today).label,
    }
    heading = "プロジェクトに依頼する" + (f"（{brief.files[file]}）" if brief.files[file] else "")
    return form_page(
        request, form, heading=heading, label="依頼する", template="participation/project.html", **more
    )


def _initial(profile: Told) -> dict[str, Any]:
    """What is known already is not typed again."""
    row, needs = profile.row, profile.lines.get(Side.NEEDS)
    days = "・".join(str(DAYS[one]) for one in (row.days if row else ()))
    often = f"週に{row.times_a_week}回" if row and row.times_a_week else ""
    return {
        "purposes": row.purposes if row else [],
        "wishes": profile.words(Side.LIKES),
        "strengths": profile.words(Side.CAN),
        "care": profile.words(Side.NEEDS),
        "considerations": needs.needed if needs else [],
        "frequency": "、".join(filter(None, [often, days])),
        "disclosure": DISCLOSED,
    }

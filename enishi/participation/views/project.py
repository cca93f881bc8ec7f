"""プロジェクトに依頼する: what the project reads of somebody whom nothing fits, after a search and a meeting's decision."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.agencies.queries.directory import districts
from enishi.cases.queries import Brief
from enishi.office.doors import door
from enishi.participation import actions
from enishi.participation.forms.project import DISCLOSURES, CommissionForm
from enishi.participation.queries.profile import Told, told
from enishi.participation.queries.project import band_of, basis, lives_protected
from enishi.participation.rules.conditions import DAYS
from enishi.participation.terms import Side
from enishi.participation.views.frame import BOTH, at_page, drafted_page, opened

TOLD = "プロジェクトに依頼しました。手が挙がると、受信箱に知らせます。"


@door("lead")
@require_http_methods(BOTH)
def ask(request: HatRequest, case_id: UUID) -> HttpResponse:
    """支援依頼を書く; what is missing first is told before anything is typed."""
    brief, today = opened(request, case_id, "project"), timezone.localdate()
    page = drafted_page(request, brief, "participation.project")
    protected = lives_protected(brief.found, page.file, on=today)
    form = CommissionForm(
        page.sent,
        initial=_initial(told(brief.found.opened.classes, [page.file])[page.file], protected=protected),
        districts=districts(on=today),
        protected=protected,
    )

    def verb(key: UUID | None) -> None:
        new, now = form.commission(), timezone.now()
        actions.ask_project(case_id, new, file=page.file, by=request.hat, at=now, submission=key)

    if page.posted and form.is_valid() and page.sends(form, verb, TOLD):
        return redirect(at_page(case_id, page.file, "commissions"))
    return page.shown(form, "プロジェクトに依頼する", "participation/project.html", **_told_first(brief, page.file))


def _told_first(brief: Brief, file: UUID) -> dict[str, Any]:
    """What stands above the form: what is missing, and how the age goes out."""
    missing = basis(brief.found, file, at=timezone.now()).missing
    return {
        "label": "依頼する",
        "folded": ("considerations",),
        "missing": missing if brief.is_lead else [("lead", actions.NOT_LEAD)],
        "band": band_of(brief.found, file, on=timezone.localdate()).label,
    }


def _initial(profile: Told, *, protected: bool) -> dict[str, Any]:
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
        "disclosure": DISCLOSURES[protected],
    }

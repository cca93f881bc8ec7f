"""会議録 as a form: the preview and the file, for who convened and for who sat at the item."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from enishi.agencies.browser import HatRequest
from enishi.office.doors import door
from enishi.office.papers.blocks import Paper
from enishi.reporting.queries.filling import paper as filled
from enishi.reporting.queries.meetings import DRAFT_MARK, MinutesSource, minutes_told
from enishi.reporting.terms import FormOf
from enishi.reporting.views.frame import form_of, known_kind, preview, printed

MEETINGS = {"label": "会議", "url": "/conferences/"}


def _paper(found: MinutesSource, on: date) -> Paper:
    """A draft says so in its title and at the top of every page."""
    paper = filled(form_of("minutes", FormOf.CONFERENCE), found.source, on=on)
    if not found.draft:
        return replace(paper, kind=f"{paper.kind}・{found.stage}")
    return replace(
        paper, title=f"会議録（{found.stage}）", kind=f"{paper.kind}・{found.stage}", remark=DRAFT_MARK
    )


@door("answer")
@require_safe
def minutes_paper(request: HatRequest, item_id: UUID) -> HttpResponse:
    now = timezone.now()
    found = minutes_told(request.hat, item_id, at=now)
    back = reverse("conferences:minutes", args=[item_id])
    return preview(
        request,
        _paper(found, timezone.localdate(now)),
        url=reverse("reporting:minutes-file", args=[item_id, "pdf"]),
        back=back,
        crumbs=[
            MEETINGS,
            {"label": "議題", "url": reverse("conferences:item", args=[item_id])},
            {"label": "会議録", "url": back},
        ],
    )


@door("answer")
@require_safe
def minutes_file(request: HatRequest, item_id: UUID, kind: str) -> HttpResponse:
    wanted, now = known_kind(kind), timezone.now()
    found = minutes_told(request.hat, item_id, at=now)
    return printed(request, "paper.minutes", _paper(found, timezone.localdate(now)), found.source, wanted)

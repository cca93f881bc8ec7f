"""What goes out after a decision on a 開示請求: the notice with the copy, on the screen and as a paper."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.office import egress
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.office.papers.blocks import Paper, on_screen
from enishi.residents.rules import papers
from enishi.residents.views.accounting import READ
from enishi.residents.views.disclosure import found
from enishi.sharing.queries import disclosures
from enishi.sharing.terms import Purpose, RequestOutcome

SILENT = {RequestOutcome.REFUSED, RequestOutcome.ABSENT}


def _notice(request: HatRequest, resident: UUID | None, request_id: UUID) -> tuple[dict[str, Any], Paper]:
    """The notice of the decision and the copy. What is not disclosed is not in it at all.

    :raises NotFound: hidden and absent alike, and until it is decided
    """
    context = found(request, resident, request_id, "disclosure.paper")
    row = context["row"]
    if not row.outcome:
        raise NotFound("disclosure.paper", request_id)
    silent = row.outcome in SILENT
    shows = row.outcome in (RequestOutcome.FULL, RequestOutcome.PART)
    lines = [(one.at, one.title, one.text) for one in disclosures.copy(request_id)] if shows else None
    told = papers.Decided(
        number=row.number,
        requester=row.requester_name,
        asked=row.asked,
        received=row.received_on,
        decided=timezone.localdate(row.decided_at) if row.decided_at else None,
        outcome=row.get_outcome_display(),
        silent=silent,
        articles=[] if silent else disclosures.articles(request_id),
        lines=lines,
    )
    return context, papers.decision_paper(told)


@door("receive")
@require_http_methods(READ)
def paper(request: HatRequest, resident: UUID | None, request_id: UUID) -> HttpResponse:
    """What goes out, on the screen."""
    context, notice = _notice(request, resident, request_id)
    urls = context["urls"]
    shown = {"back": urls["page"], "file": urls["file"], **on_screen(notice)}
    return render(request, "residents/request_paper.html", shown)


@door("receive")
@require_http_methods(READ)
def paper_file(request: HatRequest, resident: UUID | None, request_id: UUID) -> HttpResponse:
    """What goes out: numbered, and recorded before it leaves."""
    context, notice = _notice(request, resident, request_id)
    return egress.paper(
        request.hat,
        "disclosure.printed",
        notice,
        [resident] if resident else [],
        name=f"{papers.DECISION}_{context['row'].number}",
        purpose=Purpose.ACCOUNTING,
        original=True,
        at=timezone.now(),
    )

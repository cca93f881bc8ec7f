"""参加を待つ人, a proposal for all of them, and the placements that go on."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from enishi.agencies.browser import HatRequest
from enishi.community.terms import Purpose
from enishi.intake.views.frame import taken_away
from enishi.office.asked import page_number, ways_out
from enishi.office.doors import door
from enishi.office.ids import identity
from enishi.participation import actions
from enishi.participation.planning.aside import NoAnswer
from enishi.participation.planning.problem import TooLarge
from enishi.participation.queries.lists import (
    DUE,
    PLACEMENT_SORTS,
    SORTS,
    BatchPage,
    Wanted,
    WantedPlacements,
    batch,
    picked,
    placement_list,
    placement_sheet,
    wait_list,
    wait_sheet,
)
from enishi.participation.queries.matching import told_reasons
from enishi.participation.terms import NoReason, PlacementState, ProposalRoad
from enishi.participation.views.frame import done

LIST = {"label": "参加を待つ人", "url": "/participation/"}


def _wanted(request: HatRequest) -> Wanted:
    purpose, sort = request.GET.get("purpose", ""), request.GET.get("sort", "")
    return Wanted(
        purpose if purpose in Purpose.values else "",
        sort if sort.removeprefix("-") in SORTS else "since",
        page_number(request),
    )


@door("lead")
@require_safe
def waiting(request: HatRequest) -> HttpResponse:
    """参加を待つ人, the longest first."""
    wanted = _wanted(request)
    context = {
        "listing": wait_list(request.hat, wanted, on=timezone.localdate()),
        "wanted": wanted,
        "purposes": Purpose.choices,
    }
    return render(
        request, "participation/waiting.html", context | ways_out(request, "participation:waiting-export")
    )


@door("lead")
@require_safe
def waiting_export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen, all of it, as CSV or XLSX."""
    sheet = wait_sheet(request.hat, _wanted(request), on=timezone.localdate())
    return taken_away(request, "participation.list", sheet, form)


@door("lead")
@require_safe
def propose_all(request: HatRequest) -> HttpResponse:
    """全員の案: the best for all who wait at once. Nothing is decided by it."""
    found: BatchPage | None = None
    try:
        found = batch(request.hat, on=timezone.localdate())
    except (NoAnswer, TooLarge):
        messages.error(
            request, "計算が時間内に終わりませんでした。しばらくしてから、もう一度試してください。"
        )
    return render(request, "participation/batch.html", {"batch": found, "crumbs": [LIST]})


@door("lead")
@require_POST
def take_up(request: HatRequest) -> HttpResponse:
    """Put what was ticked of a proposal for all among the proposals of each person, to be decided one by one."""
    picks = [one for typed in request.POST.getlist("take") if (one := _pick(typed))]
    if not picks:
        messages.error(request, "案に加える人を選んでください。")
        return redirect(reverse("participation:batch"))

    def verb() -> None:
        now = timezone.now()
        for person, one in picked(request.hat, picks, on=timezone.localdate()):
            offer = one.offer
            name = f"{offer.name}（{offer.host}）" if offer.menu_id else offer.host
            new = actions.NewProposal(
                *(offer.resource_id, offer.menu_id, name, told_reasons(one), one.score, ProposalRoad.BATCH)
            )
            actions.propose(person.case, new, file=person.file, by=request.hat, at=now)

    if done(
        request, None, "participation.batch", verb, "選んだ人の案に加えました。一人ずつ、決めてください。"
    ):
        return redirect(reverse("participation:waiting"))
    return redirect(reverse("participation:batch"))


def _pick(typed: str) -> tuple[UUID, UUID] | None:
    """Of whom, and which offer: 「file:offer」."""
    file, _, offer = typed.partition(":")
    of, what = identity(file), identity(offer)
    return (of, what) if of and what else None


def _wanted_placements(request: HatRequest) -> WantedPlacements:
    show, state = request.GET.get("show", ""), request.GET.get("state", "")
    sort, reason = request.GET.get("sort", ""), request.GET.get("reason", "")
    return WantedPlacements(
        show if show in DUE else "",
        state if state in PlacementState.values else "",
        sort if sort.removeprefix("-") in PLACEMENT_SORTS else "due",
        page_number(request),
        reason if reason in NoReason.values else "",
    )


@door("lead")
@require_safe
def placements(request: HatRequest) -> HttpResponse:
    """受入れの一覧: whoever is to be asked first on top."""
    wanted = _wanted_placements(request)
    context = {
        "listing": placement_list(request.hat, wanted, on=timezone.localdate()),
        "wanted": wanted,
        "shows": list(DUE.items()),
        "states": PlacementState.choices,
        "reasons": NoReason.choices,
        "crumbs": [LIST],
    }
    return render(
        request,
        "participation/placements.html",
        context | ways_out(request, "participation:placements-export"),
    )


@door("lead")
@require_safe
def placements_export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen, all of it, as CSV or XLSX."""
    sheet = placement_sheet(request.hat, _wanted_placements(request), on=timezone.localdate())
    return taken_away(request, "participation.placements", sheet, form)

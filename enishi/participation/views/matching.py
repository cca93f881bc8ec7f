"""Explained suggestions for one person: what fits and why, what one condition keeps away, and why not everything else."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases.queries import Brief
from enishi.cases.terms import CaseState
from enishi.office.asked import page_number, version_of
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.office.ids import identity
from enishi.participation import actions
from enishi.participation.access import open_proposal
from enishi.participation.actions.proposing import Counts
from enishi.participation.forms.matching import DROP, GO_ON, WAIT, DecideForm, KeepForm, ProposeForm, ShunForm
from enishi.participation.queries.matching import (
    Matched,
    helped_by_host,
    helped_without,
    judged,
    lines_of,
    matched,
    told_against,
    told_reasons,
)
from enishi.participation.queries.page import proposal_line
from enishi.participation.queries.queueing import place_of
from enishi.participation.rules.judging import POINTS, judge_again
from enishi.participation.rules.wishes import Judgement
from enishi.participation.terms import Condition, Tier, Verdict
from enishi.participation.views.frame import (
    BOTH,
    around,
    at_page,
    at_suggestions,
    done,
    file_of,
    form_page,
    opened,
)

SHOWN, PER_PAGE = 20, 50
RELAXED = (
    *(Condition.PURPOSE, Condition.DAY, Condition.DISTANCE, Condition.AREA, Condition.TARGET),
    *(Condition.NEED, Condition.ACCESS),
)


@door("lead", "answer")
@require_safe
def suggestions(request: HatRequest, case_id: UUID) -> HttpResponse:
    """受入先の候補: by tier, near misses, what if a condition did not count, and the rest page by page."""
    brief = opened(request, case_id, "search")
    file, on = file_of(request, brief), timezone.localdate()
    match = matched(brief, file, on=on)
    given = request.GET.get("without", "")
    relaxed = Condition(given) if given in RELAXED else None
    found = judge_again(match.wishes, match.found, relaxed) if relaxed else match.found
    rest, wanted, about = _rest(
        request, match if not relaxed else Matched(match.profile, match.wishes, found)
    )
    context = {
        "match": match,
        "found": found,
        "tiers": [
            (str(tier.label), lines_of(found.fitting[tier][:SHOWN]), len(found.fitting[tier]))
            for tier in found.fitting
        ],
        "near": lines_of(found.near[:SHOWN]),
        "relaxed": relaxed,
        "relaxable": [(one, one.condition in RELAXED) for one in match.found.what_if],
        "helped": helped_without(request.hat, relaxed, on=on) if relaxed and brief.is_lead else None,
        "rest": rest,
        "rest_lines": lines_of(list(rest)),
        "conditions": [
            (condition.value, f"{condition.label}（{count}件）") for condition, count in found.against
        ],
        "wanted": wanted,
        "about": about,
        "points": [(str(wish.label), points) for wish, points in POINTS.items()],
        "may_lead": brief.is_lead and brief.row.state != CaseState.ENDED,
        **around(brief, file),
    }
    return render(request, "participation/suggestions.html", context)


def _rest(request: HatRequest, match: Matched) -> tuple[Any, str, str]:
    """Everything that does not fit, by condition and words, page by page."""
    condition, about = request.GET.get("condition", ""), request.GET.get("q", "").strip()[:60]
    rows: list[Judgement] = [*match.found.near, *match.found.rest]
    if condition in Condition.values:
        rows = [one for one in rows if any(miss.condition == condition for miss in one.misses)]
    if about:
        rows = [one for one in rows if about in f"{one.offer.name} {one.offer.host}"]
    paginator = Paginator(rows, PER_PAGE)
    return paginator.get_page(page_number(request)), condition, about


@door("lead")
@require_http_methods(BOTH)
def keep(request: HatRequest, case_id: UUID) -> HttpResponse:
    """検索を保存する: what was found, and what is missing in words."""
    brief = opened(request, case_id, "search")
    file = file_of(request, brief)
    found = matched(brief, file, on=timezone.localdate()).found
    counts = Counts(
        found.count,
        len(found.fitting[Tier.PUBLIC]),
        len(found.fitting[Tier.LOCAL]),
        len(found.near),
        told_against(found),
    )
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def verb() -> None:
            note = form.cleaned_data["note"]
            actions.keep_search(case_id, counts, note, file=file, by=request.hat, at=timezone.now())

        if done(request, form, "participation.keep", verb, "検索を保存しました。"):
            return redirect(at_page(case_id, file, "searches"))
    told = f"調べた{found.count}件のうち、合うもの{found.found}件、あと一つで合うもの{len(found.near)}件。"
    more = around(brief, file) | {"lead": [told, found.ask_project], "back": at_suggestions(case_id, file)}
    return form_page(request, form, heading="検索を保存する", label="保存する", **more)


@door("lead")
@require_http_methods(BOTH)
def propose(request: HatRequest, case_id: UUID) -> HttpResponse:
    """案に加える: one place, with the reasons, and what to talk about with the host where one condition is missing."""
    brief = opened(request, case_id, "propose")
    file, on = file_of(request, brief), timezone.localdate()
    given = request.POST if request.method == "POST" else request.GET
    resource, menu = identity(given.get("resource", "")), identity(given.get("menu", ""))
    one = judged(brief, file, resource, menu, on=on) if resource else None
    if one is None or resource is None:
        raise NotFound("participation.propose", case_id)
    form = ProposeForm(request.POST or None, near=bool(one.misses))
    if request.method == "POST" and form.is_valid():
        name = f"{one.offer.name}（{one.offer.host}）" if one.offer.menu_id else one.offer.host

        def verb() -> None:
            new = actions.NewProposal(
                resource, menu, name, told_reasons(one), one.score, ask=form.cleaned_data["ask"]
            )
            actions.propose(case_id, new, file=file, by=request.hat, at=timezone.now())

        if _may_propose(form, one) and done(request, form, "participation.propose", verb, "案に加えました。"):
            return redirect(at_page(case_id, file, "proposals"))
    more = around(brief, file) | {
        "lines": lines_of([one]),
        "helped": helped_by_host(request.hat, one, on=on) if one.verdict == Verdict.NEAR else None,
        "back": at_suggestions(case_id, file),
        "kept": {"file": file, "resource": resource, "menu": menu or ""},
    }
    heading = "受入先と相談する" if one.misses else "案に加える"
    return form_page(
        request, form, heading=heading, label="案に加える", template="participation/propose.html", **more
    )


def _may_propose(form: ProposeForm, one: Judgement) -> bool:
    if any(miss.firm for miss in one.misses):
        form.add_error(None, "ここは、本人の安全か受入先の上限のため、案に加えられません。")
        return False
    return True


@door("lead")
@require_http_methods(BOTH)
def shun(request: HatRequest, case_id: UUID) -> HttpResponse:
    """候補にしない: one resource, for somebody's safety."""
    brief = opened(request, case_id, "shun")
    file, on = file_of(request, brief), timezone.localdate()
    given = request.POST if request.method == "POST" else request.GET
    resource, menu = identity(given.get("resource", "")), identity(given.get("menu", ""))
    one = judged(brief, file, resource, menu, on=on) if resource else None
    if one is None or resource is None:
        raise NotFound("participation.shun", case_id)
    form = ShunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def verb() -> None:
            why = form.cleaned_data["why"]
            actions.shun_resource(case_id, resource, why, file=file, by=request.hat, at=timezone.now())

        if done(request, form, "participation.shun", verb, "候補から外しました。"):
            return redirect(at_suggestions(case_id, file))
    more = around(brief, file) | {
        "lead": [f"「{one.offer.host}」を、この人の候補から外します。参加の希望の画面で、戻せます。"],
        "back": at_suggestions(case_id, file),
        "kept": {"file": file, "resource": resource, "menu": menu or ""},
    }
    return form_page(request, form, heading="候補にしない", label="候補から外す", **more)


DECIDED = {
    GO_ON: ("受入れ調整を始めました。", "placements"),
    WAIT: ("順番に入りました。空きが出ると、受信箱に知らせます。", "proposals"),
    DROP: ("見送りました。", "proposals"),
}


@door("lead")
@require_http_methods(BOTH)
def decide(request: HatRequest, case_id: UUID, proposal_id: UUID) -> HttpResponse:
    """A person decides: go on, stand in the queue for a full place, or not, and by whose side."""
    row = open_proposal(request.hat, case_id, proposal_id, word="participation.decide").row
    brief: Brief = opened(request, case_id, "decide")
    file = row.binder_id
    place = place_of(row)
    posted = request.method == "POST"
    form = DecideForm(request.POST or None, may_wait=posted or place.may_wait)
    if posted and form.is_valid():
        given, now = form.cleaned_data, timezone.now()

        def verb() -> None:
            act: dict[str, Any] = {"version": version_of(request), "by": request.hat, "at": now}
            if given["decision"] == DROP:
                actions.drop_proposal(case_id, proposal_id, given["reason"], given["remark"], **act)
            elif given["decision"] == WAIT:
                actions.wait_for_place(case_id, proposal_id, **act)
            else:
                actions.choose_proposal(case_id, proposal_id, **act)
                actions.arrange_placement(case_id, proposal_id, by=request.hat, at=now)

        told, part = DECIDED[given["decision"]]
        if done(request, form, "participation.decide", verb, told):
            return redirect(at_page(case_id, file, part))
    more = around(brief, file) | {"version": row.version, "proposal": proposal_line(row, place.turn), "place": place}
    return form_page(
        request, form, heading="案を決める", label="決める", template="participation/decide.html", **more
    )

"""A placement: its page, steps, agreement of three sides, both follow-ups, trouble with an owner, the end by both words."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases.terms import CaseState
from enishi.intake.queries.colleagues import colleagues
from enishi.office.addresses import address
from enishi.office.asked import version_of
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.participation import actions
from enishi.participation.access import open_placement
from enishi.participation.forms.placing import AgreementForm, EndForm, MoveForm, RecordForm, SettleForm
from enishi.participation.queries.asking import asks_of
from enishi.participation.queries.page import PlacementPage, placement_page
from enishi.participation.terms import PlacementState
from enishi.participation.views.frame import BOTH, around, done, form_page, opened

AGREEMENT = (
    *(
        "agreement",
        "insurance",
        "transport",
        "reward",
        "person_agreed_on",
        "host_agreed_on",
        "agency_agreed_on",
    ),
)


def placed(request: HatRequest, case_id: UUID, placement_id: UUID) -> tuple[PlacementPage, dict[str, Any]]:
    """The placement, and what its pages and forms draw around themselves."""
    row = open_placement(request.hat, case_id, placement_id, word="participation.placement").row
    brief = opened(request, case_id, "placement")
    found = placement_page(brief, row, on=timezone.localdate())
    here = address("participation:placement", case_id, placement_id)
    given = around(brief, row.binder_id)
    more = {
        "placement": found,
        "may_lead": brief.is_lead and brief.row.state != CaseState.ENDED and not found.is_over,
        "here": here,
    }
    return found, given | more


@door("lead", "answer")
@require_safe
def placement(request: HatRequest, case_id: UUID, placement_id: UUID) -> HttpResponse:
    """受入れのページ."""
    _, context = placed(request, case_id, placement_id)
    context |= {"asks": asks_of(placement_id, at=timezone.now())}
    return render(request, "participation/placement.html", context)


@door("lead", "answer")
@require_safe
def sheet(request: HatRequest, case_id: UUID, placement_id: UUID) -> HttpResponse:
    """取り決めの紙: one A4 for the person, the host and the agency to sign."""
    _, context = placed(request, case_id, placement_id)
    crumbs = [*context["crumbs"], {"label": "受入れ", "url": context["here"]}]
    # The paper goes to the host: the number of the case does not stand on it.
    more = {"crumbs": crumbs, "page_id": "受入れの取り決め"}
    return render(request, "participation/agreement.html", context | more)


Verb = Callable[[], object]


def _form(
    request: HatRequest,
    context: dict[str, Any],
    form: Form,
    verb: Verb,
    *,
    heading: str,
    label: str,
    told: str,
    part: str = "",
) -> HttpResponse:
    """One form of a placement: done, or shown again with what is wrong."""
    if (
        request.method == "POST"
        and form.is_valid()
        and done(request, form, "participation.placing", verb, told)
    ):
        return redirect(context["here"] + (f"#{part}" if part else ""))
    row = context["placement"].row
    crumbs = [*context["crumbs"], {"label": "受入れ", "url": context["here"]}]
    more = context | {"crumbs": crumbs, "back": context["here"], "version": row.version, "kept": {}}
    return form_page(request, form, heading=heading, label=label, **more)


@door("lead")
@require_http_methods(BOTH)
def move(request: HatRequest, case_id: UUID, placement_id: UUID) -> HttpResponse:
    """段階を進める."""
    found, context = placed(request, case_id, placement_id)
    form = MoveForm(request.POST or None, state=found.row.state)

    def verb() -> None:
        to, version = PlacementState(form.cleaned_data["to"]), version_of(request)
        actions.move_placement(case_id, placement_id, to, version=version, by=request.hat, at=timezone.now())

    return _form(
        request, context, form, verb, heading="段階を進める", label="進める", told="段階を進めました。"
    )


@door("lead")
@require_http_methods(BOTH)
def agree(request: HatRequest, case_id: UUID, placement_id: UUID) -> HttpResponse:
    """取り決めを書く."""
    found, context = placed(request, case_id, placement_id)
    form = AgreementForm(request.POST or None, initial={name: getattr(found.row, name) for name in AGREEMENT})

    def verb() -> None:
        actions.agree_placement(
            case_id,
            placement_id,
            form.agreed(),
            version=version_of(request),
            by=request.hat,
            at=timezone.now(),
        )

    told = "取り決めを書きました。"
    return _form(request, context, form, verb, heading="取り決め", label="書く", told=told, part="agreement")


@door("lead")
@require_http_methods(BOTH)
def record(request: HatRequest, case_id: UUID, placement_id: UUID) -> HttpResponse:
    """出席・フォロー・困りごとを記録する."""
    _, context = placed(request, case_id, placement_id)
    asked, today = request.GET.get("kind", ""), timezone.localdate()
    owners, me = colleagues(request.hat, on=today), request.hat.membership_id
    form = RecordForm(request.POST or None, today=today, owners=owners, me=me, initial={"kind": asked})

    def verb() -> None:
        actions.record_day(case_id, placement_id, form.record(), by=request.hat, at=timezone.now())

    told = "記録しました。"
    return _form(
        request, context, form, verb, heading="受入れの記録", label="記録する", told=told, part="records"
    )


@door("lead")
@require_http_methods(BOTH)
def settle(request: HatRequest, case_id: UUID, placement_id: UUID, record_id: UUID) -> HttpResponse:
    """困りごとを片づける."""
    found, context = placed(request, case_id, placement_id)
    line = next((one for one in found.records if one.id == record_id), None)
    if line is None or not (line.is_open or line.settled):
        raise NotFound("participation.settle", record_id)
    form = SettleForm(request.POST or None)

    def verb() -> None:
        text = form.cleaned_data["text"]
        actions.settle_trouble(case_id, placement_id, record_id, text, by=request.hat, at=timezone.now())

    told = "片づいたことを記録しました。"
    return _form(
        request,
        context | {"lead": [line.text]},
        form,
        verb,
        heading="困りごとが片づいた",
        label="記録する",
        told=told,
    )


@door("lead")
@require_http_methods(BOTH)
def end(request: HatRequest, case_id: UUID, placement_id: UUID) -> HttpResponse:
    """受入れを終わる: only with both sides' word, and with no trouble open."""
    _, context = placed(request, case_id, placement_id)
    form = EndForm(request.POST or None)

    def verb() -> None:
        new, version = form.end(), version_of(request)
        actions.end_placement(case_id, placement_id, new, version=version, by=request.hat, at=timezone.now())

    return _form(
        request,
        context,
        form,
        verb,
        heading="受入れを終わる",
        label="終わる",
        told="受入れを終わりました。",
    )

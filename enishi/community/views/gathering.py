"""交流の場・場で見えたニーズ・催し: short records of what is learnt and told."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.views.frame import asked, page_of
from enishi.community.actions import activities as verbs
from enishi.community.forms.activities import (
    ExchangeForm,
    HappeningForm,
    NeedAnswerForm,
    NeedForm,
)
from enishi.community.queries import activities as queries
from enishi.community.terms import EventKind, NeedState, Programme
from enishi.community.views.activities import place_of
from enishi.community.views.frame import done, drafted, form_page, tabs
from enishi.office.asked import ways_out
from enishi.office.doors import SIGNED_IN, door
from enishi.office.submissions import key_of

NEED_FILTERS = ("state", "programme", "district")
HAPPENING_FILTERS = ("q", "kind", "year", "sort")
NEED_TONES = {
    NeedState.OPEN: "warn",
    NeedState.PASSED: "key",
    NeedState.MET: "good",
    NeedState.DROPPED: "done",
}


def values_of(form: Any) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def frame_of(request: HatRequest, current: str) -> dict[str, Any]:
    tends = "tend" in request.hat.may
    return {"tabs": tabs(current, tends=tends), "tends": tends}


@door(SIGNED_IN)
@require_safe
def exchanges(request: HatRequest) -> HttpResponse:
    """Meetings in which the five programmes learn from each other."""
    page = page_of(request, queries.exchanges())
    labels = dict(Programme.choices)
    rows = [(one, [labels.get(code, code) for code in one.programmes]) for one in page]
    context = frame_of(request, "community:exchanges") | {
        "page": page,
        "rows": rows,
        "exports": ways_out(request, "community:exchanges-export"),
    }
    return render(request, "community/exchanges.html", context)


@door(SIGNED_IN)
@require_safe
def exchanges_export(request: HatRequest, form: str) -> HttpResponse:
    """The same as a file."""
    labels = dict(Programme.choices)
    rows = [
        [one.held_on, one.name, one.place, "、".join(str(labels.get(code, code)) for code in one.programmes), one.people,
         one.topics, one.agreed, one.next_on]
        for one in queries.exchanges()
    ]  # fmt: skip
    heads = ["開催日", "名称", "場所", "集まった事業", "人数", "話したこと", "決めたこと", "次回"]
    return hand_out(
        request.hat,
        word="exchange.list",
        title="交流の場",
        heads=heads,
        rows=rows,
        form=form,
        at=timezone.now(),
    )


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def exchange_new(request: HatRequest) -> HttpResponse:
    """Keep what was talked about and agreed."""
    draft, sent = drafted(request, "community.exchange")
    form = ExchangeForm(sent)
    back = reverse("community:exchanges")
    if request.method == "POST" and form.is_valid():
        key = key_of(request.POST)

        def verb() -> None:
            verbs.record_exchange(values_of(form), by=request.hat, at=timezone.now(), key=key)

        if done(request, form, verb, "交流の場を記録しました。"):
            return redirect(back)
    return form_page(
        request, form, "交流の場を記録する", back, (("交流の場", back),), "記録する", draft=draft
    )


@door(SIGNED_IN)
@require_safe
def needs(request: HatRequest) -> HttpResponse:
    """Needs seen in places, and what came of them."""
    wanted = asked(request, *NEED_FILTERS)
    page = page_of(request, queries.needs(wanted))
    context = frame_of(request, "community:needs") | {
        "page": page,
        "rows": [(one, NEED_TONES[NeedState(one.state)]) for one in page],
        "wanted": wanted,
        "filtered": any(wanted.values()),
        "states": NeedState.choices,
        "programmes": Programme.choices,
        "exports": ways_out(request, "community:needs-export"),
    }
    return render(request, "community/needs.html", context)


@door(SIGNED_IN)
@require_safe
def needs_export(request: HatRequest, form: str) -> HttpResponse:
    """The same as a file."""
    rows = [
        [one.seen_on, one.title, one.district, one.get_programme_display(), one.resource.name if one.resource else "",
         one.text, one.get_state_display(), one.answer]
        for one in queries.needs(asked(request, *NEED_FILTERS))
    ]  # fmt: skip
    heads = ["見えた日", "見出し", "地区", "事業", "場所", "見えたこと", "状態", "どうなったか"]
    return hand_out(
        request.hat,
        word="place_need.list",
        title="場で見えたニーズ",
        heads=heads,
        rows=rows,
        form=form,
        at=timezone.now(),
    )


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def need_new(request: HatRequest) -> HttpResponse:
    """Tell of a need that shows in a place."""
    draft, sent = drafted(request, "community.need")
    initial = {"seen_on": timezone.localdate(), **dict(request.GET.items())}
    form = NeedForm(sent, initial=initial, places=place_of(request, sent))
    back = reverse("community:needs")
    if request.method == "POST" and form.is_valid():
        key = key_of(request.POST)
        told = values_of(form)
        resource = told.pop("resource")

        def verb() -> None:
            values = told | {"resource_id": UUID(resource) if resource else None}
            verbs.raise_need(values, by=request.hat, at=timezone.now(), key=key)

        if done(request, form, verb, "見えたニーズを記録しました。"):
            return redirect(back)
    return form_page(
        request, form, "見えたニーズを書く", back, (("見えたニーズ", back),), "記録する", draft=draft
    )


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def need_answer(request: HatRequest, need_id: UUID) -> HttpResponse:
    """Say what came of it."""
    found = queries.need_page(need_id)
    form = NeedAnswerForm(
        request.POST or None, initial={"version": found.version, "state": found.state, "answer": found.answer}
    )
    back = reverse("community:needs")
    if request.method == "POST" and form.is_valid():

        def verb() -> None:
            told = form.cleaned_data
            verbs.answer_need(
                need_id,
                state=told["state"],
                answer=told["answer"],
                version=told["version"],
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, verb, "どうなったかを記録しました。"):
            return redirect(back)
    told = (found.text,) if found.text else ()
    return form_page(
        request, form, found.title, back, (("見えたニーズ", back),), "記録する", consequences=told
    )


@door(SIGNED_IN)
@require_safe
def happenings(request: HatRequest) -> HttpResponse:
    """Events and trainings, with how many came."""
    wanted = asked(request, *HAPPENING_FILTERS)
    found = queries.happenings(wanted)
    came, given = queries.reached(found)
    context = frame_of(request, "community:happenings") | {
        "page": page_of(request, found),
        "wanted": wanted,
        "filtered": any(wanted[name] for name in ("q", "kind", "year")),
        "kinds": EventKind.choices,
        "came": came,
        "given": given,
        "exports": ways_out(request, "community:happenings-export"),
    }
    return render(request, "community/happenings.html", context)


@door(SIGNED_IN)
@require_safe
def happenings_export(request: HatRequest, form: str) -> HttpResponse:
    """The same as a file."""
    rows = [
        [one.starts_on, one.ends_on, one.get_kind_display(), one.name, one.place, one.organiser, one.capacity, one.attended,
         one.handed_out]
        for one in queries.happenings(asked(request, *HAPPENING_FILTERS))
    ]  # fmt: skip
    heads = ["開始日", "最後の日", "種類", "名称", "場所", "主催者", "定員", "来た人数", "配った数"]
    return hand_out(
        request.hat,
        word="happening.list",
        title="催し・研修",
        heads=heads,
        rows=rows,
        form=form,
        at=timezone.now(),
    )


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def happening_new(request: HatRequest) -> HttpResponse:
    """Keep an event or a training."""
    draft, sent = drafted(request, "community.happening")
    form = HappeningForm(sent)
    back = reverse("community:happenings")
    if request.method == "POST" and form.is_valid():
        key = key_of(request.POST)

        def verb() -> None:
            verbs.record_happening(values_of(form), by=request.hat, at=timezone.now(), key=key)

        if done(request, form, verb, "催し・研修を記録しました。"):
            return redirect(back)
    above = (("催し・研修", back),)
    return form_page(request, form, "催し・研修を記録する", back, above, "記録する", draft=draft)


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def happening_edit(request: HatRequest, happening_id: UUID) -> HttpResponse:
    """Change it, or write how many came."""
    found = queries.happening_page(happening_id)
    initial = {name: getattr(found, name) for name in HappeningForm.base_fields}
    draft, sent = drafted(request, "community.happening_change", happening_id)
    form = HappeningForm(sent, initial=initial)
    back = reverse("community:happenings")
    if request.method == "POST" and form.is_valid():

        def verb() -> None:
            verbs.change_happening(
                happening_id,
                values_of(form),
                version=form.cleaned_data["version"],
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, verb, "変更を保存しました。"):
            return redirect(back)
    above = (("催し・研修", back),)
    return form_page(request, form, f"{found.name} を変更する", back, above, "保存する", draft=draft)

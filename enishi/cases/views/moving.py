"""Beginning a case, its next date, going on, suspending, resuming, closing and ending."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.cases import actions, queries
from enishi.cases.actions.leading import reasons_not_to_close_now
from enishi.cases.actions.moving import reasons_not_to_end_now
from enishi.cases.forms.fields import default_next_date
from enishi.cases.forms.moving import (
    CloseForm,
    EndForm,
    MoveForm,
    NextForm,
    OpenForm,
    ResumeForm,
    SuspendForm,
)
from enishi.cases.queries.closing import judged_for_closing, who_leads
from enishi.cases.queries.plan_offers import standing_consents
from enishi.cases.rules.reasons import TAKE_UP_FIRST
from enishi.cases.rules.steps import RESTING
from enishi.cases.terms import CaseState
from enishi.cases.views.frame import BOTH, back, done, form_page, opened, shown
from enishi.intake import queries as intake
from enishi.intake.views.frame import carried_out
from enishi.office import submissions
from enishi.office.asked import version_of
from enishi.office.doors import door
from enishi.sharing.terms import ConsentStage, Purpose

WATCH = "cases.watch_days"
CLOSED = [
    "チームの役割が終わり、その機関からはケースが見えなくなります（自分で書いた記録は残ります）。",
    "主担当は続きます。見守りの日が来たら知らせます。様子が変われば、いつでも再開できます。",
]


@door("lead")
@require_http_methods(BOTH)
def open_case(request: HatRequest, consultation_id: UUID) -> HttpResponse:
    """多機関協働のケースを始める, or go to the one that there is."""
    now = timezone.now()
    page = intake.consultation_page(
        request.hat, consultation_id, at=now, to=Purpose.SUPPORT, word="case.open"
    )
    asked = page.face is not None and _asked(page.face.id)
    form, made = OpenForm(request.POST or None, asked=asked), []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        new = actions.NewCase(
            consultation_id, given["state"], given["next_on"], given["next_action"], given["text"]
        )

        def begin() -> None:
            key = submissions.key_of(request.POST)
            made.append(actions.open_new_case(new, by=request.hat, at=timezone.now(), submission=key))

        if carried_out(request, form, begin, "ケースを始めました。"):
            return redirect("cases:case", made[0])
    there = queries.cases_of_consultation(request.hat, consultation_id, at=now)
    context = {
        "form": form,
        "there": there,
        "known": page.face is not None,
        "identify": reverse("intake:identify", args=[consultation_id]),
        "crumbs": [
            {"label": "相談", "url": "/consultations/"},
            {"label": page.title, "url": reverse("intake:consultation", args=[consultation_id])},
        ],
        "back": reverse("intake:consultation", args=[consultation_id]),
        "heading": f"{page.face.polite}のケースを始める" if page.face else "ケースを始める",
    }
    return render(request, "cases/open.html", context, status=422 if form.errors else 200)


@door("lead")
@require_http_methods(BOTH)
def next_date(request: HatRequest, case_id: UUID) -> HttpResponse:
    """次の期日と主担当者."""
    brief = opened(request, case_id, "next")
    lead = brief.found.lead
    initial: dict[str, Any] = {"person": str(lead.membership_id or ""), "next_action": lead.next_action} if lead else {}
    if brief.row.state == CaseState.WATCHING:
        initial["next_on"] = default_next_date(WATCH)
    form = NextForm(request.POST or None, hat=request.hat, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def put() -> None:
            actions.set_next(
                case_id,
                person=given["person"],
                next_on=given["next_on"],
                next_action=given["next_action"],
                version=version_of(request),
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, "case.next", put, "次の期日を決めました。"):
            return redirect(back(case_id))
    return form_page(request, form, heading="次の期日と主担当者", label="決める", **shown(brief))


@door("lead")
@require_http_methods(BOTH)
def move(request: HatRequest, case_id: UUID) -> HttpResponse:
    """次の段階へ進める."""
    brief = opened(request, case_id, "move")
    form = MoveForm(request.POST or None, now=brief.row.state, asked=_asked(brief.row.resident_id))
    if request.method == "POST" and form.is_valid():

        def step() -> None:
            actions.move_case(
                case_id,
                CaseState(form.cleaned_data["state"]),
                version=version_of(request),
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, "case.move", step, "ケースを進めました。"):
            return redirect(back(case_id))
    rests = brief.row.state in RESTING
    said = [f"今は「{CaseState(brief.row.state).label}」です。", *([TAKE_UP_FIRST] if rests else [])]
    return form_page(
        request,
        form,
        heading="ケースを進める",
        label="進める",
        consequences=said,
        template="cases/move.html",
        brief_id=case_id,
        rests=rests,
        **shown(brief),
    )


def _asked(resident: UUID) -> bool:
    """Whether the person's request for support stands now, as far as the hat may see."""
    return ConsentStage.SUPPORT in standing_consents(resident, timezone.now())


@door("lead")
@require_http_methods(BOTH)
def suspend(request: HatRequest, case_id: UUID) -> HttpResponse:
    """中断する. The lead and a next date stay."""
    brief = opened(request, case_id, "suspend")
    form = SuspendForm(request.POST or None, initial={"next_on": default_next_date()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def pause() -> None:
            actions.suspend_case(
                case_id,
                reason=given["reason"],
                text=given["text"],
                next_on=given["next_on"],
                version=version_of(request),
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, "case.suspend", pause, "ケースを中断しました。期日は残っています。"):
            return redirect(back(case_id))
    said = ["主担当と次の期日は残ります。期日が来たら、また知らせます。", "チームの役割もそのまま続きます。"]
    return form_page(
        request, form, heading="ケースを中断する", label="中断する", consequences=said, **shown(brief)
    )


@door("lead")
@require_http_methods(BOTH)
def resume(request: HatRequest, case_id: UUID) -> HttpResponse:
    """再開する (つなぎ・もどし)."""
    brief = opened(request, case_id, "resume")
    form = ResumeForm(request.POST or None, asked=_asked(brief.row.resident_id))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def again() -> None:
            actions.resume_case(
                case_id,
                state=CaseState(given["state"]),
                next_on=given["next_on"],
                next_action=given["next_action"],
                version=version_of(request),
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, "case.resume", again, "ケースを再開しました。"):
            return redirect(back(case_id))
    return form_page(request, form, heading="ケースを再開する", label="再開する", **shown(brief))


@door("lead")
@require_http_methods(BOTH)
def close(request: HatRequest, case_id: UUID) -> HttpResponse:
    """終結: the three ticks, and everything that stands in the way at once."""
    brief, now = opened(request, case_id, "close"), timezone.now()
    form = CloseForm(request.POST or None, initial={"follow_up_on": default_next_date(WATCH)})
    if request.method == "POST" and form.is_valid():
        new = actions.NewClosing(**form.cleaned_data)

        def end() -> None:
            actions.close_case(case_id, new, version=version_of(request), by=request.hat, at=timezone.now())

        if done(request, form, "case.close", end, "ケースを終結しました。見守りの日が入っています。"):
            return redirect(back(case_id))
    known = [code for code, _ in form.fields["reason"].choices if code]  # type: ignore[attr-defined]
    perfect = actions.NewClosing(True, True, True, next(iter(known), ""), default_next_date())
    return form_page(
        request,
        form,
        heading="ケースを終結する",
        label="終結する",
        kind="danger",
        consequences=CLOSED,
        template="cases/close.html",
        notices=[] if form.is_bound else reasons_not_to_close_now(brief.found, perfect, at=now),
        judged=judged_for_closing(brief),
        lead=who_leads(brief),
        brief_id=case_id,
        **shown(brief),
    )


@door("lead")
@require_http_methods(BOTH)
def end(request: HatRequest, case_id: UUID) -> HttpResponse:
    """見守りを終える; before consent, 同意前のかかわりを終える."""
    brief = opened(request, case_id, "end")
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def finish() -> None:
            actions.end_watch(
                case_id,
                reason=given["reason"],
                text=given["text"],
                version=version_of(request),
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, "case.end", finish, "見守りを終えました。"):
            return redirect(back(case_id))
    said = [
        "主担当がなくなり、期日の知らせも来なくなります。",
        "最後に主担当だった機関は、いつでも再開できます。",
    ]
    what = "同意前のかかわりを終える" if brief.row.state == CaseState.OUTREACH else "見守りを終える"
    return form_page(
        request,
        form,
        heading=what,
        label=what,
        kind="danger",
        consequences=said,
        notices=[] if form.is_bound else reasons_not_to_end_now(brief.found),
        **shown(brief),
    )

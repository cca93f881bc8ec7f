"""アウトリーチ: trying to reach somebody before consent, how to approach them, and what lies ready."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases import actions, panels, queries
from enishi.cases.forms.outreach import ApproachForm, AttemptForm, MoveSupportForm, OutcomeForm, SupportForm
from enishi.cases.queries import Brief
from enishi.cases.queries.choosing import every_agency
from enishi.cases.queries.outreach import (
    ApproachLine,
    SupportLine,
    Tried,
    approaches,
    attempt_of,
    outreach_page,
    supports,
)
from enishi.cases.terms import AttemptResult, CaseState, SupportState
from enishi.cases.views.cases import wanted_of
from enishi.cases.views.frame import BOTH, LIST, done, form_page, opened, shown
from enishi.intake.views.frame import carried_out, taken_away
from enishi.office import drafts, submissions
from enishi.office.asked import page_number, version_of, ways_out
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.office.ids import identity

NAME = "同意前の働きかけ"


def _address(case_id: UUID, part: str = "") -> str:
    return reverse("cases:outreach", args=[case_id]) + (f"#{part}" if part else "")


def _around(brief: Brief) -> dict[str, Any]:
    """What every form of the page draws around itself."""
    given, address = shown(brief), _address(brief.row.pk)
    crumbs = [*given["crumbs"], {"label": NAME, "url": address}]
    return {**given, "crumbs": crumbs, "back": address, "version": None}


@door("lead", "answer")
@require_safe
def page(request: HatRequest, case_id: UUID) -> HttpResponse:
    """What was tried, how the person is approached, what lies ready."""
    brief = opened(request, case_id, "outreach")
    given = request.GET
    wanted = Tried(
        result=given.get("result", "") if given.get("result") in AttemptResult.values else "",
        file=file if (file := identity(given.get("file", ""))) in brief.files else None,
        page=page_number(request),
    )
    leads = request.hat.may if brief.is_lead or "coordinate" in request.hat.may else ()
    context = {
        "outreach": outreach_page(request.hat, brief, wanted, at=timezone.now()),
        "wanted": wanted,
        "results": AttemptResult.choices,
        "files": [(str(one), name or "本人") for one, name in brief.files.items()],
        "chosen": str(wanted.file or ""),
        "may_write": brief.row.state != CaseState.ENDED,
        "agreed": brief.row.state in (CaseState.ASSESSING, CaseState.PLANNING, CaseState.SUPPORTING),
        "leading": panels.offered("leading", leads, case_id),
        "brief": brief,
        **shown(brief),
    }
    return render(request, "cases/outreach.html", context)


@door("lead", "answer")
@require_http_methods(BOTH)
def attempt(request: HatRequest, case_id: UUID) -> HttpResponse:
    """働きかけを記録する."""
    brief = opened(request, case_id, "attempt")
    posted = request.method == "POST"
    draft = drafts.page_for(
        "cases.attempt", given=request.POST if posted else request.GET, subject_id=case_id
    )
    sent = request.POST if posted else draft.query_dict()
    form = AttemptForm(sent, files=brief.files, seen=brief.seen)
    if posted and form.is_valid():

        def write() -> None:
            with submissions.sending():
                key, now = submissions.key_of(request.POST), timezone.now()
                actions.record_attempt(
                    case_id, form.entry(), form.outcome(), by=request.hat, at=now, submission=key
                )
                drafts.discard_sent(request.POST)

        if carried_out(request, form, write, "働きかけを記録しました。支援経過にも入りました。"):
            return redirect(_address(case_id, "tried"))
    return _drafted(request, form, draft, brief, heading="働きかけを記録する", label="記録する")


@door("lead", "answer")
@require_http_methods(BOTH)
def correct(request: HatRequest, case_id: UUID, attempt_id: UUID) -> HttpResponse:
    """What came of a try, said otherwise."""
    brief = opened(request, case_id, "attempt")
    row = attempt_of(brief, attempt_id)
    if row is None:
        raise NotFound("case.attempt", attempt_id)
    initial = {name: getattr(row, name) for name in ("result", "place", "reaction", "worked", "caution")}
    form = OutcomeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():

        def write() -> None:
            actions.correct_attempt(case_id, attempt_id, form.outcome(), by=request.hat, at=timezone.now())

        if done(request, form, "case.attempt", write, "結果を直しました。"):
            return redirect(_address(case_id, "tried"))
    notices = ["したことの文・種類・日時は、支援経過の「直す」で直します。種類を直すと、結果も合わせて直ります。"]
    return form_page(
        request, form, heading="働きかけの結果を直す", label="直す", **_around(brief) | {"notices": notices}
    )


@door("lead", "answer")
@require_http_methods(BOTH)
def approach(request: HatRequest, case_id: UUID) -> HttpResponse:
    """働きかけの方針: what stands is shown in the form, and a new one takes its place."""
    brief = opened(request, case_id, "approach")
    posted = request.method == "POST"
    draft = drafts.page_for(
        "cases.approach", given=request.POST if posted else request.GET, subject_id=case_id
    )
    sent = request.POST if posted else draft.query_dict()
    typed = identity((sent or request.GET).get("file", ""))
    file = typed if typed in brief.files else case_id
    standing = _standing(brief, file)
    form = ApproachForm(sent, initial=dict(standing.typed) if standing else None)
    if posted and form.is_valid():

        def write() -> None:
            with submissions.sending():
                actions.plan_approach(
                    case_id,
                    form.approach(file),
                    instead_of=identity(request.POST.get("version", "")),
                    by=request.hat,
                    at=timezone.now(),
                    submission=submissions.key_of(request.POST),
                )
                drafts.discard_sent(request.POST)

        if carried_out(request, form, write, "働きかけの方針を書きました。前の方針も残っています。"):
            return redirect(_address(case_id, "approach"))
        standing = _standing(brief, file)
    # A draft goes on from the plan that it was begun on: what was written meanwhile is shown, not replaced.
    begun_on = sent.get("version", "-") if sent and not posted else standing.id if standing else ""
    who = f"（{brief.files[file]}）" if brief.files[file] else ""
    return _drafted(
        request,
        form,
        draft,
        brief,
        heading=f"働きかけの方針{who}",
        label="この方針にする",
        version=begun_on,
        kept={"file": file},
    )


def _standing(brief: Brief, file: UUID) -> ApproachLine | None:
    plans = approaches(brief, timezone.localdate())
    return next((line for ended, line in plans if line.file == file and not ended), None)


@door("lead", "answer")
@require_http_methods(BOTH)
def prepare(request: HatRequest, case_id: UUID) -> HttpResponse:
    """支援を準備する, for the day on which the person agrees."""
    brief = opened(request, case_id, "prepare")
    agencies = every_agency(on=timezone.localdate())
    form = SupportForm(request.POST or None, files=brief.files, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        key = submissions.key_of(request.POST)

        def write() -> None:
            actions.prepare_support(
                case_id, form.support(), by=request.hat, at=timezone.now(), submission=key
            )

        if carried_out(request, form, write, "準備した支援に加えました。"):
            return redirect(_address(case_id, "supports"))
    return form_page(request, form, heading="支援を準備する", label="加える", **_around(brief))


@door("lead", "answer")
@require_http_methods(BOTH)
def support(request: HatRequest, case_id: UUID, support_id: UUID) -> HttpResponse:
    """How far a prepared support is: ready, used, dropped, or kept ready longer."""
    brief = opened(request, case_id, "support")
    line = _line(request, brief, support_id)
    initial = {"state": line.state_code, "ready_until": line.day, "remark": line.remark}
    form = MoveSupportForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def move() -> None:
            actions.move_support(
                case_id,
                support_id,
                SupportState(given["state"]),
                ready_until=given["ready_until"],
                remark=given["remark"],
                version=version_of(request),
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, "case.support", move, "準備した支援を書き換えました。"):
            return redirect(_address(case_id, "supports"))
        line = _line(request, brief, support_id)
    around = _around(brief) | {"version": line.version, "notices": [f"{line.agency} {line.what}".strip()]}
    return form_page(request, form, heading="準備した支援", label="書き換える", **around)


def _line(request: HatRequest, brief: Brief, one: UUID) -> SupportLine:
    found = next((row for row in supports(request.hat, brief, timezone.localdate()) if row.id == one), None)
    if found is None:
        raise NotFound("case.support", one)
    return found


def _drafted(
    request: HatRequest,
    form: Form,
    draft: drafts.Page,
    brief: Brief,
    *,
    heading: str,
    label: str,
    **more: Any,
) -> HttpResponse:
    """A form that is saved while it is typed."""
    around = (
        _around(brief) | {"draft": draft, "restored": request.method != "POST" and bool(draft.fields)} | more
    )
    return form_page(
        request, form, heading=heading, label=label, template="website/drafted_form.html", **around
    )


@door("lead", "answer")
@require_safe
def before_consent(request: HatRequest) -> HttpResponse:
    """同意前のかかわり: every case before consent, with how often it was tried in vain."""
    wanted = queries.before_consent(wanted_of(request))
    address, leads = reverse("cases:before-consent"), "lead" in request.hat.may
    context = {
        "listing": queries.outreach_list(request.hat, wanted, at=timezone.now()),
        "wanted": wanted,
        "tabs": [
            {"label": label, "url": f"{address}?whose={code}", "current": wanted.whose == code, "count": None}
            for code, label in queries.WHOSE.items()
            if leads or code == "team"
        ],
        "shows": [
            (one, label) for one, label in queries.SHOW.items() if one in ("open", "overdue", "due", "alone")
        ],
        "crumbs": [LIST],
    }
    return render(
        request, "cases/before_consent.html", context | ways_out(request, "cases:before-consent-export")
    )


@door("lead", "answer")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen, all of it, as CSV or XLSX."""
    wanted = queries.before_consent(wanted_of(request))
    sheet = queries.outreach_sheet(request.hat, wanted, at=timezone.now())
    return taken_away(request, "case.outreach_list", sheet, form)

"""Asking agencies to take a role or to lead, and their answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.cases import actions, queries
from enishi.cases.forms.moving import AskLeadForm, DatedForm
from enishi.cases.forms.teaming import AskForm, DeclineForm, FileForm, LeaveForm, RenewForm
from enishi.cases.queries import Shown
from enishi.cases.queries.choosing import agencies_that_lead, agencies_with_accounts
from enishi.cases.queries.role_ground import ground_of_role, still_open
from enishi.cases.terms import LeadRequestKind, TeamState
from enishi.cases.views.frame import BOTH, back, done, form_page, opened, shown, was_done
from enishi.intake.views.frame import carried_out
from enishi.office import submissions
from enishi.office.asked import version_of
from enishi.office.doors import door
from enishi.office.errors import NotFound


@door("lead")
@require_http_methods(BOTH)
def ask(request: HatRequest, case_id: UUID) -> HttpResponse:
    """役割を依頼する, on a consent that stands or on an article of a law."""
    now = timezone.now()
    page = queries.case_page(request.hat, case_id, Shown(), at=now, word="case.ask")
    form = AskForm(
        request.POST or None,
        consents=page.consents,
        agencies=agencies_with_accounts(request.hat, on=timezone.localdate(now)),
        held=page.brief.seen,
        resident=page.row.resident_id,
    )
    if request.method == "POST" and form.is_valid():
        key = submissions.key_of(request.POST)

        def send() -> None:
            actions.ask_to_join(case_id, form.role(), by=request.hat, at=timezone.now(), submission=key)

        if carried_out(request, form, send, "役割を依頼しました。相手の受信箱に届いています。"):
            return redirect(back(case_id, "team"))
    context = {"form": form, "page": page, "heading": "役割を依頼する", **shown(page.brief)}
    return render(request, "cases/ask.html", context, status=422 if form.errors else 200)


@door("lead", "answer")
@require_http_methods(BOTH)
def role(request: HatRequest, case_id: UUID, role_id: UUID) -> HttpResponse:
    """One role: what is asked, and the answer. Three small forms on one page."""
    try:
        page = queries.case_page(request.hat, case_id, Shown(), at=timezone.now(), word="case.role")
    except NotFound:
        if was_done(request, "case.decline", "case.leave"):
            return redirect("cases:cases")
        raise
    line = next((one for one in (*page.team, *page.former) if one.id == role_id), None)
    if line is None:
        raise NotFound("case.role", role_id)
    do = request.POST.get("do", "")
    decline = DeclineForm(request.POST if do == "decline" else None, prefix="decline")
    leave = LeaveForm(request.POST if do == "end" else None, prefix="end")
    if request.method == "POST" and _answered(request, role_id, do, decline, leave):
        # Who declined or left may see the case no longer: back to the list, not to a page that is gone.
        stays = do == "accept" or page.brief.is_lead or still_open(case_id)
        if not stays:
            messages.info(request, "このケースは見えなくなりました。")
        elif do == "decline":
            messages.info(request, "ほかの根拠で、このケースは引き続き見えます。")
        return redirect(back(case_id, "team") if stays else "cases:cases")
    asked, ours = line.state_code == TeamState.ASKED, line.ours
    context = {
        "page": page,
        "role": line,
        "ground": ground_of_role(line.id),
        "decline": decline,
        "leave": leave,
        "may_answer": asked and ours and "answer" in request.hat.may,
        "may_renew": line.stands and page.brief.is_lead and not ours,
        "may_end": line.stands and (page.brief.is_lead or (ours and not asked)),
        "heading": f"役割：{line.duty}",
        **shown(page.brief),
    }
    wrong = request.method == "POST"
    return render(request, "cases/role.html", context, status=422 if wrong else 200)


def _answered(request: HatRequest, role_id: UUID, do: str, decline: DeclineForm, leave: LeaveForm) -> bool:
    hat, version = request.hat, version_of(request)
    if do == "accept":
        return done(
            request,
            None,
            "case.accept",
            lambda: actions.accept_role(role_id, version=version, by=hat, at=timezone.now()),
            "役割を引き受けました。",
        )
    if do == "decline" and decline.is_valid():
        given = decline.cleaned_data
        return done(
            request,
            decline,
            "case.decline",
            lambda: actions.decline_role(
                role_id,
                reason=given["reason"],
                text=given["text"],
                version=version,
                by=hat,
                at=timezone.now(),
            ),
            "役割を辞退しました。",
        )
    if do == "end" and leave.is_valid():
        text = leave.cleaned_data["text"]
        return done(
            request,
            leave,
            "case.leave",
            lambda: actions.end_role(role_id, text=text, version=version, by=hat, at=timezone.now()),
            "役割を終えました。",
        )
    return False


@door("lead")
@require_http_methods(BOTH)
def share_file(request: HatRequest, case_id: UUID, role_id: UUID) -> HttpResponse:
    """世帯員の記録を知らせる: by that member's own consent, or by an article of a law."""
    page = queries.case_page(request.hat, case_id, Shown(), at=timezone.now(), word="case.file")
    line = next((one for one in (*page.team, *page.former) if one.id == role_id), None)
    if line is None:
        raise NotFound("case.role", role_id)
    form = FileForm(
        request.POST or None,
        consents=page.consents,
        members=page.brief.members,
        agency=line.agency_id,
        held=page.brief.seen,
    )
    if request.method == "POST" and form.is_valid():
        member, version = form.cleaned_data["member"], version_of(request)

        def give() -> None:
            actions.share_file(
                role_id, member, form.new_ground(), version=version, by=request.hat, at=timezone.now()
            )

        if done(request, form, "case.file", give, "世帯員の記録を知らせました。"):
            return redirect(back(case_id, "team"))
    said = [
        f"{line.agency}に、選んだ世帯員の記録が見えるようになります。ほかの世帯員の記録は見えません。",
        "役割が終わったとき・同意が撤回されたときに、見えなくなります。",
    ]
    none = [] if page.brief.members else ["このケースに世帯員は入っていません。"]
    heading = f"{line.agency}に世帯員の記録を知らせる"
    around = shown(page.brief) | {"version": line.version, "notices": none, "consequences": said}
    return form_page(request, form, heading=heading, label="知らせる", **around)


CLOSE_NEXT = "このあと「終結する」で、終結と最初の見守りの日を記録してください。"
NO_CONSENT = (
    "この機関に知らせる新しい同意は、まだ記録されていません。先にケースの「同意を記録する」で、この機関を相手に選んで記録してください。"
)


@door("lead")
@require_http_methods(BOTH)
def renew_ground(request: HatRequest, case_id: UUID, role_id: UUID) -> HttpResponse:
    """根拠を新しくする: the role goes on by a consent given again, or by an article, and need not be asked for anew."""
    page = queries.case_page(request.hat, case_id, Shown(), at=timezone.now(), word="case.ground")
    line = next((one for one in (*page.team, *page.former) if one.id == role_id), None)
    if line is None:
        raise NotFound("case.role", role_id)
    ground = ground_of_role(role_id)
    form = RenewForm(
        request.POST or None,
        consents=page.consents,
        resident=page.row.resident_id,
        role=line,
        known=ground.mask if ground else 0,
        held=page.brief.seen,
    )
    if request.method == "POST" and form.is_valid():
        version = version_of(request)

        def renew() -> None:
            actions.renew_ground(role_id, form.new_ground(), version=version, by=request.hat, at=timezone.now())

        if done(request, form, "case.ground", renew, "役割の根拠を新しくしました。"):
            return redirect(back(case_id, "team"))
    said = [
        f"{line.agency}の役割「{line.duty}」は、そのまま続きます。あらためて引き受けてもらうことはありません。",
        "見られる情報と期間は、新しい根拠のとおりになります。前の根拠では、すぐに見えなくなります。",
    ]
    if ground:
        until = f"・{ground.until}まで" if ground.until else ""
        said.append(f"今の根拠：{ground.why}（{ground.classes}{until}）")
    around = shown(page.brief) | {"version": line.version, "notices": [] if form.fresh else [NO_CONSENT], "consequences": said}
    return form_page(request, form, heading=f"{line.agency}の根拠を新しくする", label="新しくする", **around)


@door("lead")
@require_http_methods(BOTH)
def ask_lead(request: HatRequest, case_id: UUID) -> HttpResponse:
    """主担当を依頼する. Until it is accepted, the asker leads on."""
    brief, now = opened(request, case_id, "lead_ask"), timezone.now()
    agencies = agencies_that_lead(request.hat, on=timezone.localdate(now))
    form = AskLeadForm(request.POST or None, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        given, key = form.cleaned_data, submissions.key_of(request.POST)

        def send() -> None:
            actions.ask_to_lead(
                case_id,
                given["agency"],
                kind=LeadRequestKind(given["kind"]),
                text=given["text"],
                by=request.hat,
                at=timezone.now(),
                submission=key,
            )

        if carried_out(request, form, send, "主担当を依頼しました。引き受けられるまでは、主担当のままです。"):
            return redirect(back(case_id, "team"))
    said = [
        "依頼した機関に見えるのは、回答までは基本の情報と依頼のことばだけです。引き受けると、ほかの情報も移ります。",
        "引き受けられるまで、主担当は自分の機関のままです。引き受けられると、次の期日とともに移ります。",
    ]
    return form_page(
        request, form, heading="主担当を依頼する", label="依頼する", consequences=said, **shown(brief)
    )


@door("lead", "answer")
@require_http_methods(BOTH)
def lead_request(request: HatRequest, case_id: UUID, request_id: UUID) -> HttpResponse:
    """One request to lead: accept with a next date, decline with a reason; who asked may take it back."""
    try:
        page = queries.case_page(request.hat, case_id, Shown(), at=timezone.now(), word="case.lead_request")
    except NotFound:
        if was_done(request, "case.lead_decline"):
            return redirect("cases:cases")
        raise
    line = page.request if page.request and page.request.id == request_id else None
    if line is None and not page.was_asked(request_id):
        raise NotFound("case.lead_request", request_id)
    do = request.POST.get("do", "")
    accept = DatedForm(request.POST if do == "accept" else None, prefix="accept")
    decline = DeclineForm(request.POST if do == "decline" else None, prefix="decline")
    if request.method == "POST" and _lead_answered(
        request, request_id, do, accept, decline, closing=bool(line and line.kind == LeadRequestKind.AFTER_CLOSING.label)
    ):
        return redirect("cases:cases" if do == "decline" else back(case_id, "team"))
    context = {
        "page": page,
        "line": line,
        "accept": accept,
        "decline": decline,
        "may_answer": line is not None and line.ours,
        "may_accept": "lead" in request.hat.may,
        "may_cancel": line is not None and page.brief.is_lead,
        "heading": "主担当の依頼",
        **shown(page.brief),
    }
    return render(
        request, "cases/lead_request.html", context, status=422 if request.method == "POST" else 200
    )


def _lead_answered(
    request: HatRequest, request_id: UUID, do: str, accept: DatedForm, decline: DeclineForm, *, closing: bool
) -> bool:
    """:param closing: asked to lead after the end (終結後の主担当), which the new lead writes down"""
    hat = request.hat
    if do == "accept" and accept.is_valid():
        given = accept.cleaned_data
        return done(
            request,
            accept,
            "case.lead_accept",
            lambda: actions.accept_lead(
                request_id,
                next_on=given["next_on"],
                next_action=given["next_action"],
                by=hat,
                at=timezone.now(),
            ),
            f"主担当を引き受けました。{CLOSE_NEXT if closing else ''}",
        )
    if do == "decline" and decline.is_valid():
        said = decline.cleaned_data
        return done(
            request,
            decline,
            "case.lead_decline",
            lambda: actions.decline_lead(
                request_id, reason=said["reason"], text=said["text"], by=hat, at=timezone.now()
            ),
            "主担当の依頼を辞退しました。",
        )
    if do == "cancel":
        return done(
            request,
            None,
            "case.lead_cancel",
            lambda: actions.cancel_lead_request(request_id, by=hat, at=timezone.now()),
            "主担当の依頼を取り消しました。",
        )
    return False

"""同意: recording what the person agreed to, and its withdrawal."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.cases import panels, queries
from enishi.cases.forms.consenting import ConsentForm, WithdrawForm
from enishi.cases.forms.fields import ids_in
from enishi.cases.queries import CasePage, Shown
from enishi.cases.queries.choosing import recipients, told_agencies, usual_recipients
from enishi.cases.queries.given import ConsentLine
from enishi.cases.queries.withdrawing import sights
from enishi.cases.terms import CaseState
from enishi.cases.views.frame import BOTH, back, done, form_page, shown, was_done
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.sharing import actions as sharing
from enishi.sharing.rules import bits
from enishi.sharing.terms import ConsentMeans, ConsentStage


@door("lead")
@require_http_methods(BOTH)
def record(request: HatRequest, case_id: UUID) -> HttpResponse:
    """同意を記録する. Support first; agencies are searched on the same page, and what was typed stays."""
    now = timezone.now()
    page = queries.case_page(request.hat, case_id, Shown(), at=now, word="case.consent")
    again = _again(page, request.GET.get("again", "")) if request.method != "POST" else {}
    offered = recipients(
        request.hat,
        request.POST.get("find", ""),
        chosen=ids_in(request.POST.getlist("recipients") or again.get("recipients", [])),
        usual=usual_recipients(page),
        at=now,
    )
    first = ConsentStage.SHARING if page.support_stands else ConsentStage.SUPPORT
    searching = request.method == "POST" and request.POST.get("step") == "search"
    typed = {name: request.POST.getlist(name) for name in ("recipients", "classes")} if searching else {}
    form = ConsentForm(
        None if searching else request.POST or None,
        persons=page.brief.persons,
        agencies=offered.choices,
        first=first,
        initial=request.POST.dict() | typed if searching else again,
    )
    if request.method == "POST" and not searching and form.is_valid():

        def keep() -> None:
            at = timezone.now()
            sharing.record_consent(form.cleaned_data["of"], form.consent(at), by=request.hat, at=at)

        if done(request, form, "case.consent", keep, f"同意を記録しました。{_next_step(page, form)}"):
            return redirect(back(case_id, "consents"))
    context = {
        "form": form,
        "page": page,
        "offered": offered,
        "searching": searching,
        "heading": "同意を記録する",
        "panels": panels.offered("consent form", request.hat.may, case_id),
        **shown(page.brief),
    }
    wrong = request.method == "POST" and not searching
    return render(request, "cases/consent.html", context, status=422 if wrong else 200)


def _again(page: CasePage, consent: str) -> dict[str, Any]:
    """What a consent says that is given again, as the form has it; how and when it was given is asked for anew."""
    line = next((one for one in page.consents if str(one.id) == consent and one.is_told), None)
    if line is None:
        return {}
    named = told_agencies(page, line.recipient_ids)
    return {
        "of": str(line.resident),
        "stage": line.stage_code,
        "recipients": [str(one) for one in named],
        "classes": [str(one.value) for one in bits(line.class_mask)],
        "purpose": line.purpose,
    }


BEGINS = (
    "「進める」で、アセスメントに進めます。"
    "支援会議で共有した情報があれば、「会議にかける」の「このケースの会議」から、ケースに引き継げます。"
)


STAYS = "{}の役割は、前の根拠のままです。役割を開いて「根拠を新しくする」で、この同意に替えられます。"


def _next_step(page: CasePage, form: ConsentForm) -> str:
    """What the request for support makes possible, for who leads a case before consent; whose role stands on an older ground."""
    given, brief = form.cleaned_data, page.brief
    named = given["recipients"] if given["of"] == brief.row.resident_id else ()
    agencies = dict.fromkeys(one.agency for one in page.team if one.stands and one.agency_id in named)
    if agencies:
        return STAYS.format("・".join(agencies))
    asked = given["stage"] == ConsentStage.SUPPORT and given["of"] == brief.row.resident_id
    return BEGINS if asked and brief.is_lead and brief.row.state == CaseState.OUTREACH else ""


@door("lead", "answer")
@require_http_methods(BOTH)
def withdraw(request: HatRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """同意の撤回を記録する: says before who will no longer see. Whoever sees the person may record it."""
    try:
        page = queries.case_page(request.hat, case_id, Shown(), at=timezone.now(), word="case.withdraw")
    except NotFound:
        if was_done(request, "case.withdraw"):
            return redirect("cases:cases")
        raise
    line = next((one for one in page.consents if one.id == consent_id), None)
    if line is None:
        raise NotFound("consent", consent_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def end() -> None:
            sharing.withdraw_consent(
                consent_id,
                resident=line.resident,
                means=ConsentMeans(given["means"]),
                note=given["note"],
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, "case.withdraw", end, "同意の撤回を記録しました。"):
            return redirect(back(case_id, "consents") if page.brief.is_lead else "cases:cases")
    if not line.stands:
        messages.warning(request, f"この同意は、もう効いていません{line.over and f'（{line.over}）'}。")
        return redirect(back(case_id, "consents"))
    return form_page(
        request,
        form,
        heading=f"「{line.stage}」の同意の撤回を記録する",
        label="撤回を記録する",
        kind="danger",
        consequences=_consequences(page, line),
        **shown(page.brief),
    )


def _consequences(page: CasePage, line: ConsentLine) -> Sequence[str]:
    """Exactly which agencies lose sight of what, and which go on seeing by what."""
    about = f"（{line.classes}）" if line.is_told else ""
    said = [f"{line.of}さんの{line.since}からの同意{about}を、すぐに終わらせます。元には戻せません。"]
    if line.is_told:
        said += _seeing(page, line)
    else:
        said.append("この同意だけで見ている機関は、すぐに見えなくなります。")
    if line.stage_code == ConsentStage.SUPPORT and line.resident == page.row.resident_id:
        said.append("ケースは「同意前のかかわり」に戻ります。主担当と次の期日は残ります。")
    return said


def _seeing(page: CasePage, line: ConsentLine) -> Sequence[str]:
    found, said = sights(page, line), []
    if found.losing:
        losing = "、".join(one.agency for one in found.losing)
        said.append(f"見えなくなる機関：{losing}。自分で書いた記録は残ります。")
    for one in found.staying:
        lost = f"{one.lost}は見えなくなります。" if one.lost else ""
        said.append(f"引き続き見える機関：{one.agency}（{one.why}による）。{lost}")
    if found.roles:
        said.append(f"終わる役割：{'、'.join(found.roles)}。")
    if not found.losing and not found.staying and line.stage_code != ConsentStage.SUPPORT:
        said.append("この同意で見ている機関は、今はありません。")
    return said

"""The words of the sheets for the person: read beside the Japanese, approved by the city or not."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases.views.frame import BOTH, done
from enishi.office.doors import door
from enishi.reporting import actions
from enishi.reporting.actions.approving import WHO
from enishi.reporting.forms.papers import ApprovalForm
from enishi.reporting.queries import approvals
from enishi.reporting.views.frame import INDEX, sheet_of

LIST = {"label": "渡す紙の文面", "url": "/papers/wordings/"}


@door("receive", "administer")
@require_safe
def wordings(request: HatRequest) -> HttpResponse:
    """Every sheet in every language, and whether the city stands by it."""
    lines = approvals.wording_list()
    context = {
        "lines": lines,
        "waiting": sum(1 for one in lines if one.tone == "warn"),
        "crumbs": [INDEX] if "receive" in request.hat.may else [],
    }
    return render(request, "reporting/wordings.html", context)


@door("receive", "administer")
@require_http_methods(BOTH)
def wording(request: HatRequest, sheet_kind: str, language: str) -> HttpResponse:
    """One sheet in one language beside the Japanese. Who administers or coordinates approves it, or takes that back."""
    sheet, spoken = sheet_of(sheet_kind, language)
    withdrawing = request.POST.get("step") == "withdraw"
    form = ApprovalForm(None if withdrawing else request.POST or None)
    here = reverse("reporting:wording", args=[sheet_kind, language])
    digest = request.POST.get("digest", "")[:64]

    def approve() -> None:
        actions.approve_wording(
            sheet,
            spoken,
            digest=digest,
            remark=form.cleaned_data["remark"],
            by=request.hat,
            at=timezone.now(),
        )

    def withdraw() -> None:
        actions.withdraw_approval(sheet, spoken, digest=digest, by=request.hat, at=timezone.now())

    if withdrawing:
        done(
            request,
            None,
            "wording.withdraw",
            withdraw,
            "承認を取り消しました。紙には「要確認」と印刷されます。",
        )
        return redirect(here)
    if request.method == "POST" and form.is_valid():
        told = "文面を承認しました。紙の「要確認」が消えます。"
        if done(request, form, "wording.approve", approve, told):
            return redirect(here)
    page = approvals.wording_page(sheet, spoken)
    context = {
        "page": page,
        "form": form,
        "may": bool(request.hat.may & WHO),
        "heading": f"{sheet.label}（{spoken.label}）の文面",
        "language": "zh-CN" if spoken.value == "zh" else spoken.value.split("-")[0],
        "crumbs": [*([INDEX] if "receive" in request.hat.may else []), LIST],
    }
    return render(request, "reporting/wording.html", context, status=422 if form.errors else 200)

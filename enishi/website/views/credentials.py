"""For administrators: letting people in for the first time, and again when a phone is lost. Two persons for the latter."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enishi.agencies.browser import HatRequest
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused
from enishi.website import queries
from enishi.website.actions import credentials as verbs
from enishi.website.forms import NewcomersForm, ResetForm
from enishi.website.passwords import INITIAL_CODE_LASTS

DAYS = INITIAL_CODE_LASTS // 86400
MOST_PAPERS = 20  # a code costs as much as a sign-in


@door("administer")
@require_safe
def resets(request: HatRequest) -> HttpResponse:
    """All that wait for a second administrator, and the latest that were done."""
    return render(
        request, "website/resets.html", {"waiting": queries.resets_waiting(), "done": queries.resets_done()}
    )


@door("administer")
@require_safe
def credentials(request: HatRequest, staff_id: UUID) -> HttpResponse:
    """How somebody signs in, and what an administrator may do about it."""
    person = queries.credentials_of(staff_id)
    if person is None:
        raise NotFound("staff", staff_id)
    return render(request, "website/credentials.html", {"person": person, "form": ResetForm()})


@door("administer")
@require_POST
def issue(request: HatRequest, staff_id: UUID) -> HttpResponse:
    """The paper with the initial code. It is shown in this answer and nowhere again."""
    code = verbs.issue_initial_code(staff_id, by=request.hat, at=timezone.now())
    return _paper(request, staff_id, code)


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def initial_codes(request: HatRequest) -> HttpResponse:
    """Who never signed in, by agency. POST: the papers of one agency, shown in this answer and nowhere again."""
    today, form = timezone.localdate(), NewcomersForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "website/initial_codes.html", {"agencies": queries.newcomers(today), "most": MOST_PAPERS})
    found = queries.newcomers_of(form.cleaned_data["agency"], today, again=form.cleaned_data["again"])
    issued = verbs.issue_initial_codes(found[:MOST_PAPERS], by=request.hat, at=timezone.now())
    if not issued:
        messages.success(request, "その機関に、合言葉を出す人はもういません。")
        return redirect("website:initial-codes")
    return render(request, "website/initial_code.html", {"papers": issued, "days": DAYS})


@door("administer")
@require_POST
def ask(request: HatRequest, staff_id: UUID) -> HttpResponse:
    form = ResetForm(request.POST)
    person = queries.credentials_of(staff_id)
    if person is None:
        raise NotFound("staff", staff_id)
    if form.is_valid():
        try:
            verbs.ask_for_reset(staff_id, **form.cleaned_data, by=request.hat, at=timezone.now())
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, "再登録を申し出ました。別の管理者が承認すると行われます。")
            return redirect("website:credentials", staff_id=staff_id)
    return render(request, "website/credentials.html", {"person": person, "form": form}, status=422)


@door("administer")
@require_POST
def agree(request: HatRequest, reset_id: UUID) -> HttpResponse:
    staff_id = queries.staff_of_reset(reset_id)
    code = verbs.agree_to_reset(reset_id, by=request.hat, at=timezone.now())
    if code and staff_id:
        return _paper(request, staff_id, code)
    messages.success(request, "再登録を承認しました。本人は次のサインインで認証アプリを登録し直します。")
    return redirect("website:resets")


@door("administer")
@require_POST
def withdraw(request: HatRequest, reset_id: UUID) -> HttpResponse:
    verbs.withdraw_reset(reset_id, by=request.hat, at=timezone.now())
    messages.success(request, "再登録の申し出を取り下げました。")
    return redirect("website:resets")


def _paper(request: HatRequest, staff_id: UUID, code: str) -> HttpResponse:
    person = queries.credentials_of(staff_id)
    return render(request, "website/initial_code.html", {"papers": [(person, code)], "days": DAYS, "back": staff_id})

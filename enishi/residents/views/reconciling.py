"""The coordinator's list: two registers side by side, the same or not, and back."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.residents import actions, queries
from enishi.residents.forms import DecisionForm
from enishi.residents.terms import Decision
from enishi.residents.views.person import BOTH, READ

PAGE_SIZE = 20


@door("reconcile")
@require_http_methods(READ)
def candidates(request: HatRequest) -> HttpResponse:
    decision = request.GET.get("decision", "open")
    if decision not in Decision.values:
        decision = Decision.OPEN.value
    ids = queries.candidate_ids(decision, sort=request.GET.get("sort", "-score"))
    page = Paginator(ids, PAGE_SIZE).get_page(request.GET.get("page", "1"))
    rows = queries.candidates(request.hat, list(page.object_list), on=timezone.localdate())
    tabs = [
        {
            "label": str(one.label),
            "url": f"?decision={one.value}",
            "current": one.value == decision,
            "count": None,
        }
        for one in Decision
    ]
    return render(
        request, "residents/candidates.html", {"page": page, "rows": rows, "tabs": tabs, "decision": decision}
    )


@door("reconcile")
@require_http_methods(BOTH)
def candidate(request: HatRequest, candidate: UUID) -> HttpResponse:
    pairs = queries.candidates(request.hat, [candidate], on=timezone.localdate(), deliberate=True)
    if not pairs:
        raise NotFound("match.page", candidate)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        if given["decision"] == Decision.SAME:
            actions.decide_same(
                candidate, winner=given["winner"], remark=given["remark"], by=request.hat, at=now
            )
            messages.success(request, "一人としてまとめました。代表の登録のページから取り消せます。")
            return redirect("residents:resident", given["winner"])
        actions.decide_different(candidate, remark=given["remark"], by=request.hat, at=now)
        messages.success(request, "別の人として記録しました。この組は、もう候補に挙がりません。")
        return redirect("residents:candidates")
    return render(
        request,
        "residents/candidate.html",
        {"pair": pairs[0], "sides": queries.sides(pairs[0]), "form": form},
        status=422 if form.errors else 200,
    )


@door("reconcile")
@require_http_methods(BOTH)
def undo_joining(request: HatRequest, joining: UUID) -> HttpResponse:
    if not queries.is_joined(joining):
        raise NotFound("match.page", joining)
    if request.method == "POST":
        actions.undo_joining(joining, by=request.hat, at=timezone.now())
        messages.success(request, "名寄せを取り消しました。二つの登録は元に戻り、もう一度判断できます。")
        return redirect("residents:candidates")
    return render(
        request,
        "residents/confirm.html",
        {
            "question": "名寄せを取り消しますか。",
            "sentences": ["二つの登録に分かれます。書かれたことは何も失われません。"],
            "label": "名寄せを取り消す",
            "resident": None,
        },
    )

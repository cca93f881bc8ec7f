"""The coordinator's list: two registers side by side, the same or not, and back."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.office import egress
from enishi.office.asked import ways_out
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.office.rules.numbers import whole_number
from enishi.residents import actions, queries
from enishi.residents.forms import AskAgainForm, DecisionForm
from enishi.residents.terms import Decision
from enishi.residents.views.person import BOTH, READ
from enishi.sharing.terms import Purpose

PAGE_SIZE = 20
SCORES = [(str(least), f"{least}点以上") for least in (90, 80, 70, 60)]


@door("reconcile")
@require_http_methods(READ)
def candidates(request: HatRequest) -> HttpResponse:
    decision, narrowed, ids = _found(request)
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
    context = {
        "page": page,
        "rows": rows,
        "tabs": tabs,
        "decision": decision,
        "narrowed": narrowed,
        "least": str(narrowed.least or ""),
        "scores": SCORES,
        "exports": ways_out(request, "residents:candidates-export"),
    }
    return render(request, "residents/candidates.html", context)


@door("reconcile")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen, all of it, through the one way out."""
    rows, binders = queries.candidate_sheet(request.hat, _found(request)[2], on=timezone.localdate())
    return egress.table(
        request.hat,
        "match.list",
        queries.HEADS,
        rows,
        binders,
        form,
        title="名寄せの候補",
        purpose=Purpose.EXPORT,
    )


def _found(request: HatRequest) -> tuple[str, queries.Pairs, list[UUID]]:
    """The decision, the other filters, and what they leave in the order asked for."""
    given = request.GET
    decision = given.get("decision", "open")
    if decision not in Decision.values:
        decision = Decision.OPEN.value
    narrowed = queries.Pairs(
        whole_number(given.get("least", ""), most=999) or 0,
        _day(given.get("since", "")),
        _day(given.get("until", "")),
    )
    return (
        decision,
        narrowed,
        queries.candidate_ids(decision, sort=given.get("sort", "-score"), narrowed=narrowed),
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


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
        both = " と ".join(side.reference for side in (pairs[0].left, pairs[0].right))
        messages.success(
            request,
            "別の人として記録しました。この組は、もう候補に挙がりません。"
            f"間違えたときは、整理番号 {both} で、もう一度判断できます。",
        )
        return redirect("residents:candidates")
    return render(
        request,
        "residents/candidate.html",
        {"pair": pairs[0], "sides": queries.sides(request.hat, pairs[0]), "form": form},
        status=422 if form.errors else 200,
    )


@door("reconcile")
@require_http_methods(BOTH)
def ask_again(request: HatRequest) -> HttpResponse:
    """What was answered before, known by two numbers: the answer is the same whether there is such a pair or not."""
    form = AskAgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.ask_again(**form.cleaned_data, by=request.hat, at=timezone.now())
        messages.success(
            request, "受け付けました。この二つの登録を「別の人」と判断していれば、「未判断」の候補に戻っています。"
        )
        return redirect("residents:candidates")
    return render(request, "residents/ask_again.html", {"form": form}, status=422 if form.errors else 200)


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

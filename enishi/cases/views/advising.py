"""管理者への相談: asking about a case, the dialogue, the lists of both sides; and 応援参加."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases import actions, queries
from enishi.cases.forms import advising as forms
from enishi.cases.queries import Shown
from enishi.cases.queries import advice as listing
from enishi.cases.queries.advice import FROM_US, SHOW, SORTS, TO_US, WHOSE, AdvicePage, Wanted
from enishi.cases.queries.advisers import advisers_to_choose
from enishi.cases.queries.intervals import intervals
from enishi.cases.rules.advice import OPEN, may_step
from enishi.cases.terms import AdviceState, CaseVocabulary
from enishi.cases.views.frame import BOTH, back, done, opened, shown
from enishi.intake.queries.vocabulary import choices
from enishi.intake.views.frame import carried_out, taken_away
from enishi.office import drafts, submissions
from enishi.office.asked import page_number, version_of, ways_out
from enishi.office.doors import door

ADVICE = {"label": "管理者への相談", "url": "/cases/advice/"}


def wanted_of(request: HatRequest) -> Wanted:
    given, usual = request.GET, TO_US if "coordinate" in request.hat.may else FROM_US
    whose = given.get("whose", "")
    return Wanted(
        whose=whose if whose in WHOSE and "coordinate" in request.hat.may else usual,
        show=given.get("show", "") if given.get("show") in SHOW else "open",
        question=given.get("question", ""),
        sort=given.get("sort", "due") if given.get("sort", "").lstrip("-") in SORTS else "due",
        page=page_number(request),
    )


@door("lead")
@require_safe
def advice_list(request: HatRequest) -> HttpResponse:
    """What one's agency asked, and for who coordinates what it was asked: numbers, dates and states, no words."""
    now, wanted = timezone.now(), wanted_of(request)
    coordinates = "coordinate" in request.hat.may
    context = {
        "listing": listing.advice_list(request.hat, wanted, at=now),
        "wanted": wanted,
        "shows": list(SHOW.items()),
        "questions": choices(CaseVocabulary.QUESTION, on=timezone.localdate(now)),
        "tabs": [
            {
                "label": label,
                "url": f"{ADVICE['url']}?whose={code}",
                "current": wanted.whose == code,
                "count": None,
            }
            for code, label in WHOSE.items()
        ]
        if coordinates
        else [],
        "months": listing.advice_by_month(request.hat, at=now) if wanted.whose == TO_US else [],
        "to_us": wanted.whose == TO_US,
        "filtered": bool(wanted.question or request.GET.get("show")),
    }
    return render(request, "cases/advices.html", context | ways_out(request, "cases:advices-export"))


@door("lead")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen as CSV or XLSX."""
    sheet = listing.advice_sheet(request.hat, wanted_of(request), at=timezone.now())
    return taken_away(request, "case.advice_list", sheet, form)


@door("lead")
@require_http_methods(BOTH)
def ask(request: HatRequest, case_id: UUID) -> HttpResponse:
    """管理者に相談する; what was asked about this case before stands below."""
    brief, now = opened(request, case_id, "advice_ask"), timezone.now()
    advisers = advisers_to_choose(case_id) if brief.is_lead else []
    days = intervals(on=timezone.localdate(now))["cases.advice_due_days"]
    posted = request.method == "POST"
    draft = drafts.page_for(
        "cases.advice", given=request.POST if posted else request.GET, subject_id=case_id
    )
    form = forms.AskAdviceForm(request.POST if posted else draft.query_dict(), advisers=advisers, days=days)
    if posted and form.is_valid():
        key = submissions.key_of(request.POST)

        def send() -> None:
            with submissions.sending():
                actions.ask_for_advice(case_id, form.new(), by=request.hat, at=timezone.now(), submission=key)
                drafts.discard_sent(request.POST)

        if carried_out(request, form, send, "相談しました。管理者の受信箱に届いています。"):
            return redirect("cases:advice-ask", case_id)
    earlier = listing.advice_of_case(case_id, at=now)
    context = {
        "form": form,
        "draft": draft,
        "restored": not posted and bool(draft.fields),
        "earlier": earlier,
        "standing": next((one for one in earlier if one.is_open), None),
        "may_ask": brief.is_lead,
        "advisers": advisers,
        "one_adviser": advisers[0][1] if len(advisers) == 1 else "",
        "case_id": case_id,
        "heading": "管理者に相談する",
        **shown(brief),
    }
    return render(request, "cases/advice_ask.html", context, status=422 if posted and form.errors else 200)


@door("lead")
@require_http_methods(BOTH)
def advice(request: HatRequest, advice_id: UUID) -> HttpResponse:
    """One question: what was said, and what the visitor's side may do next."""
    now = timezone.now()
    page = listing.advice_page(request.hat, advice_id, at=now)
    sent = _steps(request)
    if request.method == "POST" and _stepped(request, advice_id, sent):
        return redirect("cases:advice", advice_id)
    context = {
        "page": page,
        "line": page.line,
        "forms": sent,
        "version": page.found.row.version,
        "offers": _offers(page),
        "crumbs": [ADVICE],
        "heading": f"ケース {page.line.reference} の相談",
    }
    return render(request, "cases/advice.html", context, status=422 if request.method == "POST" else 200)


FORMS: dict[str, type[Form]] = {
    "answer": forms.AnswerAdviceForm,
    "back": forms.AskBackForm,
    "decline": forms.DeclineAdviceForm,
    "on": forms.AskOnForm,
    "settle": forms.SettleForm,
    "withdraw": forms.SettleForm,
}
VERBS: dict[str, tuple[Callable[..., None], str]] = {
    "answer": (actions.answer_advice, "回答しました。主担当に届いています。"),
    "back": (actions.ask_back, "聞き返しました。主担当に届いています。"),
    "decline": (actions.decline_advice, "受けられないと伝えました。"),
    "on": (actions.ask_on, "送りました。管理者に届いています。"),
    "settle": (actions.settle_advice, "相談を済みにしました。"),
    "withdraw": (actions.withdraw_advice, "相談を取り下げました。"),
}
AFTER = {
    "answer": AdviceState.ANSWERED,
    "back": AdviceState.RETURNED,
    "decline": AdviceState.DECLINED,
    "on": AdviceState.ASKED,
    "settle": AdviceState.DONE,
    "withdraw": AdviceState.WITHDRAWN,
}


def _steps(request: HatRequest) -> dict[str, Form]:
    """The small forms of the page; the one that was sent is bound, so that what was typed stays."""
    do = request.POST.get("do", "")
    return {name: made(request.POST if do == name else None, prefix=name) for name, made in FORMS.items()}


def _offers(page: AdvicePage) -> dict[str, bool]:
    """What this side may do now; who led before reads on and does nothing."""
    found = page.found
    may = not page.asks or found.may_ask_on
    offers = {name: may and may_step(found.row.state, after, found.side) for name, after in AFTER.items()}
    return offers | {
        "reinforce": page.asks and found.may_ask_on,
        "again": page.asks and found.may_ask_on and found.row.state not in OPEN,
    }


def _stepped(request: HatRequest, advice_id: UUID, sent: dict[str, Form]) -> bool:
    form = sent.get(request.POST.get("do", ""))
    if form is None or not form.is_valid():
        return False
    name, given = request.POST["do"], dict(form.cleaned_data)
    verb, told = VERBS[name]
    version = version_of(request)

    def act() -> None:
        verb(advice_id, version=version, by=request.hat, at=timezone.now(), **given)

    return done(request, form, f"case.advice_{name}", act, told)


@door("lead")
@require_http_methods(BOTH)
def reinforce(request: HatRequest, case_id: UUID) -> HttpResponse:
    """管理者に応援を頼む: the role 応援参加, asked for on a ground like every role."""
    now = timezone.now()
    page = queries.case_page(request.hat, case_id, Shown(), at=now, word="case.reinforce")
    advisers = advisers_to_choose(case_id) if page.brief.is_lead else []
    form = forms.ReinforceForm(
        request.POST or None,
        consents=page.consents,
        agencies=advisers,
        held=page.brief.seen,
        resident=page.row.resident_id,
    )
    if request.method == "POST" and form.is_valid():
        key = submissions.key_of(request.POST)

        def send() -> None:
            actions.ask_to_join(case_id, form.role(), by=request.hat, at=timezone.now(), submission=key)

        if carried_out(request, form, send, "応援参加を頼みました。管理者の受信箱に届いています。"):
            return redirect(back(case_id, "team"))
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "advisers": advisers,
        "heading": "管理者に応援を頼む",
        **shown(page.brief),
    }
    return render(request, "cases/reinforce.html", context, status=422 if form.errors else 200)

"""プランを進める: to the meeting, ahead of it, decided, back, ended; looking at how it goes, and evaluating it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.cases import actions
from enishi.cases.forms.deciding import AdoptForm, AheadForm, EndPlanForm, EvaluateForm, MonitorForm
from enishi.cases.queries import plan_page
from enishi.cases.queries.parts import day_text
from enishi.cases.queries.plan_page import PlanView
from enishi.cases.queries.plan_writing import (
    class_choices,
    evaluation_items,
    later_approval_days,
    longest_look,
)
from enishi.cases.terms import MeetingKind
from enishi.cases.views.frame import BOTH, done, form_page
from enishi.cases.views.planning import around
from enishi.office import drafts, submissions
from enishi.office.asked import version_of
from enishi.office.calendar import next_working_day
from enishi.office.doors import door
from enishi.office.errors import NotFound

Verb = Callable[[HatRequest, UUID, Any], None]
USUAL_LOOK = 30


def _more(request: HatRequest) -> dict[str, Any]:
    return {"version": version_of(request), "by": request.hat, "at": timezone.now()}


def _propose(request: HatRequest, plan: UUID, form: Any) -> None:
    actions.propose_plan(plan, **_more(request))


def _take_back(request: HatRequest, plan: UUID, form: Any) -> None:
    actions.take_back_plan(plan, **_more(request))


def _return(request: HatRequest, plan: UUID, form: Any) -> None:
    actions.return_to_meeting(plan, **_more(request))


def _ahead(request: HatRequest, plan: UUID, form: Any) -> None:
    actions.go_ahead(plan, text=form.cleaned_data["text"], **_more(request))


def _end(request: HatRequest, plan: UUID, form: Any) -> None:
    actions.end_plan(plan, text=form.cleaned_data["text"], **_more(request))


def _adopt(request: HatRequest, plan: UUID, form: Any) -> None:
    """A meeting whose minutes are kept on paper: its decision has a number of its own here."""
    given = form.cleaned_data
    number = submissions.key_of(request.POST) or uuid4()
    decided = actions.Decision(number, MeetingKind(given["meeting"]), given["meeting_on"])
    actions.adopt_plan(plan, decided, **_more(request))


class Move:
    """One way of moving a plan on: its words, its form and its verb."""

    def __init__(
        self,
        word: str,
        heading: str,
        label: str,
        told: str,
        verb: Verb,
        form: type[Form] | None = None,
        kind: str = "primary",
    ) -> None:
        self.word, self.heading, self.label, self.told = word, heading, label, told
        self.verb, self.form, self.kind = verb, form, kind


MOVES = {
    "propose": Move(
        "plan.propose", "プランを会議に諮る", "会議に諮る案にする", "会議に諮る案にしました。", _propose
    ),
    "back": Move(
        "plan.take_back", "プランを作成中に戻す", "作成中に戻す", "作成中に戻しました。", _take_back
    ),
    "ahead": Move(
        "plan.go_ahead", "会議の前に支援を始める", "先行実施にする", "先行実施にしました。", _ahead, AheadForm
    ),
    "adopt": Move(
        "plan.adopt",
        "支援決定を記録する",
        "支援決定を記録する",
        "支援プランを決定しました。",
        _adopt,
        AdoptForm,
    ),
    "return": Move("plan.return", "会議に諮り直す", "会議に諮り直す", "会議に諮る案に戻しました。", _return),
    "end": Move(
        "plan.end", "プランを終える", "プランを終える", "プランを終えました。", _end, EndPlanForm, "danger"
    ),
}


@door("lead")
@require_http_methods(BOTH)
def move(request: HatRequest, plan_id: UUID, step: str) -> HttpResponse:
    """プランを進める."""
    if step not in MOVES:
        raise NotFound("plan", plan_id)
    one = MOVES[step]
    page = plan_page.plan_view(request.hat, plan_id, at=timezone.now(), word=one.word)
    form = one.form(request.POST or None) if one.form else None
    ready = request.method == "POST" and (form is None or form.is_valid())
    if ready and done(request, form, one.word, lambda: one.verb(request, plan_id, form), one.told):
        return redirect("cases:plan", plan_id)
    said = _consequences(step, page)
    more = around(page.brief, current=page.title) | {
        "version": page.row.version,
        "back": reverse("cases:plan", args=[plan_id]),
        "notices": [] if request.method == "POST" or step == "back" else [one.text for one in page.missing],
    }
    return form_page(
        request,
        form,
        heading=f"{one.heading}（第{page.row.number}回）",
        label=one.label,
        kind=one.kind,
        consequences=said,
        **more,
    )


def _consequences(step: str, page: PlanView) -> list[str]:
    until = day_text(timezone.localdate() + timedelta(days=later_approval_days(on=timezone.localdate())))
    return {
        "propose": ["会議で読む案になり、書き換えられなくなります。直すときは「作成中に戻す」。"],
        "back": ["また書き換えられるようになります。会議に諮るときは、もう一度「会議に諮る」。"],
        "ahead": [
            "会議を待たずに、このプランで支援を始めます。理由は記録に残ります。",
            f"{until}までに会議で事後了承を得てください。期限が近づくと「今日」に出ます。",
        ],
        "adopt": [
            "会議録をこのシステムで作った会議の決定は、会議の画面から支援決定になります。",
            "ここは、紙の会議録など、ほかの方法で記録した会議の決定を入れる所です。",
            "決定すると、前のプランは「次のプランに替わった」になり、そのまま残ります。",
        ],
        "return": ["先行実施をいったんやめ、会議に諮る案に戻します。"],
        "end": ["プランはこのまま残りますが、モニタリングの期日は来なくなります。"],
    }[step]


@door("lead")
@require_http_methods(BOTH)
def monitor(request: HatRequest, plan_id: UUID) -> HttpResponse:
    """進捗確認（モニタリング）を書く."""
    page = plan_page.plan_view(request.hat, plan_id, at=timezone.now(), word="plan.monitor")
    draft, sent = _kept(request, "cases.monitoring", page)
    steps = [step for goal in page.goals for step in goal.steps] + list(page.loose)
    form = MonitorForm(
        sent, goals=page.goals, steps=steps, initial={"next_on": _next_look(page)}, **_whose(page)
    )
    if request.method == "POST" and form.is_valid():

        def look() -> None:
            actions.monitor_plan(plan_id, form.monitoring(), **_more(request))
            drafts.discard_sent(request.POST)

        if done(request, form, "plan.monitor", look, "進捗確認を書きました。次回の日が入っています。"):
            return redirect("cases:plan", plan_id)
    return _drawn(request, page, form, draft, "cases/monitor.html", "進捗確認（モニタリング）")


def _next_look(page: PlanView) -> Any:
    today = timezone.localdate()
    return next_working_day(today + timedelta(days=min(USUAL_LOOK, longest_look(on=today) - 5)))


def _whose(page: PlanView) -> dict[str, Any]:
    files = [(str(one), name or "本人") for one, name in page.brief.files.items()]
    return {"classes": class_choices(page.brief), "files": files}


def _kept(request: HatRequest, name: str, page: PlanView) -> tuple[drafts.Page, Any]:
    posted, plan = request.method == "POST", page.row
    given = request.POST if posted else request.GET
    draft = drafts.page_for(name, given=given, subject_id=plan.pk, about_id=plan.case_id)
    return draft, request.POST if posted else draft.query_dict()


@door("lead")
@require_http_methods(BOTH)
def evaluate(request: HatRequest, plan_id: UUID) -> HttpResponse:
    """評価シートを書く."""
    page = plan_page.plan_view(request.hat, plan_id, at=timezone.now(), word="plan.evaluate")
    draft, sent = _kept(request, "cases.evaluation", page)
    texts, changes = evaluation_items(page.brief, on=timezone.localdate())
    form = EvaluateForm(sent, goals=page.goals, texts=texts, changes=changes, **_whose(page))
    if request.method == "POST" and form.is_valid():

        def judge() -> None:
            actions.evaluate_plan(plan_id, form.evaluation(), **_more(request))
            drafts.discard_sent(request.POST)

        if done(request, form, "plan.evaluate", judge, "評価を書きました。"):
            return redirect("cases:plan", plan_id)
    return _drawn(request, page, form, draft, "cases/evaluate.html", "評価シート")


def _drawn(
    request: HatRequest, page: PlanView, form: Form, draft: drafts.Page, template: str, heading: str
) -> HttpResponse:
    context = {
        "page": page,
        "form": form,
        "draft": draft,
        "restored": request.method != "POST" and bool(draft.fields),
        "heading": f"{heading}（第{page.row.number}回）",
        **around(page.brief, current=page.title),
        "version": page.row.version,
        "plan_url": reverse("cases:plan", args=[page.row.pk]),
    }
    wrong = request.method == "POST"
    return render(request, template, context, status=422 if wrong else 200)

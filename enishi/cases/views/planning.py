"""支援プラン: the versions, one of them, and writing it while others do."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases import actions, panels
from enishi.cases.forms import shown as drawn
from enishi.cases.forms.fields import ids_in
from enishi.cases.forms.planning import PlanForm, choices_of, form_of, with_blanks
from enishi.cases.forms.rows import stands, together, typed_in
from enishi.cases.queries import plan_page
from enishi.cases.queries.plan_comparison import plan_comparison
from enishi.cases.queries.plan_writing import PlanInWriting, Takers, plan_in_writing, takers
from enishi.cases.rules.merging import Merged
from enishi.cases.terms import PlanState
from enishi.cases.views.frame import BOTH, shown
from enishi.cases.views.sending import DONE, attempt, put_again
from enishi.intake.views.frame import carried_out
from enishi.office import drafts, submissions
from enishi.office.asked import version_of
from enishi.office.doors import door
from enishi.office.errors import Overtaken

DRAFT = "cases.plan"
SAVE, ADD, FIND, ENTER = "save", "add ", "find", "enter"


def address(plan: UUID | None) -> str:
    return reverse("cases:plan-write", args=[plan])


def around(brief: Any, *, current: str = "") -> dict[str, Any]:
    """Path and number; the list of versions stands between the case and one of them."""
    found = shown(brief)
    if current:
        listed = {"label": "支援プラン", "url": reverse("cases:plans", args=[brief.row.pk])}
        found["crumbs"] = [*found["crumbs"], listed]
    return found


@door("lead", "answer")
@require_http_methods(BOTH)
def plans(request: HatRequest, case_id: UUID) -> HttpResponse:
    """支援プランの一覧. Sending begins one, or the next version."""
    word = "plan.begin" if request.method == "POST" else "plan.list"
    page = plan_page.plan_list(request.hat, case_id, at=timezone.now(), word=word)
    made: list[UUID] = []
    if request.method == "POST":

        def begin() -> None:
            key = submissions.key_of(request.POST)
            made.append(actions.begin_plan(case_id, by=request.hat, at=timezone.now(), submission=key))

        if carried_out(request, None, begin, "プランを作りはじめました。"):
            return redirect("cases:plan-write", made[0])
    context = {"page": page, **around(page.brief)}
    return render(request, "cases/plans.html", context, status=422 if request.method == "POST" else 200)


@door("lead", "answer")
@require_safe
def plan(request: HatRequest, plan_id: UUID) -> HttpResponse:
    """One version, for reading, for printing on one A4, and with what can be done next."""
    page = plan_page.plan_view(request.hat, plan_id, at=timezone.now())
    waits = panels.offered("plan", request.hat.may, page.brief.row.pk) if page.offers["adopt"] else []
    context = {"page": page, "panels": waits, **around(page.brief, current=page.title)}
    return render(request, "cases/plan.html", context)


@door("lead", "answer")
@require_safe
def differences(request: HatRequest, plan_id: UUID, earlier_id: UUID) -> HttpResponse:
    """前のプランとの違い, row by row."""
    page = plan_comparison(request.hat, plan_id, earlier_id, at=timezone.now())
    context = {"page": page, "heading": page.title, **around(page.brief, current=page.title)}
    return render(request, "cases/plan_differences.html", context)


@door("lead")
@require_http_methods(BOTH)
def write(request: HatRequest, plan_id: UUID) -> HttpResponse:
    """プラン案を書く. Adding a row or looking for an agency changes nothing; only saving does."""
    now, posted = timezone.now(), request.method == "POST"
    page = plan_in_writing(request.hat, plan_id, at=now)
    given = request.POST if posted else request.GET
    draft = drafts.page_for(DRAFT, given=given, subject_id=plan_id, about_id=page.row.case_id)
    sent = request.POST if posted else draft.query_dict()
    asked = request.POST.get("do", SAVE)
    if asked == ENTER:  # the Enter key: in the search field it searches
        asked = FIND if request.POST.get("find", "").strip() else SAVE
    looking = posted and (asked == FIND or asked.startswith(ADD))
    whom = takers(
        page,
        request.POST.get("find", "") if asked == FIND else "",
        ids_in((sent or QueryDict()).getlist("agencies")),
        at=now,
    )
    if looking:
        return _form(
            request, page, whom, draft, sent, add=asked.removeprefix(ADD) if asked != FIND else "", fresh=True
        )
    form = None
    if posted:
        form = form_of(request.POST, _choices(page, whom), judged=True)
        if (
            form.is_valid()
            and attempt(request, form, "plan.written", _save(request, page, form), "プランを保存しました。")
            == DONE
        ):
            return redirect("cases:plan", plan_id)
        page = plan_in_writing(request.hat, plan_id, at=now)
    return _form(request, page, whom, draft, sent, refused=form)


def _save(request: HatRequest, page: PlanInWriting, form: PlanForm) -> Any:
    def save() -> None:
        if page.row.version != version_of(request):
            raise Overtaken({})
        actions.write_plan(
            page.row.pk, form.plan(), version=page.row.version, by=request.hat, at=timezone.now()
        )

    return save


def _choices(page: PlanInWriting, whom: Takers) -> Any:
    return choices_of(whom.names, page.classes, page.files)


def _form(
    request: HatRequest,
    page: PlanInWriting,
    whom: Takers,
    draft: drafts.Page,
    sent: QueryDict | None,
    *,
    add: str = "",
    fresh: bool = False,
    refused: PlanForm | None = None,
) -> HttpResponse:
    """The form as it stands, as it was typed (``fresh``: nothing is wrong with it), or typed and standing put together."""
    stand = stands(page.rows, page.dates, several=len(page.files) > 1)
    both, version, base = Merged(dict(stand)), page.row.version, drawn.written(stand)
    if sent is not None and fresh:
        both = Merged(typed_in(sent))
        version, base = version_of(request), sent.get(drawn.FIELD, "")
    elif sent is not None:
        both = together(drawn.read(sent), typed_in(sent), stand)
    typed = with_blanks(drawn.as_sent(both.values), add)
    form = form_of(typed, _choices(page, whom), judged=refused is not None)
    clashes = drawn.both(form, both.clashes)
    if refused is not None:
        form.full_clean()
        put_again(form, refused)
    title = f"支援プラン 第{page.row.number}回を書く"
    context = {
        "form": form,
        "draft": draft,
        "restored": request.method != "POST" and bool(draft.fields),
        "both": clashes,
        "followed": list(
            dict.fromkeys(drawn.name_of(form, one) for one in both.followed if one in form.fields)
        ),
        "drawn": base,
        "whom": whom,
        "typed_search": request.POST.get("find", ""),
        "is_draft": page.row.state == PlanState.DRAFT,
        "heading": title,
        "plan_url": reverse("cases:plan", args=[page.row.pk]),
        **around(page.brief, current=title),
        "version": version,
    }
    wrong = request.method == "POST" and not fresh
    return render(request, "cases/plan_form.html", context, status=422 if wrong else 200)

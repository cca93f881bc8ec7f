"""アセスメント: the list, one sheet, filling it in while others do, confirming, comparing."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases import actions
from enishi.cases.forms import shown as drawn
from enishi.cases.forms.assessing import BeginSheetForm, SheetForm, stands
from enishi.cases.queries import sheet_comparison, sheet_page
from enishi.cases.queries.sheet_page import Question
from enishi.cases.rules.merging import Merged, Texts, merged, touched
from enishi.cases.views.frame import BOTH, done, form_page, shown
from enishi.cases.views.sending import DONE, OVERTAKEN, attempt, put_again
from enishi.intake.views.frame import carried_out
from enishi.office import drafts, submissions
from enishi.office.asked import version_of
from enishi.office.doors import door

DRAFT = "cases.assessment"


def address(assessment: UUID | None) -> str:
    return reverse("cases:assessment-write", args=[assessment])


def around(brief: Any, *, current: str = "") -> dict[str, Any]:
    """Path and number; the list of assessments stands between the case and one of them."""
    found = shown(brief)
    if current:
        listed = {"label": "アセスメント", "url": reverse("cases:assessments", args=[brief.row.pk])}
        found["crumbs"] = [*found["crumbs"], listed]
    return found


@door("lead", "answer")
@require_http_methods(BOTH)
def assessments(request: HatRequest, case_id: UUID) -> HttpResponse:
    """アセスメントの一覧. Sending begins one."""
    word = "assessment.begin" if request.method == "POST" else "assessment.list"
    page = sheet_page.sheet_list(request.hat, case_id, at=timezone.now(), word=word)
    every = [(str(one), sheet_page.called(page.brief, one)) for one in page.brief.files]
    form, made = BeginSheetForm(request.POST or None, files=every if request.POST else page.free), []
    if request.method == "POST" and form.is_valid():

        def begin() -> None:
            made.append(
                actions.begin_assessment(
                    case_id,
                    file=form.cleaned_data["file"],
                    by=request.hat,
                    at=timezone.now(),
                    submission=submissions.key_of(request.POST),
                )
            )

        if carried_out(request, form, begin, "アセスメントを始めました。"):
            return redirect("cases:assessment-write", made[0])
    context = {"page": page, "form": form, **around(page.brief)}
    return render(request, "cases/assessments.html", context, status=422 if form.errors else 200)


@door("lead", "answer")
@require_safe
def assessment(request: HatRequest, assessment_id: UUID) -> HttpResponse:
    """One sheet as it stands, for reading and for printing."""
    page = sheet_page.sheet_page(request.hat, assessment_id, at=timezone.now())
    context = {"page": page, **around(page.brief, current=page.title)}
    return render(request, "cases/assessment.html", context)


@door("lead", "answer")
@require_http_methods(BOTH)
def write(request: HatRequest, assessment_id: UUID) -> HttpResponse:
    """記入する: only what was changed is sent on; what others wrote meanwhile is put in, or shown beside one's own."""
    now = timezone.now()
    brief, row = sheet_page.brief_of_assessment(request.hat, assessment_id, at=now, word="assessment.answer")
    sections = sheet_page.questions(brief, row, at=now)
    posted = request.method == "POST"
    given = request.POST if posted else request.GET
    draft = drafts.page_for(DRAFT, given=given, subject_id=assessment_id, about_id=row.case_id)
    sent = request.POST if posted else draft.query_dict()
    form = SheetForm(sent, sections=sections)
    if posted and form.is_valid():

        def answer() -> None:
            mine = touched(drawn.read(request.POST), _mine(request.POST, form))
            answers = {one.removeprefix("a-"): form.value(one.removeprefix("a-")) for one in sorted(mine)}
            actions.answer_items(
                assessment_id, answers, version=version_of(request), by=request.hat, at=timezone.now()
            )

        outcome = attempt(request, form, "assessment.answered", answer, "アセスメントを保存しました。")
        if outcome == DONE:
            return redirect("cases:assessment", assessment_id)
        if outcome == OVERTAKEN:  # read again what overtook it
            brief, row = sheet_page.brief_of_assessment(
                request.hat, assessment_id, at=now, word="assessment.answer"
            )
            sections = sheet_page.questions(brief, row, at=now)
    return _form(request, brief, row, sections, form, draft, sent)


def _mine(sent: QueryDict, form: SheetForm) -> dict[str, Texts]:
    return drawn.typed(sent, form.fields)


def _form(
    request: HatRequest,
    brief: Any,
    row: Any,
    sections: Sequence[tuple[str, Sequence[Question]]],
    form: SheetForm,
    draft: drafts.Page,
    sent: QueryDict | None,
) -> HttpResponse:
    """The form: drawn for the first time, gone on with from a draft, or again with what stands against it."""
    now = stands(sections)
    together = Merged(dict(now))
    if sent is not None:
        together = merged(drawn.read(sent), _mine(sent, form), now)
        again = SheetForm(drawn.as_sent(together.values), sections=sections)
        again.full_clean()
        put_again(again, form)
        form = again
    else:
        form = SheetForm(sections=sections, initial=_initial(now, form))
    title = f"{sheet_page.called(brief, row.binder_id)}のアセスメントに記入する"
    context = {
        "form": form,
        "draft": draft,
        "restored": request.method != "POST" and bool(draft.fields),
        "both": drawn.both(form, together.clashes),
        "followed": [drawn.name_of(form, one) for one in together.followed if one in form.fields],
        "drawn": drawn.written(now),
        "heading": title,
        "read_url": reverse("cases:assessment", args=[row.pk]),
        **around(brief, current=title),
        "version": row.version,
    }
    wrong = request.method == "POST"
    return render(request, "cases/assessment_form.html", context, status=422 if wrong else 200)


def _initial(now: Mapping[str, Texts], form: SheetForm) -> dict[str, Any]:
    several = {
        name for name, field in form.fields.items() if hasattr(field.widget, "allow_multiple_selected")
    }
    return {
        name: list(texts)
        if name in several and form.fields[name].widget.allow_multiple_selected
        else texts[0]
        for name, texts in now.items()
        if texts
    }


@door("lead")
@require_http_methods(BOTH)
def confirm(request: HatRequest, assessment_id: UUID) -> HttpResponse:
    """確定する: what stands today stays as it is; the next one goes on from it."""
    now = timezone.now()
    brief, row = sheet_page.brief_of_assessment(request.hat, assessment_id, at=now, word="assessment.confirm")
    missing = sheet_page.missing_reported(sheet_page.questions(brief, row, at=now))
    if request.method == "POST" and done(
        request,
        None,
        "assessment.confirm",
        lambda: actions.confirm_assessment(
            assessment_id, version=version_of(request), by=request.hat, at=timezone.now()
        ),
        "アセスメントを確定しました。",
    ):
        return redirect("cases:assessment", assessment_id)
    said = ["今の記入が、今日のアセスメントとして残ります。あとから直せません。"]
    said.append("次のアセスメントは、この続きから記入できます。")
    notices = []
    if missing:
        notices = [f"国への報告に使う項目で、まだ記入のないもの：{'、'.join(missing)}"]
    more = around(brief, current="確定") | {
        "version": row.version,
        "back": reverse("cases:assessment", args=[assessment_id]),
    }
    return form_page(
        request,
        None,
        heading="アセスメントを確定する",
        label="確定する",
        consequences=said,
        **more | {"notices": notices},
    )


@door("lead", "answer")
@require_safe
def compare(request: HatRequest, assessment_id: UUID) -> HttpResponse:
    """比べる: two days or two agencies side by side; what differs is said in words."""
    given = request.GET
    page = sheet_comparison.comparison(
        request.hat, assessment_id, given.get("left", ""), given.get("right", ""), at=timezone.now()
    )
    sides = [(one.code, one.label) for one in page.sides]
    context = {"page": page, "sides": sides, "heading": page.title, **around(page.brief, current=page.title)}
    return render(request, "cases/assessment_compare.html", context)


@door("lead", "answer")
@require_safe
def item(request: HatRequest, assessment_id: UUID, item: str) -> HttpResponse:
    """One item through all its answers."""
    page = sheet_comparison.item_history(request.hat, assessment_id, item, at=timezone.now())
    context = {
        "page": page,
        "heading": f"「{page.label}」の記入の移り変わり",
        **around(page.brief, current=page.label),
    }
    return render(request, "cases/assessment_item.html", context)

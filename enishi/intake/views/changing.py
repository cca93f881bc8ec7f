"""Changing a consultation: statements, issues, screening, holder and date, person, closing, reopening."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.intake import actions, queries
from enishi.intake.forms.changing import (
    AttachForm,
    CloseForm,
    ConcernsForm,
    HolderForm,
    IdentifyForm,
    NextDateForm,
    ScreeningForm,
    StatementForm,
)
from enishi.intake.queries.consultation_page import ConsultationPage
from enishi.intake.queries.issues import issue_groups, known_issues
from enishi.intake.queries.people import people, same_people
from enishi.intake.rules.receiving import class_from_issues
from enishi.intake.views.correcting import statement_of_draft
from enishi.intake.views.frame import carried_out, form_page, in_the_way_of_closing, only_if_it_may, trail
from enishi.intake.views.known import ADDED, told_of_known
from enishi.office import drafts, files, submissions
from enishi.office.asked import version_of
from enishi.office.calendar import today
from enishi.office.doors import door
from enishi.residents.rules.registration import Registration

BOTH = ["GET", "HEAD", "POST"]
STATEMENT_DRAFT = "intake.statement"
CLOSE_DRAFT = "intake.close"


def _opened(request: HatRequest, consultation_id: UUID, word: str) -> ConsultationPage:
    return queries.consultation_page(
        request.hat, consultation_id, at=timezone.now(), word=f"consultation.{word}"
    )


def _back(consultation_id: UUID, part: str = "") -> str:
    return reverse("intake:consultation", args=[consultation_id]) + (f"#{part}" if part else "")


def _shown(page: ConsultationPage) -> dict[str, Any]:
    return {"crumbs": trail(page.row.pk, page.title), "back": _back(page.row.pk), "version": page.row.version}


@door("receive", "answer")
@require_http_methods(BOTH)
def add_statement(request: HatRequest, consultation_id: UUID) -> HttpResponse:
    """Write down what was said or done, with a draft."""
    form = StatementForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid() and _stated(request, consultation_id, form):
        goes_on = request.POST.get("step") == "next"
        return redirect(reverse("intake:holder", args=[consultation_id]) if goes_on else _back(consultation_id, "said"))
    page = _opened(request, consultation_id, "state")
    corrected = statement_of_draft(request.GET)
    if corrected is not None:
        address = reverse("intake:statement-correct", args=[consultation_id, corrected])
        return redirect(f"{address}?{request.GET.urlencode()}")
    given = request.POST if request.method == "POST" else request.GET
    draft = drafts.page_for(STATEMENT_DRAFT, given=given, subject_id=consultation_id)
    form = form or StatementForm(draft.query_dict(), initial={"information_class": _class_of(page)})
    onward = "書いて、次の期日を決める" if page.is_holder and page.is_open else ""
    return form_page(request, form, heading="経過を書く", label="書く", onward=onward, draft=draft, **_shown(page))


def _class_of(page: ConsultationPage) -> int:
    """The class that is proposed for what is written: as on the first screen, by the issues that the hat sees ticked."""
    ticked = page.content.concerns
    worst = next((one.code for one in ticked if one.worst), "")
    return class_from_issues(known_issues(on=today()), [one.code for one in ticked], worst)


def _stated(request: HatRequest, consultation_id: UUID, form: StatementForm) -> bool:
    """Write it, and nothing of the page is read; when it is refused, the page says why."""

    def write() -> None:
        with submissions.sending():
            drafts.discard_sent(request.POST)
            actions.add_statement(
                consultation_id,
                form.statement(),
                by=request.hat,
                at=timezone.now(),
                submission=submissions.key_of(request.POST),
            )

    return carried_out(request, form, write, "経過を書きました。")


@door("receive", "answer")
@require_http_methods(BOTH)
def concerns(request: HatRequest, consultation_id: UUID) -> HttpResponse:
    """Tick the issues anew."""
    page = _opened(request, consultation_id, "concerns")
    form = ConcernsForm(request.POST or None)
    ticked = {one.code for one in page.content.concerns}
    worst = next((one.code for one in page.content.concerns if one.worst), "")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def tick() -> None:
            actions.set_concerns(
                consultation_id,
                given["issues"],
                given["worst_issue"],
                version=version_of(request),
                by=request.hat,
                at=timezone.now(),
            )

        if carried_out(request, form, tick, "課題を記録しました。"):
            return redirect(_back(consultation_id))
        ticked, worst = set(given["issues"]), given["worst_issue"]
    groups = issue_groups(ticked, worst, on=timezone.localdate(), classes=page.classes)
    return form_page(request, form, heading="課題", label="記録する", groups=groups, **_shown(page))


@door("receive", "answer")
@require_http_methods(BOTH)
def attach(request: HatRequest, consultation_id: UUID) -> HttpResponse:
    """Attach a file."""
    page = _opened(request, consultation_id, "state")
    form = AttachForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def put() -> None:
            actions.attach_file(
                consultation_id,
                given["file"],
                name=given["file"].name,
                information_class=int(given["information_class"]),
                by=request.hat,
                at=timezone.now(),
                submission=submissions.key_of(request.POST),
            )

        if carried_out(request, form, put, "ファイルを添付しました。"):
            return redirect(_back(consultation_id, "attachments"))
    return form_page(request, form, heading="ファイルを添付する", label="添付する", **_shown(page))


@door("receive", "answer")
@require_safe
def attachment(request: HatRequest, consultation_id: UUID, attachment_id: UUID) -> HttpResponse:
    """The file as a download, after a look."""
    found = queries.attachment(request.hat, consultation_id, attachment_id)
    return files.download(found.id, found.name, found.media_type)


@door("receive")
@require_http_methods(BOTH)
def screening(request: HatRequest, consultation_id: UUID) -> HttpResponse:
    """Decide how it goes on."""
    page = _opened(request, consultation_id, "screen")
    only_if_it_may(request, page, "スクリーニング結果を記録できる")
    form = ScreeningForm(request.POST or None, initial={"screening": page.row.screening})
    if request.method == "POST" and form.is_valid():

        def decide() -> None:
            actions.screen_consultation(
                consultation_id,
                form.cleaned_data["screening"],
                version=version_of(request),
                by=request.hat,
                at=timezone.now(),
            )

        if carried_out(request, form, decide, "スクリーニング結果を記録しました。"):
            return redirect(_back(consultation_id))
    return form_page(request, form, heading="スクリーニング", label="記録する", **_shown(page))


@door("receive")
@require_http_methods(BOTH)
def holder(request: HatRequest, consultation_id: UUID) -> HttpResponse:
    """担当と次の期日."""
    page = _opened(request, consultation_id, "holder")
    only_if_it_may(request, page, "担当と次の期日を決められる")
    initial = {"holder": str(page.holder_id or ""), "next_action": page.next_action_code}
    if page.next_on and page.next_on >= today():
        initial["next_on"] = page.next_on.isoformat()
    form = HolderForm(request.POST or None, hat=request.hat, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def change() -> None:
            actions.change_holder(
                consultation_id,
                holder=given["holder"],
                next_on=given["next_on"],
                next_action=given["next_action"],
                version=version_of(request),
                by=request.hat,
                at=timezone.now(),
            )

        if carried_out(request, form, change, "担当と次の期日を決めました。"):
            return redirect(_back(consultation_id))
    return form_page(request, form, heading="担当と次の期日", label="決める", **_shown(page))


@door("receive")
@require_http_methods(BOTH)
def identify(request: HatRequest, consultation_id: UUID) -> HttpResponse:
    """Say who it is about."""
    page = _opened(request, consultation_id, "identify")
    form = IdentifyForm(request.POST or None)
    given: Any = request.POST or QueryDict()
    chosen = people(
        request.hat,
        given.get("find", ""),
        chosen=None,
        token=given.get("search_token", ""),
        at=timezone.now(),
    )
    if request.method == "POST" and request.POST.get("step") != "search" and form.is_valid():
        registration, token = form.registration, form.cleaned_data["search_token"]
        if registration is not None:
            chosen = same_people(request.hat, registration, at=timezone.now())
            token = chosen.token
        if registration is None or not chosen.possible or form.cleaned_data["different"]:

            def say() -> None:
                _identified(request, consultation_id, form, registration, token)

            if carried_out(request, form, say, "本人を記録しました。"):
                return redirect(_back(consultation_id))
    context = {
        "form": form,
        "person": form.person,
        "people": chosen,
        "open_new": form.new_person,
        **_shown(page),
    }
    return render(request, "intake/identify.html", context)


@transaction.atomic
def _identified(
    request: HatRequest, consultation: UUID, form: IdentifyForm, registration: Registration | None, token: str
) -> None:
    resident = form.cleaned_data["resident"]
    actions.identify_person(
        consultation,
        version=version_of(request),
        resident=resident,
        registration=registration,
        search_token=token,
        by=request.hat,
        at=timezone.now(),
    )
    if told_of_known(request, resident, form.person):
        messages.success(request, ADDED)


@door("receive")
@require_http_methods(BOTH)
def close(request: HatRequest, consultation_id: UUID) -> HttpResponse:
    """終了: every reason that stands in the way, at once."""
    page = _opened(request, consultation_id, "close")
    only_if_it_may(request, page, "終了できる")
    sent = request.method == "POST"
    draft = drafts.page_for(
        CLOSE_DRAFT, given=request.POST if sent else request.GET, subject_id=consultation_id
    )
    form = CloseForm(request.POST if sent else draft.query_dict())
    if sent and form.is_valid():
        given = form.cleaned_data

        def end() -> None:
            with transaction.atomic():
                actions.close_consultation(
                    consultation_id,
                    reason=given["reason"],
                    text=given["text"],
                    version=version_of(request),
                    by=request.hat,
                    at=timezone.now(),
                )
                drafts.discard_sent(request.POST)

        if carried_out(request, form, end, "相談を終了しました。"):
            return redirect(_back(consultation_id))
    said = ["担当がなくなり、期日の知らせも来なくなります。", "終了した相談は、いつでも再開できます。"]
    said = said if sent else [*in_the_way_of_closing(page), *said]
    return form_page(
        request,
        form,
        heading="相談を終了する",
        label="終了する",
        kind="danger",
        consequences=said,
        draft=draft,
        **_shown(page),
    )


@door("receive")
@require_http_methods(BOTH)
def reopen(request: HatRequest, consultation_id: UUID) -> HttpResponse:
    """再開: with a next date, held by the hat."""
    page = _opened(request, consultation_id, "reopen")
    form = NextDateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def again() -> None:
            actions.reopen(
                consultation_id,
                next_on=given["next_on"],
                next_action=given["next_action"],
                version=version_of(request),
                by=request.hat,
                at=timezone.now(),
            )

        if carried_out(request, form, again, "相談を再開しました。"):
            return redirect(_back(consultation_id))
    return form_page(request, form, heading="相談を再開する", label="再開する", **_shown(page))

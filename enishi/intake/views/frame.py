"""What the pages of the room share: paths, refusals on a form, an overtaken form shown with both versions."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.browser import HatRequest
from enishi.intake.queries.consultation_page import ConsultationPage
from enishi.intake.queries.exports import Sheet
from enishi.intake.rules.reasons import reasons_not_to_begin, reasons_not_to_close
from enishi.intake.rules.steps import RUNNING, UNANSWERED
from enishi.intake.terms import ReferralKind
from enishi.office import egress
from enishi.office.errors import Overtaken, Refused, put_on
from enishi.sharing.terms import Purpose

NO_ISSUES = "課題が一つも記録されていません。二重に受け付けたときのほかは、「課題を変える」で選んでから終了してください。"
LIST = {"label": "相談", "url": "/consultations/"}


def trail(consultation: UUID | None = None, title: str = "") -> list[dict[str, str]]:
    """The path above a page."""
    if consultation is None:
        return [LIST]
    return [LIST, {"label": title or "相談", "url": reverse("intake:consultation", args=[consultation])}]


def taken_away(request: HatRequest, word: str, sheet: Sheet, form: str) -> HttpResponse:
    """A list leaves through the one gate."""
    return egress.table(
        request.hat,
        word,
        sheet.columns,
        sheet.rows,
        sheet.binders,
        form,
        title=sheet.title,
        purpose=Purpose.EXPORT,
        at=timezone.now(),
    )


def only_if_it_may(request: HttpRequest, page: ConsultationPage, what: str) -> None:
    """Opening a form that can only be refused says so at once; one that was typed before is shown with its words.

    :raises Refused: with what to do instead
    """
    if request.method == "POST" or request.GET.get("draft"):
        return
    holder = page.holding.agency if page.holding else ""
    reasons = reasons_not_to_begin(what, closed=not page.is_open, is_holder=page.is_holder, holder=holder)
    if reasons:
        raise Refused(reasons)


def in_the_way_of_closing(page: ConsultationPage) -> list[str]:
    """What forbids closing whatever the reason is: said before anything is typed."""
    running = [one for one in page.referrals if one.state_code in RUNNING and one.kind != ReferralKind.HANDOVER.label]
    found = reasons_not_to_close(
        state=page.row.state,
        is_holder=page.is_holder,
        reason="duplicate",  # of all reasons the one that asks for least
        text="",
        unanswered=sum(one.state_code in UNANSWERED for one in page.referrals),
        running=len(running),
        issues=0,
    )
    return found if page.content.concerns else [*found, NO_ISSUES]


def carried_out(request: HttpRequest, form: Form | None, verb: Callable[[], Any], told: str) -> bool:
    """Run a verb; what it refuses is put on the form (or said), what overtook it is shown. True when it was done."""
    try:
        verb()
    except Refused as refused:
        for reason in refused.reasons:
            _say(request, form, reason)
        return False
    except Overtaken as overtaken:
        for label, text in overtaken.theirs.items():
            _say(
                request,
                form,
                f"開いている間に、ほかの人が変えました。今の{label}は「{text}」です。あなたの入力は下に残っています。"
                f"{overtaken.instead or '確かめて、もう一度送ってください。'}",
            )
        return False
    if told:
        messages.success(request, told)
    return True


def _say(request: HttpRequest, form: Form | None, text: str) -> None:
    if form is not None and form.is_bound and hasattr(form, "cleaned_data"):
        put_on(form, [text])
    else:
        messages.error(request, text)


def form_page(
    request: HttpRequest,
    form: Form | None,
    *,
    heading: str,
    label: str,
    back: str,
    crumbs: list[dict[str, str]],
    kind: str = "primary",
    version: int | str | None = None,
    consequences: list[str] | None = None,
    draft: Any = None,
    template: str = "intake/form.html",
    **more: Any,
) -> HttpResponse:
    """A page with one form; 422 when something is wrong with it."""
    context = {
        "form": form,
        "heading": heading,
        "label": label,
        "back": back,
        "crumbs": crumbs,
        "kind": kind,
        "version": version,
        "consequences": consequences or [],
        "draft": draft,
        **more,
    }
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, template, context, status=422 if wrong else 200)

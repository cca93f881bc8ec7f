"""Correcting a statement: who comes second sees both texts, and what was typed is kept."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.intake import actions, queries
from enishi.intake.forms.changing import StatementForm
from enishi.intake.queries.content import StatementLine
from enishi.intake.rules.receiving import NewStatement
from enishi.intake.views.frame import carried_out, form_page, trail
from enishi.office import drafts
from enishi.office.doors import door
from enishi.office.errors import NotFound, Overtaken

DRAFT = "intake.correct"


def statement_of_draft(given: Mapping[str, str]) -> UUID | None:
    """The statement that a kept correction is about; none when ``given`` names no such draft."""
    try:
        kept = drafts.page_for(DRAFT, given=given) if given.get("draft") else None
        return UUID(kept.fields["version"][0]) if kept else None
    except (NotFound, KeyError, ValueError):
        return None


@door("receive", "answer")
@require_http_methods(["GET", "HEAD", "POST"])
def correct_statement(request: HatRequest, consultation_id: UUID, statement_id: UUID) -> HttpResponse:
    """Correct one's own agency's statement; the old one stays readable."""
    page = queries.consultation_page(
        request.hat, consultation_id, at=timezone.now(), word="consultation.state"
    )
    now = page.content.standing(statement_id)
    if now is None:
        raise NotFound("statement", statement_id)
    sent = request.method == "POST"
    draft = drafts.page_for(DRAFT, given=request.POST if sent else request.GET, subject_id=consultation_id)
    form = StatementForm(request.POST if sent else draft.query_dict(), initial=_written(now))
    back = reverse("intake:consultation", args=[consultation_id]) + "#said"
    if sent and form.is_valid():

        def write() -> None:
            with transaction.atomic():
                _correct(request, consultation_id, now, form)
                drafts.discard_sent(request.POST)

        if carried_out(request, form, write, "記載を直しました。前の記載も残っています。"):
            return redirect(back)
    seen = str(now.id) if sent else draft.fields.get("version", [str(now.id)])[0]
    return form_page(
        request,
        form,
        heading="記載を直す",
        label="直す",
        back=back,
        crumbs=trail(page.row.pk, page.title),
        version=seen,
        draft=draft,
    )


def _written(now: StatementLine) -> dict[str, Any]:
    return {
        "kind": now.kind_code,
        "source": now.source_code,
        "means": now.means_code,
        "happened_at": now.happened_at,
        "counterpart": now.counterpart_code,
        "minutes": now.minutes,
        "information_class": str(now.class_number),
        "text": now.text,
    }


def _otherwise(now: StatementLine, mine: NewStatement) -> dict[str, str]:
    """The fields beside the text in which what stands differs from what was typed."""
    found = {
        "種類": (now.kind_code, mine.kind, now.kind),
        "情報の性質": (now.source_code, mine.source, now.source),
        "情報の区分": (now.class_number, mine.information_class, now.information_class),
        "対応方法": (now.means_code, mine.means, now.means),
        "相手": (now.counterpart_code, mine.counterpart, now.counterpart),
        "所要時間": (now.minutes, mine.minutes, now.took),
        "日時": (now.happened_at, mine.happened_at, f"{timezone.localtime(now.happened_at):%Y/%m/%d %H:%M}"),
    }
    return {label: words or "なし" for label, (stands, typed, words) in found.items() if stands != typed}


def _correct(request: HatRequest, consultation: UUID, now: StatementLine, form: StatementForm) -> None:
    """:raises Overtaken: with what stands otherwise now, when it is not the one that the form showed"""
    wanted = form.statement()
    if wanted.happened_at in (None, now.happened_at.replace(second=0, microsecond=0)):  # the form shows minutes
        wanted = replace(wanted, happened_at=now.happened_at)
    if request.POST.get("version") != str(now.id):
        if now.text == wanted.text and now.class_number == wanted.information_class:
            return  # sent twice
        raise Overtaken({"記載": now.text} | _otherwise(now, wanted))
    actions.correct_statement(consultation, now.id, wanted, by=request.hat, at=timezone.now())

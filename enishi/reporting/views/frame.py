"""What the pages of the room share."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from enishi.agencies.browser import HatRequest
from enishi.office import egress, ids
from enishi.office.errors import NotFound
from enishi.office.papers.blocks import Paper, on_screen
from enishi.reporting.queries.consultations import Source
from enishi.reporting.rules.layouts import Layout, layout
from enishi.reporting.terms import FormOf, SheetKind, SheetLanguage
from enishi.sharing.terms import Purpose

INDEX = {"label": "帳票", "url": "/papers/"}
KINDS = {egress.PDF, egress.XLSX}


def printed(request: HatRequest, word: str, paper: Paper, source: Source, kind: str) -> HttpResponse:
    """A form leaves through the one gate, named without the name of a person."""
    return egress.paper(
        request.hat,
        word,
        paper,
        source.binders,
        kind,
        name=f"{paper.title}_{source.reference}",
        purpose=Purpose.EXPORT,
        at=timezone.now(),
    )


def known_kind(kind: str) -> str:
    """:raises NotFound: neither PDF nor XLSX; before anybody is looked at"""
    if kind not in KINDS:
        raise NotFound("paper", kind)
    return kind


def preview(
    request: HatRequest, paper: Paper, *, url: str, back: str, crumbs: list[Any], **more: Any
) -> HttpResponse:
    """The paper on the screen, with the ways to take it away."""
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    files = {kind: url.replace(".pdf", f".{kind}") + asked for kind in (egress.PDF, egress.XLSX)}
    context = {**on_screen(paper), "files": files, "back": back, "crumbs": crumbs, **more}
    return render(request, "reporting/paper.html", context)


def form_of(form: str, *of: FormOf) -> Layout:
    """:raises NotFound: no such form for these things; before anybody is looked at"""
    today = timezone.localdate()
    found = next((one for kind in of if (one := layout(form, kind, today))), None)
    if found is None:
        raise NotFound("paper", form[:60])
    return found


def sheet_of(sheet: str, language: str) -> tuple[SheetKind, SheetLanguage]:
    """:raises NotFound: no such sheet or language"""
    if sheet not in SheetKind.values or language not in SheetLanguage.values:
        raise NotFound("wording", f"{sheet} {language}"[:60])
    return SheetKind(sheet), SheetLanguage(language)


def identity(text: str) -> UUID | None:
    """:raises NotFound: something that is no id"""
    if not text:
        return None
    found = ids.identity(text)
    if found is None:
        raise NotFound("paper", None)
    return found

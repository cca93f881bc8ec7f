"""コード表: code lists and their entries, filtered, sorted, paged, taken along and changed."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies import actions
from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.forms import DayForm, SourceForm, TermForm
from enishi.agencies.queries import office_tables
from enishi.agencies.views.frame import asked, done, form_page, page_of, tabs, trail
from enishi.office.asked import ways_out
from enishi.office.doors import door

LIST_HEADS = ["コード表", "名称", "有効なコード", "要確認", "出典"]
TERM_HEADS = ["並び", "コード", "表示", "有効開始日", "有効終了日", "国報告", "状態", "要確認", "出典"]
DOUBTS = [("yes", "まだ確かめていない")]


@door("administer")
@require_safe
def vocabularies(request: HatRequest) -> HttpResponse:
    """Every code list with how many entries hold and how many are 要確認."""
    filters, found = _lists(request)
    context = {
        "tabs": tabs("agencies:vocabularies"),
        "page": page_of(request, found),
        "filters": filters,
        "filtered": bool(filters["q"] or filters["doubtful"]),
        "doubts": DOUBTS,
        "exports": ways_out(request, "agencies:vocabularies-export"),
    }
    return render(request, "agencies/vocabularies.html", context)


@door("administer")
@require_safe
def vocabularies_export(request: HatRequest, form: str) -> HttpResponse:
    """The code lists of the screen, all of them."""
    rows = [[one.code, one.label, one.running, one.doubtful, one.source] for one in _lists(request)[1]]
    return hand_out(
        request.hat,
        word="vocabulary.list",
        title="コード表",
        heads=LIST_HEADS,
        rows=rows,
        form=form,
        at=timezone.now(),
    )


@door("administer")
@require_safe
def vocabulary(request: HatRequest, code: str) -> HttpResponse:
    """One code list: entries that hold, will hold, have ended."""
    found = office_tables.vocabulary(code)
    filters, terms = _terms(request, code)
    context = {
        "trail": trail(("コード表", reverse("agencies:vocabularies"))),
        "vocabulary": found,
        "page": page_of(request, terms),
        "today": timezone.localdate(),
        "filters": filters,
        "filtered": any(filters[name] for name in ("q", "state", "doubtful")),
        "states": list(office_tables.STATES.items()),
        "doubts": DOUBTS,
        "doubtful": found.terms.filter(unverified=True).exists(),
        "exports": ways_out(request, "agencies:vocabulary-export", code),
    }
    return render(request, "agencies/vocabulary.html", context)


@door("administer")
@require_safe
def vocabulary_export(request: HatRequest, code: str, form: str) -> HttpResponse:
    """The entries of the screen, all of them."""
    found, today = office_tables.vocabulary(code), timezone.localdate()
    rows = [
        [
            *(
                one.order,
                one.code,
                one.label,
                one.starts_on,
                one.ends_on or "",
                "使う" if one.reported else "",
            ),
            *(office_tables.state_of(one, today), "要確認" if one.unverified else "", one.source),
        ]
        for one in _terms(request, code)[1]
    ]
    return hand_out(
        request.hat,
        word="vocabulary.terms",
        title=found.label,
        heads=TERM_HEADS,
        rows=rows,
        form=form,
        at=timezone.now(),
    )


def _lists(request: HatRequest) -> tuple[dict[str, str], Any]:
    filters = asked(request, "q", "doubtful", "sort")
    found = office_tables.vocabularies(
        on=timezone.localdate(), search=filters["q"], doubtful=bool(filters["doubtful"]), sort=filters["sort"]
    )
    return filters, found


def _terms(request: HatRequest, code: str) -> tuple[dict[str, str], Any]:
    filters = asked(request, "q", "state", "doubtful", "sort")
    found = office_tables.terms(
        code,
        on=timezone.localdate(),
        search=filters["q"],
        state=filters["state"],
        doubtful=bool(filters["doubtful"]),
        sort=filters["sort"],
    )
    return filters, found


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def new_term(request: HatRequest, code: str) -> HttpResponse:
    """Add an entry."""
    found = office_tables.vocabulary(code)
    form = TermForm(
        request.POST or None, initial={"starts_on": timezone.localdate(), "order": found.terms.count() + 1}
    )

    def verb() -> None:
        actions.add_term(found.code, **form.cleaned_data, by=request.hat, at=timezone.now())

    back = reverse("agencies:vocabulary", args=[code])
    if request.method == "POST" and form.is_valid() and done(request, form, verb, "コードを加えました。"):
        return redirect(back)
    return form_page(request, form, f"{found.label} にコードを加える", back, "コード表", "加える")


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def end_term(request: HatRequest, term_id: UUID) -> HttpResponse:
    """End an entry from a day on."""
    term = office_tables.term(term_id)
    form = DayForm(request.POST or None, initial={"on": timezone.localdate()})

    def verb() -> None:
        actions.end_term(term_id, on=form.cleaned_data["on"], by=request.hat, at=timezone.now())

    back = reverse("agencies:vocabulary", args=[term.vocabulary_id])
    if (
        request.method == "POST"
        and form.is_valid()
        and done(request, form, verb, f"「{term.label}」を終えました。")
    ):
        return redirect(back)
    return form_page(request, form, f"「{term.label}」を終えますか", back, "コード表", "終える", danger=True)


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def verify_term(request: HatRequest, term_id: UUID) -> HttpResponse:
    """Take the 要確認 mark away, naming the source."""
    term = office_tables.term(term_id)
    form = SourceForm(request.POST or None, initial={"source": term.source})

    def verb() -> None:
        actions.verify_term(term_id, source=form.cleaned_data["source"], by=request.hat, at=timezone.now())

    back = reverse("agencies:vocabulary", args=[term.vocabulary_id])
    if request.method == "POST" and form.is_valid() and done(request, form, verb, "確認済みにしました。"):
        return redirect(back)
    return form_page(request, form, f"「{term.label}」を確認済みにする", back, "コード表", "確認済みにする")


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def verify_vocabulary(request: HatRequest, code: str) -> HttpResponse:
    """Take the marks of a whole list away: it was read against one source."""
    found = office_tables.vocabulary(code)
    form = SourceForm(request.POST or None)

    def verb() -> None:
        actions.verify_vocabulary(code, source=form.cleaned_data["source"], by=request.hat, at=timezone.now())

    back = reverse("agencies:vocabulary", args=[code])
    if request.method == "POST" and form.is_valid() and done(request, form, verb, "確認済みにしました。"):
        return redirect(back)
    return form_page(request, form, f"「{found.label}」の要確認をすべて確認済みにする", back, "コード表", "確認済みにする")

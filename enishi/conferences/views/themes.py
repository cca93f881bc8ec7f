"""課題の気づき and 地域の課題: raised by any desk, gathered and answered by who prepares the 定例会."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases.queries.choosing import every_agency
from enishi.conferences import actions
from enishi.conferences.forms.themes import (
    ConcernForm,
    ResultForm,
    SortForm,
    TableForm,
    ThemeDecisionForm,
    ThemeForm,
)
from enishi.conferences.queries import themes
from enishi.conferences.queries.proposals import proposals
from enishi.conferences.queries.themes import SOURCES, STATES, WHOSE, Wanted
from enishi.conferences.terms import ConcernSource
from enishi.conferences.views.frame import BOTH, LIST, done, form_page
from enishi.intake.views.frame import carried_out, taken_away
from enishi.office import submissions
from enishi.office.asked import page_number, version_of, ways_out
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.office.ids import identity

THEMES = {"label": "地域の課題", "url": "/conferences/themes/"}
CONCERNS = {"label": "課題の気づき", "url": "/conferences/concerns/"}


def wanted_of(request: HatRequest) -> Wanted:
    given = request.GET
    usual = "new" if "coordinate" in request.hat.may else "ours"
    whose = given.get("whose", "") if given.get("whose") in WHOSE else usual
    return Wanted(
        state=given.get("state", "") if given.get("state") in STATES else "",
        whose=whose if "coordinate" in request.hat.may else "ours",
        source=given.get("source", "") if given.get("source") in SOURCES else "",
        sort=given.get("sort", "-moved"),
        page=page_number(request),
    )


@door("answer", "plan")
@require_safe
def theme_list(request: HatRequest) -> HttpResponse:
    """地域の課題の一覧: what the city is to do, and how far it is."""
    wanted = wanted_of(request)
    context = {
        "listing": themes.theme_list(request.hat, wanted, at=timezone.now()),
        "wanted": wanted,
        "states": list(STATES.items()),
        "coordinates": "coordinate" in request.hat.may,
        "may_raise": "answer" in request.hat.may,
        "crumbs": [LIST],
    }
    return render(request, "conferences/themes.html", context | ways_out(request, "conferences:themes-export"))


@door("answer", "plan")
@require_safe
def theme_export(request: HatRequest, form: str) -> HttpResponse:
    """The list of themes as CSV or XLSX; behind fewer than five people no attribute is in it."""
    return taken_away(
        request, "theme.list", themes.theme_sheet(request.hat, wanted_of(request), at=timezone.now()), form
    )


@door("answer", "plan")
@require_safe
def theme(request: HatRequest, theme_id: UUID) -> HttpResponse:
    """One theme: what was noticed, what was decided, what came of it."""
    page = themes.theme_page(request.hat, theme_id)
    if page is None:
        raise NotFound("theme.open", theme_id)
    context = {"page": page, "coordinates": "coordinate" in request.hat.may, "crumbs": [LIST, THEMES]}
    return render(request, "conferences/theme.html", context)


@door("answer")
@require_safe
def concern_list(request: HatRequest) -> HttpResponse:
    """課題の気づき: what our agency raised and what became of it; who prepares the meeting sees all."""
    wanted, address = wanted_of(request), reverse("conferences:concerns")
    coordinates = "coordinate" in request.hat.may
    context = {
        "listing": themes.concern_list(request.hat, wanted),
        "wanted": wanted,
        "tabs": [
            {"label": label, "url": f"{address}?whose={code}", "current": wanted.whose == code, "count": None}
            for code, label in WHOSE.items()
            if coordinates or code == "ours"
        ],
        "sources": list(SOURCES.items()),
        "coordinates": coordinates,
        "proposals": proposals(request.hat, at=timezone.now()) if wanted.page == 1 else [],
        "crumbs": [LIST, THEMES],
    }
    return render(request, "conferences/concerns.html", context | ways_out(request, "conferences:concerns-export"))


@door("answer")
@require_safe
def concern_export(request: HatRequest, form: str) -> HttpResponse:
    """The list of concerns as CSV or XLSX, without where each comes from."""
    return taken_away(request, "theme.concerns", themes.concern_sheet(request.hat, wanted_of(request)), form)


@door("answer")
@require_http_methods(BOTH)
def raise_concern(request: HatRequest) -> HttpResponse:
    """気づきを挙げる, from nothing or from a referral or case that is named in the address."""
    given = request.GET
    initial = {
        "origin": identity(given.get("origin", "")),
        "source": given.get("source", "") if given.get("source") in SOURCES else ConcernSource.REMARK,
        "text": given.get("text", "")[:200],
    }
    form = ConcernForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        key = submissions.key_of(request.POST)

        def save() -> None:
            actions.raise_concern(form.concern(), by=request.hat, at=timezone.now(), submission=key)

        if carried_out(request, form, save, "気づきを挙げました。方針が出ると、受信箱に届きます。"):
            return redirect("conferences:concerns")
    return form_page(
        request, form, heading="気づきを挙げる", label="挙げる", crumbs=[LIST, THEMES, CONCERNS], back=CONCERNS["url"]
    )


@door("answer")
@require_http_methods(BOTH)
def withdraw_concern(request: HatRequest, concern_id: UUID) -> HttpResponse:
    """気づきを取り下げる."""
    if request.method == "POST":

        def verb() -> None:
            actions.withdraw_concern(concern_id, by=request.hat, at=timezone.now())

        if done(request, None, "theme.withdraw", verb, "取り下げました。"):
            return redirect("conferences:concerns")
    _known_concern(request, concern_id)
    return form_page(
        request, None, heading="気づきを取り下げる", label="取り下げる", crumbs=[LIST, THEMES, CONCERNS],
        back=CONCERNS["url"], consequences=["一覧から消え、定例会では使われません。"],
    )  # fmt: skip


def _known_concern(request: HatRequest, concern_id: UUID) -> Any:
    line = themes.one_concern(request.hat, concern_id)
    if line is None:
        raise NotFound("theme.concern", concern_id)
    return line


@door("coordinate")
@require_http_methods(BOTH)
def sort_concern(request: HatRequest, concern_id: UUID) -> HttpResponse:
    """気づきをまとめる: into a theme that is there, or a new one."""
    line = _known_concern(request, concern_id)
    current = line.theme_url.rsplit("/", 2)[-2] if line.theme_url else ""
    form = SortForm(request.POST or None, themes=themes.open_themes(), initial={"theme": current})
    if request.method == "POST" and form.is_valid():
        given, hat, now = form.cleaned_data, request.hat, timezone.now()

        def verb() -> None:
            theme_id = given["theme"]
            if given["title"].strip():
                theme_id = actions.open_theme(given["title"], "", by=hat, at=now)
            actions.sort_concern(concern_id, theme_id, version=version_of(request), by=hat, at=now)

        if done(request, form, "theme.sort", verb, "まとめました。"):
            return redirect("conferences:concerns")
    return form_page(
        request, form, heading="気づきをまとめる", label="まとめる", crumbs=[LIST, THEMES, CONCERNS],
        back=CONCERNS["url"], version=line.version, consequences=[f"「{line.text}」（{line.agency}）"],
    )  # fmt: skip


@door("coordinate")
@require_http_methods(BOTH)
def open_theme(request: HatRequest) -> HttpResponse:
    """地域の課題を立てる."""
    form = ThemeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key, given = submissions.key_of(request.POST), form.cleaned_data
        made: list[UUID] = []

        def save() -> None:
            made.append(
                actions.open_theme(
                    given["title"], given["text"], by=request.hat, at=timezone.now(), submission=key
                )
            )

        if carried_out(request, form, save, "地域の課題を立てました。"):
            return redirect("conferences:theme", made[0])
    return form_page(
        request, form, heading="地域の課題を立てる", label="立てる", crumbs=[LIST, THEMES], back=THEMES["url"]
    )


def _shown(request: HatRequest, theme_id: UUID) -> tuple[Any, dict[str, Any]]:
    page = themes.theme_page(request.hat, theme_id)
    if page is None:
        raise NotFound("theme.open", theme_id)
    url = reverse("conferences:theme", args=[theme_id])
    crumbs = [LIST, THEMES, {"label": page.row.title, "url": url}]
    return page, {"crumbs": crumbs, "back": url, "version": page.row.version}


def _step(
    request: HatRequest,
    frame: dict[str, Any],
    form: Form | None,
    verb: Callable[..., Any],
    word: str,
    told: str,
    **page: Any,
) -> HttpResponse:
    """A form of one theme: sent and sound, its verb runs once with the version that the form showed."""
    if request.method == "POST" and (form is None or form.is_valid()):

        def run() -> None:
            verb(version=version_of(request), by=request.hat, at=timezone.now())

        if done(request, form, word, run, told):
            return redirect(frame["back"])
    return form_page(request, form, **page, **frame)


@door("coordinate")
@require_http_methods(BOTH)
def write_theme(request: HatRequest, theme_id: UUID) -> HttpResponse:
    """地域の課題のことばを直す."""
    page, frame = _shown(request, theme_id)
    form = ThemeForm(request.POST or None, initial={"title": page.row.title, "text": page.row.text})

    def verb(**more: Any) -> None:
        actions.write_theme(theme_id, form.cleaned_data["title"], form.cleaned_data["text"], **more)

    return _step(
        request, frame, form, verb, "theme.write", "直しました。", heading="地域の課題を直す", label="直す"
    )


@door("coordinate")
@require_http_methods(BOTH)
def table_theme(request: HatRequest, theme_id: UUID) -> HttpResponse:
    """定例会の議題にする."""
    _, frame = _shown(request, theme_id)
    meetings = themes.regular_meetings(request.hat, at=timezone.now())
    form = TableForm(request.POST or None, meetings=meetings)

    def verb(**more: Any) -> None:
        actions.table_theme(theme_id, form.cleaned_data["conference"], **more)

    notices = [] if meetings else ["予定のある定例会がありません。先に「会議を招集する」で定例会を招集してください。"]
    return _step(
        request, frame, form, verb, "theme.table", "定例会の議題にしました。",
        heading="定例会の議題にする", label="議題にする", notices=notices,
    )  # fmt: skip


@door("coordinate")
@require_http_methods(BOTH)
def decide_theme(request: HatRequest, theme_id: UUID) -> HttpResponse:
    """方針を記録する."""
    _, frame = _shown(request, theme_id)
    form = ThemeDecisionForm(request.POST or None, agencies=every_agency(on=timezone.localdate()))

    def verb(**more: Any) -> None:
        actions.decide_theme(theme_id, form.decision(), **more)

    return _step(
        request, frame, form, verb, "theme.decide", "方針を記録し、課題を挙げた人に知らせました。",
        heading="方針を記録する", label="記録する", need="required",
    )  # fmt: skip


@door("coordinate")
@require_http_methods(BOTH)
def result(request: HatRequest, theme_id: UUID) -> HttpResponse:
    """結果を記録する."""
    _, frame = _shown(request, theme_id)
    form = ResultForm(request.POST or None)

    def verb(**more: Any) -> None:
        actions.record_result(theme_id, form.cleaned_data["text"], **more)

    return _step(
        request, frame, form, verb, "theme.result", "結果を記録し、課題を挙げた人に知らせました。",
        heading="結果を記録する", label="記録する",
    )  # fmt: skip


@door("coordinate")
@require_http_methods(BOTH)
def reopen_theme(request: HatRequest, theme_id: UUID) -> HttpResponse:
    """検討に戻す."""
    page, frame = _shown(request, theme_id)

    def verb(**more: Any) -> None:
        actions.reopen_theme(theme_id, **more)

    told = [f"「{page.row.title}」をもう一度検討します。これまでの方針と結果は残ります。"]
    return _step(
        request, frame, None, verb, "theme.reopen", "検討に戻しました。",
        heading="検討に戻す", label="検討に戻す", consequences=told,
    )  # fmt: skip

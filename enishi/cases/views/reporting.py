"""実施報告: an agency's months, the form of a month, one version; and for who coordinates, all of them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases.actions import reporting as actions
from enishi.cases.forms.reporting import ReadForm, ReportForm, ReturnForm
from enishi.cases.queries import reports as queries
from enishi.cases.rules.reports import KNOWN, last_over, read_month
from enishi.cases.views.frame import BOTH, done
from enishi.intake.views.frame import taken_away
from enishi.office.asked import page_number, version_of, ways_out
from enishi.office.doors import door
from enishi.office.errors import NotFound

REPORTS = {"label": "実施報告", "url": actions.REPORTS}
COLLECTED = {"label": "実施報告（全機関）", "url": f"{actions.REPORTS}all/"}


def month_of(typed: str) -> date:
    """A month that is over.

    :raises NotFound: for anything else
    """
    month = read_month(typed)
    if month is None or month > last_over(timezone.localdate()):
        raise NotFound("case.report", None)
    return month


@door("lead")
@require_safe
def reports(request: HatRequest) -> HttpResponse:
    """The months of one's own agency: what is due, what was sent, what came of it."""
    context = {
        "months": queries.own_months(request.hat, at=timezone.now()),
        "coordinates": "coordinate" in request.hat.may,
    }
    return render(request, "cases/reports.html", context)


@door("lead")
@require_http_methods(BOTH)
def write(request: HatRequest, month: str) -> HttpResponse:
    """The report of one month: the figures as they are now, and what the agency says to them. Saved, or sent."""
    one = month_of(month)
    draft = queries.draft_of(request.hat, one, at=timezone.now())
    form = ReportForm(request.POST or None, initial={"remarks": draft.remarks, "worries": draft.worries})
    if request.method == "POST" and form.is_valid() and _written(request, one, form):
        return redirect("cases:reports")
    context = {
        "form": form,
        "draft": draft,
        "code": month,
        # What overtook the form stands on it; sent again, it goes on from there.
        "version": draft.version,
        "crumbs": [REPORTS],
        "heading": f"{draft.label}の実施報告",
    }
    return render(request, "cases/report_write.html", context, status=422 if form.errors else 200)


def _written(request: HatRequest, month: date, form: ReportForm) -> bool:
    send = request.POST.get("do") == "send"
    verb, text, version = (
        actions.send_report if send else actions.write_report,
        form.text(),
        version_of(request),
    )

    def act() -> None:
        verb(month, text, version=version, by=request.hat, at=timezone.now())

    told = (
        "実施報告を送りました。管理者に届いています。"
        if send
        else "下書きを保存しました。まだ送っていません。"
    )
    return done(request, form, "case.report_send" if send else "case.report_write", act, told)


@door("lead")
@require_safe
def behind(request: HatRequest, month: str, figure: str) -> HttpResponse:
    """Which cases stand behind a figure, by number; for the agency that reports."""
    one = month_of(month)
    if figure not in KNOWN:
        raise NotFound("case.report", None)
    context = {
        "figure": KNOWN[figure],
        "listing": queries.behind(request.hat, one, figure, page_number(request), at=timezone.now()),
        "heading": f"{queries.month_label(one)}：{KNOWN[figure].label}",
        "crumbs": [REPORTS, {"label": queries.month_label(one), "url": f"{REPORTS['url']}{month}/"}],
    }
    return render(request, "cases/report_behind.html", context)


@door("lead")
@require_http_methods(BOTH)
def report(request: HatRequest, report_id: UUID) -> HttpResponse:
    """One version; who coordinates says that it was read, or sends it back."""
    page = queries.report_page(request.hat, report_id, at=timezone.now())
    do = request.POST.get("do", "")
    read = ReadForm(request.POST if do == "read" else None, prefix="read")
    back = ReturnForm(request.POST if do == "return" else None, prefix="return")
    if request.method == "POST" and _answered(request, report_id, do, read, back):
        return redirect("cases:report", report_id)
    coordinates = "coordinate" in request.hat.may and not page.ours
    context: dict[str, Any] = {
        "page": page,
        "read": read,
        "back": back,
        "may_answer": coordinates and page.state_code == "sent",
        "may_correct": page.ours and page.newest and page.state_code != "draft",
        "may_go_on": page.ours and page.state_code == "draft",
        "crumbs": [COLLECTED if coordinates else REPORTS],
        "heading": f"{page.month}の実施報告",
    }
    return render(request, "cases/report.html", context, status=422 if request.method == "POST" else 200)


def _answered(request: HatRequest, report_id: UUID, do: str, read: ReadForm, back: ReturnForm) -> bool:
    hat, version = request.hat, version_of(request)
    if do == "read" and read.is_valid():
        text = read.cleaned_data["text"]
        return done(
            request,
            read,
            "case.report_read",
            lambda: actions.acknowledge_report(
                report_id, text=text, version=version, by=hat, at=timezone.now()
            ),
            "確認したと伝えました。",
        )
    if do == "return" and back.is_valid():
        text = back.cleaned_data["text"]
        return done(
            request,
            back,
            "case.report_return",
            lambda: actions.return_report(report_id, text=text, version=version, by=hat, at=timezone.now()),
            "差し戻しました。",
        )
    return False


@door("coordinate")
@require_safe
def collected(request: HatRequest) -> HttpResponse:
    """Agencies and months: who has sent, who has not."""
    context = {"found": queries.collected(timezone.now()), "today": timezone.localdate()}
    return render(request, "cases/reports_all.html", context | ways_out(request, "cases:reports-export"))


@door("coordinate")
@require_safe
def collected_month(request: HatRequest, month: str) -> HttpResponse:
    """One month: the figures of every agency, and of all of them together."""
    found = queries.month_table(month_of(month))
    context = {"found": found, "crumbs": [COLLECTED], "heading": f"{found.month}の実施報告（全機関）"}
    return render(request, "cases/reports_month.html", context)


@door("coordinate")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The whole city by month as CSV or XLSX, small numbers hidden."""
    return taken_away(request, "case.reports", queries.totals_sheet(timezone.now()), form)

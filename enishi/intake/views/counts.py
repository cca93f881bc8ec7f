"""件数: numbers for who plans; never a row, and no number that could name somebody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from enishi.agencies.browser import HatRequest
from enishi.intake.queries.counts import Table
from enishi.intake.queries.counts import counts as tables_of
from enishi.office import egress
from enishi.office.calendar import fiscal_year, fiscal_year_label
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.office.rules.numbers import whole_number
from enishi.sharing.terms import Purpose

YEARS_BACK = 4


@door("plan")
@require_safe
def counts(request: HatRequest) -> HttpResponse:
    """The tables of a fiscal year."""
    today = timezone.localdate()
    year, this_year = _year(request), fiscal_year(today)
    context = {
        "label": fiscal_year_label(year),
        "years": [
            {"label": fiscal_year_label(one), "url": f"?year={one}", "current": one == year, "count": None}
            for one in range(this_year - YEARS_BACK, this_year + 1)
        ],
        "tables": [(one, _ways_out(one, year)) for one in tables_of(year, today=today)],
    }
    return render(request, "intake/counts.html", context)


@door("plan")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """One table as it is shown, with its signs."""
    year, code = _year(request), request.GET.get("table", "channel")
    table = next((one for one in tables_of(year, today=timezone.localdate()) if one.code == code), None)
    if table is None:
        raise NotFound("counts.list", code)
    title = f"相談の件数 {table.title} {fiscal_year_label(year)}"
    return egress.table(
        request.hat, "counts.list", table.columns, table.rows(), form=form, title=title, purpose=Purpose.EXPORT
    )


def _year(request: HatRequest) -> int:
    """The fiscal year asked for; that of today without one."""
    this_year = fiscal_year(timezone.localdate())
    return whole_number(request.GET.get("year", ""), least=this_year - YEARS_BACK, most=this_year) or this_year


def _ways_out(table: Table, year: int) -> dict[str, str]:
    return {
        form: f"{reverse('intake:counts-export', args=[form])}?table={table.code}&year={year}" for form in egress.TYPES
    }

"""休庁日 and 期日の設定."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enishi.agencies import actions
from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.forms import SettingForm, SpanForm
from enishi.agencies.queries import office_tables
from enishi.agencies.views.frame import asked, done, form_page, tabs
from enishi.office import city_settings
from enishi.office.asked import ways_out
from enishi.office.calendar import fiscal_year, fiscal_year_label
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused
from enishi.office.rules.numbers import whole_number


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HatRequest) -> HttpResponse:
    """休庁日 of a fiscal year, beside the days closed by law."""
    form = SpanForm(request.POST or None)

    def verb() -> None:
        actions.add_closing_days(**form.cleaned_data, by=request.hat, at=timezone.now())

    if request.method == "POST" and form.is_valid() and done(request, form, verb, "休庁日を加えました。"):
        return redirect(f"{reverse('agencies:calendar')}?year={fiscal_year(form.cleaned_data['first_day'])}")
    today, year = timezone.localdate(), _year(request)
    this_year = fiscal_year(today)
    context = {
        "tabs": tabs("agencies:calendar"),
        "form": form,
        "year": year,
        "label": fiscal_year_label(year),
        "years": [
            {"label": fiscal_year_label(one), "url": f"?year={one}", "current": one == year, "count": None}
            for one in range(this_year - 1, this_year + 3)
        ],
        "days": office_tables.closing_days(year),
        "holidays": office_tables.holidays(year),
        "today": today,
        "exports": ways_out(request, "agencies:calendar-export"),
    }
    return render(request, "agencies/calendar.html", context, status=422 if form.errors else 200)


def _year(request: HatRequest) -> int:
    return whole_number(request.GET.get("year", ""), least=2000, most=2100) or fiscal_year(timezone.localdate())


@door("administer")
@require_safe
def calendar_export(request: HatRequest, form: str) -> HttpResponse:
    """All days of the fiscal year on which offices are closed, weekends apart."""
    year = _year(request)
    days = [(one.day, one.reason, "市") for one in office_tables.closing_days(year)]
    days += [(day, why, "法令") for day, why in office_tables.holidays(year)]
    return hand_out(
        request.hat,
        word="calendar.list",
        title=f"休庁日 {fiscal_year_label(year)}",
        heads=["日", "理由", "だれが決めたか"],
        rows=[list(one) for one in sorted(days)],
        form=form,
        at=timezone.now(),
    )


@door("administer")
@require_POST
def remove_closing_day(request: HatRequest, day: str) -> HttpResponse:
    """Open again on a day to come."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise NotFound("closing_day", day) from error
    try:
        actions.remove_closing_day(wanted, by=request.hat, at=timezone.now())
        messages.success(request, f"{wanted:%Y-%m-%d}を開庁日に戻しました。")
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    return redirect(f"{reverse('agencies:calendar')}?year={fiscal_year(wanted)}")


@door("administer")
@require_safe
def settings(request: HatRequest) -> HttpResponse:
    """Every interval with the value of today, what will hold, and the default."""
    filters, lines = _settings(request)
    context = {
        "tabs": tabs("agencies:settings"),
        "lines": lines,
        "filters": filters,
        "filtered": any(filters.values()),
        "kinds": office_tables.SETTING_KINDS,
        "exports": ways_out(request, "agencies:settings-export"),
    }
    return render(request, "agencies/settings.html", context)


def _settings(request: HatRequest) -> tuple[dict[str, str], list[office_tables.SettingLine]]:
    filters = asked(request, "q", "kind")
    on = timezone.localdate()
    return filters, office_tables.city_setting_lines(on=on, search=filters["q"], kind=filters["kind"])


@door("administer")
@require_safe
def settings_export(request: HatRequest, form: str) -> HttpResponse:
    """The settings of the screen, all of them."""
    rows = [
        [
            *(one.label, one.value, one.unit, one.default, "" if one.own else "初期値"),
            "要確認" if one.unverified and not one.own else "",
            *(office_tables.in_words(values) for values in (one.to_come, one.history)),
        ]
        for one in _settings(request)[1]
    ]
    return hand_out(
        request.hat,
        word="setting.list",
        title="期日の設定",
        heads=["項目", "いまの値", "単位", "初期値", "初期値のまま", "要確認", "これから", "これまで"],
        rows=rows,
        form=form,
        at=timezone.now(),
    )


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def setting(request: HatRequest, name: str) -> HttpResponse:
    """Set one interval from a day on."""
    declared = city_settings.declared_setting(name)
    if declared is None:
        raise NotFound("city_setting", name)
    today = timezone.localdate()
    now = city_settings.values_on(today, [name])[name]
    form = SettingForm(request.POST or None, initial={"value": now, "starts_on": today})
    form.fields["value"].label = f"値（{declared.unit}）"

    def verb() -> None:
        actions.set_city_setting(name, **form.cleaned_data, by=request.hat, at=timezone.now())

    if request.method == "POST" and form.is_valid() and done(request, form, verb, "設定しました。"):
        return redirect("agencies:settings")
    return form_page(request, form, declared.label, "agencies:settings", "期日の設定", "設定する")

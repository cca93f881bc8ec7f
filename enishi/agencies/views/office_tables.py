"""休庁日, 期日の設定, コード表."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enishi.agencies import actions
from enishi.agencies.browser import HatRequest
from enishi.agencies.forms import DayForm, SettingForm, SourceForm, SpanForm, TermForm
from enishi.agencies.queries import office_tables
from enishi.agencies.views.frame import done, tabs, trail
from enishi.office import city_settings
from enishi.office.calendar import fiscal_year, fiscal_year_label
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HatRequest) -> HttpResponse:
    """休庁日 of a fiscal year, beside the days closed by law."""
    form = SpanForm(request.POST or None)

    def verb() -> None:
        actions.add_closing_days(**form.cleaned_data, by=request.hat, at=timezone.now())

    if request.method == "POST" and form.is_valid() and done(request, form, verb, "休庁日を加えました。"):
        return redirect(f"{reverse('agencies:calendar')}?year={fiscal_year(form.cleaned_data['first_day'])}")
    today = timezone.localdate()
    this_year = fiscal_year(today)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdigit() and 2000 <= int(wanted) <= 2100 else this_year
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
    }
    return render(request, "agencies/calendar.html", context, status=422 if form.errors else 200)


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
    lines = office_tables.city_setting_lines(on=timezone.localdate())
    return render(request, "agencies/settings.html", {"tabs": tabs("agencies:settings"), "lines": lines})


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
    return _form_page(request, form, declared.label, "agencies:settings", "期日の設定", "設定する")


@door("administer")
@require_safe
def vocabularies(request: HatRequest) -> HttpResponse:
    """Every code list with how many entries hold and how many are 要確認."""
    found = office_tables.vocabularies(on=timezone.localdate())
    return render(
        request, "agencies/vocabularies.html", {"tabs": tabs("agencies:vocabularies"), "vocabularies": found}
    )


@door("administer")
@require_safe
def vocabulary(request: HatRequest, code: str) -> HttpResponse:
    """One code list: entries that hold, will hold, have ended."""
    found = office_tables.vocabulary(code)
    context = {
        "trail": trail(("コード表", reverse("agencies:vocabularies"))),
        "vocabulary": found,
        "terms": found.terms.all(),
        "today": timezone.localdate(),
    }
    return render(request, "agencies/vocabulary.html", context)


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def new_term(request: HatRequest, code: str) -> HttpResponse:
    """Add an entry."""
    found = office_tables.vocabulary(code)
    form = TermForm(
        request.POST or None, initial={"starts_on": timezone.localdate(), "order": found.terms.count() + 1}
    )

    def verb() -> None:
        actions.add_term(found.code, **_term_values(form), by=request.hat, at=timezone.now())

    back = reverse("agencies:vocabulary", args=[code])
    if request.method == "POST" and form.is_valid() and done(request, form, verb, "コードを加えました。"):
        return redirect(back)
    return _form_page(request, form, f"{found.label} にコードを加える", back, "コード表", "加える")


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
    return _form_page(request, form, f"「{term.label}」を終えますか", back, "コード表", "終える", danger=True)


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
    return _form_page(request, form, f"「{term.label}」を確認済みにする", back, "コード表", "確認済みにする")


def _term_values(form: TermForm) -> dict[str, Any]:
    return dict(form.cleaned_data)


def _form_page(
    request: HatRequest, form: Any, heading: str, back: str, above: str, label: str, *, danger: bool = False
) -> HttpResponse:
    address = back if back.startswith("/") else reverse(back)
    context = {
        "form": form,
        "heading": heading,
        "back": address,
        "label": label,
        "consequences": [],
        "kind": "danger" if danger else "primary",
        "trail": trail((above, address)),
    }
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)

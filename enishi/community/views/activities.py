"""活動と開催: what is held again and again, how many came of which age, the figures of the five programmes."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.views.frame import asked, page_of
from enishi.community.actions import activities as verbs
from enishi.community.forms.activities import ActivityForm, SessionForm
from enishi.community.queries.activities import activities, activity_page, figures, sessions_of
from enishi.community.queries.directory import resource_page
from enishi.community.rules.attendance import Tally, fiscal_year, months_of
from enishi.community.terms import AgeBand, Programme
from enishi.community.views.frame import done, drafted, form_page, tabs, trail
from enishi.office.asked import ways_out
from enishi.office.doors import SIGNED_IN, door
from enishi.office.errors import NotFound
from enishi.office.rules.numbers import whole_number
from enishi.office.submissions import key_of

FILTERS = ("q", "programme", "state", "sort")
STATES = (("ended", "終わった活動"),)


@door(SIGNED_IN)
@require_safe
def listed(request: HatRequest) -> HttpResponse:
    """Activities with the day they were last held."""
    wanted = asked(request, *FILTERS)
    context = {
        "tabs": tabs("community:activities", tends="tend" in request.hat.may),
        "tends": "tend" in request.hat.may,
        "page": page_of(request, activities(wanted, on=timezone.localdate())),
        "wanted": wanted,
        "filtered": any(wanted[name] for name in ("q", "programme", "state")),
        "programmes": Programme.choices,
        "states": STATES,
        "exports": ways_out(request, "community:activities-export"),
    }
    return render(request, "community/activities.html", context)


@door(SIGNED_IN)
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The activities of the screen, all of them."""
    rows = [
        [one.name, one.get_programme_display(), one.resource.name if one.resource else one.place, one.when_words,
         getattr(one, "times", 0), getattr(one, "last_on", None), one.starts_on, one.ends_on]
        for one in activities(asked(request, *FILTERS), on=timezone.localdate())
    ]  # fmt: skip
    heads = ["名称", "事業", "場所", "曜日・時間", "開催数", "最後の開催", "開始日", "終了日"]
    return hand_out(
        request.hat, word="activity.list", title="活動", heads=heads, rows=rows, form=form, at=timezone.now()
    )


@door(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def one_activity(request: HatRequest, activity_id: UUID) -> HttpResponse:
    """One activity with its sessions; POST records a session."""
    found = activity_page(activity_id)
    tends = "tend" in request.hat.may
    form = SessionForm(request.POST or None, initial={"held_on": timezone.localdate()})
    if request.method == "POST":
        if not tends:
            raise NotFound("tend")
        if form.is_valid() and _recorded(request, activity_id, form):
            return redirect("community:activity", activity_id)
    held = sessions_of(activity_id)
    context = {
        "one": found,
        "trail": trail(("活動", reverse("community:activities"))),
        "held": held,
        "people": sum(each.total for each in held),
        "form": form if tends else None,
        "tends": tends,
    }
    return render(request, "community/activity.html", context, status=422 if form.errors else 200)


def _recorded(request: HatRequest, activity_id: UUID, form: SessionForm) -> bool:
    told = form.cleaned_data

    def verb() -> None:
        verbs.record_session(
            activity_id,
            held_on=told["held_on"],
            people=form.people(),
            part=told["part"],
            helpers=told["helpers"] or 0,
            cancelled=told["cancelled"],
            note=told["note"],
            by=request.hat,
            at=timezone.now(),
        )

    return done(request, form, verb, "開催を記録しました。")


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HatRequest) -> HttpResponse:
    """Register an activity; ``?resource=`` is the place it is held in."""
    draft, sent = drafted(request, "community.activity")
    form = ActivityForm(sent, initial=dict(request.GET.items()), places=place_of(request, sent))
    made: list[UUID] = []
    if request.method == "POST" and form.is_valid():
        key = key_of(request.POST)

        def verb() -> None:
            made.append(verbs.add_activity(_values(form), by=request.hat, at=timezone.now(), key=key))

        if done(request, form, verb, "活動を登録しました。"):
            return redirect("community:activity", made[0])
    back = reverse("community:activities")
    above = (("活動", back),)
    return form_page(request, form, "活動を登録する", back, above, "登録する", draft=draft)


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HatRequest, activity_id: UUID) -> HttpResponse:
    """Change an activity."""
    found = activity_page(activity_id)
    initial = {name: getattr(found, name) for name in ActivityForm.base_fields if name != "resource"}
    places = [(str(found.resource.pk), found.resource.name)] if found.resource else []
    draft, sent = drafted(request, "community.activity_change", activity_id)
    form = ActivityForm(sent, initial=initial | {"resource": found.resource_id}, places=places)
    back = reverse("community:activity", args=[activity_id])
    if request.method == "POST" and form.is_valid():

        def verb() -> None:
            verbs.change_activity(
                activity_id,
                _values(form),
                version=form.cleaned_data["version"],
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, verb, "変更を保存しました。"):
            return redirect(back)
    above = ((found.name, back),)
    return form_page(request, form, f"{found.name} を変更する", back, above, "保存する", draft=draft)


def place_of(request: HatRequest, sent: Any = None) -> list[tuple[str, str]]:
    """The resource from whose page somebody comes, as the one choice of a form."""
    asked_for = (sent or request.POST).get("resource") or request.GET.get("resource") or ""
    try:
        found = resource_page(UUID(asked_for))
    except (ValueError, NotFound):
        return []
    return [(str(found.pk), found.name)]


def _values(form: ActivityForm) -> dict[str, Any]:
    told = {name: value for name, value in form.cleaned_data.items() if name not in ("version", "resource")}
    return told | {
        "resource_id": UUID(form.cleaned_data["resource"]) if form.cleaned_data["resource"] else None
    }


def _year(request: HatRequest) -> int:
    today = timezone.localdate()
    return whole_number(request.GET.get("year", ""), least=2000, most=today.year + 1) or fiscal_year(today)


def _lines(year: int) -> list[tuple[str, list[Tally], Tally]]:
    """A line for each programme: its months and their sum."""
    found = figures(year)
    lines = []
    for code, label in [*Programme.choices, ("", "事業に属さない活動")]:
        months = [found.get((code, month), Tally()) for month in months_of(year)]
        whole = Tally()
        for month in months:
            whole.held += month.held
            whole.cancelled += month.cancelled
            whole.helpers += month.helpers
            for band, number in month.people.items():
                whole.people[band] = whole.people.get(band, 0) + number
        lines.append((str(label), months, whole))
    return lines


@door(SIGNED_IN)
@require_safe
def counted(request: HatRequest) -> HttpResponse:
    """The five programmes by month, and by age over the year."""
    year = _year(request)
    lines = _lines(year)
    context = {
        "tabs": tabs("community:activities", tends="tend" in request.hat.may),
        "trail": trail(("活動", reverse("community:activities"))),
        "year": year,
        "years": [(str(one), f"{one}年度") for one in range(fiscal_year(timezone.localdate()), 2019, -1)],
        "months": [month.month for month in months_of(year)],
        "lines": lines,
        "count": len(lines),
        "bands": [label for _code, label in AgeBand.choices],
        "by_age": [
            (label, [whole.people.get(band, 0) for band in AgeBand.values], whole)
            for label, _months, whole in lines
        ],
        "exports": ways_out(request, "community:figures-export"),
    }
    return render(request, "community/figures.html", context)


@door(SIGNED_IN)
@require_safe
def figures_export(request: HatRequest, form: str) -> HttpResponse:
    """The same figures, a line for each programme and month."""
    year = _year(request)
    rows = [
        [label, date(month.year, month.month, 1), one.held, one.cancelled, one.helpers, one.total,
         *(one.people.get(band, 0) for band in AgeBand.values)]
        for label, months, _whole in _lines(year)
        for month, one in zip(months_of(year), months, strict=True)
    ]  # fmt: skip
    heads = [
        "事業",
        "月",
        "開催数",
        "中止",
        "担い手",
        "参加した人",
        *(str(label) for label in AgeBand.labels),
    ]
    return hand_out(
        request.hat,
        word="activity.figures",
        title=f"地域づくりの活動_{year}年度",
        heads=heads,
        rows=rows,
        form=form,
        at=timezone.now(),
    )

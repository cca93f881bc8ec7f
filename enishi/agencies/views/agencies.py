"""機関の管理: list, detail, and one page for each thing that can be changed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies import actions, queries
from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.forms import AgencyForm, CatchmentForm, DayForm, HoursForm, SpanForm
from enishi.agencies.queries.directory import entries, schedule_of
from enishi.agencies.rules.layouts import OWN_HEADS
from enishi.agencies.rules.opening_times import describe
from enishi.agencies.terms import AgencyKind
from enishi.agencies.views.frame import asked, done, page_of, tabs, trail
from enishi.office.doors import door
from enishi.office.errors import Overtaken

FILTERS = ("q", "kind", "district", "active", "sort")
FORM_FIELDS = (
    *(
        "version",
        "name",
        "kana",
        "code",
        "kind",
        "service",
        "corporation",
        "postcode",
        "address",
        "phone",
        "fax",
    ),
    *("email", "website", "fields_of_work", "answering", "receives", "starts_on"),
)


def _filtered(request: HatRequest) -> tuple[dict[str, str], Any]:
    filters = asked(request, *FILTERS)
    found = queries.agencies(
        search=filters["q"],
        kind=filters["kind"],
        district=filters["district"],
        active=filters["active"] or "active",
        sort=filters["sort"] or "name",
        on=timezone.localdate(),
    )
    return filters, found


@door("administer")
@require_safe
def agencies(request: HatRequest) -> HttpResponse:
    """The list: search, kind, district, active or ended; sort, count, export."""
    filters, found = _filtered(request)
    page = page_of(request, found)
    return render(
        request,
        "agencies/agencies.html",
        {
            "tabs": tabs("agencies:agencies"),
            "page": page,
            "rows": entries(page.object_list, at=timezone.localtime()),
            "filters": filters,
            "filtered": any(filters[name] for name in ("q", "kind", "district", "active")),
            "kinds": AgencyKind.choices,
            "districts": [(one, one) for one in queries.districts(on=timezone.localdate())],
            "actives": [("active", "活動中"), ("ended", "終了"), ("all", "すべて")],
            "query": request.GET.urlencode(),
        },
    )


@door("administer")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The filtered list in the layout that can be taken in again."""
    _filters, found = _filtered(request)
    rows = list(found.select_related("parent").prefetch_related("catchments"))
    return hand_out(
        request.hat,
        word="agencies.list",
        title="機関一覧",
        heads=OWN_HEADS,
        rows=[_cells(one) for one in rows],
        form=form,
        at=timezone.now(),
    )


@door("administer")
@require_safe
def agency(request: HatRequest, agency_id: UUID) -> HttpResponse:
    """One agency with everything that can be changed, its past, and the row it came from."""
    found = queries.agency_page(agency_id)
    schedule = schedule_of(found)
    return render(
        request,
        "agencies/agency_admin.html",
        {
            "trail": trail(("機関の管理", reverse("agencies:agencies"))),
            "agency": found,
            "hours": describe(schedule),
            "left_over": schedule.left_over,
            "people": queries.running_memberships(agency_id, on=timezone.localdate()),
            "catchments": found.catchments.all(),
            "closings": found.closings.all(),
            "original": found.original.get("row", []),
            "original_file": found.original.get("file", ""),
            "credit": found.original.get("credit", ""),
        },
    )


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def new_agency(request: HatRequest) -> HttpResponse:
    """Found an agency."""
    form = AgencyForm(
        request.POST or None,
        parents=_parents(),
        initial={
            "receives": True,
            "answering": "account",
            "kind": "office",
            "starts_on": timezone.localdate(),
        },
    )
    if request.method == "POST" and form.is_valid():
        made: list[UUID] = []

        def verb() -> None:
            found = actions.found_agency(**_particulars(form), by=request.hat, at=timezone.now())
            made.append(found.pk)

        if done(request, form, verb, "機関を登録しました。"):
            return redirect("agencies:agency-admin", made[0])
    return _form_page(request, form, "機関を登録する", reverse("agencies:agencies"), "登録する")


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def edit_agency(request: HatRequest, agency_id: UUID) -> HttpResponse:
    """Change particulars; a new name here is 名称変更 of the same agency."""
    found = queries.agency_page(agency_id)
    initial = {key: getattr(found, key) for key in FORM_FIELDS} | {"parent": found.parent_id}
    form = AgencyForm(request.POST or None, parents=_parents(agency_id), initial=initial)
    back = reverse("agencies:agency-admin", args=[agency_id])
    if request.method == "POST" and form.is_valid():

        def verb() -> None:
            actions.change_agency(
                agency_id,
                version=form.cleaned_data["version"],
                by=request.hat,
                at=timezone.now(),
                **_particulars(form),
            )

        try:
            if done(request, form, verb, "変更を保存しました。"):
                return redirect(back)
        except Overtaken as overtaken:
            theirs = "、".join(
                f"{form.fields[key].label}は「{value}」" for key, value in overtaken.theirs.items()
            )
            form.add_error(
                None, f"この画面を開いた後に、ほかの人が変更しました。いまの{theirs or '内容は同じ'}です。"
            )
    return _form_page(request, form, f"{found.name} を変更する", back, "保存する")


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HatRequest, agency_id: UUID) -> HttpResponse:
    """Opening times in words; the page then says what was understood."""
    found = queries.agency_page(agency_id)
    form = HoursForm(request.POST or None, initial={"hours": found.hours})
    back = reverse("agencies:agency-admin", args=[agency_id])
    if request.method == "POST" and form.is_valid():
        schedule = actions.set_opening_hours(
            agency_id, words=form.cleaned_data["hours"], by=request.hat, at=timezone.now()
        )
        if schedule.understood or not form.cleaned_data["hours"]:
            messages.success(request, f"開所日時を保存しました。{describe(schedule)}")
        else:
            messages.warning(
                request,
                "ことばのまま保存しました。曜日と時刻として読み取れない部分があるため、開所中かどうかは示しません。",
            )
        return redirect(back)
    return _form_page(request, form, f"{found.name} の開所日時", back, "保存する")


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def catchments(request: HatRequest, agency_id: UUID) -> HttpResponse:
    """Which 中学校区 the agency serves from a day on."""
    found = queries.agency_page(agency_id)
    running = "、".join(one.district for one in found.catchments.all() if one.ends_on is None)
    form = CatchmentForm(
        request.POST or None, initial={"districts": running, "starts_on": timezone.localdate()}
    )
    back = reverse("agencies:agency-admin", args=[agency_id])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        added, ended = actions.set_catchments(
            agency_id, districts=given["districts"], on=given["starts_on"], by=request.hat, at=timezone.now()
        )
        messages.success(request, f"担当地区を保存しました（追加{len(added)}、終了{len(ended)}）。")
        return redirect(back)
    return _form_page(request, form, f"{found.name} の担当地区", back, "保存する")


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: HatRequest, agency_id: UUID) -> HttpResponse:
    """Days on which this agency alone is closed."""
    found = queries.agency_page(agency_id)
    form = SpanForm(request.POST or None)
    back = reverse("agencies:agency-admin", args=[agency_id])
    if request.method == "POST" and form.is_valid():

        def verb() -> None:
            actions.add_closing(agency_id, **form.cleaned_data, by=request.hat, at=timezone.now())

        if done(request, form, verb, "休業日を加えました。"):
            return redirect(back)
    return _form_page(request, form, f"{found.name} の休業日を加える", back, "加える")


@door("administer")
@require_http_methods(["POST"])
def remove_closing(request: HatRequest, agency_id: UUID, closing_id: UUID) -> HttpResponse:
    actions.remove_closing(closing_id, by=request.hat, at=timezone.now())
    messages.success(request, "休業日を消しました。")
    return redirect("agencies:agency-admin", agency_id)


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HatRequest, agency_id: UUID) -> HttpResponse:
    """Ask before an agency ends."""
    found = queries.agency_page(agency_id)
    form = DayForm(request.POST or None, initial={"on": timezone.localdate()})
    back = reverse("agencies:agency-admin", args=[agency_id])
    if request.method == "POST" and form.is_valid():

        def verb() -> None:
            actions.close_agency(agency_id, on=form.cleaned_data["on"], by=request.hat, at=timezone.now())

        if done(request, form, verb, f"「{found.name}」を終了しました。"):
            return redirect(back)
    people = len(queries.running_memberships(agency_id, on=timezone.localdate()))
    consequences = [
        f"「{found.name}」の職員{people}人の所属は、その日から無効になります。",
        "この機関に許していた閲覧は、その日から誰にも届きません。記録は残ります。",
        "同じ機関コードを後で別の機関に使っても、権限は引き継がれません。",
    ]
    return _form_page(
        request, form, f"「{found.name}」を終了しますか", back, "終了する", consequences, danger=True
    )


def _form_page(
    request: HatRequest,
    form: Any,
    heading: str,
    back: str,
    label: str,
    consequences: list[str] | None = None,
    *,
    danger: bool = False,
) -> HttpResponse:
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "heading": heading,
        "back": back,
        "label": label,
        "consequences": consequences or [],
        "kind": "danger" if danger else "primary",
        "trail": trail(("機関の管理", reverse("agencies:agencies"))),
    }
    return render(request, "agencies/form.html", context, status=status)


def _parents(own: UUID | None = None) -> list[tuple[str, str]]:
    found = queries.agencies(kind="office", on=timezone.localdate()).values_list("pk", "name")
    return [(str(pk), name) for pk, name in found if pk != own]


def _particulars(form: AgencyForm) -> dict[str, Any]:
    values = {key: form.cleaned_data[key] for key in FORM_FIELDS if key != "version"}
    parent = form.cleaned_data["parent"]
    values["parent_id"] = UUID(parent) if parent else None
    return values


def _cells(agency: Any) -> list[object]:
    today = timezone.localdate()
    served = [one.district for one in agency.catchments.all() if one.ends_on is None or one.ends_on > today]
    return [
        *(
            agency.code,
            agency.name,
            agency.kana,
            agency.get_kind_display(),
            agency.service,
            agency.corporation,
        ),
        *(
            agency.parent.code if agency.parent else "",
            agency.postcode,
            agency.address,
            agency.phone,
            agency.fax,
        ),
        *(agency.email, agency.website, agency.hours, "、".join(served), agency.starts_on.isoformat()),
    ]

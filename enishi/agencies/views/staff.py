"""職員の管理: list, detail, hats, transfers, pledges. Nothing here shows a resident."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies import actions, queries
from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.forms import AppointForm, DayForm, HatForm, PledgeForm, StaffForm
from enishi.agencies.roles import ROLE_CHOICES
from enishi.agencies.rules.staff_rows import OWN_STAFF_HEADS
from enishi.agencies.views.frame import asked, done, page_of, tabs, trail
from enishi.office.doors import door
from enishi.office.errors import NotFound, Overtaken
from enishi.office.ids import identity

FILTERS = ("q", "agency", "role", "active", "sort")


def _filtered(request: HatRequest) -> tuple[dict[str, str], Any]:
    filters = asked(request, *FILTERS)
    found = queries.staff_list(
        search=filters["q"],
        agency=identity(filters["agency"]),
        role=filters["role"],
        active=filters["active"] or "active",
        sort=filters["sort"] or "name",
        on=timezone.localdate(),
    )
    return filters, found


@door("administer")
@require_safe
def staff(request: HatRequest) -> HttpResponse:
    """The list: search, agency, role; with a hat, without, all."""
    filters, found = _filtered(request)
    return render(
        request,
        "agencies/staff.html",
        {
            "tabs": tabs("agencies:staff"),
            "page": page_of(request, found),
            "filters": filters,
            "filtered": any(filters[name] for name in ("q", "agency", "role", "active")),
            "roles": ROLE_CHOICES,
            "agencies": queries.agencies_with_staff(on=timezone.localdate()),
            "actives": [
                ("active", "所属のある人"),
                ("none", "所属のない人"),
                ("unpledged", "誓約のない人"),
                ("unenrolled", "二要素の登録がまだの人"),
                ("all", "すべて"),
            ],
            "query": request.GET.urlencode(),
        },
    )


@door("administer")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The filtered list in the layout of staff files: one row for each hat."""
    _filters, found = _filtered(request)
    rows = [
        [
            one.staff_number,
            one.name,
            one.kana,
            one.email,
            hat.agency.code,
            hat.agency.name,
            hat.get_role_display(),
            hat.starts_on,
        ]
        for one in found
        for hat in one.running
    ]
    return hand_out(
        request.hat,
        word="staff.list",
        title="職員一覧",
        heads=OWN_STAFF_HEADS,
        rows=rows,
        form=form,
        at=timezone.now(),
    )


@door("administer")
@require_safe
def person(request: HatRequest, staff_id: UUID) -> HttpResponse:
    """One member of staff: hats past and present, pledges."""
    found = queries.staff_page(staff_id)
    today = timezone.localdate()
    hats = [(hat, hat.ends_on is None or hat.ends_on > today) for hat in found.memberships.all()]
    return render(
        request,
        "agencies/person.html",
        {
            "trail": trail(("職員の管理", reverse("agencies:staff"))),
            "person": found,
            "hats": hats,
            "pledges": queries.pledges_of(staff_id),
            "today": today,
        },
    )


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: HatRequest) -> HttpResponse:
    """A new member of staff, with a first hat. They cannot sign in until invited."""
    form = AppointForm(
        request.POST or None, **_agencies(), initial={"starts_on": timezone.localdate()}
    )
    made: list[UUID] = []

    def verb() -> None:
        values = dict(form.cleaned_data)
        values["agency_id"] = UUID(values.pop("agency"))
        made.append(actions.appoint_staff(**values, by=request.hat, at=timezone.now()).staff_id)

    if request.method == "POST" and form.is_valid() and done(request, form, verb, "職員を登録しました。"):
        return redirect("agencies:person", made[0])
    return _form_page(request, form, "職員を登録する", reverse("agencies:staff"), "登録する")


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def edit_person(request: HatRequest, staff_id: UUID) -> HttpResponse:
    """Name, kana, e-mail, and whether the account may be used at all."""
    found = queries.staff_page(staff_id)
    keys = ("version", "name", "kana", "email", "is_active")
    form = StaffForm(request.POST or None, initial={key: getattr(found, key) for key in keys})

    def verb() -> None:
        actions.change_staff(staff_id, **form.cleaned_data, by=request.hat, at=timezone.now())

    return _answer(request, form, verb, found, f"{found.name} を変更する", "保存する", "変更を保存しました。")


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def add_hat(request: HatRequest, staff_id: UUID) -> HttpResponse:
    """兼務: a further hat beside the others."""
    found = queries.staff_page(staff_id)
    form = HatForm(request.POST or None, **_agencies(), initial={"starts_on": timezone.localdate()})

    def verb() -> None:
        actions.appoint_staff(
            staff_number=found.staff_number,
            name=found.name,
            agency_id=UUID(form.cleaned_data["agency"]),
            role=form.cleaned_data["role"],
            starts_on=form.cleaned_data["starts_on"],
            by=request.hat,
            at=timezone.now(),
        )

    return _answer(
        request, form, verb, found, f"{found.name} に所属を加える（兼務）", "加える", "所属を加えました。"
    )


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HatRequest, staff_id: UUID) -> HttpResponse:
    """人事異動: every running hat ends on the day, the new one begins."""
    found = queries.staff_page(staff_id)
    today = timezone.localdate()
    form = HatForm(request.POST or None, **_agencies(), initial={"starts_on": today})
    running = [hat for hat in found.memberships.all() if hat.ends_on is None or hat.ends_on > today]

    def verb() -> None:
        actions.transfer_staff(
            staff_id,
            to=UUID(form.cleaned_data["agency"]),
            role=form.cleaned_data["role"],
            on=form.cleaned_data["starts_on"],
            by=request.hat,
            at=timezone.now(),
        )

    consequences = [
        f"「{hat.agency.name}」の所属は異動の日で終わり、その権限はその日から使えません。" for hat in running
    ]
    return _answer(
        request,
        form,
        verb,
        found,
        f"{found.name} を異動する",
        "異動する",
        "異動を記録しました。",
        consequences,
    )


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def end_hat(request: HatRequest, staff_id: UUID, membership_id: UUID) -> HttpResponse:
    """End one hat; today means at once."""
    found = queries.staff_page(staff_id)
    hat = next((one for one in found.memberships.all() if one.pk == membership_id), None)
    if hat is None:
        raise NotFound("membership", membership_id)
    form = DayForm(request.POST or None, initial={"on": timezone.localdate()})

    def verb() -> None:
        actions.end_membership(membership_id, on=form.cleaned_data["on"], by=request.hat, at=timezone.now())

    consequences = [f"{found.name} は、その日から「{hat.agency.name}」の立場では何も見られません。"]
    heading = f"「{hat.agency.name}」の所属を終えますか"
    return _answer(
        request, form, verb, found, heading, "終える", "所属を終えました。", consequences, danger=True
    )


@door("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def pledge(request: HatRequest, staff_id: UUID) -> HttpResponse:
    """Record a pledge of secrecy."""
    found = queries.staff_page(staff_id)
    form = PledgeForm(request.POST or None, initial={"signed_on": timezone.localdate()})

    def verb() -> None:
        actions.record_pledge(staff_id, **form.cleaned_data, by=request.hat, at=timezone.now())

    return _answer(
        request, form, verb, found, f"{found.name} の誓約を記録する", "記録する", "誓約を記録しました。"
    )


def _answer(
    request: HatRequest,
    form: Form,
    verb: Callable[[], None],
    found: Any,
    heading: str,
    label: str,
    told: str,
    consequences: list[str] | None = None,
    *,
    danger: bool = False,
) -> HttpResponse:
    back = reverse("agencies:person", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            if done(request, form, verb, told):
                return redirect(back)
        except Overtaken:
            form.add_error(None, "この画面を開いた後に、ほかの人が変更しました。戻って確かめてください。")
    return _form_page(request, form, heading, back, label, consequences, danger=danger)


def _form_page(
    request: HatRequest,
    form: Form,
    heading: str,
    back: str,
    label: str,
    consequences: list[str] | None = None,
    *,
    danger: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "back": back,
        "label": label,
        "consequences": consequences or [],
        "kind": "danger" if danger else "primary",
        "trail": trail(("職員の管理", reverse("agencies:staff"))),
    }
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)


def _agencies() -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "agencies": queries.agency_choices(on=today),
        "find": partial(queries.find_agencies, on=today),
    }

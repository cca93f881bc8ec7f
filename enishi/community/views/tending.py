"""Keeping the directory: register, change, confirm, pause, end; the same for menus. For who tends it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from enishi.agencies.browser import HatRequest
from enishi.community.actions import resources as verbs
from enishi.community.forms.resources import EndForm, MenuForm, PauseForm, ResourceForm
from enishi.community.queries.directory import menu_page, resource_page
from enishi.community.views.frame import done, drafted, form_page
from enishi.office.doors import door
from enishi.office.submissions import key_of

NOT_COLUMNS = {"version"}


def _values(form: Any) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name not in NOT_COLUMNS}


def _initial(form: type, one: Any) -> dict[str, Any]:
    names = [*form.base_fields, *form.flags]  # type: ignore[attr-defined]
    return {name: getattr(one, name) for name in names if hasattr(one, name)}


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HatRequest) -> HttpResponse:
    """Register a resource by hand."""
    draft, sent = drafted(request, "community.resource")
    form = ResourceForm(sent, initial={"public": False})
    made: list[UUID] = []
    if request.method == "POST" and form.is_valid():
        key = key_of(request.POST)

        def verb() -> None:
            made.append(verbs.add_resource(_values(form), by=request.hat, at=timezone.now(), key=key))

        if done(request, form, verb, "資源を登録しました。"):
            return redirect("community:resource", made[0])
    return form_page(
        request,
        form,
        "資源を登録する",
        reverse("community:resources"),
        (),
        "登録する",
        template="community/resource_form.html",
        draft=draft,
    )


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HatRequest, resource_id: UUID) -> HttpResponse:
    """Change what is told of a resource."""
    found = resource_page(resource_id)
    back = reverse("community:resource", args=[resource_id])
    draft, sent = drafted(request, "community.resource", resource_id)
    form = ResourceForm(sent, initial=_initial(ResourceForm, found))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]

        def verb() -> None:
            verbs.change_resource(
                resource_id, _values(form), version=version, by=request.hat, at=timezone.now()
            )

        if done(request, form, verb, "変更を保存しました。"):
            return redirect(back)
    heading = f"{found.name} を変更する"
    above = ((found.name, back),)
    return form_page(
        request, form, heading, back, above, "保存する", template="community/resource_form.html", draft=draft
    )


@door("tend")
@require_POST
def confirm(request: HatRequest, resource_id: UUID) -> HttpResponse:
    """この内容でまちがいありません."""
    until = verbs.confirm_resource(
        resource_id, by=request.hat, at=timezone.now(), how=request.POST.get("how", "")[:60]
    )
    messages.success(
        request,
        f"確かめたことを記録しました。次の確認の期限は{until.year}年{until.month}月{until.day}日です。",
    )
    return redirect("community:resource", resource_id)


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HatRequest, resource_id: UUID) -> HttpResponse:
    """Pause the whole resource until a day."""
    found = resource_page(resource_id)
    back = reverse("community:resource", args=[resource_id])
    form = PauseForm(request.POST or None, initial=_pause_of(found))
    if request.method == "POST" and form.is_valid():

        def verb() -> None:
            verbs.pause_resource(resource_id, **form.cleaned_data, by=request.hat, at=timezone.now())

        if done(request, form, verb, "休みを記録しました。"):
            return redirect(back)
    told = ("この資源の参加メニューも、すべて休みになります。提案にも出ません。",)
    return form_page(
        request,
        form,
        f"{found.name} を休みにする",
        back,
        ((found.name, back),),
        "休みにする",
        consequences=told,
    )


@door("tend")
@require_POST
def resume(request: HatRequest, resource_id: UUID) -> HttpResponse:
    """End the pause today."""
    verbs.resume_resource(resource_id, by=request.hat, at=timezone.now())
    messages.success(request, "再開しました。")
    return redirect("community:resource", resource_id)


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HatRequest, resource_id: UUID) -> HttpResponse:
    """The resource is no more."""
    found = resource_page(resource_id)
    back = reverse("community:resource", args=[resource_id])
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def verb() -> None:
            verbs.end_resource(resource_id, on=form.cleaned_data["on"], by=request.hat, at=timezone.now())

        if done(request, form, verb, "終了を記録しました。"):
            return redirect(back)
    told = ("一覧・地図・公開のページ・提案に出なくなります。記録は残ります。",)
    heading = f"{found.name} を終了する"
    return form_page(
        request, form, heading, back, ((found.name, back),), "終了する", consequences=told, danger=True
    )


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def menu_new(request: HatRequest, resource_id: UUID) -> HttpResponse:
    """Add what the resource offers to take part in."""
    found = resource_page(resource_id)
    back = reverse("community:resource", args=[resource_id])
    draft, sent = drafted(request, "community.menu", resource_id)
    form = MenuForm(sent)
    if request.method == "POST" and form.is_valid():
        key = key_of(request.POST)

        def verb() -> None:
            verbs.add_menu(resource_id, _values(form), by=request.hat, at=timezone.now(), key=key)

        if done(request, form, verb, "参加メニューを登録しました。"):
            return redirect(back)
    return form_page(
        request,
        form,
        "参加メニューを加える",
        back,
        ((found.name, back),),
        "登録する",
        template="community/menu_form.html",
        draft=draft,
    )


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def menu_edit(request: HatRequest, menu_id: UUID) -> HttpResponse:
    """Change a menu."""
    found = menu_page(menu_id)
    back = reverse("community:resource", args=[found.resource_id])
    draft, sent = drafted(request, "community.menu_change", menu_id)
    form = MenuForm(sent, initial=_initial(MenuForm, found))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]

        def verb() -> None:
            verbs.change_menu(menu_id, _values(form), version=version, by=request.hat, at=timezone.now())

        if done(request, form, verb, "変更を保存しました。"):
            return redirect(back)
    heading = f"{found.name} を変更する"
    above = ((found.resource.name, back),)
    return form_page(
        request, form, heading, back, above, "保存する", template="community/menu_form.html", draft=draft
    )


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def menu_pause(request: HatRequest, menu_id: UUID) -> HttpResponse:
    """Pause one menu until a day."""
    found = menu_page(menu_id)
    back = reverse("community:resource", args=[found.resource_id])
    form = PauseForm(request.POST or None, initial=_pause_of(found))
    if request.method == "POST" and form.is_valid():

        def verb() -> None:
            verbs.pause_menu(menu_id, **form.cleaned_data, by=request.hat, at=timezone.now())

        if done(request, form, verb, "休みを記録しました。"):
            return redirect(back)
    return form_page(
        request, form, f"{found.name} を休みにする", back, ((found.resource.name, back),), "休みにする"
    )


@door("tend")
@require_POST
def menu_resume(request: HatRequest, menu_id: UUID) -> HttpResponse:
    """End the pause of a menu today."""
    found = menu_page(menu_id)
    verbs.resume_menu(menu_id, by=request.hat, at=timezone.now())
    messages.success(request, "再開しました。")
    return redirect("community:resource", found.resource_id)


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def menu_end(request: HatRequest, menu_id: UUID) -> HttpResponse:
    """The menu is no longer offered."""
    found = menu_page(menu_id)
    back = reverse("community:resource", args=[found.resource_id])
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def verb() -> None:
            verbs.end_menu(menu_id, on=form.cleaned_data["on"], by=request.hat, at=timezone.now())

        if done(request, form, verb, "終了を記録しました。"):
            return redirect(back)
    above = ((found.resource.name, back),)
    return form_page(request, form, f"{found.name} を終了する", back, above, "終了する", danger=True)


def _pause_of(one: Any) -> dict[str, Any]:
    first = one.paused_from or timezone.localdate()
    return {"first_day": first, "again_on": one.paused_until, "reason": one.pause_reason}

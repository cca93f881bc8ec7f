"""Household and kinship: whom somebody lives with, and who is what to them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.office.doors import door
from enishi.residents import actions, queries
from enishi.residents.forms import HouseholdForm, KinshipForm
from enishi.residents.views.editing import edit, open_to_change
from enishi.residents.views.person import BOTH
from enishi.sharing.access import open_binders
from enishi.sharing.terms import InformationClass, Purpose


@door("receive")
@require_http_methods(BOTH)
def household(request: HatRequest, resident: UUID) -> HttpResponse:
    """Move in with somebody whom the hat may see."""
    open_to_change(request, resident, word="household.join")
    form = HouseholdForm(request.POST or None)

    def save(form: HouseholdForm) -> None:
        given = form.cleaned_data
        actions.join_household(
            resident,
            lives_with=given["other"],
            role=given["role"],
            starts_on=given["starts_on"],
            by=request.hat,
            at=timezone.now(),
        )

    return _with_another(request, resident, form, save, title="世帯に入る", saved="世帯を記録しました。")


@door("receive")
@require_http_methods(BOTH)
def add_kinship(request: HatRequest, resident: UUID) -> HttpResponse:
    open_to_change(request, resident, word="kinship.add")
    form = KinshipForm(request.POST or None)

    def save(form: KinshipForm) -> None:
        given = form.cleaned_data
        actions.add_kinship(
            resident,
            other=given["other"],
            relation=given["relation"],
            note=given["note"],
            starts_on=given["starts_on"],
            by=request.hat,
            at=timezone.now(),
        )

    return _with_another(request, resident, form, save, title="続柄を加える", saved="続柄を加えました。")


@door("receive")
@require_http_methods(BOTH)
def leave_household(request: HatRequest, resident: UUID) -> HttpResponse:
    open_to_change(request, resident, word="household.leave")
    if request.method == "POST":
        actions.leave_household(resident, by=request.hat, at=timezone.now())
        messages.success(request, "世帯から出たことを記録しました。")
        return redirect("residents:resident", resident)
    return render(
        request,
        "residents/confirm.html",
        {
            "question": "いまの世帯から出たことを記録しますか。",
            "sentences": ["ほかの世帯員の記録は変わりません。"],
            "label": "世帯から出る",
            "resident": resident,
        },
    )


def _with_another(
    request: HatRequest, resident: UUID, form: Any, save: Any, *, title: str, saved: str
) -> HttpResponse:
    """Two steps on one page: look for the other person, choose one of those found, save."""
    found = _people(request, form, resident) if request.method == "POST" and form.is_valid() else []
    chosen = form.is_valid() and form.cleaned_data.get("other")
    if chosen and request.POST.get("step") == "save":
        return edit(
            request,
            resident,
            form,
            save,
            title=title,
            saved=saved,
            template="residents/with_another.html",
            found=found,
            searched=True,
        )
    face = queries.faces(request.hat, [resident], on=timezone.localdate()).get(resident)
    shown = {
        "form": form,
        "title": title,
        "resident": resident,
        "face": face,
        "theirs": [],
        "found": found,
        "searched": request.method == "POST",
    }
    return render(request, "residents/with_another.html", shown)


def _people(request: HatRequest, form: Any, resident: UUID) -> list[queries.Face]:
    if not form.cleaned_data["text"]:
        return []
    found = queries.find_residents(
        request.hat, form.cleaned_data["text"], to=Purpose.SUPPORT, word="resident.family"
    )
    ids = [one for one in found.residents if one != resident]
    opened = open_binders(
        request.hat,
        ids,
        to=Purpose.SUPPORT,
        word="resident.family",
        classes=InformationClass.BASIC,
        deliberate=False,
    )
    faces = queries.faces(request.hat, [one for one in ids if one in opened], on=timezone.localdate())
    return [faces[one] for one in ids if one in faces]

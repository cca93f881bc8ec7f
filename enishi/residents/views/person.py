"""The page of one person, and the changes of who they are and where."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.office.doors import door
from enishi.residents import actions, panels, queries
from enishi.residents.forms import AddressForm, ConsiderationForm, ContactForm, IdentityForm, NameForm
from enishi.residents.views.editing import edit, open_for, open_to_change, target
from enishi.sharing.terms import InformationClass

READ = ["GET", "HEAD"]
BOTH = ["GET", "HEAD", "POST"]


@door("receive")
@require_http_methods(READ)
def resident(request: HatRequest, resident: UUID) -> HttpResponse:
    """One person; any of their joined registers leads to the one that stands for all."""
    person = open_for(request, resident, word="resident.page")
    if person.id != resident and person.id in person.opened:
        return redirect("residents:resident", person.id)
    page = queries.person_page(request.hat, person, at=timezone.now(), on=timezone.localdate())
    joined = [one for one in person.registers if one != person.id]
    offered = panels.offered([*joined, person.id], request.hat.may)
    return render(request, "residents/resident.html", {"person": page, "panels": offered})


@door("receive")
@require_http_methods(BOTH)
def identity(request: HatRequest, resident: UUID) -> HttpResponse:
    open_to_change(request, resident, word="resident.correct")

    def values() -> dict[str, object]:
        return queries.identity_values(resident)

    def save(form: IdentityForm) -> None:
        given = form.cleaned_data
        correction = actions.Correction(
            name=given["name"],
            kana=given["kana"],
            birth=given["birth"],
            sex=given["sex"],
            name_version=given["name_version"],
            particulars_version=given["particulars_version"],
            identified=not given["unidentified"],
        )
        actions.correct_identity(resident, correction, by=request.hat, at=timezone.now())

    form = IdentityForm(request.POST) if request.method == "POST" else IdentityForm(initial=values())
    return edit(
        request,
        resident,
        form,
        save,
        title="氏名・生年月日・性別の訂正",
        saved="訂正しました。",
        values=values,
    )


@door("receive")
@require_http_methods(BOTH)
def add_name(request: HatRequest, resident: UUID) -> HttpResponse:
    open_to_change(request, resident, word="name.add")
    return edit(
        request,
        resident,
        NameForm(request.POST or None),
        lambda form: actions.add_name(resident, form.new_name(), by=request.hat, at=timezone.now()),
        title="名前を加える",
        saved="名前を加えました。",
    )


@door("receive")
@require_http_methods(BOTH)
def add_address(request: HatRequest, resident: UUID) -> HttpResponse:
    into = target(open_to_change(request, resident, word="address.add"), InformationClass.LOCATION, resident)
    return edit(
        request,
        resident,
        AddressForm(request.POST or None),
        lambda form: actions.add_address(into, form.new_address(), by=request.hat, at=timezone.now()),
        title="住所を加える",
        saved="住所を加えました。",
    )


@door("receive")
@require_http_methods(BOTH)
def address(request: HatRequest, resident: UUID, entry: UUID) -> HttpResponse:
    open_to_change(request, resident, word="address.change")

    def values() -> dict[str, object]:
        return queries.entry_values("address", resident, entry)

    initial = values()
    form = AddressForm(request.POST or None, initial=initial, new=False)
    return edit(
        request,
        resident,
        form,
        lambda form: actions.change_address(
            resident,
            entry,
            form.new_address(),
            version=form.cleaned_data["version"],
            by=request.hat,
            at=timezone.now(),
        ),
        title="住所の訂正",
        saved="住所を訂正しました。",
        values=values,
    )


@door("receive")
@require_http_methods(BOTH)
def add_contact(request: HatRequest, resident: UUID) -> HttpResponse:
    open_to_change(request, resident, word="contact.add")
    return edit(
        request,
        resident,
        ContactForm(request.POST or None),
        lambda form: actions.add_contact(resident, form.new_contact(), by=request.hat, at=timezone.now()),
        title="連絡先を加える",
        saved="連絡先を加えました。",
    )


@door("receive")
@require_http_methods(BOTH)
def contact(request: HatRequest, resident: UUID, entry: UUID) -> HttpResponse:
    open_to_change(request, resident, word="contact.change")

    def values() -> dict[str, object]:
        return queries.entry_values("contact", resident, entry)

    initial = values()
    form = ContactForm(request.POST or None, initial=initial, new=False)
    return edit(
        request,
        resident,
        form,
        lambda form: actions.change_contact(
            resident,
            entry,
            form.new_contact(),
            version=form.cleaned_data["version"],
            by=request.hat,
            at=timezone.now(),
        ),
        title="連絡先の訂正",
        saved="連絡先を訂正しました。",
        values=values,
    )


@door("receive")
@require_http_methods(BOTH)
def add_consideration(request: HatRequest, resident: UUID) -> HttpResponse:
    open_to_change(request, resident, word="consideration.add")
    return edit(
        request,
        resident,
        ConsiderationForm(request.POST or None),
        lambda form: actions.add_consideration(
            resident, form.new_consideration(), by=request.hat, at=timezone.now()
        ),
        title="配慮事項を加える",
        saved="配慮事項を加えました。",
    )


ENDINGS = {
    "name": (actions.end_name, "この名前を終わりにしますか。", "名前を終わりにしました。"),
    "address": (actions.end_address, "この住所を終わりにしますか。", "住所を終わりにしました。"),
    "contact": (actions.end_contact, "この連絡先を終わりにしますか。", "連絡先を終わりにしました。"),
    "consideration": (
        actions.end_consideration,
        "この配慮事項を終わりにしますか。",
        "配慮事項を終わりにしました。",
    ),
    "left-open": (
        actions.end_left_open,
        "「いっしょに保護しない」を終わりにしますか。",
        "「いっしょに保護しない」を終わりにしました。",
    ),
    "kinship": (actions.end_kinship, "この続柄を終わりにしますか。", "続柄を終わりにしました。"),
}


@door("receive")
@require_http_methods(BOTH)
def end_entry(request: HatRequest, resident: UUID, what: str, entry: UUID) -> HttpResponse:
    """End one row; it stays in the history."""
    verb, question, done = ENDINGS[what]
    open_to_change(request, resident, word=f"{what}.end")
    if request.method == "POST":
        verb(resident, entry, by=request.hat, at=timezone.now())
        messages.success(request, done)
        return redirect("residents:resident", resident)
    return render(
        request,
        "residents/confirm.html",
        {
            "question": question,
            "sentences": ["履歴には残ります。"],
            "label": "終わりにする",
            "resident": resident,
        },
    )

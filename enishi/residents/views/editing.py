"""One form for one change: open the door, show what stands, call the verb, say what another wrote meanwhile."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from enishi.agencies.browser import HatRequest
from enishi.office import submissions
from enishi.office.errors import Overtaken, Refused, put_on
from enishi.residents import queries
from enishi.residents.access import OpenedResident, open_resident
from enishi.sharing.access import ONLY_TO_LOOK
from enishi.sharing.terms import InformationClass, Purpose

Save = Callable[[Any], Any]


def open_for(request: HatRequest, resident: UUID, *, word: str) -> OpenedResident:
    return open_resident(request.hat, resident, to=Purpose.SUPPORT, word=word)


def open_to_change(request: HatRequest, resident: UUID, *, word: str) -> OpenedResident:
    """As :func:`open_for`, for what changes the register.

    :raises Refused: to whom an emergency look alone opened it
    """
    person = open_for(request, resident, word=word)
    if person.only_to_look:
        raise Refused(ONLY_TO_LOOK)
    return person


def edit(
    request: HatRequest,
    resident: UUID,
    form: forms.Form,
    save: Save,
    *,
    title: str,
    saved: str,
    values: Callable[[], Mapping[str, Any]] | None = None,
    offer: Callable[[], Sequence[tuple[str, str]]] | None = None,
    template: str = "residents/edit.html",
    **more: Any,
) -> HttpResponse:
    """Show ``form``, or carry it out and go back to the person's page.

    :param values: what stands now, read again when somebody else was first
    :param offer: who else may be ticked; asked for when the form is drawn, not when it was carried out
    """
    status = 200
    theirs: list[tuple[str, str, str]] = []
    if request.method == "POST":
        if form.is_valid():
            try:
                with submissions.once(
                    submissions.key_of(request.POST),
                    "resident.form",
                    request.hat.membership_id,
                    at=timezone.now(),
                ) as first:
                    if first:
                        save(form)
            except Refused as refused:
                put_on(form, refused.reasons)
            except Overtaken as overtaken:
                theirs = _overtaken(form, overtaken, values() if values else {})
                status = 409
            else:
                messages.success(request, saved)
                return redirect("residents:resident", resident)
        if form.errors:
            status = 422
    if offer:
        form.offer(offer())  # type: ignore[attr-defined]
    face = queries.faces(request.hat, [resident], on=timezone.localdate()).get(resident)
    shown = {"form": form, "title": title, "resident": resident, "face": face, "theirs": theirs} | more
    return render(request, template, shown, status=status)


def _overtaken(form: forms.Form, overtaken: Overtaken, now: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(label, text stored, text typed) of every field that differs; the form gets the versions of now."""
    typed: Any = form.data.copy()  # type: ignore[attr-defined]
    differing = []
    for name, field in form.fields.items():
        if name.endswith("version") and name in now:
            typed[name] = str(now[name])
        elif name in overtaken.theirs:
            mine = _words(field, typed.get(name, ""))
            if mine != overtaken.theirs[name]:
                differing.append((str(field.label), overtaken.theirs[name], mine))
    form.data = typed
    return differing


def _words(field: forms.Field, value: str) -> str:
    if isinstance(field, forms.BooleanField):
        return "はい" if value else "いいえ"
    choices = dict(getattr(field, "choices", []))
    return str(choices.get(value, value))


def target(person: OpenedResident, information_class: InformationClass, resident: UUID) -> UUID:
    """The register into which something new of a class goes: the one asked for when it shows the class."""
    if person.opened.shows(resident, information_class):
        return resident
    return person.register_for(information_class) or resident

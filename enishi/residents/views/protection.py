"""Protected whereabouts: the state, the measure, who is protected with somebody and who is not, and lifting by two."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused
from enishi.residents import actions, queries
from enishi.residents.access import OpenedResident
from enishi.residents.forms import LeftOpenForm, MeasureForm, ProtectionForm
from enishi.residents.views.editing import edit, open_to_change
from enishi.residents.views.person import BOTH
from enishi.sharing.terms import InformationClass


@door("receive")
@require_http_methods(BOTH)
def protection(request: HatRequest, resident: UUID) -> HttpResponse:
    """The state of protection, for those alone who see the whereabouts."""
    person = open_to_change(request, resident, word="resident.protection")
    if not person.opened.shows(resident, InformationClass.LOCATION):
        raise NotFound("resident.protection", resident)
    seal = queries.whereabouts_seal(resident)
    told = [one.holder for one in queries.shared_with([resident])] if seal else []
    known = [*seal.holders, *told] if seal else []
    names = queries.holder_names(known, hat=request.hat, classes=person.classes)
    inside = set(seal.holders) if seal else set()
    more: dict[str, Any] = {
        "seal": seal,
        "holders": [names[one] for one in seal.holders if one in names] if seal else [],
        "others": [(one, names[one]) for one in dict.fromkeys(told) if one in names and one not in inside],
        "asked_by_me": bool(seal and seal.lift_asked_by == request.hat.staff_id),
    }
    return edit(
        request,
        resident,
        ProtectionForm(request.POST or None, initial={"protection": queries.protection_of(resident)}),
        lambda form: actions.protect_whereabouts(
            resident,
            protection=form.cleaned_data["protection"],
            together=form.cleaned_data["together"],
            by=request.hat,
            at=timezone.now(),
        ),
        title="居所の保護",
        saved="居所を保護しました。",
        offer=_others(request, person),
        template="residents/protection.html",
        **more,
    )


LIFTINGS = {
    "ask": (
        actions.ask_to_lift_protection,
        "protection.ask_to_lift",
        "保護の解除を求めますか。",
        ["鍵を持つ別の職員が承認すると、住所と固定電話が、閲覧権のある機関に見えるようになります。"],
        "解除を求める",
        "解除を求めました。別の職員の承認を待っています。",
    ),
    "agree": (
        actions.agree_to_lift_protection,
        "protection.agree_to_lift",
        "保護の解除を承認しますか。",
        [
            "住所と固定電話が、閲覧権のある機関に見えるようになります。",
            "住所はすべて「該当なし（確認済み）」になり、支援措置の記録は終わります。",
        ],
        "解除を承認する",
        "保護を解除しました。",
    ),
}


@door("receive")
@require_http_methods(BOTH)
def lift(request: HatRequest, resident: UUID, step: str) -> HttpResponse:
    """Ask that protection be lifted, or agree to what a colleague asked."""
    verb, word, question, sentences, label, done = LIFTINGS[step]
    person = open_to_change(request, resident, word=word)
    if not person.opened.shows(resident, InformationClass.LOCATION):
        raise NotFound("resident.protection", resident)
    if request.method == "POST":
        verb(resident, by=request.hat, at=timezone.now())
        messages.success(request, done)
        return redirect("residents:resident", resident)
    return render(
        request,
        "residents/confirm.html",
        {"question": question, "sentences": sentences, "label": label, "resident": resident},
    )


@door("receive")
@require_http_methods(BOTH)
def share_whereabouts(request: HatRequest, resident: UUID, holder: UUID) -> HttpResponse:
    """Give the key to an agency or a member of staff with whom the register is shared already."""
    person = open_to_change(request, resident, word="whereabouts.share")
    shared = {one.holder for one in queries.shared_with([resident])}
    if not person.opened.shows(resident, InformationClass.LOCATION) or holder not in shared:
        raise NotFound("whereabouts.share", resident)
    if request.method == "POST":
        actions.share_whereabouts(resident, holder=holder, by=request.hat, at=timezone.now())
        messages.success(request, "鍵を渡しました。住所と固定電話が見えるようになりました。")
        return redirect("residents:protection", resident)
    name = queries.holder_names([holder], hat=request.hat, classes=person.classes).get(holder, "")
    return render(
        request,
        "residents/confirm.html",
        {
            "question": f"{name}に、保護した居所を見せますか。",
            "sentences": [
                "住所と固定電話が見えるようになります。相手にも支援措置のことを必ず伝えてください。"
            ],
            "label": "鍵を渡す",
            "resident": resident,
        },
    )


@door("receive")
@require_http_methods(BOTH)
def add_measure(request: HatRequest, resident: UUID) -> HttpResponse:
    person = open_to_change(request, resident, word="measure.record")
    form = MeasureForm(request.POST or None, initial={"renews": request.GET.get("renews", "")})

    def save(form: MeasureForm) -> None:
        number = form.cleaned_data["staff_number"]
        party = queries.staff_of_number(number) if number else None
        if number and party is None:
            raise Refused("その職員番号の職員はいません。")
        together = form.cleaned_data["together"]
        actions.record_measure(
            resident, form.new_measure(party), together=together, by=request.hat, at=timezone.now()
        )

    return edit(
        request,
        resident,
        form,
        save,
        title="支援措置を記録する",
        saved="支援措置を記録しました。",
        offer=_others(request, person),
    )


@door("receive")
@require_http_methods(BOTH)
def left_open(request: HatRequest, resident: UUID, housemate: UUID) -> HttpResponse:
    """Say that somebody who lives with a protected person is not protected with them, and why; or say it otherwise."""
    person = open_to_change(request, resident, word="housemate.leave_open")
    found = queries.open_housemate(resident, housemate)
    if not person.opened.shows(resident, InformationClass.LOCATION) or found is None:
        raise NotFound("resident.page", housemate)

    def values() -> dict[str, object]:
        now = queries.open_housemate(resident, housemate)
        if now is None or now.decided is None:
            return {"version": ""}
        return {"reason": now.decided.reason, "note": now.decided.note, "version": now.decided.id}

    def save(form: LeftOpenForm) -> None:
        stood = form.cleaned_data["version"]
        actions.leave_open(
            resident, housemate, form.why(), instead_of=stood, by=request.hat, at=timezone.now()
        )

    return edit(
        request,
        resident,
        LeftOpenForm(request.POST or None, initial=values()),
        save,
        title="いっしょに保護しない",
        saved="いっしょに保護しないことを記録しました。",
        values=values,
        template="residents/left_open.html",
        housemate=lambda: queries.face_of_housemate(request.hat, housemate, on=timezone.localdate()),
    )


def _others(request: HatRequest, person: OpenedResident) -> Callable[[], list[tuple[str, str]]]:
    """Those who can be ticked to be protected with a person, each with what was decided about them."""

    def offered() -> list[tuple[str, str]]:
        people = queries.housemates_to_offer(request.hat, person.registers, on=timezone.localdate())
        return [(str(face.id), _called(face, decided)) for face, decided in people]

    return offered


def _called(face: queries.Face, decided: queries.Decided | None) -> str:
    known = "　".join(one for one in (f"{face.name}（{face.kana}）" if face.kana else face.name, face.age_text) if one)
    return f"{known}　― いっしょに保護しないと決めています（{decided.said}）" if decided else known

"""機関のできること: who can do what, told by the agencies, with the day it was last confirmed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enishi.agencies.browser import HatRequest
from enishi.agencies.egress import hand_out
from enishi.agencies.views.frame import asked, page_of
from enishi.community.actions import activities as verbs
from enishi.community.forms.activities import CapabilityForm
from enishi.community.queries import activities as queries
from enishi.community.terms import Target
from enishi.community.views.frame import done, drafted, form_page
from enishi.community.views.gathering import frame_of, values_of
from enishi.office.asked import ways_out
from enishi.office.doors import SIGNED_IN, door
from enishi.office.submissions import key_of

CAPABILITY_FILTERS = ("q", "target", "state", "sort")


@door(SIGNED_IN)
@require_safe
def capabilities(request: HatRequest) -> HttpResponse:
    """Who can do what, and when that was last confirmed."""
    today = timezone.localdate()
    wanted = asked(request, *CAPABILITY_FILTERS)
    page = page_of(request, queries.capabilities(wanted, on=today))
    labels = dict(Target.choices)
    context = frame_of(request, "community:capabilities") | {
        "page": page,
        "rows": [
            (
                one,
                [labels.get(code, code) for code in one.targets],
                bool(one.verify_by and one.verify_by < today),
            )
            for one in page
        ],
        "wanted": wanted,
        "filtered": any(wanted[name] for name in ("q", "target", "state")),
        "targets": Target.choices,
        "states": (("stale", "確認の期限切れ"),),
        "exports": ways_out(request, "community:capabilities-export"),
    }
    return render(request, "community/capabilities.html", context)


@door(SIGNED_IN)
@require_safe
def capabilities_export(request: HatRequest, form: str) -> HttpResponse:
    """The same as a file."""
    labels = dict(Target.choices)
    rows = [
        [one.agency.name, one.what, "、".join(str(labels.get(code, code)) for code in one.targets), one.how, one.agency.phone,
         one.confirmed_on, one.confirmed_name, one.verify_by]
        for one in queries.capabilities(asked(request, *CAPABILITY_FILTERS), on=timezone.localdate())
    ]  # fmt: skip
    heads = ["機関", "できること", "対象", "頼み方・条件", "電話", "確認した日", "確認した人", "確認の期限"]
    return hand_out(
        request.hat,
        word="capability.list",
        title="機関のできること",
        heads=heads,
        rows=rows,
        form=form,
        at=timezone.now(),
    )


def _capability_values(form: CapabilityForm) -> dict[str, Any]:
    told = values_of(form)
    return told | {"agency_id": UUID(told.pop("agency"))}


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def capability_new(request: HatRequest) -> HttpResponse:
    """Tell what an agency can do."""
    today = timezone.localdate()
    draft, sent = drafted(request, "community.capability")
    form = CapabilityForm(
        sent,
        initial={"agency": request.hat.agency_name},
        find=lambda words: queries.agency_choices(words, on=today),
    )
    back = reverse("community:capabilities")
    if request.method == "POST" and form.is_valid():
        key = key_of(request.POST)

        def verb() -> None:
            verbs.add_capability(_capability_values(form), by=request.hat, at=timezone.now(), key=key)

        if done(request, form, verb, "できることを登録しました。"):
            return redirect(back)
    above = (("機関のできること", back),)
    return form_page(request, form, "機関のできることを書く", back, above, "登録する", draft=draft)


@door("tend")
@require_http_methods(["GET", "HEAD", "POST"])
def capability_edit(request: HatRequest, capability_id: UUID) -> HttpResponse:
    """Change it, or end it."""
    today = timezone.localdate()
    found = queries.capability_page(capability_id)
    initial = {name: getattr(found, name) for name in ("version", "what", "targets", "how", "ends_on")}
    draft, sent = drafted(request, "community.capability_change", capability_id)
    form = CapabilityForm(
        sent,
        initial=initial | {"agency": found.agency.name},
        find=lambda words: queries.agency_choices(words, on=today),
    )
    back = reverse("community:capabilities")
    if request.method == "POST" and form.is_valid():

        def verb() -> None:
            verbs.change_capability(
                capability_id,
                _capability_values(form),
                version=form.cleaned_data["version"],
                by=request.hat,
                at=timezone.now(),
            )

        if done(request, form, verb, "変更を保存しました。"):
            return redirect(back)
    above = (("機関のできること", back),)
    return form_page(request, form, f"{found.what} を変更する", back, above, "保存する", draft=draft)


@door("tend")
@require_POST
def capability_confirm(request: HatRequest, capability_id: UUID) -> HttpResponse:
    """It is still so."""
    verbs.confirm_capability(capability_id, by=request.hat, at=timezone.now())
    messages.success(request, "確かめたことを記録しました。")
    return redirect("community:capabilities")

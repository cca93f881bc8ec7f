"""Asking a host by a link: the card is written, released, and its link shown this once."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.actions.cards import Released
from enishi.agencies.browser import HatRequest
from enishi.agencies.views.cards import NO_EDGE, Shown, link_page
from enishi.intake.views.frame import carried_out
from enishi.office.doors import door
from enishi.participation import actions
from enishi.participation.forms.asking import AskHostForm
from enishi.participation.queries.profile import told
from enishi.participation.terms import AskKind, PlacementState, Side
from enishi.participation.views.frame import BOTH, done, form_page
from enishi.participation.views.placing import placed


@door("lead")
@require_http_methods(BOTH)
def ask(request: HatRequest, case_id: UUID, placement_id: UUID) -> HttpResponse:
    """受入先に紙面を渡す."""
    found, context = placed(request, case_id, placement_id)
    posted = request.method == "POST"
    begun = found.row.state in (PlacementState.TRIAL, PlacementState.REGULAR)
    profile = told(context["brief"].found.opened.classes, [found.row.binder_id])[found.row.binder_id]
    initial = {
        "kind": AskKind.FOLLOW if begun else AskKind.INVITE,
        "able": "\n".join(filter(None, [profile.words(Side.LIKES), profile.words(Side.CAN)])),
        "needs": profile.words(Side.NEEDS),
    }
    form = AskHostForm(request.POST if posted else None, initial=initial)
    made: list[Released] = []
    if posted and form.is_valid():

        def send() -> None:
            made.append(actions.ask_host(case_id, placement_id, form.ask(), by=request.hat, at=timezone.now()))

        if carried_out(request, form, send, "") and made:
            back, crumbs = context["here"] + "#asks", context["crumbs"]
            shown = Shown("受入先", "参加する場", found.row.name, back, "受入れのページへ", crumbs)
            return link_page(request, made[0], shown)
    crumbs = [*context["crumbs"], {"label": "受入れ", "url": context["here"]}]
    more = {
        "crumbs": crumbs,
        "back": context["here"],
        "version": None,
        "kept": {},
        "lead": [] if settings.EDGE_ADDRESS else [NO_EDGE],
    }
    return form_page(request, form, heading="受入先に紙面を渡す", label="リンクをつくる", **(context | more))



@door("lead")
@require_http_methods(BOTH)
def close(request: HatRequest, case_id: UUID, placement_id: UUID) -> HttpResponse:
    """渡した紙面を閉じる."""
    _, context = placed(request, case_id, placement_id)

    def verb() -> None:
        actions.close_host_ask(case_id, placement_id, by=request.hat, at=timezone.now())

    if request.method == "POST" and done(request, None, "participation.ask_close", verb, "紙面を閉じました。"):
        return redirect(context["here"] + "#asks")
    crumbs = [*context["crumbs"], {"label": "受入れ", "url": context["here"]}]
    more = context | {"crumbs": crumbs, "back": context["here"], "version": None, "kept": {}, "kind": "danger"}
    consequences = [
        "受入先がリンクを開いても、もう何も見えません。回答もできません。",
        "あらためて渡すには、新しい紙面をつくります。",
    ]
    return form_page(
        request,
        None,
        heading="渡した紙面を閉じる",
        label="閉じる",
        **(more | {"lead": consequences}),
    )

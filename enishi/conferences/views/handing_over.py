"""事務局の引き継ぎ: handing a meeting over to a colleague, taking it over with a reason, and who reviews that; and 引き受け by a
coordinator, of what nobody keeps."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.conferences import actions
from enishi.conferences.access import OpenedConference, open_conference
from enishi.conferences.forms.calling import HandOverForm
from enishi.conferences.queries.handovers import (
    colleagues,
    handover_list,
    handover_sheet,
    is_left,
    left_list,
    left_sheet,
)
from enishi.conferences.rules.reasons import ONLY_ITS_OFFICE
from enishi.conferences.views.frame import BOTH, LIST, around, at_conference, done, form_page, sent_before
from enishi.intake.views.frame import taken_away
from enishi.office.asked import page_number, version_of, ways_out
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused
from enishi.residents.rules.reference import reference

WORD = "conference.hand_over"
NOBODY = "引き継げる人が、この機関にほかにいません。会議を招集できる役割の職員を、システム管理者に登録してもらってください。"
TOLD = "招集した人と、個人情報保護の責任者に知らせます。引き継ぎの記録は残ります。"
HANDED = [
    "この会議のすべての議題が、すぐに、引き継いだ人に開きます。あなたには、参加している議題だけが残ります。",
    "日時・構成員・議題・参加者・実行は、引き継いだ人だけができるようになります。",
    "引き継いだ人と、個人情報保護の責任者に知らせます。引き継ぎの記録は残ります。",
]
TAKEN = [
    "招集した人が不在のときに使います。この会議のすべての議題が、すぐに、あなたに開きます。",
    "招集した人には、参加している議題だけが残ります。日時・構成員・議題・参加者・実行は、あなただけができるようになります。",
    TOLD,
]
RESCUED = [
    "招集した人が離れ、その機関に引き継げる人がいない会議だけを引き受けられます。",
    "この会議のすべての議題が、すぐに、あなたに開きます。これからは、自分の機関が招集した会議になります。",
    "構成員と、個人情報保護の責任者に知らせます。引き継ぎの記録は残ります。",
]


@door("lead")
@require_http_methods(BOTH)
def hand_over(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """事務局を引き継ぐ: by who convened to a colleague; by a colleague for oneself, with a reason."""
    found = open_conference(request.hat, conference_id, word=WORD)
    if sent_before(request, WORD):
        return redirect(at_conference(conference_id))
    if not (found.convenes or found.may_take_over):
        raise Refused("この会議を招集できる役割の人だけが引き継げます。" if found.is_of_its_office else ONLY_ITS_OFFICE)
    others = colleagues(found, timezone.localdate()) if found.convenes else None
    if others == []:
        raise Refused(NOBODY)
    form = HandOverForm(request.POST or None, colleagues=others)
    if request.method == "POST" and form.is_valid() and _handed(request, found, form):
        return redirect(at_conference(conference_id))
    return form_page(
        request,
        form,
        heading="事務局を引き継ぐ",
        label="引き継ぐ",
        consequences=HANDED if found.convenes else TAKEN,
        **around(found),
    )


def _handed(request: HatRequest, found: OpenedConference, form: HandOverForm) -> bool:
    to, reason, version = form.to(request.hat.membership_id), form.cleaned_data["reason"], version_of(request)

    def keep() -> None:
        actions.hand_over(found.id, to, reason=reason, version=version, by=request.hat, at=timezone.now())

    return done(request, form, WORD, keep, "事務局を引き継ぎました。")


@door("review")
@require_safe
def handovers(request: HatRequest) -> HttpResponse:
    """Who took which meeting over, from whom and why; of whom it speaks is not there."""
    context = {"listing": handover_list(page_number(request))}
    return render(request, "conferences/handovers.html", context | ways_out(request, "conferences:handovers-export"))


@door("review")
@require_safe
def handovers_export(request: HatRequest, form: str) -> HttpResponse:
    return taken_away(request, "conference.handovers", handover_sheet(), form)


@door("coordinate", "review")
@require_safe
def left(request: HatRequest) -> HttpResponse:
    """事務局のいない会議: whose convener is gone, and whose office has nobody else; or all whose convener is gone."""
    every, here = _every(request), reverse("conferences:left")
    context = {
        "listing": left_list(every=every, page=page_number(request)),
        "tabs": [
            {"label": "引き継げる人がいない", "url": here, "current": not every, "count": None},
            {"label": "招集した人が離れた会議すべて", "url": f"{here}?show=all", "current": every, "count": None},
        ],
        "may_rescue": "coordinate" in request.hat.may,
    }
    return render(request, "conferences/left.html", context | ways_out(request, "conferences:left-export"))


def _every(request: HatRequest) -> bool:
    return request.GET.get("show") == "all"


@door("coordinate", "review")
@require_safe
def left_export(request: HatRequest, form: str) -> HttpResponse:
    return taken_away(request, "conference.left", left_sheet(every=_every(request)), form)


@door("coordinate")
@require_http_methods(BOTH)
def rescue(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """引き受ける: a coordinator, with a reason."""
    if sent_before(request, "conference.rescue"):
        return redirect(at_conference(conference_id))
    if not is_left(conference_id):
        raise NotFound("conference.rescue", conference_id)
    form = HandOverForm(request.POST or None, colleagues=None)

    def take() -> None:
        given = form.cleaned_data["reason"]
        actions.rescue_conference(conference_id, reason=given, by=request.hat, at=timezone.now())

    if request.method == "POST" and form.is_valid() and done(request, form, "conference.rescue", take, "会議を引き受けました。"):
        return redirect(at_conference(conference_id))
    here = reverse("conferences:left")
    return form_page(
        request,
        form,
        heading=f"会議 {reference(conference_id)} を引き受ける",
        label="引き受ける",
        consequences=RESCUED,
        back=here,
        crumbs=[LIST, {"label": "事務局のいない会議", "url": here}],
        page_id=f"会議 {reference(conference_id)}",
    )

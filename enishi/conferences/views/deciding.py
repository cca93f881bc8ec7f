"""決定: written down live, carried out after the meeting, answered by who is to do it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.cases.actions import NewClosing
from enishi.cases.forms.moving import CloseForm
from enishi.cases.queries import case_brief
from enishi.cases.queries.closing import judged_for_closing, who_leads
from enishi.cases.terms import CaseState
from enishi.cases.views.moving import CLOSED
from enishi.conferences import actions
from enishi.conferences.access import OpenedItem, open_item
from enishi.conferences.forms.deciding import DecisionForm, RefuseForm, WordForm
from enishi.conferences.queries import choosing
from enishi.conferences.queries.conference_page import conference_page
from enishi.conferences.queries.decision_lines import DecisionLine, as_typed, lines_of
from enishi.conferences.queries.item_page import agencies_of, item_page
from enishi.conferences.queries.names import EVERYTHING, told_in
from enishi.conferences.terms import AgendaPurpose, ConferenceState, DecisionKind, DecisionState
from enishi.conferences.views.frame import BOTH, around, around_item, done, only_convener, only_its_office
from enishi.intake.views.frame import carried_out
from enishi.office import submissions
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.office.ids import identity
from enishi.sharing.terms import Purpose

MEANT: dict[str, DecisionKind] = {
    AgendaPurpose.PLAN: DecisionKind.ADOPT_PLAN,
    AgendaPurpose.AFTERWARDS: DecisionKind.ADOPT_PLAN,
    AgendaPurpose.SUSPEND: DecisionKind.SUSPEND,
    AgendaPurpose.CLOSE: DecisionKind.CLOSE,
}
"""What is decided where a case stands on the agenda for this."""


@door("answer")
@require_http_methods(BOTH)
def decide(request: HatRequest, item_id: UUID) -> HttpResponse:
    """決定を記録する, in the meeting: agency × what × until when × what it can contribute."""
    page = item_page(request.hat, item_id, at=timezone.now(), word="conference.decide")
    only_its_office(page.found)
    instead = identity(request.GET.get("instead", ""))
    before = as_typed(instead, item_id) if instead else None
    if instead and before is None and request.method == "GET":
        return redirect("conferences:line", item_id, instead)
    form = line_form(page.found, request.POST or None, page.lines, before)
    if request.method == "POST" and form.is_valid():
        key = submissions.key_of(request.POST)

        def keep() -> None:
            new = form.decision()
            actions.decide(item_id, new, instead=instead, by=request.hat, at=timezone.now(), submission=key)

        if carried_out(request, form, keep, "決定を書き直しました。" if instead else "決定を記録しました。"):
            return redirect(_where(request, item_id))
    context = {
        "page": page,
        "form": form,
        "before": before,
        "heading": "決定を書き直す" if before else "決定を記録する",
        **around_item(page.found),
    }
    return render(request, "conferences/decide.html", context, status=422 if form.errors else 200)


def line_form(
    found: OpenedItem, sent: QueryDict | None, lines: Sequence[DecisionLine], before: Mapping[str, Any] | None = None
) -> DecisionForm:
    """What this kind of meeting may decide, for agencies that sit here; first what the item stands on the agenda for.

    :param lines: what is decided already
    :param before: the line that is written anew, as it was typed
    """
    kinds = [one for one in DecisionKind.choices if one[0] in found.conference.needs.may_decide]
    kinds.sort(key=lambda one: one[0] != DecisionKind.ROLE)
    plans = choosing.plans_to_decide(found.row.case_id)
    meant, given = MEANT.get(found.row.purpose), {}
    told = {one.kind_code for one in lines if one.state_code != DecisionState.CANCELLED}
    if meant in {one for one, _ in kinds} - told and (plans or meant != DecisionKind.ADOPT_PLAN):
        what = "プランのとおり支援する。" if meant == DecisionKind.ADOPT_PLAN else ""
        given = {"kind": meant, "agency": str(found.conference.row.agency_id), "what": what}
    return DecisionForm(sent, kinds=kinds, agencies=agencies_of(found), plans=plans, initial=before or given)


def _where(request: HatRequest, item_id: UUID) -> str:
    """Back to where the line was typed: the projected page, for the same people in the room, or the form."""
    asked = request.POST.get("screen", "")
    if not asked or len(asked) > 2000:
        return reverse("conferences:decide", args=[item_id])
    again = QueryDict(asked).urlencode() if asked != "-" else ""
    return reverse("conferences:screen", args=[item_id]) + (f"?{again}" if again else "")


@door("lead")
@require_http_methods(BOTH)
def enact(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """決定を実行する: each line by itself; what does not act says why, and stays."""
    now = timezone.now()
    page = conference_page(request.hat, conference_id, at=now, word="conference.enact")
    only_convener(page.found)
    refused: dict[UUID, list[str]] = {}
    acted = request.method == "POST"
    if acted:
        refused = actions.enact_all(conference_id, by=request.hat, at=now)
    found = lines_of(request.hat, dict.fromkeys((one.id for one in page.items), EVERYTHING), on=timezone.localdate(now))
    who = {one.id: one.who for one in page.items}
    rows = [
        {"line": one, "who": who.get(one.item, ""), "reasons": refused.get(one.id, [])}
        for one in found
        if one.state_code != DecisionState.CANCELLED
    ]
    unwritten = [one for one in page.items if not one.withdrawn and one.minutes != "確定"]
    context = {
        "page": page,
        "rows": rows,
        "acted": acted,
        "refused": len(refused),
        "open": sum(one.state_code == DecisionState.DECIDED for one in found),
        "may_enact": page.found.row.state in (ConferenceState.HELD, ConferenceState.CONFIRMED),
        "unwritten": unwritten if page.found.row.state == ConferenceState.HELD else [],
        "heading": "決定を実行する",
        **around(page.found),
    }
    return render(request, "conferences/enact.html", context)


@door("answer")
@require_http_methods(BOTH)
def line(request: HatRequest, item_id: UUID, line_id: UUID) -> HttpResponse:
    """One line: taking it on, refusing with a reason, saying that it is done, taking it back."""
    found = open_item(request.hat, item_id, word="conference.line")
    shown = next(
        (one for one in lines_of(request.hat, {item_id: told_in(found)}, on=timezone.localdate()) if one.id == line_id), None
    )
    if shown is None:
        raise NotFound("conference.line", line_id)
    do = request.POST.get("do", "")
    refuse = RefuseForm(request.POST if do == "decline" else None, prefix="decline")
    finish = WordForm(request.POST if do in ("done", "accept") else None, prefix="done")
    given = {"reason": shown.reason_code}
    close = CloseForm(request.POST if do == "close" else None, prefix="close", initial=given)
    if request.method == "POST" and _changed(request, line_id, do, refuse, finish, close):
        return redirect("conferences:line", item_id, line_id)
    asked = shown.state_code == DecisionState.ASKED and shown.ours
    accepted = shown.state_code == DecisionState.ACCEPTED
    own = found.convenes
    may_enact = (
        found.conference.convenes
        and shown.state_code == DecisionState.DECIDED
        and found.conference.row.state in (ConferenceState.HELD, ConferenceState.CONFIRMED)
    )
    context = {
        "line": shown,
        "refuse": refuse,
        "finish": finish,
        "may_answer": asked,
        "may_finish": accepted and (shown.ours or (own and not shown.by_role)),
        "may_enact": may_enact,
        **_closing(request, found, close if may_enact and shown.kind_code == DecisionKind.CLOSE else None),
        "may_rewrite": own and shown.state_code == DecisionState.DECIDED and not found.is_confirmed,
        "may_cancel": own and shown.state_code not in (DecisionState.DONE, DecisionState.CANCELLED),
        "heading": "会議で決まったこと",
        **around_item(found),
    }
    wrong = bool(refuse.errors or finish.errors or close.errors)
    return render(request, "conferences/line.html", context, status=422 if wrong else 200)


def _closing(request: HatRequest, found: OpenedItem, form: CloseForm | None) -> dict[str, Any]:
    """What is asked when 終結 is enacted, as on the case's own page; nothing where the case is out of sight or watched."""
    if form is None or found.row.case_id is None:
        return {}
    try:
        brief = case_brief(
            request.hat, found.row.case_id, at=timezone.now(), word="conference.enact", to=Purpose.CONFERRING
        )
    except NotFound:
        return {}
    if brief.row.state == CaseState.WATCHING:
        return {}
    return {
        "close": form,
        "judged": judged_for_closing(brief),
        "lead": who_leads(brief),
        "brief_id": brief.row.pk,
        "consequences": CLOSED,
    }


def _changed(
    request: HatRequest, line_id: UUID, do: str, refuse: RefuseForm, finish: WordForm, close: CloseForm
) -> bool:
    at, by = timezone.now(), request.hat
    if do == "close":
        return close.is_valid() and done(
            request,
            close,
            "conference.close",
            lambda: actions.enact(line_id, closing=NewClosing(**close.cleaned_data), by=by, at=at),
            "ケースを終結しました。見守りの日が入っています。",
        )
    if do == "accept":
        words = finish.cleaned_data["text"] if finish.is_valid() else ""
        return done(
            request,
            None,
            "conference.accept",
            lambda: actions.answer_line(line_id, accept=True, text=words, by=by, at=at),
            "引き受けました。",
        )
    if do == "decline":
        return refuse.is_valid() and done(
            request,
            refuse,
            "conference.decline",
            lambda: actions.answer_line(line_id, accept=False, **refuse.cleaned_data, by=by, at=at),
            "引き受けられないことを知らせました。次の会議の議題にのります。",
        )
    if do == "done":
        return finish.is_valid() and done(
            request,
            finish,
            "conference.line_done",
            lambda: actions.finish_line(line_id, text=finish.cleaned_data["text"], by=by, at=at),
            "実施済みにしました。",
        )
    if do == "enact":
        return done(
            request, None, "conference.enact", lambda: actions.enact(line_id, by=by, at=at), "実行しました。"
        )
    if do == "cancel":
        return done(
            request,
            None,
            "conference.cancel_line",
            lambda: actions.cancel_line(line_id, by=by, at=at),
            "決定を取り消しました。",
        )
    return False

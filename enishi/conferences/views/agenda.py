"""議題: putting a case, seating members with classes, bringing along, the order, taking off; 支援対象の決定."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.cases.access import open_case
from enishi.cases.queries import find_by_reference
from enishi.cases.queries.outreach import reached
from enishi.cases.views.frame import back
from enishi.conferences import actions
from enishi.conferences.access import open_conference, open_item
from enishi.conferences.forms.agenda import (
    ChooseForm,
    ForCaseForm,
    ItemForm,
    OrderForm,
    SeatForm,
    SupportForm,
    ThemeForm,
)
from enishi.conferences.queries import choosing
from enishi.conferences.queries.conference_page import item_lines, members_of
from enishi.conferences.queries.earlier import earlier_rooms
from enishi.conferences.queries.item_page import seats_of
from enishi.conferences.terms import About, AgendaPurpose
from enishi.conferences.views.frame import (
    BOTH,
    LIST,
    around,
    around_item,
    at_conference,
    at_item,
    done,
    form_page,
    only_convener,
    only_its_office,
    sent_before,
)
from enishi.intake.views.frame import carried_out
from enishi.office import submissions
from enishi.office.doors import door
from enishi.office.ids import identity
from enishi.residents.rules.reference import reference
from enishi.sharing.terms import InformationClass, Purpose

PUT = "議題にしました。参加してもらう人と、見せる区分を決めてください。"


@door("lead")
@require_http_methods(BOTH)
def for_case(request: HatRequest, case_id: UUID) -> HttpResponse:
    """会議にかける, from the page of a case: a meeting that is called already, or a new one."""
    now = timezone.now()
    case = open_case(request.hat, case_id, to=Purpose.CONFERRING, word="conference.put")
    meetings = choosing.meetings_to_put_to(request.hat, at=now)
    chosen = identity(request.GET.get("conference", ""))
    initial = {
        "conference": str(chosen or (meetings[0][0] if len(meetings) == 1 else "")),
        "who": choosing.who_it_is_about(request.hat, case, at=now),
        "purpose": AgendaPurpose.PLAN if choosing.plans_to_decide(case_id) else AgendaPurpose.SUPPORT,
    }
    form = ForCaseForm(request.POST or None, meetings=meetings, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        new = actions.NewItem(AgendaPurpose(given["purpose"]), given["who"], case_id)
        made = _put(request, form, given["conference"], new)
        if made:
            return redirect("conferences:seats", made)
    context = {
        "form": form,
        "meetings": meetings,
        "case_id": case_id,
        "decided": choosing.decided_on(case_id),
        "before": choosing.meetings_of(case_id),
        "reached": reached(case_id, {case_id: ""}, on=timezone.localdate(now)),
        "heading": "会議にかける",
        "crumbs": [
            {"label": "ケース", "url": "/cases/"},
            {"label": f"ケース {reference(case_id)}", "url": back(case_id)},
        ],
        "back": back(case_id),
    }
    return render(request, "conferences/for_case.html", context, status=422 if form.errors else 200)


def _put(request: HatRequest, form: Any, conference: UUID | None, new: actions.NewItem) -> str:
    """The id of the item that a form made, also when it is sent a second time."""
    key, made = submissions.key_of(request.POST), []

    def keep() -> None:
        member, at = request.hat.membership_id, timezone.now()
        with submissions.once(key, "form conference.put", member, at=at) as first:
            if first:
                first.answer = str(actions.put_item(conference, new, by=request.hat, at=at))  # type: ignore[arg-type]
        made.append(first.answer)

    return made[0] if carried_out(request, form, keep, PUT) else ""


@door("lead")
@require_http_methods(BOTH)
def put(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """議題を入れる, from the page of a meeting."""
    found = open_conference(request.hat, conference_id, word="conference.put")
    only_convener(found)
    now = timezone.now()
    theme = found.needs.about == About.THEME
    form: ThemeForm | ItemForm = (
        ThemeForm(request.POST or None)
        if theme
        else ItemForm(request.POST or None, cases=choosing.cases_to_put(request.hat, at=now))
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        case = None if theme else given.get("case")
        if given.get("reference"):
            case = find_by_reference(request.hat, given["reference"], at=now)
        purpose = AgendaPurpose.THEME if theme else AgendaPurpose(given["purpose"])
        if given.get("reference") and case is None:
            form.add_error("reference", "この番号のケースが見つかりません。番号を確かめてください。")
        else:
            made = _put(request, form, conference_id, actions.NewItem(purpose, given["who"], case))
            if made:
                return redirect("conferences:seats", made)
    return form_page(
        request,
        form,
        heading="議題を入れる",
        label="議題にする",
        consequences=[
            "議題ごとに部屋ができます。参加を決めた人だけに、決めた区分だけが、会議の前後の期間だけ見えます。"
        ],
        joined=["case"],
        **around(found),
    )


@door("lead")
@require_http_methods(BOTH)
def seats(request: HatRequest, item_id: UUID) -> HttpResponse:
    """参加してもらう人と見せる区分; several at once, or taking a seat back."""
    found = open_item(request.hat, item_id, word="conference.seat")
    only_convener(found.conference)
    if sent_before(request, "conference.seat"):
        return redirect("conferences:seats", item_id)
    seated = seats_of(found)
    taken = {one.member for one in seated}
    members, _ = members_of(found.conference)
    free = [(str(one.id), one.label) for one in members if one.id not in taken]
    unseat = request.POST.get("do") == "unseat"
    form = SeatForm(
        None if unseat else request.POST or None,
        members=free,
        held=found.classes & ~InformationClass.INFORMANT,
    )
    if unseat and done(
        request, None, "conference.unseat", lambda: _unseat(request, item_id), "議題から外しました。"
    ):
        return redirect("conferences:seats", item_id)
    if request.method == "POST" and not unseat and form.is_valid():
        given = form.cleaned_data

        def seat() -> None:
            for member in given["members"]:
                actions.seat_member(
                    item_id, member, classes=given["classes"], by=request.hat, at=timezone.now()
                )

        if done(request, form, "conference.seat", seat, "議題への参加を決めました。"):
            return redirect("conferences:seats", item_id)
    context = {
        "form": form,
        "seated": seated,
        "free": free,
        "found": found,
        "heading": "参加してもらう人",
        **around_item(found),
    }
    return render(request, "conferences/seats.html", context, status=422 if form.errors else 200)


def _unseat(request: HatRequest, item_id: UUID) -> None:
    seat = identity(request.POST.get("seat", ""))
    if seat:
        actions.unseat([seat], by=request.hat, at=timezone.now())


@door("lead")
@require_http_methods(BOTH)
def withdraw(request: HatRequest, item_id: UUID) -> HttpResponse:
    """議題を取り下げる."""
    found = open_item(request.hat, item_id, word="conference.withdraw")
    only_convener(found.conference)
    if request.method == "POST":

        def end() -> None:
            actions.withdraw_item(item_id, by=request.hat, at=timezone.now())

        if done(request, None, "conference.withdraw", end, "議題を取り下げました。"):
            return redirect(at_conference(found.conference.id, "items"))
    return form_page(
        request,
        None,
        heading="議題を取り下げる",
        label="取り下げる",
        kind="danger",
        consequences=[
            "参加している人には、この議題がすぐに見えなくなります。元には戻せません。",
            "共有された情報の記録は、招集した人に残ります。もう一度話すときは、新しく議題を入れます。",
        ],
        **around_item(found),
    )


@door("lead")
@require_http_methods(BOTH)
def order(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """議題の順番を変える."""
    found = open_conference(request.hat, conference_id, word="conference.order")
    only_convener(found)
    if sent_before(request, "conference.order"):
        return redirect(at_conference(conference_id, "items"))
    items = [(one.id, one.who) for one in item_lines(found, word="conference.order") if not one.withdrawn]
    form = OrderForm(request.POST or None, items=items)
    if request.method == "POST" and form.is_valid():

        def keep() -> None:
            actions.order_items(conference_id, form.order(), by=request.hat, at=timezone.now())

        if done(request, form, "conference.order", keep, "議題の順番を変えました。"):
            return redirect(at_conference(conference_id, "items"))
    return form_page(
        request,
        form,
        heading="議題の順番を変える",
        label="この順番にする",
        need="none",
        consequences=["小さい番号から順に並びます。同じ番号は、今の順のままです。"],
        **around(found),
    )


@door("answer")
@require_http_methods(BOTH)
def bring(request: HatRequest, item_id: UUID) -> HttpResponse:
    """前回の会議から持ってくる, ticked one by one."""
    found = open_item(request.hat, item_id, word="conference.bring")
    only_its_office(found)
    rooms = earlier_rooms(request.hat, found)
    known = {line.id: one.item for one in rooms for line in one.lines}
    form = ChooseForm(request.POST or None, rows=list(known), must="持ってくるものを選んでください。")
    if request.method == "POST" and form.is_valid():

        def copy() -> None:
            chosen = form.cleaned_data["chosen"]
            for room in rooms:
                rows = [one for one in chosen if known[one] == room.item]
                if rows:
                    actions.bring_along(item_id, room.item, rows, by=request.hat, at=timezone.now())

        if done(request, form, "conference.bring", copy, "前回の情報を持ってきました。"):
            return redirect(at_item(item_id))
    context = {
        "form": form,
        "rooms": rooms,
        "chosen": request.POST.getlist("chosen"),
        "heading": "前回の会議から持ってくる",
        **around_item(found),
    }
    return render(request, "conferences/bring.html", context, status=422 if form.errors else 200)


@door("lead")
@require_http_methods(BOTH)
def support(request: HatRequest, case_id: UUID) -> HttpResponse:
    """支援対象の決定を記録する: what 重層的支援会議 asks for."""
    open_case(request.hat, case_id, to=Purpose.SUPPORT, word="case.decide_support")
    form = SupportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def keep() -> None:
            actions.decide_support(case_id, **form.cleaned_data, by=request.hat, at=timezone.now())

        if done(request, form, "case.decide_support", keep, "支援対象の決定を記録しました。"):
            return redirect("conferences:for-case", case_id)
    return form_page(
        request,
        form,
        heading="支援対象の決定を記録する",
        label="記録する",
        consequences=["市がこのケースを支援すると決めた日を記録します。プランの支援決定とは別のものです。重層的支援会議に諮れるようになります。"],
        crumbs=[LIST, {"label": f"ケース {reference(case_id)}", "url": back(case_id)}],
        back=f"/conferences/for/{case_id}/",
        page_id=f"ケース {reference(case_id)}",
    )

"""会議キット: getting it ready, one's own copy, papers for the table, what was handed out and came back."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.conferences import actions
from enishi.conferences.access import OpenedConference, find_conference, open_conference, open_item
from enishi.conferences.forms.kits import BriefForm, TableForm, TickForm
from enishi.conferences.queries import kit as queries
from enishi.conferences.queries.briefing import to_write
from enishi.conferences.queries.kit import KitPage, kit_page
from enishi.conferences.rules.kit import kit
from enishi.conferences.views.frame import (
    BOTH,
    around,
    around_item,
    at_item,
    carried,
    done,
    only_convener,
    only_its_office,
)
from enishi.office import drafts, egress
from enishi.office.doors import door
from enishi.office.errors import Refused
from enishi.residents.rules.reference import reference
from enishi.sharing.terms import InformationClass, Purpose

NOTHING_OPEN = (
    "あなたに開いている議題がありません。守秘の確認がまだのときは、先に確認してください。"
    "議題は、参加が決まった人に、会議の前後の期間だけ開きます。"
)
NOTHING_SHARED = "この機関に渡せる議題がありません。参加している全員が見てよい情報だけを渡せます。"


@door("answer")
@require_http_methods(BOTH)
def meeting_kit(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """The kit: for who convenes everything about it, for a member one's own copy."""
    found = open_conference(request.hat, conference_id, word="conference.kit")
    page, do = kit_page(found, at=timezone.now()), request.POST.get("do", "")
    if request.method == "POST":
        only_convener(found)
    agencies = queries.seated_agencies(conference_id) if page.may_number and page.row else []
    table = TableForm(
        request.POST if do == "table" else None,
        agencies=agencies,
        needs_pledge=found.needs.needs_pledge,
    )
    ticks = TickForm(request.POST if do == "tick" else None, copies=[one.id for one in page.copies])
    if request.method == "POST" and _sent(request, conference_id, do, table, ticks):
        return redirect("conferences:kit", conference_id)
    return _drawn(request, found, page, table, ticks)


def _sent(request: HatRequest, conference: UUID, do: str, table: TableForm, ticks: TickForm) -> bool:
    hat = request.hat
    if do == "make":

        def make() -> None:
            actions.make_kit(conference, by=hat, at=timezone.now())

        return done(request, None, "conference.kit_made", make, "写しに番号を付けました。")
    if do == "table" and table.is_valid():

        def add() -> None:
            actions.copy_for_the_table(conference, table.new_copy(), by=hat, at=timezone.now())

        return done(request, table, "conference.kit_table", add, "席上で渡す写しに番号を付けました。")
    if do == "tick" and ticks.is_valid():

        def tick() -> None:
            actions.tick_copies(conference, ticks.wanted(), ticks.seen(), by=hat, at=timezone.now())

        return done(request, ticks, "conference.kit_ticked", tick, "配布と回収を記録しました。")
    return False


def _drawn(
    request: HatRequest, found: OpenedConference, page: KitPage, table: TableForm, ticks: TickForm
) -> HttpResponse:
    wrong = bool(table.errors or ticks.errors)
    fresh = kit_page(found, at=timezone.now()) if wrong else page
    context: dict[str, Any] = {
        "page": fresh,
        "items": queries.item_states(found) if found.convenes else [],
        "waiting": queries.not_numbered(page) if page.may_number and page.row else 0,
        "table": table,
        "ticks": ticks,
        "rows": [
            {
                "one": one,
                "handed": ticks.ticked("handed", one.id, one.handed),
                "returned": ticks.ticked("returned", one.id, one.returned),
            }
            for one in fresh.copies
        ],
        "heading": "会議キット",
        **around(found),
    }
    return render(request, "conferences/kit.html", context, status=422 if wrong else 200)


@door("answer")
@require_safe
def own_copy(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """One's own copy, filled now, with what is open to this hat now."""
    found = find_conference(request.hat, conference_id, word="conference.kit")
    page = kit_page(found, at=timezone.now(), counted=False)
    copy = queries.copy_to_take(page, None)
    return _printed(request, page, copy, queries.own_reading(found), NOTHING_OPEN)


@door("lead")
@require_safe
def table_copy(request: HatRequest, conference_id: UUID, copy_id: UUID) -> HttpResponse:
    """A copy for somebody without an account: what everybody seated may see."""
    found = find_conference(request.hat, conference_id, word="conference.kit")
    page = kit_page(found, at=timezone.now(), counted=False)
    copy = queries.copy_to_take(page, copy_id)
    return _printed(request, page, copy, queries.table_reading(found, copy.agency_id), NOTHING_SHARED)


def _printed(
    request: HatRequest, page: KitPage, copy: queries.CopyLine, reading: queries.Reading, nothing: str
) -> HttpResponse:
    if not reading.items:
        raise Refused(nothing)
    return egress.paper(
        request.hat,
        "conference.kit",
        kit(queries.head_of(page, copy), reading.items),
        reading.binders,
        name=f"会議資料_{reference(page.found.id)}_写し{copy.number}",
        purpose=Purpose.EXPORT,
        at=page.at,
    )


@door("answer")
@require_http_methods(BOTH)
def brief(request: HatRequest, item_id: UUID) -> HttpResponse:
    """会議キットのまとめ: what is to be decided, and how things stand, offered from the case."""
    found = open_item(request.hat, item_id, word="conference.brief")
    only_its_office(found)
    given = request.POST if request.method == "POST" else request.GET
    draft = drafts.page_for("conferences.brief", given=given, subject_id=item_id)
    again = request.GET.get("again") == "yes"
    sent = request.POST if request.method == "POST" else draft.query_dict()
    form = BriefForm(
        sent,
        pieces=to_write(found, again=again),
        seen=found.classes & ~InformationClass.INFORMANT,
    )
    if request.method == "POST" and form.is_valid():

        def keep() -> None:
            actions.write_brief(item_id, form.texts(), by=request.hat, at=timezone.now())

        if carried(request, form, "conference.brief", keep, "まとめを書きました。"):
            return redirect("conferences:kit", found.conference.id)
    context = {
        "form": form,
        "draft": draft,
        "restored": request.method != "POST" and bool(draft.fields),
        "again": again,
        "kit": found.conference.id,
        "heading": "会議キットのまとめ",
        **around_item(found),
        "back": at_item(item_id),
    }
    wrong = request.method == "POST" and bool(form.errors)
    return render(request, "conferences/brief.html", context, status=422 if wrong else 200)

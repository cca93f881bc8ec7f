"""議題の部屋: what was brought in, the sheets side by side, one's own sheet, entries of one's own journal."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases.access import open_case
from enishi.conferences import actions, panels
from enishi.conferences.access import open_item
from enishi.conferences.forms.agenda import ChooseForm
from enishi.conferences.forms.telling import SheetForm, TellForm
from enishi.conferences.queries import choosing
from enishi.conferences.queries.earlier import carried_to
from enishi.conferences.queries.item_page import item_page
from enishi.conferences.queries.projecting import projection
from enishi.conferences.queries.room import own_sheet
from enishi.conferences.views.deciding import line_form
from enishi.conferences.views.frame import BOTH, LIST, around_item, at_conference, at_item, carried, done
from enishi.office import drafts
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused
from enishi.office.ids import identity
from enishi.sharing.terms import InformationClass, Purpose


@door("answer")
@require_http_methods(BOTH)
def item(request: HatRequest, item_id: UUID) -> HttpResponse:
    """The room of one item. Sending is telling something in it."""
    now = timezone.now()
    word = "conference.share" if request.method == "POST" else "conference.item"
    page = item_page(request.hat, item_id, at=now, word=word)
    own = page.offers["own"]
    given = request.POST if request.method == "POST" else request.GET
    draft = drafts.page_for("conferences.told", given=given, subject_id=item_id)
    form = TellForm(
        request.POST if request.method == "POST" else draft.query_dict(),
        seen=page.classes,
        convenes=own,
        agencies=page.agencies,
        own=str(request.hat.agency_id),
    )
    if request.method == "POST" and form.is_valid():

        def tell() -> None:
            actions.share(item_id, form.shared(), by=request.hat, at=timezone.now())

        if carried(request, form, "conference.share", tell, "共有しました。"):
            return redirect(at_item(item_id, "told"))
    conference = page.found.conference
    wrong = request.method == "POST" and bool(form.errors)
    context = {
        "page": page,
        "form": form,
        "refused": wrong,
        "draft": draft,
        "restored": request.method != "POST" and bool(draft.fields),
        "carried": carried_to(request.hat, item_id, at=now) if own else [],
        "crumbs": [LIST, {"label": f"{page.label} {page.when}", "url": at_conference(conference.id)}],
        "panels": panels.offered(item_id, request.hat.may) if own else [],
        "shares_entries": page.case is not None and page.offers["share"],
    }
    return render(request, "conferences/item.html", context, status=422 if wrong else 200)


@door("answer")
@require_http_methods(BOTH)
def sheet(request: HatRequest, item_id: UUID) -> HttpResponse:
    """自分の機関の準備シート: the same four questions for every agency."""
    found = open_item(request.hat, item_id, word="conference.sheet")
    given = request.POST if request.method == "POST" else request.GET
    draft = drafts.page_for("conferences.sheet", given=given, subject_id=item_id)
    standing = {
        one.value: (row.pk, row.text, str(row.information_class), row.source)
        for one, row in own_sheet(item_id, request.hat).items()
    }
    form = SheetForm(
        request.POST if request.method == "POST" else draft.query_dict(),
        seen=found.classes & ~InformationClass.INFORMANT,
        standing=standing,
    )
    if request.method == "POST" and form.is_valid():

        def keep() -> None:
            actions.write_sheet(item_id, form.answers(), by=request.hat, at=timezone.now())

        if carried(request, form, "conference.sheet", keep, "準備シートを書きました。参加する人が読めます。"):
            return redirect(at_item(item_id, "sheets"))
    context = {
        "form": form,
        "draft": draft,
        "restored": request.method != "POST" and bool(draft.fields),
        "heading": "会議準備シート",
        **around_item(found),
    }
    wrong = request.method == "POST" and bool(form.errors)
    return render(request, "conferences/sheet.html", context, status=422 if wrong else 200)


@door("answer")
@require_http_methods(BOTH)
def entries(request: HatRequest, item_id: UUID) -> HttpResponse:
    """自分の機関の支援経過から写す. Only who sees the case on a ground of its own."""
    found = open_item(request.hat, item_id, word="conference.share")
    if found.row.case_id is None:
        raise Refused("個人を扱わない議題です。支援経過は写せません。")
    try:
        case = open_case(request.hat, found.row.case_id, to=Purpose.CONFERRING, word="conference.share")
    except NotFound:
        raise Refused(
            "この議題のケースは、あなたには開いていません。会議での発言として書いてください。"
        ) from None
    rows = choosing.own_entries(request.hat, case)
    form = ChooseForm(request.POST or None, rows=[one[0] for one in rows], must="写すものを選んでください。")
    if request.method == "POST" and form.is_valid():

        def copy() -> None:
            for one in form.cleaned_data["chosen"]:
                actions.share_entry(item_id, case.id, one, by=request.hat, at=timezone.now())

        if done(request, form, "conference.entries", copy, "支援経過を会議に写しました。"):
            return redirect(at_item(item_id, "told"))
    context = {
        "form": form,
        "rows": rows,
        "chosen": request.POST.getlist("chosen"),
        "heading": "支援経過から写す",
        **around_item(found),
    }
    return render(request, "conferences/entries.html", context, status=422 if form.errors else 200)


@door("answer")
@require_safe
def screen(request: HatRequest, item_id: UUID) -> HttpResponse:
    """投影: large, and only what everybody in the room may see."""
    chosen = {one for one in map(identity, request.GET.getlist("present")) if one}
    asked = "present" in request.GET or "chosen" in request.GET
    shown = projection(request.hat, item_id, present=chosen if asked else None, at=timezone.now())
    if not shown.found.convenes:
        raise Refused("投影するのは、会議を招集した機関です。")
    form = None if shown.shut_out or not shown.may_decide else line_form(shown.found, None, shown.lines)
    context = {"shown": shown, "form": form, **around_item(shown.found), "heading": "投影"}
    return render(request, "conferences/screen.html", context)

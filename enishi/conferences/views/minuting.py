"""会議録: drafted from the record, edited, confirmed, corrected by additions; 同意後の引き継ぎ and its receipt."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.conferences import actions, panels
from enishi.conferences.access import open_conference
from enishi.conferences.forms.agenda import ChooseForm
from enishi.conferences.forms.telling import CorrectionForm, MinutesForm
from enishi.conferences.queries.item_page import item_page
from enishi.conferences.queries.minutes import drafted
from enishi.conferences.queries.rebasing_page import rebasing_page, receipt_page
from enishi.conferences.terms import ConferenceState, MinutesKind
from enishi.conferences.views.frame import (
    BOTH,
    around,
    around_item,
    at_conference,
    carried,
    done,
    form_page,
    only_convener,
    sent_before,
)
from enishi.office import drafts
from enishi.office.doors import door
from enishi.office.errors import Overtaken, Refused

OVERTAKEN = (
    "開いている間に、ほかの人も会議録を書きました。二つを読んで下の欄に一つにまとめ、案を残してください。"
)


@door("answer")
@require_http_methods(BOTH)
def minutes(request: HatRequest, item_id: UUID) -> HttpResponse:
    """会議録: who is seated reads the confirmed text; who is there for the office that convened writes, confirms and corrects."""
    page = item_page(request.hat, item_id, at=timezone.now(), word="conference.minutes")
    own = page.offers["own"]
    latest = next((one for one in reversed(page.minutes) if one.kind_code != MinutesKind.CORRECTION), None)
    confirmed = next((one for one in page.minutes if one.kind_code == MinutesKind.CONFIRMED), None)
    begun = latest.text if latest else (drafted(item_id) if own else "")
    given = request.POST if request.method == "POST" else request.GET
    draft = drafts.page_for("conferences.minutes", given=given, subject_id=item_id)
    do = request.POST.get("do", "")
    form = MinutesForm(
        request.POST if do in ("draft", "confirm", "back") else draft.query_dict(),
        initial={"text": begun},
    )
    correction = CorrectionForm(request.POST if do == "correct" else None)
    sent = {"draft": MinutesKind.DRAFT, "confirm": MinutesKind.CONFIRMED, "correct": MinutesKind.CORRECTION}
    chosen = correction if do == "correct" else form
    may_confirm = page.found.state == ConferenceState.HELD
    both: list[dict[str, str]] = []
    asked = do == "confirm" and may_confirm and confirmed is None and "sure" not in request.POST
    asked = asked and form.is_valid() and form.cleaned_data["after"] == (latest.id if latest else None)
    if request.method == "POST" and do in sent and not asked and chosen.is_valid():

        def keep() -> None:
            given = chosen.cleaned_data
            after = {} if do == "correct" else {"after": given["after"]}
            try:
                actions.write_minutes(
                    item_id, given["text"], kind=sent[do], by=request.hat, at=timezone.now(), **after
                )
            except Overtaken as overtaken:
                theirs = overtaken.theirs["会議録"]
                both.append({"theirs": theirs, "mine": given["text"]})
                raise Refused(OVERTAKEN) from overtaken

        told = {
            "draft": "案を残しました。",
            "confirm": "会議録を確定しました。",
            "correct": "訂正を書き加えました。",
        }
        if carried(request, chosen, "conference.minutes", keep, told[do]):
            return redirect("conferences:minutes", item_id)
    context = {
        "page": page,
        "form": form,
        "correction": correction,
        "draft": draft,
        "confirmed": confirmed,
        "latest": latest.id if latest else "",
        "corrections": [one for one in page.minutes if one.kind_code == MinutesKind.CORRECTION],
        "before": [one for one in page.minutes if one.kind_code == MinutesKind.DRAFT],
        "may_write": page.offers["minutes"] and confirmed is None,
        "may_confirm": may_confirm and not both,
        "asked": asked,
        "both": both,
        "may_correct": own and confirmed is not None,
        "heading": "会議録",
        "panels": panels.offered(item_id, request.hat.may, place=panels.MINUTES)
        if confirmed or (own and latest)
        else [],
        **around_item(page.found),
    }
    wrong = request.method == "POST" and bool(chosen.errors)
    return render(request, "conferences/minutes.html", context, status=422 if wrong else 200)


@door("lead")
@require_http_methods(BOTH)
def confirm(request: HatRequest, conference_id: UUID) -> HttpResponse:
    """会議の記録を閉じる, when every item has confirmed minutes."""
    found = open_conference(request.hat, conference_id, word="conference.confirm")
    only_convener(found)
    if request.method == "POST":

        def close() -> None:
            actions.confirm_conference(conference_id, by=request.hat, at=timezone.now())

        if done(request, None, "conference.confirm", close, "会議の記録を閉じました。"):
            return redirect(at_conference(conference_id))
    return form_page(
        request,
        None,
        heading="会議の記録を閉じる",
        label="閉じる",
        consequences=[
            "すべての議題の会議録が確定しているときに閉じられます。決定の実行と回答は、閉じたあとも続きます。"
        ],
        **around(found),
    )


@door("lead")
@require_http_methods(BOTH)
def rebase(request: HatRequest, item_id: UUID) -> HttpResponse:
    """同意後の引き継ぎ: ticked items go into the case, the others stay sealed in the room."""
    page = rebasing_page(request.hat, item_id)
    only_convener(page.found.conference)
    if sent_before(request, "conference.rebase"):
        return redirect("conferences:item", item_id)
    form = ChooseForm(request.POST or None, rows=[one.id for one in page.waiting])
    if request.method == "POST" and form.is_valid():
        made: list[UUID] = []

        def move() -> None:
            made.append(
                actions.rebase(item_id, form.cleaned_data["chosen"], by=request.hat, at=timezone.now())
            )

        if done(
            request, form, "conference.rebase", move, ""
        ):  # the receipt says it, and is printed for the person
            if made:
                return redirect("conferences:receipt", item_id, made[0])
            return redirect("conferences:item", item_id)
    context = {
        "page": page,
        "form": form,
        "chosen": request.POST.getlist("chosen"),
        "heading": "同意後の引き継ぎ",
        **around_item(page.found),
    }
    return render(request, "conferences/rebase.html", context, status=422 if form.errors else 200)


@door("lead")
@require_safe
def receipt(request: HatRequest, item_id: UUID, rebasing_id: UUID) -> HttpResponse:
    """控え, for the person: what moved into the case."""
    shown = receipt_page(request.hat, item_id, rebasing_id)
    context = {"shown": shown, "heading": "引き継いだ情報の控え", **around_item(shown.found)}
    return render(request, "conferences/receipt.html", context)

"""Drafts as the browser's script keeps them, and their list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enishi.agencies.browser import HatRequest
from enishi.office import draft_lists, drafts
from enishi.office.doors import SIGNED_IN, door
from enishi.office.draft_words import own_words
from enishi.office.errors import NotFound, Refused
from enishi.office.ids import identity
from enishi.sharing.access import record_refusal

NOT_TAKEN_BACK = "書きかけの内容は元に戻せません。受け付けた相談や記録は消えません。"


@door(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HatRequest, draft_id: UUID) -> HttpResponse:
    """POST keeps what a page has typed so far and answers ``{saved_at, url}`` for the script; GET goes on writing."""
    if request.method != "POST":
        return _go_on(request, draft_id)
    if request.hat.membership_id is None:
        raise NotFound("draft", draft_id)
    try:
        saved = drafts.save(
            draft_id, request.POST, membership_id=request.hat.membership_id, at=timezone.now()
        )
    except Refused as refused:
        return JsonResponse({"error": " ".join(refused.reasons)}, status=422)
    time = f"{timezone.localtime(saved.saved_at):%H:%M}"
    if saved.forked:
        time += "（ほかの画面でも書かれたため、別の下書きとして）"
    return JsonResponse({"saved_at": time, "url": drafts.address_to_save(saved.draft_id)})


def _go_on(request: HatRequest, draft_id: UUID) -> HttpResponse:
    """The form of a draft; who comes back after signing in to one that was never saved is led to 今日 and told so."""
    try:
        address = drafts.address_of(drafts.own(draft_id))
    except NotFound:
        if drafts.BACK not in request.GET:
            raise
        record_refusal(request.hat, word="draft", subject=draft_id)
        messages.info(request, "その下書きはありません。まだ保存されていないか、送信したか、捨てたものです。")
        return redirect("website:home")
    if not address:
        raise NotFound("draft", draft_id)
    return redirect(address)


@door(SIGNED_IN)
@require_safe
def draft_text(request: HatRequest, draft_id: UUID) -> HttpResponse:
    """What one typed oneself, to read and copy where the form is out of sight; nothing of the record."""
    found = drafts.own(draft_id)
    context = {
        "draft": found,
        "label": drafts.label_of(found),
        "words": own_words(found),
        "address": drafts.address_of(found),
        "crumbs": [{"label": "下書き", "url": reverse("office:drafts")}],
    }
    return render(request, "website/draft_text.html", context)


@door(SIGNED_IN)
@require_safe
def draft_list(request: HatRequest) -> HttpResponse:
    """The hat's own drafts, and which of them are old."""
    own = request.hat.membership_id
    lines = draft_lists.latest(own) if own else []
    old = {one.pk for one in draft_lists.old(own, at=timezone.now())} if own else set()
    return render(request, "website/drafts.html", {"lines": lines, "old": old})


@door(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def discard_draft(request: HatRequest, draft_id: UUID) -> HttpResponse:
    """Throw one draft away, after the question."""
    found = drafts.own(draft_id)
    if request.method == "POST":
        drafts.discard(draft_id)
        messages.success(request, "下書きを捨てました。")
        return redirect("website:home")
    at = timezone.localtime(found.saved_at)
    context = {
        "question": "この下書きを捨てますか",
        "consequences": [
            f"「{drafts.label_of(found)}」の下書き（{at.month}月{at.day}日 {at:%H:%M}に保存）を消します。",
            NOT_TAKEN_BACK,
        ],
        "action": request.path,
        "label": "捨てる",
        "back": reverse("website:home"),
    }
    return render(request, "website/confirm.html", context)


@door(SIGNED_IN)
@require_POST
def discard_drafts(request: HatRequest) -> HttpResponse:
    """Throw the ticked drafts away, after the question."""
    chosen = {one for one in map(identity, request.POST.getlist("draft")) if one}
    own = request.hat.membership_id
    if "sure" in request.POST:
        gone = draft_lists.discard_all(chosen, membership_id=own) if own else 0
        messages.success(request, f"下書きを{gone}件消しました。")
        return redirect("office:drafts")
    lines = [one for one in draft_lists.latest(own) if one.id in chosen] if own else []
    if not lines:
        messages.info(request, "消す下書きに印をつけてください。")
        return redirect("office:drafts")
    context = {
        "question": f"{len(lines)}件の下書きを消しますか",
        "consequences": [_named(one) for one in lines] + [NOT_TAKEN_BACK],
        "action": request.path,
        "sent": [("sure", "1"), *(("draft", one.id) for one in lines)],
        "label": "消す",
        "back": reverse("office:drafts"),
    }
    return render(request, "website/confirm.html", context)


def _named(line: draft_lists.Line) -> str:
    of = " ".join(one for one in (line.number, f"「{line.begins}」" if line.begins else "") if one)
    saved = timezone.localtime(line.saved_at)
    return f"{line.label} {of}".rstrip() + f"（{saved.month}月{saved.day}日 {saved:%H:%M}に保存）"

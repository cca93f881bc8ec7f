"""つなぎ: what came, what was sent, one referral, and the steps with it."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.intake import actions, panels, queries
from enishi.intake.queries.held import waits_for_contact
from enishi.intake.queries.referrals import INBOX, SENT, SHOW_INBOX, SHOW_SENT, Wanted
from enishi.intake.terms import ReferralKind
from enishi.intake.views.frame import carried_out, form_page, taken_away
from enishi.intake.views.moves import HANDED_OVER, MOVES, STATES, STAYS, WHAT_NEXT
from enishi.intake.views.referring import link_page
from enishi.office import drafts
from enishi.office.asked import page_number, version_of, ways_out
from enishi.office.doors import door
from enishi.office.errors import NotFound, Refused

CRUMBS = [{"label": "つなぎ", "url": "/referrals/"}]


def wanted_of(request: HatRequest) -> Wanted:
    box = SENT if request.GET.get("box") == SENT else INBOX
    shows = SHOW_SENT if box == SENT else SHOW_INBOX
    show = request.GET.get("show", "")
    return Wanted(
        box,
        show if show in shows else next(iter(shows)),
        request.GET.get("sort", "due" if box == INBOX else "-sent"),
        request.GET.get("reference", ""),
        page_number(request),
    )


@door("refer", "answer")
@require_safe
def referrals(request: HatRequest) -> HttpResponse:
    """つなぎ(受信) and つなぎ(送信)."""
    wanted = wanted_of(request)
    box = wanted.box
    address = reverse("intake:referrals")
    context = {
        "listing": queries.referral_list(request.hat, wanted, at=timezone.now()),
        "wanted": wanted,
        "sent": box == SENT,
        "shows": list((SHOW_SENT if box == SENT else SHOW_INBOX).items()),
        "filtered": bool(wanted.reference or request.GET.get("show")),
        "tabs": [
            {"label": "届いたつなぎ", "url": address, "current": box == INBOX, "count": None},
            {"label": "送ったつなぎ", "url": f"{address}?box={SENT}", "current": box == SENT, "count": None},
        ],
    }
    return render(request, "intake/referrals.html", context | ways_out(request, "intake:referrals-export"))


@door("refer", "answer")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen, all of it, as CSV or XLSX."""
    sheet = queries.referral_sheet(request.hat, wanted_of(request), at=timezone.now())
    return taken_away(request, "referral.list", sheet, form)


@door("refer", "answer")
@require_safe
def referral(request: HatRequest, referral_id: UUID) -> HttpResponse:
    """One referral, for its sender or its receiver."""
    page = queries.referral_page(request.hat, referral_id, at=timezone.now())
    moves = [
        {
            "name": name,
            "label": move.heading,
            "kind": move.kind,
            "main": name in ("accept", "contact", "helped"),
        }
        for name, move in MOVES.items()
        if (
            name in STATES
            and STATES[name] in page.moves
            and not (name == "accept" and page.row.state == "on_hold")
        )
        or (name == "resume" and page.row.state == "on_hold" and page.is_receiver)
    ]
    moves = [one for one in moves if not (one["name"] == "contact" and page.row.state == "on_hold")]
    offered = panels.offered(referral_id, request.hat.may, panels.REFERRAL) if page.side else []
    context = {"page": page, "moves": moves, "crumbs": CRUMBS, "panels": offered}
    return render(request, "intake/referral.html", context)


@door("answer")
@require_http_methods(["GET", "HEAD", "POST"])
def open_referral(request: HatRequest, referral_id: UUID) -> HttpResponse:
    """開封: from now on the sender sees that it arrived."""
    if request.method != "POST":
        return _ask(request, referral_id, "つなぎを開いて読みますか", "開いて読む")
    actions.receive_referral(referral_id, by=request.hat, at=timezone.now())
    return redirect("intake:referral", referral_id)


@door("refer")
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: HatRequest, referral_id: UUID) -> HttpResponse:
    """The sender has seen the answer."""
    if request.method != "POST":
        return _ask(request, referral_id, "返事を確かめましたか", "確かめました")
    actions.acknowledge(referral_id, by=request.hat, at=timezone.now())
    return redirect("intake:referral", referral_id)


@door("refer", "answer")
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HatRequest, referral_id: UUID, name: str) -> HttpResponse:
    """One step: its form, and taking it."""
    page = queries.referral_page(request.hat, referral_id, at=timezone.now())
    if name not in MOVES or page.sealed:
        raise NotFound("referral.move", referral_id)
    one = MOVES[name]
    sent = request.method == "POST"
    draft = drafts.page_for(f"intake.move.{name}", given=request.POST if sent else request.GET, subject_id=referral_id)
    then = one.form_then if one.form_then and waits_for_contact(request.hat, page.row) else None
    form = (then or one.form)(request.POST if sent else draft.query_dict())
    if sent and form.is_valid():

        def take() -> None:
            with transaction.atomic():
                one.carry_out(
                    referral_id,
                    form.cleaned_data,
                    version=version_of(request),
                    by=request.hat,
                    at=timezone.now(),
                )
                drafts.discard_sent(request.POST)

        if carried_out(request, form, take, one.told):
            left = name in ("decline",) or (name == "fail" and page.is_receiver)
            return redirect("intake:referrals") if left else redirect("intake:referral", referral_id)
    return form_page(
        request,
        form,
        heading=one.heading,
        label=one.label,
        kind=one.kind,
        consequences=_consequences(name, page.row.kind, then=bool(then)),
        version=page.row.version,
        draft=draft,
        back=reverse("intake:referral", args=[referral_id]),
        crumbs=[
            *CRUMBS,
            {"label": page.line.reference, "url": reverse("intake:referral", args=[referral_id])},
        ],
    )


def _consequences(name: str, kind: str, *, then: bool) -> list[str]:
    found = list(MOVES[name].consequences)
    if name == "accept":
        found.append(HANDED_OVER if kind == ReferralKind.HANDOVER else STAYS)
    return [*found, WHAT_NEXT] if then else found


@door("refer")
@require_http_methods(["GET", "HEAD", "POST"])
def renew_link(request: HatRequest, referral_id: UUID) -> HttpResponse:
    """A fresh link for a partner without an account; the old one ends."""
    if request.method != "POST":
        return _ask(request, referral_id, "期限つきリンクを作り直しますか", "作り直す")
    page = queries.referral_page(request.hat, referral_id, at=timezone.now())
    try:
        link = actions.renew_link(referral_id, by=request.hat, at=timezone.now())
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return redirect("intake:referral", referral_id)
    return link_page(request, referral_id, link, page.line.receiver)


def _ask(request: HatRequest, referral_id: UUID, question: str, label: str) -> HttpResponse:
    """The question before a step of one button, for those who come by its address."""
    queries.referral_page(request.hat, referral_id, at=timezone.now())
    context = {
        "question": question,
        "label": label,
        "action": request.path,
        "back": reverse("intake:referral", args=[referral_id]),
        "danger": False,
        "consequences": [],
        "fields": [],
        "reason_label": "",
    }
    return render(request, "website/confirm.html", context)

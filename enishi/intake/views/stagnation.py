"""滞り: who holds what, what is overdue, how much each agency carries; references only."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.intake import actions, queries
from enishi.intake.actions import coordinating, succession
from enishi.intake.forms.changing import RescueForm
from enishi.intake.forms.referring import reasoned
from enishi.intake.queries.listing import short_day, short_time
from enishi.intake.queries.stagnation import SHOW, Wanted, is_known_need, is_known_waiting
from enishi.intake.terms import Vocabulary
from enishi.intake.views.frame import carried_out, form_page, taken_away
from enishi.office.asked import page_number, ways_out
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.office.ids import identity
from enishi.residents.rules.reference import reference, reference_key

CRUMBS = [{"label": "滞り", "url": "/stagnation/"}]


@door("coordinate")
@require_safe
def stagnation(request: HatRequest) -> HttpResponse:
    """The list and the load of each agency. The coordinator sees references, never a name."""
    given, now, wanted = request.GET, timezone.now(), wanted_of(request)
    typed = given.get("reference", "").strip()
    listing, load = queries.stagnation(request.hat, wanted, at=now)
    context = {
        "listing": listing,
        "wanted": wanted,
        "typed": typed,
        "shows": list(SHOW.items()),
        "agencies": [(str(one.id), one.agency) for one in sorted(load, key=lambda one: one.agency)],
        "agency": str(wanted.agency or ""),
        "load": load,
        "open_needs": sum(one.held for one in load),
        "overdue": sum(one.overdue for one in load),
        "waiting": sum(one.waiting for one in load),
        "filtered": bool(wanted.agency or typed or given.get("show")),
    }
    return render(request, "intake/stagnation.html", context | ways_out(request, "intake:stagnation-export"))


@door("coordinate")
@require_safe
def export(request: HatRequest, form: str) -> HttpResponse:
    """The list of the screen, without names, as CSV or XLSX."""
    sheet = queries.stagnation_sheet(request.hat, wanted_of(request), at=timezone.now())
    return taken_away(request, "need.list", sheet, form)


def wanted_of(request: HatRequest) -> Wanted:
    given = request.GET
    typed = given.get("reference", "").strip()
    return Wanted(
        show=given.get("show", "") if given.get("show") in SHOW else "overdue",
        sort=given.get("sort", "next"),
        agency=identity(given.get("agency", "")),
        reference=(reference_key(typed) or "-") if typed else "",
        page=page_number(request),
    )


@door("coordinate")
@require_http_methods(["GET", "HEAD", "POST"])
def nudge(request: HatRequest, consultation_id: UUID) -> HttpResponse:
    """Ask the holder to look after it."""
    if not is_known_need(consultation_id):
        raise NotFound("need.nudge", consultation_id)
    if request.method != "POST":
        return form_page(
            request,
            None,
            heading=f"相談 {reference(consultation_id)} の担当に確認を依頼する",
            label="うながす",
            back=reverse("intake:stagnation"),
            crumbs=CRUMBS,
        )
    nudged = coordinating.nudge(consultation_id, by=request.hat, at=timezone.now())
    if nudged.due:
        messages.success(request, f"担当に確認を依頼しました（{short_day(nudged.due)}まで）。")
    else:
        messages.info(request, f"すでにうながしました（{short_time(nudged.before)}）。担当の「今日」に出ています。")
    back = request.POST.get("back", "")
    return redirect(back if _is_here(back) else "intake:stagnation")


@door("coordinate")
@require_http_methods(["GET", "HEAD", "POST"])
def end_referral(request: HatRequest, referral_id: UUID) -> HttpResponse:
    """Take back a referral that nobody answers."""
    if not is_known_waiting(referral_id):
        raise NotFound("referral.end", referral_id)
    form = reasoned(Vocabulary.RECALL, "取り消しの理由")(request.POST or None)
    del form.fields["text"]
    if request.method == "POST" and form.is_valid():

        def end() -> None:
            actions.coordinator_ends(
                referral_id, reason=form.cleaned_data["reason"], by=request.hat, at=timezone.now()
            )

        if carried_out(request, form, end, "つなぎを取り消し、送った機関と受ける機関に知らせました。"):
            return redirect("intake:stagnation")
    return form_page(
        request,
        form,
        heading=f"つなぎ {reference(referral_id)} を取り消す",
        label="取り消す",
        kind="danger",
        consequences=[
            "送った機関の今日の一覧に戻り、送った機関が次の手を決めます。",
            "内容はあなたには見えません。",
        ],
        back=reverse("intake:stagnation"),
        crumbs=CRUMBS,
    )


@door("coordinate")
@require_http_methods(["GET", "HEAD", "POST"])
def rescue(request: HatRequest, consultation_id: UUID) -> HttpResponse:
    """Take over a need whose agency is gone."""
    if not is_known_need(consultation_id):
        raise NotFound("need.rescue", consultation_id)
    form = RescueForm(request.POST or None)
    del form.fields["next_action"]
    if request.method == "POST" and form.is_valid():

        def take() -> None:
            succession.rescue(
                consultation_id, next_on=form.cleaned_data["next_on"], by=request.hat, at=timezone.now()
            )

        if carried_out(request, form, take, "引き受けました。自分の担当に入りました。"):
            return redirect("intake:consultation", consultation_id)
    return form_page(
        request,
        form,
        heading=f"相談 {reference(consultation_id)} を引き受ける",
        label="引き受ける",
        consequences=[
            "担当機関がなくなった相談だけを引き受けられます。",
            "その機関が見ていた情報は、これから自分の機関が見ます。",
        ],
        back=reverse("intake:stagnation"),
        crumbs=CRUMBS,
    )


def _is_here(address: str) -> bool:
    return address.startswith("/stagnation/") and "//" not in address

"""つなぐ: choose an agency, write the letter, see what goes along, send."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.agencies.queries import AgencyEntry
from enishi.intake import actions, queries
from enishi.intake.forms.referring import ReferralForm
from enishi.intake.queries.consultation_page import ConsultationPage
from enishi.intake.queries.receivers import answers_by_link, receiver, receivers
from enishi.intake.rules.reasons import classes_offered
from enishi.intake.terms import About
from enishi.intake.views.frame import only_if_it_may, trail
from enishi.office import drafts, submissions
from enishi.office.asked import page_number
from enishi.office.doors import door
from enishi.office.errors import Refused, put_on
from enishi.office.ids import identity
from enishi.sharing.rules import bits
from enishi.sharing.terms import InformationClass

DRAFT = "intake.refer"


@door("refer")
@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: HatRequest, consultation_id: UUID) -> HttpResponse:
    """Three steps at one address: the directory, the letter, the confirmation."""
    page = queries.consultation_page(request.hat, consultation_id, at=timezone.now(), word="referral.send")
    only_if_it_may(request, page, "つなげる")
    given = request.POST if request.method == "POST" else request.GET
    draft = drafts.page_for(DRAFT, given=given, subject_id=consultation_id)
    kept = draft.query_dict() if request.method != "POST" else None
    chosen = _chosen((kept or given).get("receiver", ""))
    if chosen is None:
        return _directory(request, page)
    if request.method != "POST":
        return _letter(request, page, chosen, _form(page, kept, chosen), draft)
    form = _form(page, request.POST, chosen)
    if request.POST.get("step") == "back" or not form.is_valid():
        return _letter(request, page, chosen, form, draft, checked=request.POST.get("step") != "back")
    if request.POST.get("step") != "send":
        reasons = actions.reasons_not_to_send(page.row.pk, form.referral(), by=request.hat, at=timezone.now())
        if not reasons:
            return _confirmation(request, page, chosen, form, draft)
        for reason in reasons:
            form.add_error(None, reason)
        return _letter(request, page, chosen, form, draft, checked=True)
    return _sent(request, page, chosen, form, draft)


def _chosen(text: str) -> AgencyEntry | None:
    agency = identity(text)
    return receiver(agency, at=timezone.now()) if agency else None


def _form(page: ConsultationPage, data: QueryDict | None, chosen: AgencyEntry) -> ReferralForm:
    held = page.classes & ~InformationClass.INFORMANT
    by_link = answers_by_link(chosen)
    return ReferralForm(
        data,
        held=held,
        offered=classes_offered(held, page.content.classes, about_place=page.row.about == About.PLACE),
        may_hand_over=not by_link,
        initial={"receiver": chosen.id, "kind": "join" if by_link else "handover"},
    )


def _directory(request: HatRequest, page: ConsultationPage) -> HttpResponse:
    filters = {name: request.GET.get(name, "").strip() for name in ("q", "kind", "offered", "district")}
    found = receivers(
        request.hat,
        search=filters["q"],
        kind=filters["kind"],
        district=filters["district"],
        offered=filters["offered"],
        number=page_number(request),
        at=timezone.now(),
    )
    context = {
        "page": page,
        "found": found,
        "filters": filters,
        "filtered": any(filters.values()),
        **_crumbs(page),
    }
    return render(request, "intake/refer_whom.html", context)


def _letter(
    request: HttpRequest,
    page: ConsultationPage,
    chosen: AgencyEntry,
    form: ReferralForm,
    draft: drafts.Page,
    *,
    checked: bool = False,
) -> HttpResponse:
    wrong = checked and bool(form.errors)
    context = {
        "page": page,
        "form": form,
        "receiver": chosen,
        "by_link": answers_by_link(chosen),
        "draft": draft,
        "wrong": wrong,
        **_crumbs(page),
    }
    return render(request, "intake/refer.html", context, status=422 if wrong else 200)


def _confirmation(
    request: HttpRequest, page: ConsultationPage, chosen: AgencyEntry, form: ReferralForm, draft: drafts.Page
) -> HttpResponse:
    new = form.referral()
    given = list(bits(new.classes))
    withheld = [one for one in bits(page.classes & ~new.classes) if one != InformationClass.INFORMANT]
    kept = [
        (name, value)
        for name in form.fields
        for value in form.data.getlist(name)  # type: ignore[attr-defined]
    ]
    context = {
        "page": page,
        "receiver": chosen,
        "by_link": answers_by_link(chosen),
        "form": form,
        "new": new,
        "kind": dict(form.fields["kind"].choices)[new.kind],  # type: ignore[attr-defined]
        "agrees": dict(form.fields["person_agrees"].choices)[new.person_agrees],  # type: ignore[attr-defined]
        "given": [one.label for one in given],
        "withheld": [one.label for one in withheld],
        "people": 1 if page.row.resident_id else 0,
        "concerns": [one for one in page.content.concerns if one.class_number & new.classes],
        "statements": [one for one in page.content.statements if one.class_number & new.classes],
        "kept": kept,
        "draft": draft,
        **_crumbs(page),
    }
    return render(request, "intake/refer_confirm.html", context)


def _sent(
    request: HatRequest, page: ConsultationPage, chosen: AgencyEntry, form: ReferralForm, draft: drafts.Page
) -> HttpResponse:
    try:
        with transaction.atomic():
            sent = actions.send_referral(
                page.row.pk,
                form.referral(),
                by=request.hat,
                at=timezone.now(),
                submission=submissions.key_of(request.POST),
            )
            drafts.discard_sent(request.POST)
    except Refused as refused:
        put_on(form, refused.reasons)
        return _letter(request, page, chosen, form, draft, checked=True)
    if sent.link is not None:
        return link_page(request, sent.id, sent.link, chosen.name)
    messages.success(request, f"{chosen.name}へ送りました。相手が受けるまで、担当は自分のままです。")
    return redirect("intake:referral", sent.id)


def link_page(request: HttpRequest, referral: UUID, link: Any, receiver_name: str) -> HttpResponse:
    """The link and its code: shown this once."""
    address = request.build_absolute_uri(reverse("intake:answer-door", args=[link.token]))
    context = {"referral": referral, "address": address, "code": link.code, "receiver": receiver_name}
    return render(request, "intake/link_made.html", context)


def _crumbs(page: ConsultationPage) -> dict[str, Any]:
    return {
        "crumbs": trail(page.row.pk, page.title),
        "back": reverse("intake:consultation", args=[page.row.pk]),
    }

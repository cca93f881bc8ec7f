"""Official forms: the list of what can be printed of a consultation, a referral or a case, the preview, the file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from enishi.agencies.browser import HatRequest
from enishi.intake.access import Unopened
from enishi.intake.views.frame import LIST as CONSULTATIONS
from enishi.office import egress
from enishi.office.doors import door
from enishi.office.errors import Refused
from enishi.reporting.forms.papers import PeriodForm
from enishi.reporting.queries import approvals, cases, completeness, consultations
from enishi.reporting.queries.filling import paper as filled
from enishi.reporting.rules.layouts import Layout, layouts
from enishi.reporting.rules.wordings import Agreement, sheet, wordings
from enishi.reporting.terms import FormOf, SheetLanguage
from enishi.reporting.views.frame import form_of, identity, known_kind, preview, printed, sheet_of
from enishi.sharing.terms import Purpose

CASES = {"label": "ケース", "url": "/cases/"}


@door("receive")
@require_safe
def papers(request: HatRequest) -> HttpResponse:
    """The forms of the house, and the sheets for the person to be filled in by hand."""
    lines = approvals.wording_list()
    context = {
        "layouts": layouts(timezone.localdate()),
        "languages": SheetLanguage.choices,
        "sheets": [
            {
                "label": one.sheet.label,
                "lines": [line for line in lines if line.sheet == one.sheet],
            }
            for one in wordings().values()
        ],
    }
    return render(request, "reporting/papers.html", context)


@door("receive", "administer")
@require_safe
def blank(request: HatRequest, sheet_kind: str, language: str) -> HttpResponse:
    """A sheet to be filled in by hand, with the agency's name alone."""
    kind, spoken = sheet_of(sheet_kind, language)
    approved = approvals.approved(kind, spoken)
    paper = sheet(wordings()[kind], spoken, Agreement(agency=request.hat.agency_name), approved=approved)
    name = f"{kind.label}_{spoken.label}"
    return egress.paper(request.hat, "paper.blank", paper, name=name, original=True, at=timezone.now())


def _offered(*of: FormOf) -> list[Layout]:
    return [one for one in layouts(timezone.localdate()) if one.of in of and one.offered]


# Consultations


@door("receive", "answer")
@require_safe
def consultation_papers(request: HatRequest, consultation_id: UUID) -> HttpResponse:
    """Forms of a consultation, and the sheets of its referrals."""
    now = timezone.now()
    try:
        source = consultations.consultation_told(request.hat, consultation_id, to=Purpose.SUPPORT, at=now)
    except Unopened as envelope:
        return redirect("intake:referral", envelope.referral)
    rows = [
        {
            "form": one,
            "which": "",
            "remark": "",
            "url": reverse("reporting:consultation-paper", args=[consultation_id, one.code]),
            "pdf": reverse("reporting:consultation-paper-file", args=[consultation_id, one.code, "pdf"]),
            "xlsx": reverse("reporting:consultation-paper-file", args=[consultation_id, one.code, "xlsx"]),
        }
        for one in _offered(FormOf.CONSULTATION)
    ]
    (letter,) = _offered(FormOf.REFERRAL)
    rows += [
        {
            "form": letter,
            "which": f"{one.receiver} {one.sent}",
            "remark": one.state,
            "url": reverse("reporting:referral-paper", args=[one.id]),
            "pdf": reverse("reporting:referral-paper-file", args=[one.id, "pdf"]),
            "xlsx": reverse("reporting:referral-paper-file", args=[one.id, "xlsx"]),
        }
        for one in source.referrals
    ]
    back = reverse("intake:consultation", args=[consultation_id])
    context = {
        "title": source.title,
        "page_id": f"相談 {source.reference}",
        "rows": rows,
        "back": back,
        "crumbs": [CONSULTATIONS, {"label": source.title, "url": back}],
    }
    return render(request, "reporting/list.html", context)


@door("receive", "answer")
@require_safe
def consultation_paper(request: HatRequest, consultation_id: UUID, form: str) -> HttpResponse:
    chosen, now = form_of(form, FormOf.CONSULTATION), timezone.now()
    try:
        source = consultations.consultation_told(request.hat, consultation_id, to=Purpose.SUPPORT, at=now)
    except Unopened as envelope:
        return redirect("intake:referral", envelope.referral)
    back = reverse("reporting:consultation-papers", args=[consultation_id])
    return preview(
        request,
        filled(chosen, source, on=timezone.localdate(now)),
        url=reverse("reporting:consultation-paper-file", args=[consultation_id, form, "pdf"]),
        back=back,
        crumbs=[CONSULTATIONS, {"label": f"{source.title}の帳票", "url": back}],
    )


@door("receive", "answer")
@require_safe
def consultation_paper_file(request: HatRequest, consultation_id: UUID, form: str, kind: str) -> HttpResponse:
    chosen, wanted, now = form_of(form, FormOf.CONSULTATION), known_kind(kind), timezone.now()
    try:
        source = consultations.consultation_told(request.hat, consultation_id, to=Purpose.EXPORT, at=now)
    except Unopened as envelope:
        return redirect("intake:referral", envelope.referral)
    paper = filled(chosen, source, on=timezone.localdate(now))
    return printed(request, "paper.consultation", paper, source, wanted)


# Referrals


@door("refer", "answer")
@require_safe
def referral_paper(request: HatRequest, referral_id: UUID) -> HttpResponse:
    now = timezone.now()
    (chosen,) = _offered(FormOf.REFERRAL)
    source = consultations.referral_told(request.hat, referral_id, to=Purpose.REFERRING, at=now)
    back = reverse("intake:referral", args=[referral_id])
    return preview(
        request,
        filled(chosen, source, on=timezone.localdate(now)),
        url=reverse("reporting:referral-paper-file", args=[referral_id, "pdf"]),
        back=back,
        crumbs=[
            {"label": "つなぎ", "url": reverse("intake:referrals")},
            {"label": source.title, "url": back},
        ],
    )


@door("refer", "answer")
@require_safe
def referral_paper_file(request: HatRequest, referral_id: UUID, kind: str) -> HttpResponse:
    wanted, now = known_kind(kind), timezone.now()
    (chosen,) = _offered(FormOf.REFERRAL)
    source = consultations.referral_told(request.hat, referral_id, to=Purpose.EXPORT, at=now)
    return printed(
        request, "paper.referral", filled(chosen, source, on=timezone.localdate(now)), source, wanted
    )


# Cases

OF_A_CASE = (FormOf.CASE, FormOf.ASSESSMENT, FormOf.PLAN, FormOf.EVALUATION)
BY_HAND = "空の様式（本人の氏名などだけ）"


@door("lead", "answer")
@require_safe
def case_papers(request: HatRequest, case_id: UUID) -> HttpResponse:
    """Forms of a case, each version of each; for the lead, what is missing for the report to the state."""
    now = timezone.now()
    found = cases.copies_of(request.hat, case_id, at=now)
    rows = []
    for form in _offered(*OF_A_CASE):
        copies = [one for one in found.copies if one.of == form.of]
        if form.of in (FormOf.ASSESSMENT, FormOf.PLAN):
            copies.append(cases.Copy(form.of, None, BY_HAND))
        for one in copies:
            asked = f"?of={one.id}" if one.id else ""
            rows.append(
                {
                    "form": form,
                    "which": one.label,
                    "remark": one.remark,
                    "url": reverse("reporting:case-paper", args=[case_id, form.code]) + asked,
                    "pdf": reverse("reporting:case-paper-file", args=[case_id, form.code, "pdf"]) + asked,
                    "xlsx": reverse("reporting:case-paper-file", args=[case_id, form.code, "xlsx"]) + asked,
                }
            )
    brief, back = found.brief, reverse("cases:case", args=[case_id])
    context = {
        "title": brief.title,
        "page_id": f"ケース {brief.reference}",
        "rows": rows,
        "back": back,
        "crumbs": [CASES, {"label": brief.title, "url": back}],
        "consents": reverse("reporting:consents", args=[case_id]),
        "is_lead": brief.is_lead,
    }
    if brief.is_lead:
        line = completeness.of_case(request.hat, brief.row, at=now)
        if line:
            context |= {"meter": line.found, "groups": where_to_fill(line)}
    return render(request, "reporting/list.html", context)


def where_to_fill(line: completeness.NationalLine) -> list[dict[str, object]]:
    """What is missing, with the address of the form in which it is filled in."""
    urls = {prefix: reverse(name, args=[one]) for prefix, (name, one) in line.forms.items()}
    if line.consultation:
        urls["consultation"] = reverse("intake:consultation", args=[line.consultation])
    on_the_case = reverse("cases:case", args=[line.id])
    return [
        {"where": where, "labels": labels, "url": urls.get(prefix) or on_the_case}
        for prefix, where, labels in line.found.groups
    ]


@door("lead", "answer")
@require_safe
def case_paper(request: HatRequest, case_id: UUID, form: str) -> HttpResponse:
    chosen, now = form_of(form, *OF_A_CASE), timezone.now()
    period = PeriodForm(request.GET or None) if chosen.of == FormOf.CASE else None
    back = reverse("reporting:case-papers", args=[case_id])
    try:
        source = _told(request, case_id, chosen, period, Purpose.SUPPORT)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return redirect(back)
    return preview(
        request,
        filled(chosen, source, on=timezone.localdate(now)),
        url=reverse("reporting:case-paper-file", args=[case_id, form, "pdf"]),
        back=back,
        crumbs=[CASES, {"label": f"{source.title}の帳票", "url": back}],
        period=period,
    )


@door("lead", "answer")
@require_safe
def case_paper_file(request: HatRequest, case_id: UUID, form: str, kind: str) -> HttpResponse:
    chosen, wanted, now = form_of(form, *OF_A_CASE), known_kind(kind), timezone.now()
    period = PeriodForm(request.GET or None) if chosen.of == FormOf.CASE else None
    try:
        source = _told(request, case_id, chosen, period, Purpose.EXPORT)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return redirect("reporting:case-papers", case_id)
    return printed(request, "paper.case", filled(chosen, source, on=timezone.localdate(now)), source, wanted)


def _told(
    request: HatRequest, case_id: UUID, chosen: Layout, period: PeriodForm | None, to: Purpose
) -> consultations.Source:
    return cases.case_told(
        request.hat,
        case_id,
        chosen.of,
        identity(request.GET.get("of", "")),
        to=to,
        at=timezone.now(),
        period=period.period if period else None,
    )

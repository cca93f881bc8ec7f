"""Sheets that the person signs or takes home, in six languages; and the scan of what was signed, kept with the consent."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enishi.agencies.browser import HatRequest
from enishi.cases import queries as of_cases
from enishi.cases.forms.fields import ids_in
from enishi.cases.queries.choosing import recipients
from enishi.cases.queries.given import date_text
from enishi.cases.views.frame import BOTH
from enishi.intake.views.frame import carried_out
from enishi.office import egress, files, submissions
from enishi.office.doors import door
from enishi.office.errors import NotFound
from enishi.reporting.forms.papers import DraftSheetForm, EvidenceForm
from enishi.reporting.queries import approvals, consents
from enishi.reporting.rules.wordings import Agreement, sheet, wordings
from enishi.reporting.terms import SheetKind, SheetLanguage
from enishi.reporting.views.frame import sheet_of
from enishi.reporting.views.papers import CASES
from enishi.sharing import actions as sharing
from enishi.sharing.terms import EvidenceKind, Purpose


@door("lead", "answer")
@require_safe
def case_consents(request: HatRequest, case_id: UUID) -> HttpResponse:
    """The consents of a case that the hat may read, with their sheets and scans."""
    found = consents.case_consents(request.hat, case_id, at=timezone.now())
    back = reverse("cases:case", args=[case_id])
    context = {
        "brief": found.brief,
        "page_id": f"ケース {found.brief.reference}",
        "rows": [
            {"line": one, "scans": found.scans.get(one.id, 0), "url": _url(case_id, one.id)}
            for one in found.lines
        ],
        "several": len(found.brief.persons) > 1,
        "back": f"{back}#consents",
        "crumbs": _crumbs(found.brief.title, back),
        "new": reverse("reporting:consent-sheets", args=[case_id]) if "lead" in request.hat.may else "",
    }
    return render(request, "reporting/consents.html", context)


def _crumbs(title: str, back: str) -> list[dict[str, str]]:
    return [CASES, {"label": title, "url": back}]


def _url(case: UUID, consent: UUID) -> str:
    return reverse("reporting:consent", args=[case, consent])


@door("lead", "answer")
@require_http_methods(BOTH)
def consent(request: HatRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """One consent: its sheets to print, what was scanned, and a place to add a scan."""
    now = timezone.now()
    page = consents.consent_page(request.hat, case_id, consent_id, at=now)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():

        def keep() -> None:
            sharing.attach_evidence(
                consent_id,
                form.cleaned_data["file"],
                kind=EvidenceKind(form.cleaned_data["kind"]),
                by=request.hat,
                at=timezone.now(),
                submission=submissions.key_of(request.POST),
            )

        if carried_out(request, form, keep, "同意の証拠を付けました。"):
            return redirect(_url(case_id, consent_id))
    context = {
        "page": page,
        "form": form,
        "page_id": f"ケース {page.brief.reference}",
        "heading": f"「{page.line.stage}」の同意",
        "crumbs": [
            *_crumbs(page.brief.title, reverse("cases:case", args=[case_id])),
            {"label": "同意書・証拠", "url": reverse("reporting:consents", args=[case_id])},
        ],
        "sheets": [
            {
                "label": kind.label,
                "lines": [
                    (
                        language.label,
                        reverse(
                            "reporting:consent-sheet", args=[case_id, consent_id, kind.value, language.value]
                        ),
                    )
                    for language in SheetLanguage
                ],
            }
            for kind in SheetKind
        ],
    }
    return render(request, "reporting/consent.html", context, status=422 if form.errors else 200)


@door("lead", "answer")
@require_safe
def consent_sheet(
    request: HatRequest, case_id: UUID, consent_id: UUID, sheet_kind: str, language: str
) -> HttpResponse:
    """A sheet filled from a recorded consent, to be signed or taken home."""
    kind, spoken = sheet_of(sheet_kind, language)
    page = consents.consent_page(request.hat, case_id, consent_id, at=timezone.now(), to=Purpose.EXPORT)
    told = consents.agreement(request.hat, page)
    return _handed(
        request, kind, spoken, told, binders=[case_id, page.line.resident], reference=page.brief.reference
    )


def _handed(
    request: HatRequest,
    kind: SheetKind,
    language: SheetLanguage,
    told: Agreement,
    *,
    binders: list[UUID],
    reference: str,
) -> HttpResponse:
    """To the person: no mark across the page. Named without the name of a person."""
    paper = sheet(wordings()[kind], language, told, approved=approvals.approved(kind, language))
    return egress.paper(
        request.hat,
        "paper.consent",
        paper,
        binders,
        name=f"{kind.label}_{language.label}_{reference}",
        purpose=Purpose.EXPORT,
        original=True,
        at=timezone.now(),
    )


@door("lead")
@require_http_methods(BOTH)
def consent_sheets(request: HatRequest, case_id: UUID) -> HttpResponse:
    """Print a sheet for a consent that is being asked for: nothing is recorded by it, and what was typed stays."""
    now = timezone.now()
    brief = of_cases.case_brief(
        request.hat,
        case_id,
        at=now,
        word="paper.consent",
        to=Purpose.EXPORT if request.POST else Purpose.SUPPORT,
    )
    searching = request.method == "POST" and request.POST.get("step") == "search"
    offered = recipients(
        request.hat,
        request.POST.get("find", ""),
        chosen=ids_in(request.POST.getlist("recipients")),
        usual=[],
        at=now,
    )
    typed = {name: request.POST.getlist(name) for name in ("recipients", "classes")} if searching else {}
    form = DraftSheetForm(
        None if searching else request.POST or None,
        persons=[(str(one), name) for one, name in brief.persons.items()],
        agencies=offered.choices,
        initial=request.POST.dict() | typed if searching else {},
    )
    if request.method == "POST" and not searching and form.is_valid():
        given = form.cleaned_data
        told = Agreement(
            agency=request.hat.agency_name,
            contact=consents.desk(request.hat),
            name=brief.persons.get(given["of"], ""),
            stage=given["stage"],
            classes=given["classes"],
            recipients=consents.names_of(given["recipients"]),
            purpose=given["purpose"],
            starts_on=given["starts_on"],
            last_on=given["ends_on"],
        )
        kind, language = SheetKind(given["sheet"]), SheetLanguage(given["language"])
        return _handed(
            request, kind, language, told, binders=[case_id, given["of"]], reference=brief.reference
        )
    back = reverse("cases:case", args=[case_id])
    context = {
        "form": form,
        "offered": offered,
        "searching": searching,
        "several": len(brief.persons) > 1,
        "heading": "これから取る同意の紙を印刷する",
        "page_id": f"ケース {brief.reference}",
        "back": reverse("reporting:consents", args=[case_id]),
        "record": reverse("cases:consent", args=[case_id]),
        "crumbs": _crumbs(brief.title, back),
        "today": date_text(now),
    }
    wrong = request.method == "POST" and not searching
    return render(request, "reporting/consent_sheets.html", context, status=422 if wrong else 200)


@door("lead", "answer")
@require_safe
def evidence(request: HatRequest, case_id: UUID, consent_id: UUID, evidence_id: UUID) -> HttpResponse:
    """A scan as a download, after a look; that it was taken out is recorded."""
    page = consents.consent_page(request.hat, case_id, consent_id, at=timezone.now(), to=Purpose.EXPORT)
    found = consents.scan(page, evidence_id)
    consents.record_taken(request.hat, found, consent_id)
    return files.download(found.file, found.name, found.media_type)


@door("lead", "answer")
@require_http_methods(BOTH)
def evidence_remove(request: HatRequest, case_id: UUID, consent_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Take off a scan that was attached by mistake (anything but sending is the consent's page)."""
    if request.method != "POST":
        return consent(request, case_id, consent_id)
    page = consents.consent_page(request.hat, case_id, consent_id, at=timezone.now())
    if all(one.id != evidence_id for one in page.evidences):
        raise NotFound("consent.evidence", evidence_id)
    carried_out(
        request,
        None,
        lambda: sharing.remove_evidence(evidence_id, by=request.hat, at=timezone.now()),
        "証拠を外しました。",
    )
    return redirect(_url(case_id, consent_id))

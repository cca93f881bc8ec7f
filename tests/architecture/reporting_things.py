"""Forms, files and sheets for the doors test."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.cases.access import open_case
from enishi.conferences import actions as conferences
from enishi.conferences.terms import MinutesKind
from enishi.sharing import actions as sharing
from enishi.sharing.terms import EvidenceKind, Purpose
from tests.architecture import cases_things, conferences_things, intake_things
from tests.architecture.once import once

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def scan(by: Hat, case: UUID, consent: UUID, content: bytes = PDF) -> UUID:
    """A scan that ``by`` keeps with a consent."""
    with wearing(by):
        open_case(by, case, to=Purpose.SUPPORT, word="test")
        return sharing.attach_evidence(
            consent, SimpleUploadedFile("x.pdf", content), kind=EvidenceKind.FORM, by=by, at=timezone.now()
        )


def _form_of_consultation(hat: Hat) -> dict[str, Any]:
    return {**intake_things.MAKERS["consultation"](hat), "form": "reception_agreed"}


def _form_of_case(hat: Hat) -> dict[str, Any]:
    return {**cases_things.MAKERS["case"](hat), "form": "journal"}


@once
def _minutes(hat: Hat) -> dict[str, Any]:
    """A draft of the hat's own agency, of a meeting that it convened."""
    by, _, item = conferences_things.room(hat)
    with wearing(by):
        conferences.write_minutes(item, "案", kind=MinutesKind.DRAFT, by=by, at=timezone.now())
    return {"item_id": item}


def _evidence(hat: Hat) -> dict[str, Any]:
    """Recorded by who leads, and kept by them; who is named in it reads it, too."""
    lead, found = cases_things.consent_of(hat)
    return {**found, "evidence_id": scan(lead, found["case_id"], found["consent_id"])}


MAKERS: dict[str, Callable[[Hat], dict[str, Any]]] = {
    "sheet for the person": lambda _hat: {"sheet_kind": "consent", "language": "vi"},
    "form of a consultation": _form_of_consultation,
    "file of a consultation": lambda hat: {**_form_of_consultation(hat), "kind": "pdf"},
    "file of a referral": lambda hat: {**intake_things.MAKERS["referral"](hat), "kind": "pdf"},
    "minutes": _minutes,
    "file of minutes": lambda hat: {**_minutes(hat), "kind": "pdf"},
    "form of a case": _form_of_case,
    "file of a case": lambda hat: {**_form_of_case(hat), "kind": "xlsx"},
    "sheet of a consent": lambda hat: {**cases_things.MAKERS["consent"](hat), "sheet_kind": "notice", "language": "zh"},
    "evidence of a consent": _evidence,
}
PUBLIC = {"sheet for the person"}

"""Consents of a case for the sheets that the person signs, and the scans that were kept with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.cases.queries import Brief, case_brief, history_of
from enishi.cases.queries.given import LAST_MOMENT, ConsentLine, consents
from enishi.cases.queries.names import names_for
from enishi.intake.queries.listing import long_time
from enishi.office import trail
from enishi.office.errors import NotFound
from enishi.office.request import current_request
from enishi.office.terms import TrailKind
from enishi.reporting.rules.wordings import Agreement
from enishi.sharing.models import Consent, ConsentEvidence
from enishi.sharing.terms import Purpose


@dataclass(frozen=True)
class EvidenceLine:
    id: UUID
    kind: str
    form: str
    size: str
    when: str
    who: str
    own: bool


@dataclass(frozen=True)
class CaseConsents:
    """The consents that the hat may read, with how many scans each has."""

    brief: Brief
    lines: Sequence[ConsentLine]
    scans: dict[UUID, int]


@dataclass(frozen=True)
class ConsentPage:
    brief: Brief
    line: ConsentLine
    evidences: Sequence[EvidenceLine]


FORMS = {"application/pdf": "PDF", "image/jpeg": "写真（JPEG）", "image/png": "画像（PNG）"}
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def case_consents(hat: Hat, case: UUID, *, at: datetime, to: Purpose = Purpose.SUPPORT) -> CaseConsents:
    """Look at a case and read its consents. The number of queries is constant.

    :raises NotFound: hidden and absent alike
    """
    brief = case_brief(hat, case, at=at, word="paper.consent", to=to)
    lines = [
        one for one in consents(history_of(brief), brief.persons, brief.row.resident_id, at) if one.is_told
    ]
    scans: dict[UUID, int] = {}
    kept = ConsentEvidence.objects.filter(consent__in=[one.id for one in lines], removed_at__isnull=True)
    for consent in kept.order_by("pk").values_list("consent_id", flat=True):
        scans[consent] = scans.get(consent, 0) + 1
    return CaseConsents(brief, lines, scans)


def consent_page(
    hat: Hat, case: UUID, consent: UUID, *, at: datetime, to: Purpose = Purpose.SUPPORT
) -> ConsentPage:
    """One consent with its scans, the newest first.

    :raises NotFound: hidden, absent, or not to be read by this hat
    """
    found = case_consents(hat, case, at=at, to=to)
    line = next((one for one in found.lines if one.id == consent), None)
    if line is None:
        raise NotFound("consent.evidence", consent)
    kept = ConsentEvidence.objects.filter(consent=consent, removed_at__isnull=True)
    rows = kept.annotate(media_type=F("file__media_type"), size=F("file__size")).order_by("-at", "id")
    names = names_for(found.brief.found, hats=[one.author_id for one in rows])
    return ConsentPage(
        found.brief,
        line,
        [
            EvidenceLine(
                one.pk,
                str(one.get_kind_display()),
                FORMS.get(one.media_type, ""),
                f"{max(1, round(one.size / 1024)):,} KB",
                long_time(one.at),
                names.called(one.author_id),
                one.origin_id == hat.agency_id,
            )
            for one in rows
        ],
    )


@dataclass(frozen=True)
class Scan:
    file: UUID
    name: str
    media_type: str
    resident: UUID


def scan(page: ConsentPage, evidence: UUID) -> Scan:
    """Which file a scan is, after a look. Its name is made here: the one it had on somebody's computer was never kept.

    :raises NotFound: taken off, of another consent, or not readable
    """
    kept = ConsentEvidence.objects.filter(pk=evidence, consent=page.line.id, removed_at__isnull=True)
    one = kept.annotate(media_type=F("file__media_type")).first()
    if one is None:
        raise NotFound("consent.evidence", evidence)
    ending = ENDINGS.get(one.media_type, "bin")
    name = f"{one.get_kind_display()}_{timezone.localdate(one.at):%Y%m%d}.{ending}"
    return Scan(one.file_id, name, one.media_type, one.resident_id)


def record_taken(hat: Hat, found: Scan, consent: UUID) -> None:
    """That a scan left the house, committed before its first byte."""
    trail.record_at_once(
        "consent.evidence_taken",
        kind=TrailKind.EGRESS,
        staff_id=hat.staff_id,
        membership_id=hat.membership_id,
        agency_id=hat.agency_id,
        sign_in_id=hat.sign_in_id,
        request_id=current_request.get(),
        purpose=Purpose.EXPORT,
        binders=[found.resident],
        detail={"consent": str(consent), "type": found.media_type},
    )


def agreement(hat: Hat, page: ConsentPage) -> Agreement:
    """What the sheets of a recorded consent are filled with. Three queries."""
    line = page.line
    row = Consent.objects.get(pk=line.id)
    return Agreement(
        agency=hat.agency_name,
        contact=desk(hat),
        name=page.brief.persons.get(line.resident, ""),
        stage=line.stage_code,
        classes=line.class_mask,
        recipients=names_for(page.brief.found, row.recipients).in_order(row.recipients),
        purpose=line.purpose,
        starts_on=timezone.localdate(row.starts_at),
        last_on=timezone.localdate(row.ends_at - LAST_MOMENT),
    )


def desk(hat: Hat) -> str:
    """The agency of the hat and its telephone, for who wants to ask. One query."""
    phone = Agency.objects.filter(pk__in=hat.holders).values_list("phone", flat=True).first()
    return f"{hat.agency_name} ☎ {phone}" if phone else hat.agency_name


def names_of(agencies: Sequence[UUID]) -> list[str]:
    """Names of agencies in the order of their reading. One query."""
    found = Agency.objects.filter(pk__in=list(agencies)).order_by("kana", "name")
    return list(found.values_list("name", flat=True))

"""What the person signed, as a scan or photograph beside the consent (同意の証拠)."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.utils import ProgrammingError

from enishi.agencies.hats import Hat
from enishi.office import files, submissions, trail
from enishi.office.errors import NotFound, Refused
from enishi.sharing.actions.kernel import NOT_ALLOWED
from enishi.sharing.models import Consent, ConsentEvidence
from enishi.sharing.terms import EvidenceKind

TAKEN = {"application/pdf", "image/jpeg", "image/png"}
NOT_TAKEN = "同意の証拠として付けられるのは、PDF・JPEG画像・PNG画像です。スキャンか写真にしてください。"
MOST = 20


def attach_evidence(
    consent: UUID,
    uploaded: files.Chunks,
    *,
    kind: EvidenceKind,
    by: Hat,
    at: datetime,
    submission: UUID | None = None,
) -> UUID:
    """Keep a scan with a consent; a look at the person must stand. Its type is what the content is, pictures lose EXIF.

    Who works with the person and reads the consent may, also after its withdrawal.

    :param submission: the form's key; the same key again attaches nothing more
    :raises Refused: a type that is not taken, too large, no own work with the person
    :raises NotFound: a consent that the hat does not read
    """
    with submissions.once(submission, "consent.evidence", by.membership_id, at=at) as first:
        if first:
            first.answer = str(_attach(consent, uploaded, kind, by=by, at=at))
    return UUID(first.answer)


@transaction.atomic
def _attach(consent: UUID, uploaded: files.Chunks, kind: EvidenceKind, *, by: Hat, at: datetime) -> UUID:
    agreed = Consent.objects.filter(pk=consent).first()
    if agreed is None or by.agency_id is None or by.membership_id is None:
        raise NotFound("consent.evidence", consent)
    if ConsentEvidence.objects.filter(consent=consent, removed_at__isnull=True).count() >= MOST:
        raise Refused(f"一つの同意に付けられるのは{MOST}件までです。")
    stored = files.store(uploaded, at=at)
    if stored.media_type not in TAKEN:
        raise Refused(NOT_TAKEN)
    one = ConsentEvidence(
        id=uuid4(),
        consent=agreed,
        resident_id=agreed.resident_id,
        kind=kind,
        file=stored,
        origin_id=by.agency_id,
        author_id=by.membership_id,
        at=at,
    )
    try:
        one.save(force_insert=True)
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") == "42501":
            raise Refused(NOT_ALLOWED) from error
        raise
    detail = {"consent": str(consent), "type": stored.media_type, "size": stored.size}
    trail.record("consent.evidence_added", binders=[agreed.resident_id], detail=detail)
    return one.pk


@transaction.atomic
def remove_evidence(evidence: UUID, *, by: Hat, at: datetime) -> None:
    """Take off what was attached by mistake: the agency that attached it. Sent again, nothing happens.

    :raises NotFound: of another agency, or not readable
    """
    one = ConsentEvidence.objects.select_for_update().filter(pk=evidence).first()
    if one is None or one.origin_id != by.agency_id:
        raise NotFound("consent.evidence", evidence)
    if one.removed_at is None:
        one.removed_at, one.removed_by = at, by.membership_id
        one.save(update_fields=["removed_at", "removed_by"])
        detail = {"consent": str(one.consent_id), "evidence": str(one.pk)}
        trail.record("consent.evidence_removed", binders=[one.resident_id], detail=detail)

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass
from enishi.sharing.models.consent import Consent
from enishi.sharing.terms import EvidenceKind


class ConsentEvidence(models.Model):
    """A scan or photograph of what the person signed (同意の証拠). Who reads the consent reads it; its name is made here.

    A wrong one is taken off, not deleted: the file stays, and nobody can take it out any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="evidences")
    resident_id = models.UUIDField("だれの同意か")
    kind = models.CharField("証拠の種類", max_length=10, choices=EvidenceKind.choices)
    file = models.ForeignKey("office.StoredFile", on_delete=models.PROTECT, related_name="+")
    origin_id = models.UUIDField("付けた機関")
    author_id = models.UUIDField("付けた所属")
    at = models.DateTimeField("付けた日時")
    removed_at = models.DateTimeField("外した日時", null=True)
    removed_by = models.UUIDField("外した所属", null=True)

    privacy: ClassVar = {"*": PrivacyClass.WORK, "file": PrivacyClass.WELFARE}

    class Meta:
        verbose_name = "同意の証拠"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["consent"], name="evidence_by_consent")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_removed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.agencies.models.staff import Staff
from enishi.agencies.terms import PledgeKind
from enishi.office.privacy import PrivacyClass


class Pledge(models.Model):
    """A pledge of secrecy (守秘の誓約) that a member of staff signed: which text, on which day, until when.

    106条の6第5項 binds members of 支援会議 by law; the pledge shows that they were told. End exclusive.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="pledges")
    kind = models.CharField("種類", max_length=12, choices=PledgeKind.choices)
    text_version = models.CharField("誓約書の版", max_length=40)
    signed_on = models.DateField("誓約した日")
    ends_on = models.DateField("効力の終わる日", null=True, blank=True)
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    privacy: ClassVar = {"*": PrivacyClass.STAFF}

    class Meta:
        verbose_name = "誓約"
        ordering = ["-signed_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PledgeKind.values), name="pledge_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("signed_on")),
                name="pledge_period_in_order",
                violation_error_message="効力の終わる日は誓約した日より後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text_version}"

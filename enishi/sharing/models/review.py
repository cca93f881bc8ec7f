from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass
from enishi.sharing.models.grant import Ground


class EmergencyReview(models.Model):
    """The review that every emergency look owes (緊急閲覧の点検), made in the transaction of its grant."""

    ground = models.OneToOneField(Ground, on_delete=models.PROTECT, primary_key=True, related_name="review")
    staff_id = models.UUIDField("緊急閲覧した職員")
    reviewer_agency_id = models.UUIDField("点検する機関")
    due_on = models.DateField("点検期限")
    reviewed_by = models.UUIDField("点検した職員", null=True)
    reviewed_at = models.DateTimeField("点検日時", null=True)
    justified = models.BooleanField("必要だった", null=True)
    remark = models.TextField("所見", blank=True, default="")

    privacy: ClassVar = {"*": PrivacyClass.AUDIT}

    class Meta:
        verbose_name = "緊急閲覧の点検"
        indexes = [
            models.Index(fields=["staff_id"], condition=Q(reviewed_at__isnull=True), name="review_open_by_staff")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, justified__isnull=False) & ~Q(reviewed_by=models.F("staff_id")),
                name="review_by_another",
                violation_error_message="緊急閲覧の点検は、本人以外の職員が行ってください。",
            )
        ]

    def __str__(self) -> str:
        return str(self.ground_id)

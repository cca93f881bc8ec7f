import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.agencies.models.staff import Staff
from enishi.office.privacy import PrivacyClass


class CredentialReset(models.Model):
    """Somebody lost their password or their second factor (再登録). One administrator asks, another agrees.

    Alone, an administrator could make themselves anybody: the database refuses to change a password that a person
    set, or to remove a factor, without an agreed row here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    password = models.BooleanField("パスワード", default=False)
    factors = models.BooleanField("二要素", default=False)
    reason = models.CharField("理由", max_length=200)
    asked_by = models.UUIDField("申し出た職員")
    asked_at = models.DateTimeField("申し出た日時")
    agreed_by = models.UUIDField("承認した職員", null=True)
    agreed_at = models.DateTimeField("承認した日時", null=True)
    withdrawn_at = models.DateTimeField("取り下げた日時", null=True)
    applied_at = models.DateTimeField("行った日時", null=True)

    privacy: ClassVar = {"*": PrivacyClass.STAFF}

    class Meta:
        verbose_name = "サインインの再登録"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(condition=Q(password=True) | Q(factors=True), name="reset_of_something"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False) & ~Q(agreed_by=F("asked_by")),
                name="reset_by_two",
                violation_error_message="申し出た人とは別の管理者が承認してください。",
            ),
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(agreed_at__isnull=True, withdrawn_at__isnull=True),
                name="reset_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

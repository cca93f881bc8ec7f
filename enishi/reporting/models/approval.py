import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass
from enishi.reporting.terms import SheetKind, SheetLanguage


class WordingApproval(models.Model):
    """The city stands by the words of a sheet in one language (文面の承認). A changed wording needs a new one: ``digest``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.CharField("紙", max_length=12, choices=SheetKind.choices)
    language = models.CharField("言語", max_length=8, choices=SheetLanguage.choices)
    version = models.PositiveSmallIntegerField("文面の版")
    digest = models.CharField("文面の指紋", max_length=64)
    remark = models.CharField("どのように確かめたか", max_length=300)
    approved_by = models.UUIDField("承認した所属")
    approved_at = models.DateTimeField("承認した日時")
    withdrawn_by = models.UUIDField("取り消した所属", null=True)
    withdrawn_at = models.DateTimeField("取り消した日時", null=True)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "文面の承認"
        ordering = ["-approved_at", "id"]
        indexes = [models.Index(fields=["sheet", "language"], name="approval_by_sheet")]
        constraints = [
            models.CheckConstraint(condition=Q(sheet__in=SheetKind.values), name="approval_sheet_known"),
            models.CheckConstraint(
                condition=Q(language__in=SheetLanguage.values), name="approval_language_known"
            ),
            models.CheckConstraint(
                condition=~Q(remark=""),
                name="approval_says_how",
                violation_error_message="どのように確かめたかを書いてください。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="approval_withdrawn_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["digest"],
                condition=Q(withdrawn_at__isnull=True),
                name="approval_stands_once",
                violation_error_message="この文面は、すでに承認されています。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.language}"

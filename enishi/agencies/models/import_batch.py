import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.agencies.terms import ImportKind
from enishi.office.privacy import PrivacyClass


class ImportBatch(models.Model):
    """A file that was looked at and perhaps taken in (取り込み). ``content`` is emptied once that is decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("種類", max_length=10, choices=ImportKind.choices)
    file_name = models.CharField("ファイル名", max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    form = models.CharField("読み方", max_length=200, blank=True, default="")
    layout = models.CharField("様式", max_length=20, blank=True, default="")
    content = models.BinaryField("中身", null=True)
    counts = models.JSONField("件数", default=dict)
    read_at = models.DateTimeField("読んだ日時")
    read_by = models.UUIDField(null=True)
    applied_at = models.DateTimeField("取り込んだ日時", null=True)
    applied_by = models.UUIDField(null=True)

    privacy: ClassVar = {"*": PrivacyClass.STAFF}

    class Meta:
        verbose_name = "取り込み"
        ordering = ["-read_at"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="import_kind_known"),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(content__isnull=True),
                name="import_applied_is_emptied",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

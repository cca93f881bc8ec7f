import uuid
from typing import ClassVar

from django.db import models

from enishi.office.privacy import PrivacyClass


class Draft(models.Model):
    """A half-filled form kept on the server (下書き). Only the membership that typed it can read it.

    ``page_id`` is the drawing of the form that wrote last, ``serial`` its count of saves.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership_id = models.UUIDField()
    form = models.CharField("様式", max_length=60)
    subject_id = models.UUIDField(null=True)
    page_id = models.UUIDField(default=uuid.uuid4)
    fields = models.JSONField("入力内容", default=dict)
    serial = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    privacy: ClassVar = {"*": PrivacyClass.WORK, "fields": PrivacyClass.WELFARE}

    class Meta:
        verbose_name = "下書き"
        indexes = [
            models.Index(fields=["membership_id", "-saved_at"], name="draft_by_membership"),
            models.Index(fields=["page_id"], name="draft_by_page"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.saved_at:%m/%d %H:%M}"

"""Who can do what (機関のできること): told by the agency itself, with the day it was last confirmed."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from enishi.office.privacy import PrivacyClass


class Capability(models.Model):
    """One thing an agency can do for somebody, as a colleague would ask for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.CASCADE, related_name="+", verbose_name="機関"
    )
    what = models.CharField("できること", max_length=120)
    targets = ArrayField(models.CharField(max_length=12), verbose_name="対象", default=list, blank=True)
    how = models.TextField("頼み方・条件", blank=True, default="")
    verify_by = models.DateField("確認の期限", null=True, blank=True)
    confirmed_on = models.DateField("確認した日", null=True, blank=True)
    confirmed_name = models.CharField("確認した人", max_length=200, blank=True, default="")
    ends_on = models.DateField("終了日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC, "confirmed_name": PrivacyClass.WORK}

    class Meta:
        verbose_name = "機関のできること"
        ordering = ["what", "id"]

    def __str__(self) -> str:
        return self.what

import uuid
from typing import ClassVar

from django.db import models

from enishi.office.privacy import PrivacyClass


class CitySetting(models.Model):
    """A number or word that differs by city (期日の間隔など), valid from a day. Rows are added, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("項目", max_length=60)
    value = models.JSONField("値")
    starts_on = models.DateField("適用開始日")
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "市の設定"
        constraints = [models.UniqueConstraint(fields=["name", "starts_on"], name="setting_once_per_start")]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"

import uuid
from typing import ClassVar

from django.db import models

from enishi.office.privacy import PrivacyClass
from enishi.residents.models.resident import Resident


class Change(models.Model):
    """What stood in a row before it was corrected (変更の履歴), in the class of that row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    information_class = models.SmallIntegerField()
    origin_id = models.UUIDField("書いた機関")
    recorded_by = models.UUIDField("書いた所属")
    recorded_at = models.DateTimeField("書いた日時")
    entry_id = models.UUIDField("変えた行")
    what = models.CharField("項目", max_length=40)
    before = models.CharField("前", max_length=500, blank=True, default="")
    after = models.CharField("後", max_length=500, blank=True, default="")

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "before": PrivacyClass.LOCATION,
        "after": PrivacyClass.LOCATION,
    }

    class Meta:
        verbose_name = "変更の履歴"
        ordering = ["-recorded_at", "id"]
        indexes = [models.Index(fields=["resident"], name="change_by_resident")]

    def __str__(self) -> str:
        return self.what

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass
from enishi.sharing.models.binder import Binder
from enishi.sharing.terms import BlockKind


class Block(models.Model):
    """A member of staff who may never see this binder, whatever grants say (利益相反). Hidden from that person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    binder = models.ForeignKey(Binder, on_delete=models.PROTECT, related_name="blocks")
    staff_id = models.UUIDField("職員")
    kind = models.CharField("理由", max_length=12, choices=BlockKind.choices)
    recorded_by = models.UUIDField("記録した所属")
    recorded_at = models.DateTimeField("記録日時")
    lifted_at = models.DateTimeField("解除日時", null=True)

    privacy: ClassVar = {"*": PrivacyClass.WELFARE}

    class Meta:
        verbose_name = "閲覧の禁止"
        indexes = [
            models.Index(fields=["staff_id"], condition=Q(lifted_at__isnull=True), name="block_live_by_staff")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

"""Members who are asked for a commission by a card with a link (`agencies.actions.cards`)."""

import uuid
from typing import ClassVar

from django.db import models

from enishi.community.models.commission import Commission
from enishi.community.models.network import Member
from enishi.office.privacy import PrivacyClass


class MemberAsk(models.Model):
    """That a member was given a card of a commission; what stands on it and what came back lies with the card."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commission = models.ForeignKey(
        Commission, on_delete=models.CASCADE, related_name="cards", verbose_name="支援依頼"
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="cards", verbose_name="会員")
    card_id = models.UUIDField("渡した紙面への参照", unique=True)
    day = models.DateField("渡した日")
    asked_by = models.UUIDField("渡した所属")
    at = models.DateTimeField("渡した日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "会員への紙面"
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["member", "day"], name="member_asked_by_day")]

    def __str__(self) -> str:
        return f"{self.commission_id} {self.day}"

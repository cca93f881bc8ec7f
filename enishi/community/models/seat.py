"""A free place that somebody upstairs has taken: a day and an id, never who."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.community.models.resource import Menu, Resource
from enishi.office.privacy import PrivacyClass


class Seat(models.Model):
    """One of the free places of a menu, or of a resource without one (空きの利用), from the day it was taken until it was freed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="seats", verbose_name="地域の資源")
    menu = models.ForeignKey(
        Menu, null=True, blank=True, on_delete=models.CASCADE, related_name="seats", verbose_name="参加メニュー"
    )
    source_id = models.UUIDField("使った受入れへの参照", unique=True)
    taken_on = models.DateField("使い始めた日")
    freed_on = models.DateField("空けた日", null=True, blank=True)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "空きの利用"
        ordering = ["taken_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(freed_on__isnull=True) | Q(freed_on__gte=F("taken_on")), name="seat_period_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.menu_id or self.resource_id} {self.taken_on}"

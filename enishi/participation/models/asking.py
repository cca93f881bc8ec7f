"""A card that was sent to a host (受入先への紙面)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.cases.models.journal import CaseEntry
from enishi.office.privacy import PrivacyClass
from enishi.participation.models.placement import Placement
from enishi.participation.models.proposal import OF_EVERYBODY
from enishi.participation.terms import AskKind


class HostAsk(CaseEntry):
    """That a host was asked something by a link: which card it is, and on which day. What stood on it is kept with the card."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="+")
    resource_id = models.UUIDField("受入先")
    kind = models.CharField("種類", max_length=6, choices=AskKind.choices)
    card_id = models.UUIDField("渡した紙面")
    day = models.DateField("渡した日")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "受入先への紙面"
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["placement", "-at"], name="host_ask_by_placement")]
        constraints = [
            models.CheckConstraint(condition=OF_EVERYBODY, name="host_ask_is_basic"),
            models.CheckConstraint(condition=Q(kind__in=AskKind.values), name="host_ask_kind_known"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

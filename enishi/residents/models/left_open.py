from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.office.privacy import PrivacyClass
from enishi.residents.models.resident import DATED_PRIVACY, DatedEntry, Resident
from enishi.residents.terms import OpenReason
from enishi.sharing.terms import InformationClass


class LeftOpen(DatedEntry):
    """That somebody who lives with a protected person is not protected with them, on purpose, and why (いっしょに保護しない).

    It stands in the binder of who is protected, behind the seal over their whereabouts: who works with the other one never
    learns of it. It counts while the two live together as they did when it was written.
    """

    information_class = models.SmallIntegerField(default=InformationClass.LOCATION.value)
    housemate = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+", verbose_name="いっしょに暮らす人")
    reason = models.CharField("理由", max_length=8, choices=OpenReason.choices)
    note = models.CharField("補足", max_length=200, blank=True, default="")

    privacy: ClassVar = DATED_PRIVACY | {"*": PrivacyClass.LOCATION}

    class Meta:
        verbose_name = "いっしょに保護しない人"
        ordering = ["-recorded_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=OpenReason.values), name="left_open_reason_known"),
            models.CheckConstraint(condition=Q(information_class=32), name="left_open_is_location"),
            models.CheckConstraint(condition=~Q(resident=F("housemate")), name="left_open_is_another"),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.office.privacy import PrivacyClass
from enishi.residents.models.resident import DATED_PRIVACY, DatedEntry
from enishi.residents.terms import AddressKind, Protection
from enishi.sharing.terms import InformationClass


class Address(DatedEntry):
    """Where a resident lives or can be reached (住所), class LOCATION. Whatever is not confirmed free is protected."""

    information_class = models.SmallIntegerField(default=InformationClass.LOCATION.value)
    kind = models.CharField("種類", max_length=10, choices=AddressKind.choices, default=AddressKind.LIVING)
    postcode = models.CharField("郵便番号", max_length=10, blank=True, default="")
    text = models.CharField("住所", max_length=300)
    note = models.CharField("補足", max_length=200, blank=True, default="")
    protection = models.CharField(
        "支援措置", max_length=8, choices=Protection.choices, default=Protection.UNKNOWN
    )

    privacy: ClassVar = DATED_PRIVACY | {"*": PrivacyClass.LOCATION}

    class Meta:
        verbose_name = "住所"
        ordering = ["-recorded_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AddressKind.values), name="address_kind_known"),
            models.CheckConstraint(
                condition=Q(protection__in=Protection.values), name="address_protection_known"
            ),
            models.CheckConstraint(condition=Q(information_class=32), name="address_is_location"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="address_period_in_order",
                violation_error_message="終わりの日は始まりの日以後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass
from enishi.residents.models.resident import DATED_PRIVACY, DatedEntry
from enishi.residents.terms import ContactKind
from enishi.sharing.terms import InformationClass


class Contact(DatedEntry):
    """How to reach a resident (連絡先), and what must not be done. A landline tells where somebody lives."""

    information_class = models.SmallIntegerField(default=InformationClass.BASIC.value)
    kind = models.CharField("種類", max_length=8, choices=ContactKind.choices)
    text = models.CharField("番号・アドレス", max_length=254)
    whose = models.CharField("だれの", max_length=60, blank=True, default="")
    no_voicemail = models.BooleanField("留守電不可", default=False)
    no_name = models.BooleanField("この番号には本人名を出さない", default=False)
    note = models.CharField("かけるときの注意", max_length=200, blank=True, default="")

    privacy: ClassVar = DATED_PRIVACY | {"*": PrivacyClass.IDENTITY, "text": PrivacyClass.LOCATION}

    class Meta:
        verbose_name = "連絡先"
        ordering = ["-recorded_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ContactKind.values), name="contact_kind_known"),
            models.CheckConstraint(
                condition=Q(information_class__in=[1, 32])
                & (~Q(kind=ContactKind.LANDLINE) | Q(information_class=32)),
                name="contact_landline_is_location",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

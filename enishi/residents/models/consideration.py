from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass
from enishi.residents.models.resident import DATED_PRIVACY, DatedEntry
from enishi.residents.terms import ConsiderationClass, ConsiderationKind


class Consideration(DatedEntry):
    """A language or something to take care of (配慮事項). The writer chooses whether it is a matter of health."""

    information_class = models.SmallIntegerField("だれが知ってよいか", choices=ConsiderationClass.choices)
    kind = models.CharField("種類", max_length=14, choices=ConsiderationKind.choices)
    text = models.CharField("内容", max_length=300)

    privacy: ClassVar = DATED_PRIVACY | {"*": PrivacyClass.SENSITIVE}

    class Meta:
        verbose_name = "配慮事項"
        ordering = ["-recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ConsiderationKind.values), name="consideration_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(information_class__in=ConsiderationClass.values), name="consideration_class_known"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

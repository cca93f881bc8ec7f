from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from enishi.office.privacy import PrivacyClass
from enishi.residents.models.resident import DATED_PRIVACY, DatedEntry
from enishi.residents.terms import MeasureAct, Protection
from enishi.sharing.terms import InformationClass


class SupportMeasure(DatedEntry):
    """A support measure (DV等支援措置) sought or granted: who applied, whom they named, for which acts, until when.

    The named other party is whoever the applicant wrote down; no finding of a court is needed. ``ends_on`` is the
    day by which it must be renewed (1 year); passing it lifts nothing.
    """

    information_class = models.SmallIntegerField(default=InformationClass.RIGHTS.value)
    state = models.CharField(
        "状態",
        max_length=8,
        choices=[(one.value, one.label) for one in Protection if one not in ("none", "unknown")],
    )
    applicant = models.CharField("申出者", max_length=100)
    other_party = models.CharField("相手方（申出のとおり）", max_length=200, blank=True, default="")
    other_party_staff_id = models.UUIDField("相手方である職員", null=True)
    acts = ArrayField(
        models.CharField(max_length=12, choices=MeasureAct.choices), verbose_name="行為", default=list
    )
    note = models.CharField("補足", max_length=300, blank=True, default="")
    renews = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    privacy: ClassVar = DATED_PRIVACY | {"*": PrivacyClass.LOCATION}

    class Meta:
        verbose_name = "支援措置"
        ordering = ["-recorded_at", "id"]
        indexes = [models.Index(fields=["resident"], name="measure_by_resident")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["applied", "in_force", "expired"]), name="measure_state_known"
            ),
            models.CheckConstraint(condition=Q(information_class=16), name="measure_is_rights"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="measure_period_in_order",
                violation_error_message="終わりの日は始まりの日以後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()

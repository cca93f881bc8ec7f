from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.cases.models.journal import CaseEntry
from enishi.cases.terms import TieFlow, TieQuality
from enishi.office.privacy import PrivacyClass
from enishi.residents.terms import Relation, Sex


class Tie(CaseEntry):
    """A line that somebody drew around a person (関係の線): to a resident, an agency, or whoever has a name only.

    What the drawings show without one comes from the register and the team. A line is never changed: a new one takes its place.
    A line to a resident is there only for who may see that resident, too.
    """

    resident_id = models.UUIDField("住民", null=True)
    agency_id = models.UUIDField("機関", null=True)
    label = models.CharField("名前", max_length=60, blank=True, default="")
    relation = models.CharField("続柄", max_length=14, choices=Relation.choices, blank=True, default="")
    sex = models.CharField("性別", max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    died = models.BooleanField("亡くなっている", default=False)
    quality = models.CharField("つながり", max_length=8, choices=TieQuality.choices, default=TieQuality.ORDINARY)
    flow = models.CharField("支えの向き", max_length=4, choices=TieFlow.choices, default=TieFlow.NONE)
    remark = models.CharField("補足", max_length=200, blank=True, default="")
    removed_at = models.DateTimeField("消した日時", null=True)
    removed_by = models.UUIDField("消した所属", null=True)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "label": PrivacyClass.SENSITIVE,
        "relation": PrivacyClass.WELFARE,
        "sex": PrivacyClass.WELFARE,
        "died": PrivacyClass.WELFARE,
        "quality": PrivacyClass.SENSITIVE,
        "flow": PrivacyClass.SENSITIVE,
        "remark": PrivacyClass.SENSITIVE,
    }

    class Meta:
        verbose_name = "関係の線"
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["case"], condition=Q(removed_at__isnull=True), name="tie_by_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(resident_id__isnull=False, agency_id__isnull=True, label="")
                    | Q(resident_id__isnull=True, agency_id__isnull=False, label="")
                    | (Q(resident_id__isnull=True, agency_id__isnull=True) & ~Q(label=""))
                ),
                name="tie_to_one",
                violation_error_message="相手をひとつ選ぶか、名前を書いてください。",
            ),
            models.CheckConstraint(condition=Q(quality__in=TieQuality.values), name="tie_quality_known"),
            models.CheckConstraint(condition=Q(flow__in=TieFlow.values), name="tie_flow_known"),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="tie_sex_known"),
            models.CheckConstraint(condition=Q(relation__in=["", *Relation.values]), name="tie_relation_known"),
            models.CheckConstraint(
                condition=Q(relation="") | Q(agency_id__isnull=True), name="tie_agency_is_no_kin"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="tie_removed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

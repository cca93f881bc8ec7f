import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass
from enishi.residents.models.resident import DATED_PRIVACY, DatedEntry, Resident
from enishi.residents.terms import HouseholdRole, Relation
from enishi.sharing.terms import InformationClass


class Household(models.Model):
    """People who live together (世帯). A bare id: who belongs to it is written in each member's own binder."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    begun_at = models.DateTimeField("作成日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "世帯"

    def __str__(self) -> str:
        return str(self.id)


class HouseholdMember(DatedEntry):
    """That a resident belongs to a household, from when until when.

    Living together tells where somebody lives: a row is hidden by a seal on FAMILY and by one on LOCATION. Read
    from the side of another member, a hidden row is not there, nor counted.
    """

    information_class = models.SmallIntegerField(default=InformationClass.FAMILY.value)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(
        "世帯での立場", max_length=8, choices=HouseholdRole.choices, default=HouseholdRole.UNKNOWN
    )

    privacy: ClassVar = DATED_PRIVACY | {"*": PrivacyClass.LOCATION}

    class Meta:
        verbose_name = "世帯員"
        ordering = ["recorded_at", "id"]
        indexes = [
            models.Index(fields=["resident"], name="household_by_resident"),
            models.Index(fields=["household"], name="member_by_household"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=HouseholdRole.values), name="household_role_known"),
            models.CheckConstraint(condition=Q(information_class=8), name="household_member_is_family"),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class Kinship(DatedEntry):
    """Who another person is to this resident (続柄), one direction, in the subject's own binder.

    It is there only for those who see both registers: in the binder of an alleged abuser the row that points
    at a protected person does not exist for the abuser's worker.
    """

    information_class = models.SmallIntegerField(default=InformationClass.FAMILY.value)
    other = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField("続柄", max_length=14, choices=Relation.choices)
    note = models.CharField("補足", max_length=200, blank=True, default="")

    privacy: ClassVar = DATED_PRIVACY | {"*": PrivacyClass.WELFARE}

    class Meta:
        verbose_name = "続柄"
        ordering = ["recorded_at", "id"]
        indexes = [
            models.Index(fields=["resident"], name="kinship_by_resident"),
            models.Index(fields=["other"], name="kinship_by_other"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="kinship_relation_known"),
            models.CheckConstraint(condition=Q(information_class=8), name="kinship_is_family"),
            models.CheckConstraint(
                condition=~Q(resident=models.F("other")),
                name="kinship_with_another",
                violation_error_message="本人を本人の親族にはできません。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_relation_display()

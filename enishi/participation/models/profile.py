"""What a person wants, can and needs, in their own words (強み・希望・配慮), and the conditions for going somewhere."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from enishi.cases.models.journal import CaseEntry
from enishi.office.privacy import PrivacyClass
from enishi.participation.terms import Side
from enishi.sharing.terms import InformationClass

CLASS_OF = {
    Side.LIKES: InformationClass.BASIC,
    Side.CAN: InformationClass.BASIC,
    Side.NEEDS: InformationClass.HEALTH,
    Side.AVOIDS: InformationClass.RIGHTS,
}
"""Of which class the words of each side are: what somebody likes is told more easily than what they need."""
STANDS = Q(ended_at__isnull=True)
ENDED_BY_SOMEBODY = Q(ended_at__isnull=True, ended_by__isnull=True) | Q(
    ended_at__isnull=False, ended_by__isnull=False
)


class Replaced(CaseEntry):
    """A row that is never changed: the next one takes its place, and the earlier ones stay readable."""

    ended_at = models.DateTimeField("次に替わった日時", null=True)
    ended_by = models.UUIDField("替えた所属", null=True)

    class Meta:
        abstract = True


class Profile(Replaced):
    """How somebody wants to take part (参加の希望): form, days, pace. Class BASIC. The place where they live is not here."""

    purposes = ArrayField(models.CharField(max_length=12), verbose_name="希望する形", default=list)
    days = ArrayField(models.PositiveSmallIntegerField(), verbose_name="行ける曜日", default=list)
    parts = ArrayField(models.CharField(max_length=10), verbose_name="行ける時間帯", default=list)
    times_a_week = models.PositiveSmallIntegerField("週に何回", null=True)
    max_km = models.DecimalField("行ける距離（km）", max_digits=4, decimal_places=1, null=True)
    fields = ArrayField(models.CharField(max_length=12), verbose_name="対象の分野", default=list)
    waits_since = models.DateField("待ち始めた日", null=True)
    decision_id = models.UUIDField("会議の決定", null=True)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "purposes": PrivacyClass.WELFARE,
        "days": PrivacyClass.WELFARE,
        "parts": PrivacyClass.WELFARE,
        "times_a_week": PrivacyClass.WELFARE,
        "max_km": PrivacyClass.WELFARE,
        "fields": PrivacyClass.WELFARE,
    }

    class Meta:
        verbose_name = "参加の希望"
        ordering = ["-at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["binder_id"], condition=STANDS, name="profile_one_stands"),
            models.CheckConstraint(
                condition=Q(information_class=InformationClass.BASIC.value), name="profile_is_basic"
            ),
            models.CheckConstraint(condition=ENDED_BY_SOMEBODY, name="profile_ended_by_somebody"),
            models.CheckConstraint(
                condition=Q(times_a_week__isnull=True) | Q(times_a_week__gte=1, times_a_week__lte=7),
                name="profile_times_of_a_week",
                violation_error_message="週に何回かは、1から7までにしてください。",
            ),
            models.CheckConstraint(
                condition=Q(max_km__isnull=True) | Q(max_km__gte=0),
                name="profile_km_not_negative",
                violation_error_message="行ける距離は、0以上にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ProfileLine(Replaced):
    """One side of the profile in the person's words (本人のことば), and what of it matching takes: codes and places."""

    side = models.CharField("何について", max_length=6, choices=Side.choices)
    text = models.TextField("本人のことば", blank=True, default="")
    needed = ArrayField(models.CharField(max_length=16), verbose_name="必ず要る配慮", default=list)
    cared_for = ArrayField(models.CharField(max_length=16), verbose_name="あるとよい配慮", default=list)
    accesses = ArrayField(models.CharField(max_length=16), verbose_name="必要なバリアフリー", default=list)
    shunned = ArrayField(models.UUIDField(), verbose_name="候補にしない資源", default=list)
    shunned_towns = ArrayField(models.CharField(max_length=80), verbose_name="候補にしない町", default=list)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "text": PrivacyClass.SENSITIVE,
        "needed": PrivacyClass.SENSITIVE,
        "cared_for": PrivacyClass.SENSITIVE,
        "accesses": PrivacyClass.SENSITIVE,
        "shunned": PrivacyClass.SENSITIVE,
        "shunned_towns": PrivacyClass.SENSITIVE,
    }

    class Meta:
        verbose_name = "本人のことば"
        ordering = ["-at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["binder_id", "side"], condition=STANDS, name="profile_line_one_stands"
            ),
            models.CheckConstraint(
                condition=Q(
                    *[Q(side=side.value, information_class=cls.value) for side, cls in CLASS_OF.items()],
                    _connector=Q.OR,
                ),
                name="profile_line_class_of_its_side",
            ),
            models.CheckConstraint(condition=ENDED_BY_SOMEBODY, name="profile_line_ended_by_somebody"),
        ]

    def __str__(self) -> str:
        return self.get_side_display()

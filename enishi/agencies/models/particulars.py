"""What a caller needs to know of an agency: when it is open, which districts it serves, when it is closed."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.agencies.models.agency import Agency
from enishi.agencies.rules.opening_times import OnHolidays, Opening, Schedule
from enishi.office.privacy import PrivacyClass


class OpeningHours(models.Model):
    """What was understood of ``Agency.hours``, whose words are always kept. ``left_over``: what was not."""

    agency = models.OneToOneField(
        Agency, primary_key=True, on_delete=models.CASCADE, related_name="opening_hours", verbose_name="機関"
    )
    on_holidays = models.CharField(
        "祝日",
        max_length=10,
        choices=[
            (OnHolidays.UNKNOWN.value, "不明"),
            (OnHolidays.CLOSED.value, "休み"),
            (OnHolidays.AS_USUAL.value, "ふだんどおり"),
            (OnHolidays.OWN_TIMES.value, "祝日の時間"),
        ],
        default=OnHolidays.UNKNOWN.value,
    )
    left_over = models.TextField("読み取れなかったことば", blank=True, default="")

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "開所日時"

    def __str__(self) -> str:
        return f"{self.agency_id} {self.on_holidays}"

    def schedule(self) -> Schedule:
        """As the rules take it; reads ``times`` (prefetch them for lists)."""
        openings = tuple(Opening(time.day, time.weeks, time.opens, time.closes) for time in self.times.all())
        return Schedule(openings, OnHolidays(self.on_holidays), self.left_over)


class OpeningTime(models.Model):
    """Open on a day of the week (GIF 441 1.2; 8 = 祝日), in weeks (1.3), from minute to minute of the day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hours = models.ForeignKey(OpeningHours, on_delete=models.CASCADE, related_name="times")
    day = models.PositiveSmallIntegerField("曜日")
    weeks = models.CharField("週", max_length=6, default="0")
    opens = models.PositiveSmallIntegerField("開始(分)")
    closes = models.PositiveSmallIntegerField("終了(分)")

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "開所時間"
        ordering = ["day", "weeks", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=8), name="opening_day_known"),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes"), closes__lte=2880),
                name="opening_time_in_order",
                violation_error_message="終了時刻は開始時刻より後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.opens}-{self.closes}"


class Catchment(models.Model):
    """A lower secondary school district (中学校区) that an agency serves, for a period."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="catchments")
    district = models.CharField("中学校区", max_length=60)
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True, blank=True)

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "担当地区"
        ordering = ["district"]
        indexes = [models.Index(fields=["district"], name="catchment_by_district")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "district"],
                condition=Q(ends_on__isnull=True),
                name="catchment_once_while_open",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="catchment_period_in_order",
                violation_error_message="担当地区の終了日は開始日以後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.district


class AgencyClosing(models.Model):
    """Days on which one agency is closed besides its regular ones (研修, 夏季休業). End exclusive."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="closings")
    starts_on = models.DateField("休みの初日")
    ends_on = models.DateField("休み明けの日")
    reason = models.CharField("理由", max_length=60)

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "機関の休業日"
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="agency_closing_in_order",
                violation_error_message="休み明けの日は休みの初日より後にしてください。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.reason}"

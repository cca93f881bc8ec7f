"""What happens in the community: activities with their sessions, counts without names, exchanges, needs seen, events."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from enishi.community.models.resource import Resource
from enishi.community.terms import AgeBand, EventKind, NeedState, Programme
from enishi.office.privacy import PrivacyClass

PERIOD = "終了日は開始日以後にしてください。"


class Activity(models.Model):
    """Something that is held again and again (活動), perhaps in one of the five programmes of 地域づくり."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("名称", max_length=120)
    programme = models.CharField("事業", max_length=12, choices=Programme.choices, blank=True, default="")
    resource = models.ForeignKey(
        Resource,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="activities",
        verbose_name="場所",
    )
    keeper = models.ForeignKey(
        "agencies.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="担当する機関",
    )
    place = models.CharField("場所のことば", max_length=200, blank=True, default="")
    when_words = models.CharField("曜日・時間", max_length=200, blank=True, default="")
    description = models.TextField("内容", blank=True, default="")
    public = models.BooleanField("公開する", default=False)
    starts_on = models.DateField("開始日", null=True, blank=True)
    ends_on = models.DateField("終了日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "活動"
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(programme__in=["", *Programme.values]), name="activity_programme_known"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="activity_period_in_order",
                violation_error_message=PERIOD,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """One time an activity was held (開催), or was called off."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="sessions")
    held_on = models.DateField("開催日")
    part = models.CharField("回", max_length=40, blank=True, default="")
    cancelled = models.BooleanField("中止", default=False)
    helpers = models.PositiveIntegerField("担い手の人数", default=0)
    note = models.TextField("ようす", blank=True, default="")
    recorded_by = models.UUIDField("記録した所属", null=True)
    recorded_at = models.DateTimeField("記録した日時")
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "開催"
        ordering = ["-held_on", "part", "id"]
        indexes = [models.Index(fields=["held_on"], name="session_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["activity", "held_on", "part"], name="session_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.held_on}"


class Attendance(models.Model):
    """How many of an age took part in a session. No name, no row for a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="counts")
    age_band = models.CharField("年代", max_length=8, choices=AgeBand.choices)
    people = models.PositiveIntegerField("人数")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "参加者数"
        ordering = ["age_band", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(age_band__in=AgeBand.values), name="attendance_age_known"),
            models.UniqueConstraint(fields=["session", "age_band"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.age_band} {self.people}"


class Exchange(models.Model):
    """A meeting in which the programmes of 地域づくり learn from each other (交流の場); CSW call it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("名称", max_length=120)
    held_on = models.DateField("開催日")
    place = models.CharField("場所", max_length=120, blank=True, default="")
    programmes = ArrayField(
        models.CharField(max_length=12), verbose_name="集まった事業", default=list, blank=True
    )
    people = models.PositiveIntegerField("参加した人数", default=0)
    topics = models.TextField("話したこと", blank=True, default="")
    agreed = models.TextField("決めたこと", blank=True, default="")
    next_on = models.DateField("次回", null=True, blank=True)
    recorded_by = models.UUIDField("記録した所属", null=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "交流の場"
        ordering = ["-held_on", "id"]

    def __str__(self) -> str:
        return self.name


class PlaceNeed(models.Model):
    """A need that shows in a place (場で見えたニーズ), told without anybody's name, until something came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("見出し", max_length=120)
    text = models.TextField("見えたこと", blank=True, default="")
    seen_on = models.DateField("見えた日")
    district = models.CharField("地区", max_length=60, blank=True, default="")
    programme = models.CharField("事業", max_length=12, choices=Programme.choices, blank=True, default="")
    resource = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.SET_NULL, related_name="needs", verbose_name="場所"
    )
    state = models.CharField("状態", max_length=8, choices=NeedState.choices, default=NeedState.OPEN)
    answer = models.TextField("どうなったか", blank=True, default="")
    raised_by = models.UUIDField("挙げた所属", null=True)
    raised_at = models.DateTimeField("挙げた日時")
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "場で見えたニーズ"
        ordering = ["-seen_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=NeedState.values), name="place_need_state_known"),
            models.CheckConstraint(
                condition=Q(state=NeedState.OPEN) | ~Q(answer=""),
                name="place_need_answered_in_words",
                violation_error_message="どうなったかを書いてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Happening(models.Model):
    """An event or a training (催し・研修), with how many came. Open-data lists of events are taken in here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("種類", max_length=10, choices=EventKind.choices, default=EventKind.FAIR)
    name = models.CharField("名称", max_length=200)
    kana = models.CharField("名称カナ", max_length=300, blank=True, default="")
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("最後の日", null=True, blank=True)
    opens = models.CharField("開始時間", max_length=40, blank=True, default="")
    closes = models.CharField("終了時間", max_length=40, blank=True, default="")
    description = models.TextField("説明", blank=True, default="")
    place = models.CharField("場所", max_length=200, blank=True, default="")
    address = models.CharField("住所", max_length=300, blank=True, default="")
    organiser = models.CharField("主催者", max_length=200, blank=True, default="")
    contact = models.CharField("連絡先", max_length=300, blank=True, default="")
    website = models.CharField("ウェブサイト", max_length=500, blank=True, default="")
    fee = models.CharField("料金", max_length=300, blank=True, default="")
    capacity = models.PositiveIntegerField("定員", null=True, blank=True)
    apply_words = models.CharField("申込み", max_length=300, blank=True, default="")
    attended = models.PositiveIntegerField("来た人数", null=True, blank=True)
    handed_out = models.PositiveIntegerField("配った数", null=True, blank=True)
    public = models.BooleanField("公開する", default=False)
    note = models.TextField("備考", blank=True, default="")
    original = models.JSONField("取り込んだ元の値", default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "催し・研修"
        ordering = ["-starts_on", "name", "id"]
        indexes = [models.Index(fields=["starts_on"], name="happening_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="happening_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="happening_period_in_order",
                violation_error_message="最後の日は開始日以後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

"""The project of many members, under the name that the city gives it: who belongs, who asks to, where they meet."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from enishi.agencies.models.search import Folded
from enishi.community.models.resource import Resource
from enishi.community.terms import ApplicationState, MemberKind, ProjectMeetingKind
from enishi.office.privacy import PrivacyClass

THE_ONE = uuid.UUID(int=1)
"""A city has one project; a second row is refused."""


class Network(models.Model):
    """What the city calls its project and says of it. A row, not a text in a page: every city names its own."""

    id = models.UUIDField(primary_key=True, default=THE_ONE, editable=False)
    name = models.CharField("名称", max_length=120)
    about = models.TextField("何をするか", blank=True, default="")
    contact = models.CharField("事務局の連絡先", max_length=200, blank=True, default="")
    privacy_notice = models.TextField("個人情報の扱い", blank=True, default="")
    open_to_applications = models.BooleanField("申込みを受け付ける", default=True)
    keeper = models.ForeignKey(
        "agencies.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="事務局の機関",
    )
    founded_on = models.DateField("設立日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "参加支援プロジェクト"
        constraints = [models.CheckConstraint(condition=Q(id=THE_ONE), name="network_is_one")]

    def __str__(self) -> str:
        return self.name


class Joining(models.Model):
    """What a member and an application to become one both say."""

    name = models.CharField("名称", max_length=120)
    kana = models.CharField("名称カナ", max_length=160, blank=True, default="")
    kind = models.CharField("種類", max_length=10, choices=MemberKind.choices)
    fields = ArrayField(models.CharField(max_length=12), verbose_name="分野", default=list, blank=True)
    purposes = ArrayField(
        models.CharField(max_length=12), verbose_name="提供できる形", default=list, blank=True
    )
    offers = models.TextField("できること", blank=True, default="")
    areas = ArrayField(models.CharField(max_length=60), verbose_name="地区", default=list, blank=True)
    person = models.CharField("担当の人", max_length=80, blank=True, default="")
    phone = models.CharField("電話", max_length=40, blank=True, default="")
    email = models.CharField("メール", max_length=254, blank=True, default="")
    address = models.CharField("住所", max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


CONTACT = dict.fromkeys(("name", "kana", "person", "phone", "email", "address"), PrivacyClass.IDENTITY)


class Member(Joining):
    """A facility, a business, a group or an individual who takes part in the project, from when until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asks_per_month = models.PositiveSmallIntegerField("月に受ける声かけの上限", null=True, blank=True)
    joined_on = models.DateField("入会日")
    left_on = models.DateField("退会日", null=True, blank=True)
    left_reason = models.CharField("退会の理由", max_length=200, blank=True, default="")
    resource = models.ForeignKey(
        Resource,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="members",
        verbose_name="地域の資源",
    )
    note = models.TextField("覚え書き", blank=True, default="")
    search_words = models.GeneratedField(
        expression=Folded("name", "kana"), output_field=models.TextField(), db_persist=True
    )

    privacy: ClassVar = {"*": PrivacyClass.WORK, **CONTACT, "search_words": PrivacyClass.IDENTITY}

    class Meta:
        verbose_name = "会員"
        ordering = ["kana", "name", "id"]
        indexes = [models.Index(fields=["kana", "name", "id"], name="member_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MemberKind.values), name="member_kind_known"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="member_period_in_order",
                violation_error_message="退会日は入会日以後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Application(Joining):
    """What came by the form without a sign-in. The card of its mail (`agencies.models.ReleasedCard`) has the same id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(
        "状態", max_length=10, choices=ApplicationState.choices, default=ApplicationState.SENT
    )
    message = models.TextField("伝えたいこと", blank=True, default="")
    received_at = models.DateTimeField("届いた日時")
    sender_digest = models.BinaryField("送り元の要約", null=True)
    confirm_by = models.DateTimeField("確認の期限")
    mailed = models.BooleanField("確認メールを送った", default=False)
    confirmed_at = models.DateTimeField("確認した日時", null=True)
    confirmed_how = models.CharField("確認のしかた", max_length=10, blank=True, default="")
    decided_at = models.DateTimeField("決めた日時", null=True)
    decided_by = models.UUIDField("決めた所属", null=True)
    reason = models.CharField("見送った理由", max_length=400, blank=True, default="")
    member = models.ForeignKey(
        Member,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="applications",
        verbose_name="会員",
    )

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        **CONTACT,
        "message": PrivacyClass.IDENTITY,
    }

    class Meta:
        verbose_name = "入会の申込み"
        ordering = ["-received_at", "id"]
        indexes = [models.Index(fields=["state", "-received_at"], name="application_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ApplicationState.values), name="application_state_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=MemberKind.values), name="application_kind_known"),
            models.CheckConstraint(
                condition=~Q(state=ApplicationState.DECLINED) | ~Q(reason=""),
                name="application_declined_with_reason",
                violation_error_message="見送る理由を書いてください。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ApplicationState.SENT, ApplicationState.LAPSED])
                | Q(confirmed_at__isnull=False),
                name="application_confirmed_before_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.received_at:%Y-%m-%d}"


class ProjectMeeting(models.Model):
    """A meeting of the members: who came, and in short what was decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("種類", max_length=10, choices=ProjectMeetingKind.choices)
    name = models.CharField("名称", max_length=120)
    held_on = models.DateField("開催日")
    place = models.CharField("場所", max_length=120, blank=True, default="")
    others = models.PositiveIntegerField("会員のほかの参加者", default=0)
    topics = models.TextField("話したこと", blank=True, default="")
    decided = models.TextField("決めたこと", blank=True, default="")
    next_on = models.DateField("次回", null=True, blank=True)
    recorded_by = models.UUIDField("記録した所属", null=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "プロジェクトの会議"
        ordering = ["-held_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ProjectMeetingKind.values), name="project_meeting_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class MeetingAttendance(models.Model):
    """That a member came to a meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(ProjectMeeting, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendances")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "会議に出た会員"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attends_a_meeting_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.member_id}"

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from enishi.conferences.models.kind import ConferenceKind
from enishi.conferences.terms import AvailabilityAnswer, ConferenceState
from enishi.office.privacy import PrivacyClass


class Conference(models.Model):
    """One meeting. Its id is a binder of its own: only who is convened to it and the convening agency know of it.

    Its items are known to who convened and to who is seated, and to no colleague of theirs.

    No person is named here: of whom it speaks stands in the binders of its items.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.ForeignKey(ConferenceKind, on_delete=models.PROTECT, related_name="+", verbose_name="種類")
    joint = ArrayField(models.UUIDField(), default=list, verbose_name="合同で開く種類")
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="招集した機関"
    )
    convened_by = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+", verbose_name="招集した人"
    )
    place = models.CharField("場所", max_length=100)
    starts_at = models.DateTimeField("開始")
    ends_at = models.DateTimeField("終了")
    days_before = models.PositiveSmallIntegerField("資料を見られる日（何日前から）")
    days_after = models.PositiveSmallIntegerField("資料を見られる日（何日後まで）")
    state = models.CharField("状態", max_length=10, choices=ConferenceState.choices)
    moved_at = models.DateTimeField("状態の日時")
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "会議"
        ordering = ["-starts_at", "id"]
        indexes = [models.Index(fields=["agency", "starts_at"], name="conference_by_agency")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ConferenceState.values), name="conference_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="conference_in_order",
                violation_error_message="会議の終わりは始まりより後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(days_before__lte=30, days_after__lte=60), name="conference_window_short"
            ),
        ]

    def __str__(self) -> str:
        return str(self.kind)


class TimeOption(models.Model):
    """A time that was proposed for a meeting (日程の候補)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="options")
    starts_at = models.DateTimeField("開始")
    ends_at = models.DateTimeField("終了")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "日程の候補"
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["conference"], name="time_option_by_conference")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="time_option_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.starts_at}"


class Member(models.Model):
    """One person convened to one meeting (会議の構成員): a membership, never an agency. Their pledge stays when they leave."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="members")
    membership = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+", verbose_name="招かれた人"
    )
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="機関"
    )
    substitute_for = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="代理で出る相手"
    )
    ground_id = models.UUIDField("根拠", null=True)
    invited_at = models.DateTimeField("招いた日時")
    pledged_at = models.DateTimeField("守秘を確認した日時", null=True)
    pledge_version = models.CharField("確認した文の版", max_length=200, blank=True, default="")
    attended = models.BooleanField("出席", null=True)
    ended_at = models.DateTimeField("構成員でなくなった日時", null=True)

    privacy: ClassVar = {"*": PrivacyClass.STAFF}

    class Meta:
        verbose_name = "会議の構成員"
        ordering = ["invited_at", "id"]
        indexes = [models.Index(fields=["membership"], name="member_by_membership")]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "membership"], condition=Q(ended_at__isnull=True), name="member_once"
            ),
            models.CheckConstraint(
                condition=Q(pledged_at__isnull=True, pledge_version="")
                | Q(pledged_at__isnull=False) & ~Q(pledge_version=""),
                name="member_pledge_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Availability(models.Model):
    """Whether a member can come at a proposed time (日程の回答); the latest row counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="+")
    option = models.ForeignKey(TimeOption, on_delete=models.PROTECT, related_name="answers")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField("回答", max_length=6, choices=AvailabilityAnswer.choices)
    answered_at = models.DateTimeField("回答日時")

    privacy: ClassVar = {"*": PrivacyClass.STAFF}

    class Meta:
        verbose_name = "日程の回答"
        ordering = ["answered_at", "id"]
        indexes = [models.Index(fields=["conference"], name="availability_by_conference")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=AvailabilityAnswer.values), name="availability_known"
            )
        ]

    def __str__(self) -> str:
        return self.get_answer_display()


class Handover(models.Model):
    """That a meeting went from who convened it to a colleague (事務局の引き継ぎ). Rows are only added, by the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="handovers")
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="招集した機関"
    )
    before = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+", verbose_name="引き継ぐ前の人"
    )
    after = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+", verbose_name="引き継いだ人"
    )
    by = models.UUIDField("記録した所属")
    reason = models.TextField("理由", blank=True, default="")
    at = models.DateTimeField("引き継いだ日時")

    privacy: ClassVar = {"*": PrivacyClass.STAFF}

    class Meta:
        verbose_name = "事務局の引き継ぎ"
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["at"], name="handover_by_moment")]

    def __str__(self) -> str:
        return str(self.pk)

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.cases.terms import CaseState
from enishi.office.privacy import PrivacyClass


class Case(models.Model):
    """One case of 多機関協働, or of アウトリーチ等 before consent. Its id is its binder, and tells of the person.

    No content here: what was done and thought stands in the content tables.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("ケース番号", max_length=8, editable=False)
    resident = models.ForeignKey(
        "residents.Resident", on_delete=models.PROTECT, related_name="+", verbose_name="本人"
    )
    consultation = models.ForeignKey(
        "intake.Consultation",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="もとの相談",
    )
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="始めた機関"
    )
    opened_by = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+", verbose_name="始めた人"
    )
    opened_at = models.DateTimeField("開始日時")
    state = models.CharField("状態", max_length=10, choices=CaseState.choices)
    moved_at = models.DateTimeField("状態の日時")
    reason_code = models.CharField("状態の理由", max_length=40, blank=True, default="")
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK, "resident": PrivacyClass.IDENTITY}

    class Meta:
        verbose_name = "ケース"
        ordering = ["-opened_at", "id"]
        indexes = [
            models.Index(fields=["reference"], name="case_by_reference"),
            models.Index(fields=["resident"], name="case_by_resident"),
            models.Index(fields=["consultation"], name="case_by_consultation"),
            models.Index(fields=["opened_at"], condition=~Q(state="ended"), name="case_led"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[CaseState.SUSPENDED, CaseState.WATCHING, CaseState.ENDED])
                | ~Q(reason_code=""),
                name="case_stop_has_reason",
                violation_error_message="中断・終結・見守りの終了には、理由が必要です。",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class CaseStep(models.Model):
    """One change of a case's state, written by the database itself (ケースの経過)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    before = models.CharField("前", max_length=10, blank=True, default="")
    after = models.CharField("後", max_length=10)
    reason_code = models.CharField("理由", max_length=40, blank=True, default="")
    membership_id = models.UUIDField("した人", null=True)
    at = models.DateTimeField("日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "ケースの経過"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["case", "at"], name="case_step_by_case")]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Lead(models.Model):
    """Who leads a case, and by when what happens next (主担当).

    Exactly one row per case that has not ended is open: a unique index allows no second one, and a deferred
    constraint trigger (``migrations/0002``) no case without one at commit.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="leads")
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="主担当機関"
    )
    membership = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="主担当者"
    )
    next_on = models.DateField("次の期日")
    next_action = models.CharField("次にすること", max_length=40)
    request_id = models.UUIDField("引き受けた依頼", null=True)
    starts_at = models.DateTimeField("主担当の開始")
    ended_at = models.DateTimeField("主担当の終了", null=True)
    set_by = models.UUIDField("決めた所属", null=True)
    told_overdue_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "主担当"
        ordering = ["-starts_at", "id"]
        indexes = [
            models.Index(
                fields=["agency", "next_on"], condition=Q(ended_at__isnull=True), name="lead_by_agency"
            ),
            models.Index(
                fields=["membership", "next_on"],
                condition=Q(ended_at__isnull=True),
                name="lead_by_membership",
            ),
            models.Index(fields=["next_on"], condition=Q(ended_at__isnull=True), name="lead_by_date"),
            models.Index(fields=["case", "-starts_at"], name="lead_by_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(ended_at__isnull=True),
                name="lead_only_one_open",
                violation_error_message="一つのケースの主担当は、同時に一つの機関だけです。",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("starts_at")),
                name="lead_period_in_order",
                violation_error_message="主担当の終了は開始以後にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(next_action=""),
                name="lead_says_what_next",
                violation_error_message="次にすることを選んでください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.next_on}"


class CaseMember(models.Model):
    """Another member of the household who is part of a case, with a file of their own (世帯員).

    Its id is a binder that tells of *that* person: what is written of them is opened by their own consent, so that the
    consent of one member never opens another (8050, ヤングケアラー, DV).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    resident = models.ForeignKey(
        "residents.Resident", on_delete=models.PROTECT, related_name="+", verbose_name="世帯員"
    )
    joined_at = models.DateTimeField("加えた日時")
    left_at = models.DateTimeField("外した日時", null=True)

    privacy: ClassVar = {"*": PrivacyClass.WORK, "resident": PrivacyClass.IDENTITY}

    class Meta:
        verbose_name = "ケースの世帯員"
        ordering = ["joined_at", "id"]
        indexes = [
            models.Index(fields=["case"], name="case_member_by_case"),
            models.Index(fields=["resident"], name="case_member_by_resident"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.intake.models.consultation import Consultation
from enishi.office.privacy import PrivacyClass


class Holding(models.Model):
    """Who is accountable for an open consultation, from when until when, and by when what happens next (担当).

    Exactly one row per open consultation is open: a unique index allows no second one, and a deferred
    constraint trigger (``migrations/0002``) no consultation without one at commit.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="holdings", db_index=False)
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="担当機関"
    )
    membership = models.ForeignKey(
        "agencies.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="担当者",
    )
    next_on = models.DateField("次の期日")
    next_action = models.CharField("次にすること", max_length=40)
    referral_id = models.UUIDField("引き継いだつなぎ", null=True)
    starts_at = models.DateTimeField("担当の開始")
    ended_at = models.DateTimeField("担当の終了", null=True)
    set_by = models.UUIDField("決めた所属", null=True)
    told_overdue_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "担当"
        ordering = ["-starts_at", "id"]
        indexes = [
            models.Index(
                fields=["agency", "next_on"], condition=Q(ended_at__isnull=True), name="holding_by_agency"
            ),
            models.Index(
                fields=["membership", "next_on"],
                condition=Q(ended_at__isnull=True),
                name="holding_by_membership",
            ),
            models.Index(
                fields=["agency", "next_on"],
                condition=Q(ended_at__isnull=True, membership__isnull=True),
                name="holding_unassigned",
            ),
            models.Index(fields=["next_on"], condition=Q(ended_at__isnull=True), name="holding_by_date"),
            models.Index(fields=["consultation", "-starts_at"], name="holding_by_consultation"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(ended_at__isnull=True),
                name="holding_only_one_open",
                violation_error_message="一つの相談を同時に担当できるのは一つの機関だけです。",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("starts_at")),
                name="holding_period_in_order",
                violation_error_message="担当の終了は開始以後にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(next_action=""),
                name="holding_says_what_next",
                violation_error_message="次にすることを選んでください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.next_on}"

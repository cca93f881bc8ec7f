import uuid
from typing import ClassVar

from django.db import models

from enishi.intake.models.referral import Referral
from enishi.intake.terms import ReferralState, Side
from enishi.office.privacy import PrivacyClass


class ReferralStep(models.Model):
    """One step of a referral: from where to where, when, by which side (つなぎの経過). Written by the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    before = models.CharField("前", max_length=16, choices=ReferralState.choices, blank=True, default="")
    after = models.CharField("後", max_length=16, choices=ReferralState.choices)
    side = models.CharField("だれが", max_length=12, choices=Side.choices)
    membership_id = models.UUIDField("所属", null=True)
    link_id = models.UUIDField("リンク", null=True)
    reason_code = models.CharField("理由", max_length=40, blank=True, default="")
    at = models.DateTimeField("日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "つなぎの経過"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["referral", "at"], name="step_by_referral")]

    def __str__(self) -> str:
        return self.get_after_display()


class ReferralRemark(models.Model):
    """Words that go with a step: why declined, how the first contact went (つなぎのことば). Content, append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状態", max_length=16, choices=ReferralState.choices)
    means = models.CharField("対応方法", max_length=40, blank=True, default="")
    text = models.TextField("内容")
    side = models.CharField("だれが", max_length=12, choices=Side.choices)
    signature = models.CharField("回答した人", max_length=100, blank=True, default="")
    at = models.DateTimeField("日時")

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "text": PrivacyClass.SENSITIVE,
        "signature": PrivacyClass.STAFF,
    }

    class Meta:
        verbose_name = "つなぎのことば"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["referral", "at"], name="remark_by_referral")]

    def __str__(self) -> str:
        return str(self.pk)

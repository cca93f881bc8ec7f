import uuid
from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from enishi.office.privacy import PrivacyClass
from enishi.sharing.models.binder import Binder
from enishi.sharing.terms import ConsentGiver, ConsentMeans, ConsentStage, InformationClass


class Consent(models.Model):
    """What one person agreed to (同意): which step, which classes to whom, for what, from when until when, and how we know.

    The consents are plural on purpose: support, sharing, plan, host (多機関協働の様式: 申込み・情報共有・プラン・受入先).
    Only the kernel writes here. Grants that rest on a consent name it through their ground and end with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.ForeignKey(Binder, on_delete=models.PROTECT, related_name="consents")
    stage = models.CharField("同意の段階", max_length=8, choices=ConsentStage.choices)
    classes = models.IntegerField("情報の区分")
    recipients = ArrayField(models.UUIDField(), verbose_name="知らせてよい相手")
    purpose = models.CharField("目的", max_length=200)
    starts_at = models.DateTimeField("開始")
    ends_at = models.DateTimeField("終了")
    given_by = models.CharField("同意した人", max_length=10, choices=ConsentGiver.choices)
    means = models.CharField("同意の方法", max_length=8, choices=ConsentMeans.choices)
    language = models.CharField("説明した言語", max_length=8, default="ja")
    evidence = models.TextField("同意の記録")
    evidence_file_id = models.UUIDField("同意書", null=True)
    agency_id = models.UUIDField("記録した機関")
    recorded_by = models.UUIDField("記録した所属")
    recorded_at = models.DateTimeField("記録日時")
    withdrawn_at = models.DateTimeField("撤回日時", null=True)
    withdrawn_means = models.CharField("撤回の方法", max_length=8, choices=ConsentMeans.choices, blank=True, default="")
    withdrawal_note = models.TextField("撤回の記録", blank=True, default="")
    withdrawal_recorded_by = models.UUIDField("撤回を記録した所属", null=True)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "evidence": PrivacyClass.WELFARE,
        "withdrawal_note": PrivacyClass.WELFARE,
    }

    class Meta:
        verbose_name = "同意"
        indexes = [models.Index(fields=["resident", "stage"], name="consent_by_resident")]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=ConsentStage.values), name="consent_stage_known"),
            models.CheckConstraint(condition=Q(given_by__in=ConsentGiver.values), name="consent_giver_known"),
            models.CheckConstraint(condition=Q(means__in=ConsentMeans.values), name="consent_means_known"),
            models.CheckConstraint(
                condition=Q(classes__gt=0, classes__lt=InformationClass.INFORMANT),
                name="consent_names_classes",
                violation_error_message="情報源は、本人の同意で知らせられるものではありません。",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + timedelta(days=366)),
                name="consent_one_year",
                violation_error_message="同意の期間は1年以内にしてください。続けるときは、あらためて同意を得てください。",
            ),
            models.CheckConstraint(
                condition=~Q(purpose="") & ~Q(evidence=""),
                name="consent_says_why_and_how",
                violation_error_message="同意の目的と、どのように確かめたかを書いてください。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal_recorded_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawal_recorded_by__isnull=False) & ~Q(withdrawn_means=""),
                name="consent_withdrawal_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.get_stage_display()

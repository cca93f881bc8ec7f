import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from enishi.conferences.terms import About
from enishi.office.privacy import PrivacyClass


class ConferenceKind(models.Model):
    """A kind of meeting in law, valid from a day until a day (会議の種類). A change is a new row, never an edit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("種類", max_length=20)
    label = models.CharField("市での呼び名", max_length=60)
    law = models.CharField("根拠", max_length=100, blank=True, default="")
    article = models.CharField("条文", max_length=100)
    about = models.CharField("議題にするもの", max_length=8, choices=About.choices)
    permission = models.CharField("招集できる権限", max_length=20)
    needs_consent = models.BooleanField("本人の同意が必要")
    needs_decision = models.BooleanField("支援対象の決定が必要")
    needs_pledge = models.BooleanField("守秘の確認が必要")
    secrecy = models.TextField("守秘の文")
    penalty = models.TextField("罰則の文", blank=True, default="")
    pledge_kind = models.CharField("誓約の種類", max_length=12, blank=True, default="")
    pledge_version = models.CharField("守秘の文の版", max_length=40, blank=True, default="")
    may_decide = ArrayField(models.CharField(max_length=16), verbose_name="決められること")
    joint_with = ArrayField(models.CharField(max_length=20), default=list, verbose_name="合同で開ける会議")
    excluded_agencies = ArrayField(
        models.CharField(max_length=12), default=list, verbose_name="構成員になれない機関"
    )
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True)
    source = models.CharField("出典", max_length=200)
    unverified = models.BooleanField("要確認", default=True)

    privacy: ClassVar = {"*": PrivacyClass.PUBLIC}

    class Meta:
        verbose_name = "会議の種類"
        ordering = ["code", "-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(about__in=About.values), name="conference_kind_about_known"),
            models.CheckConstraint(
                condition=Q(needs_pledge=False) | ~Q(pledge_version=""),
                name="conference_kind_pledge_has_text",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class SupportDecision(models.Model):
    """The city's decision to support a case (支援対象の決定): 重層的支援会議 speaks of decided cases only. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", verbose_name="ケース")
    decided_on = models.DateField("支援対象と決めた日")
    document_number = models.CharField("文書番号", max_length=40, blank=True, default="")
    recorded_by = models.UUIDField("記録した所属")
    recorded_at = models.DateTimeField("記録日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "支援対象の決定"
        ordering = ["-decided_on", "id"]
        indexes = [models.Index(fields=["case"], name="support_decision_by_case")]

    def __str__(self) -> str:
        return f"{self.decided_on}"

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.intake.models.consultation import Consultation
from enishi.intake.models.entry import ConsultationEntry
from enishi.intake.terms import EARLIEST, SourceKind, StatementKind
from enishi.office.privacy import PrivacyClass
from enishi.sharing.terms import InformationClass

KNOWN_CLASS = Q(information_class__in=[one for one in InformationClass.values if one != 128])


class Statement(ConsultationEntry):
    """Something that was said or done (記載). Append-only: a correction is a new row that names what it replaces.

    ``happened_at`` is when it was said or done, ``at`` when it was written down.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField("種類", max_length=10, choices=StatementKind.choices)
    source = models.CharField("情報の性質", max_length=8, choices=SourceKind.choices)
    happened_at = models.DateTimeField("いつ")
    counterpart = models.CharField("相手", max_length=40, blank=True, default="")
    minutes = models.PositiveSmallIntegerField("所要時間(分)", null=True)
    means = models.CharField("対応方法", max_length=40, blank=True, default="")
    text = models.TextField("内容")
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    privacy: ClassVar = {"*": PrivacyClass.WORK, "text": PrivacyClass.SENSITIVE}

    class Meta:
        verbose_name = "記載"
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["consultation", "-at"], name="statement_by_consultation")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=StatementKind.values), name="statement_kind_known"),
            models.CheckConstraint(condition=Q(source__in=SourceKind.values), name="statement_source_known"),
            models.CheckConstraint(condition=KNOWN_CLASS, name="statement_class_known"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="statement_has_text",
                violation_error_message="内容を書いてください。",
            ),
            models.CheckConstraint(
                condition=Q(happened_at__lte=F("at")), name="statement_happened_before_written"
            ),
            models.CheckConstraint(condition=Q(happened_at__gte=EARLIEST), name="statement_happened_in_our_time"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=1440),
                name="statement_minutes_of_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Concern(ConsultationEntry):
    """A ticked issue (課題): ◎ the worst, ○ others. Its class comes from the code list; unticking ends the row."""

    code = models.CharField("課題", max_length=40)
    worst = models.BooleanField("いちばん困っている", default=False)
    ended_at = models.DateTimeField("外した日時", null=True)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "code": PrivacyClass.SENSITIVE,
        "worst": PrivacyClass.WELFARE,
    }

    class Meta:
        verbose_name = "課題"
        ordering = ["-worst", "code", "id"]
        constraints = [
            models.CheckConstraint(condition=KNOWN_CLASS, name="concern_class_known"),
            models.CheckConstraint(condition=~Q(code=""), name="concern_has_code"),
        ]

    def __str__(self) -> str:
        return self.code

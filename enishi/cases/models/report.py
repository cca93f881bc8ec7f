import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.cases.terms import ReportState
from enishi.office.privacy import PrivacyClass


class ActivityReport(models.Model):
    """One version of what an agency tells the coordinators about one month (実施報告). No person is in it.

    The figures are those of the moment when it was sent, with definitions. What was sent stays; a correction is a new version.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="報告する機関"
    )
    month = models.DateField("どの月の報告か")
    number = models.PositiveSmallIntegerField("何版目か")
    state = models.CharField("状態", max_length=8, choices=ReportState.choices)
    figures = models.JSONField("数（送ったとき）", default=list)
    remarks = models.TextField("この月の様子", blank=True, default="")
    worries = models.TextField("困っていること", blank=True, default="")
    written_by = models.UUIDField("書いた所属")
    made_at = models.DateTimeField("書き始めた日時")
    sent_by = models.UUIDField("送った所属", null=True)
    sent_at = models.DateTimeField("送付日時", null=True)
    answer = models.TextField("管理者のことば", blank=True, default="")
    answered_by = models.UUIDField("確認した所属", null=True)
    answered_at = models.DateTimeField("確認日時", null=True)
    version = models.PositiveIntegerField("保存の回", default=1)

    privacy: ClassVar = {
        "*": PrivacyClass.WORK,
        "remarks": PrivacyClass.WELFARE,
        "worries": PrivacyClass.WELFARE,
        "answer": PrivacyClass.WELFARE,
    }

    class Meta:
        verbose_name = "実施報告"
        ordering = ["-month", "-number"]
        indexes = [models.Index(fields=["month", "agency", "-number"], name="report_by_month")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="report_numbered"),
            models.CheckConstraint(condition=Q(month__day=1), name="report_of_a_month"),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT, sent_at__isnull=True)
                | (
                    ~Q(state=ReportState.DRAFT)
                    & Q(sent_at__isnull=False, sent_by__isnull=False)
                    & ~Q(figures=[])
                ),
                name="report_sent_with_its_figures",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.RETURNED) | ~Q(answer=""),
                name="report_returned_with_words",
                violation_error_message="差し戻す理由を書いてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.number}"

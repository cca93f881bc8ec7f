import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.intake.terms import EARLIEST, About, Channel, ConsultationState, Urgency
from enishi.office.privacy import PrivacyClass


class Consultation(models.Model):
    """One consultation (相談). Its id is its binder. No content here: what was said stands in the content tables.

    ``received_at`` is when it happened, ``recorded_at`` when it was written down.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("受付番号", max_length=8, editable=False)
    received_at = models.DateTimeField("受付日時")
    recorded_at = models.DateTimeField("入力日時")
    channel = models.CharField("受付方法", max_length=10, choices=Channel.choices)
    route = models.CharField("相談経路", max_length=40, blank=True, default="")
    about = models.CharField("だれの相談か", max_length=10, choices=About.choices)
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="受けた機関", db_index=False
    )
    received_by = models.ForeignKey(
        "agencies.Membership", on_delete=models.PROTECT, related_name="+", verbose_name="受けた人", db_index=False
    )
    resident = models.ForeignKey(
        "residents.Resident",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="本人",
    )
    urgency = models.CharField("急ぎ", max_length=8, choices=Urgency.choices, default=Urgency.NORMAL)
    state = models.CharField(
        "状態", max_length=10, choices=ConsultationState.choices, default=ConsultationState.RECEIVED
    )
    screening = models.CharField("スクリーニング結果", max_length=40, blank=True, default="")
    screened_at = models.DateTimeField("スクリーニング日時", null=True)
    closed_at = models.DateTimeField("終了日時", null=True)
    closing_reason = models.CharField("終了の理由", max_length=40, blank=True, default="")
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK, "resident": PrivacyClass.IDENTITY}

    class Meta:
        verbose_name = "相談"
        ordering = ["-received_at", "id"]
        indexes = [
            models.Index(fields=["reference"], name="consultation_by_reference"),
            models.Index(fields=["agency", "-received_at"], name="consultation_by_agency"),
            models.Index(fields=["received_at"], condition=~Q(state="closed"), name="consultation_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="consultation_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=Urgency.values), name="consultation_urgency_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ConsultationState.values), name="consultation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(about=About.KNOWN, resident__isnull=False)
                | Q(about__in=[About.ANONYMOUS, About.PLACE], resident__isnull=True),
                name="consultation_known_has_resident",
                violation_error_message="本人が分かる相談には本人を、匿名と気になる家には本人を入れないでください。",
            ),
            models.CheckConstraint(
                condition=Q(state=ConsultationState.CLOSED, closed_at__isnull=False) & ~Q(closing_reason="")
                | ~Q(state=ConsultationState.CLOSED) & Q(closed_at__isnull=True, closing_reason=""),
                name="consultation_closed_has_reason",
                violation_error_message="終了した相談には、終了の日時と理由が必要です。",
            ),
            models.CheckConstraint(
                condition=Q(screening="", screened_at__isnull=True)
                | ~Q(screening="") & Q(screened_at__isnull=False),
                name="consultation_screened_has_time",
                violation_error_message="スクリーニング結果には日時が必要です。",
            ),
            models.CheckConstraint(
                condition=Q(received_at__lte=F("recorded_at")),
                name="consultation_received_before_recorded",
                violation_error_message="受けた日時は、入力した日時より前にしてください。",
            ),
            models.CheckConstraint(condition=Q(received_at__gte=EARLIEST), name="consultation_received_in_our_time"),
        ]

    def __str__(self) -> str:
        return self.reference

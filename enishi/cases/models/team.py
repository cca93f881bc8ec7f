import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from enishi.cases.models.case import Case
from enishi.cases.terms import LeadRequestKind, LeadRequestState, TeamState
from enishi.office.privacy import PrivacyClass


class TeamRole(models.Model):
    """One agency's role in a case: what it was asked to do, whether it took it on, from when until when (役割分担)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="team")
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="機関"
    )
    membership = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="担当者"
    )
    duty = models.CharField("役割", max_length=40)
    state = models.CharField("状態", max_length=10, choices=TeamState.choices)
    asked_at = models.DateTimeField("依頼日時")
    asked_by = models.UUIDField("依頼した所属")
    answer_due_on = models.DateField("回答期限")
    answered_at = models.DateTimeField("回答日時", null=True)
    reason_code = models.CharField("辞退の理由", max_length=40, blank=True, default="")
    ended_at = models.DateTimeField("終えた日時", null=True)
    grounds = ArrayField(models.UUIDField(), default=list, verbose_name="根拠")
    consent_id = models.UUIDField("同意", null=True)
    reminded_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)
    version = models.PositiveIntegerField("版", default=1)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "役割分担"
        ordering = ["asked_at", "id"]
        indexes = [
            models.Index(fields=["case"], name="team_role_by_case"),
            models.Index(
                fields=["agency"], condition=Q(state__in=["asked", "accepted"]), name="team_role_by_agency"
            ),
            models.Index(fields=["consent_id"], name="team_role_by_consent"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TeamState.values), name="team_state_known"),
            models.CheckConstraint(
                condition=~Q(state=TeamState.DECLINED) | ~Q(reason_code=""),
                name="team_decline_has_reason",
                violation_error_message="辞退の理由を選んでください。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[TeamState.ASKED, TeamState.ACCEPTED], ended_at__isnull=True)
                | Q(
                    state__in=[TeamState.DECLINED, TeamState.CANCELLED, TeamState.LEFT],
                    ended_at__isnull=False,
                ),
                name="team_role_ended_has_time",
            ),
            models.UniqueConstraint(
                fields=["case", "agency", "duty"],
                condition=Q(ended_at__isnull=True),
                name="team_role_once",
                violation_error_message="この機関には、同じ役割をすでに依頼しています。",
            ),
        ]

    def __str__(self) -> str:
        return self.duty


class LeadRequest(models.Model):
    """Another agency is asked to lead: now (引き継ぎ), or after the case is closed (終結後の主担当)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lead_requests")
    kind = models.CharField("依頼の種類", max_length=14, choices=LeadRequestKind.choices)
    state = models.CharField("状態", max_length=10, choices=LeadRequestState.choices)
    from_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    asked_by = models.UUIDField("依頼した所属")
    asked_at = models.DateTimeField("依頼日時")
    answer_due_on = models.DateField("回答期限")
    answered_at = models.DateTimeField("回答日時", null=True)
    reason_code = models.CharField("辞退の理由", max_length=40, blank=True, default="")
    grounds = ArrayField(models.UUIDField(), default=list, verbose_name="根拠")
    reminded_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "主担当の依頼"
        ordering = ["-asked_at", "id"]
        indexes = [
            models.Index(fields=["case"], name="lead_request_by_case"),
            models.Index(fields=["to_agency"], condition=Q(state="asked"), name="lead_request_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=LeadRequestKind.values), name="lead_request_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=LeadRequestState.values), name="lead_request_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=LeadRequestState.DECLINED) | ~Q(reason_code=""),
                name="lead_request_decline_has_reason",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state="asked"),
                name="lead_request_one_open",
                violation_error_message="回答を待っている主担当の依頼があります。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Closing(models.Model):
    """The end of 多機関協働 (終結): three ticks, a lead who agreed, and the day of the first look afterwards.

    「課題が整理され、支援の見通しがつき、支援機関の役割分担の合意ができた」 (MURC guidebook; multilayer-support.md §1.5).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closings")
    sorted_out = models.BooleanField("課題が整理された")
    outlook = models.BooleanField("支援の見通しがついた")
    roles_agreed = models.BooleanField("支援機関の役割分担の合意ができた")
    lead_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField("主担当が引き受けた日時")
    follow_up_on = models.DateField("最初の見守りの日")
    reason_code = models.CharField("終結の理由", max_length=40)
    closed_by = models.UUIDField("終結した所属")
    closed_at = models.DateTimeField("終結日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "終結"
        ordering = ["-closed_at", "id"]
        indexes = [models.Index(fields=["case", "-closed_at"], name="closing_by_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(sorted_out=True, outlook=True, roles_agreed=True),
                name="closing_three_ticks",
                violation_error_message="終結には、課題の整理・支援の見通し・役割分担の合意の三つがそろうことが必要です。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.closed_at:%Y-%m-%d}"

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enishi.office.privacy import PrivacyClass
from enishi.sharing.models.binder import Binder
from enishi.sharing.terms import ALL_CLASSES, GroundKind


class Ground(models.Model):
    """Why somebody may see something (根拠): kind, article, purpose, evidence, who relies on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("根拠", max_length=12, choices=GroundKind.choices)
    binder = models.ForeignKey(Binder, on_delete=models.PROTECT, related_name="grounds")
    article = models.CharField("条文", max_length=100, blank=True, default="")
    purpose = models.CharField("目的", max_length=100)
    reason = models.TextField("理由", blank=True, default="")
    consent = models.ForeignKey("sharing.Consent", null=True, on_delete=models.PROTECT, related_name="grounds")
    agency_id = models.UUIDField("根拠とする機関")
    recorded_by = models.UUIDField("記録した所属")
    recorded_at = models.DateTimeField("記録日時")

    privacy: ClassVar = {"*": PrivacyClass.WORK, "reason": PrivacyClass.WELFARE}

    class Meta:
        verbose_name = "根拠"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=GroundKind.values), name="ground_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=GroundKind.OTHER_LAW) | ~Q(article=""),
                name="ground_other_law_cites_article",
                violation_error_message="根拠とする法令の条文を書いてください。",
            ),
            models.CheckConstraint(
                condition=Q(kind=GroundKind.CONSENT) | Q(consent__isnull=True), name="ground_consent_named"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Grant(models.Model):
    """Who may see which classes of which binder, from when until when (閲覧権). Always from a ground.

    ``classes`` is what was given; ``sealed_classes`` is what a seal without a key for this grantee covers now.
    The database keeps it in step with seals and keys (triggers in ``sharing/migrations/0002``), so that reading
    is one indexed look-up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, related_name="grants")
    kind = models.CharField("根拠", max_length=12, choices=GroundKind.choices)
    binder = models.ForeignKey(Binder, on_delete=models.PROTECT, related_name="grants")
    binder_kind = models.CharField("簿冊の種類", max_length=12, db_default="")
    """Of what kind the binder is; written by the database. Only what opens a binder says it when the grant is written: then
    nothing was given or sealed before, and what guards that is not asked (``sharing/migrations/0025``)."""
    grantee_id = models.UUIDField("見る人(機関・所属・リンク)")
    classes = models.IntegerField("情報の区分")
    sealed_classes = models.IntegerField("封印された区分", default=0)
    starts_at = models.DateTimeField("開始")
    ends_at = models.DateTimeField("終了", null=True)
    revoked_at = models.DateTimeField("取消", null=True)

    privacy: ClassVar = {"*": PrivacyClass.WORK}

    class Meta:
        verbose_name = "閲覧権"
        indexes = [
            models.Index(
                fields=["binder", "grantee_id"], condition=Q(revoked_at__isnull=True), name="grant_live_by_binder"
            ),
            models.Index(
                fields=["grantee_id", "binder"], condition=Q(revoked_at__isnull=True), name="grant_live_by_grantee"
            ),
            models.Index(
                fields=["grantee_id", "binder"],
                condition=Q(revoked_at__isnull=True, binder_kind__in=["case", "case_member"]),
                name="grant_live_on_files",
            ),
            models.Index(
                fields=["grantee_id", "binder"],
                condition=Q(revoked_at__isnull=True, binder_kind="agenda"),
                name="grant_live_on_rooms",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(classes__gt=0, classes__lte=ALL_CLASSES), name="grant_names_classes"
            ),
            models.CheckConstraint(
                condition=Q(kind=GroundKind.OWN_WORK) | Q(ends_at__isnull=False),
                name="grant_ends_unless_own_work",
                violation_error_message="期限のない閲覧権は、所管の仕事のほかには作れません。",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="grant_period_in_order",
                violation_error_message="終了は開始より後にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=GroundKind.EMERGENCY) | Q(ends_at__lte=F("starts_at") + timedelta(minutes=60)),
                name="grant_emergency_sixty_minutes",
                violation_error_message="緊急閲覧は60分までです。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=GroundKind.CONFERENCE) | Q(ends_at__lte=F("starts_at") + timedelta(days=100)),
                name="grant_conference_window",
                violation_error_message="会議の閲覧期間は100日以内にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=GroundKind.CONSENT) | Q(ends_at__lte=F("starts_at") + timedelta(days=366)),
                name="grant_consent_one_year",
                violation_error_message="同意の期間は1年以内にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.classes}"

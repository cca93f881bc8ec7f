import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from enishi.office.privacy import PrivacyClass
from enishi.sharing.models.binder import Binder
from enishi.sharing.terms import ALL_CLASSES, SealKind


class Seal(models.Model):
    """Some classes of a binder closed to everybody who holds no key (封印). Beats every grant.

    Lifting needs two persons: one asks, another one agrees (支援措置 は期限が過ぎても自動では外れない).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    binder = models.ForeignKey(Binder, on_delete=models.PROTECT, related_name="seals")
    kind = models.CharField("種類", max_length=16, choices=SealKind.choices)
    classes = models.IntegerField("情報の区分")
    sealed_at = models.DateTimeField("封印日時")
    sealed_by = models.UUIDField("封印した所属")
    lift_asked_by = models.UUIDField("解除を求めた職員", null=True)
    lift_asked_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField("解除を認めた職員", null=True)
    lifted_at = models.DateTimeField("解除日時", null=True)

    privacy: ClassVar = {"*": PrivacyClass.LOCATION}

    class Meta:
        verbose_name = "封印"
        indexes = [
            models.Index(fields=["binder"], condition=Q(lifted_at__isnull=True), name="seal_live_by_binder")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(classes__gt=0, classes__lte=ALL_CLASSES), name="seal_names_classes"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True)
                | Q(lift_asked_by__isnull=False, lifted_by__isnull=False)
                & ~Q(lift_asked_by=models.F("lifted_by")),
                name="seal_lifted_by_two",
                violation_error_message="封印の解除には、求めた人とは別の職員の承認が必要です。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Key(models.Model):
    """Who is inside a seal (鍵): an agency or one membership."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="keys")
    holder_id = models.UUIDField("鍵を持つ機関・所属")
    given_at = models.DateTimeField("渡した日時")
    given_by = models.UUIDField("渡した所属")
    withdrawn_at = models.DateTimeField("返した日時", null=True)

    privacy: ClassVar = {"*": PrivacyClass.LOCATION}

    class Meta:
        verbose_name = "鍵"
        indexes = [
            models.Index(
                fields=["seal", "holder_id"], condition=Q(withdrawn_at__isnull=True), name="key_live_by_seal"
            )
        ]

    def __str__(self) -> str:
        return str(self.holder_id)
